import { classifyInbound, type Classification } from '../domain/inbound/classify.ts';
import { visibleText } from '../domain/inbound/visible-text.ts';
import { parseMail } from '../mail/in/parse.ts';

export interface ClassifiedMail extends Classification {
  visibleText: string;
  returnsOn: string | null;
  unsubscribe: boolean;
}

export async function classifyMail(raw: Uint8Array): Promise<ClassifiedMail> {
  const parsed = await parseMail(raw);
  if (parsed.kind === 'unparseable') {
    return {
      kind: 'other',
      severity: null,
      recipients: [],
      why: ['unparseable', parsed.reason],
      subtype: 'unparseable',
      visibleText: '',
      returnsOn: null,
      unsubscribe: false,
    };
  }
  return {
    ...classifyInbound(parsed.mail),
    visibleText: visibleText(parsed.mail),
    returnsOn: null,
    unsubscribe: false,
  };
}
