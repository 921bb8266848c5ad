import type { AuthenticationResult } from '../../domain/inbound/authentication.ts';
import type { threadOutcomes } from '../../domain/thread.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import type { Entry, Row } from './place.ts';

export type TrayMail = AnswerOf<'GET /v1/inbound'>['data'][number];

export type Outcome = (typeof threadOutcomes)[number];

/** What an answer seems to be, in a word or two. */
export const seemsWords: Record<Outcome, string> = {
  friendly: 'Friendly',
  interested: 'Interested',
  not_now: 'Not now',
  upset: 'Upset',
  wrong_person: 'Wrong person',
  never: 'Stop?',
  won_back: 'Won back',
  other: 'Something else',
};

export function hintOf(row: Row): string | null {
  if (row.lastHints.includes('delete_my_data')) return 'asks to delete their data';
  if (row.lastHints.includes('other_sender')) return 'from another address';
  return row.suggestion === null ? null : `seems: ${seemsWords[row.suggestion.outcome].toLowerCase()}`;
}

/** What they say first, after the greeting. */
export function firstLine(text: string | null): string | null {
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => !/^.{0,40},\s*$/.test(line)) ?? lines[0] ?? null;
}

/** What the rules read in an answer; those without words here are the machine's own. */
export const hintWords: Record<string, string> = {
  stop: 'Asks us to stop: letters to them have stopped',
  stop_unclear: 'May ask us to stop: read it',
  delete_my_data: 'Asks us to delete their data',
  left_company: 'Says they have left the company',
  other_sender: 'From another address than the one on file',
  forward: 'Forwarded',
  calendar: 'A calendar answer',
};

type Verdict = NonNullable<Extract<Entry, { kind: 'reply' }>['authentication']>;

/** Whether the sender is who it says, for somebody who has never heard of SPF. */
export function verdictWords(verdict: Verdict | null): { tone: 'good' | 'waiting' | 'bad' | 'quiet'; text: string } {
  if (verdict === null) return { tone: 'quiet', text: 'Sender not checked' };
  const domain = verdict.domain ?? 'the sender';
  const all = [verdict.spf, verdict.dkim, verdict.dmarc];
  const has = (result: AuthenticationResult) => all.includes(result);
  if (verdict.dmarc === 'pass') return { tone: 'good', text: `Really from ${domain}` };
  if (verdict.dmarc === 'fail')
    return { tone: 'bad', text: `Perhaps not from ${domain}: do not trust links or amounts` };
  if (verdict.dkim === 'pass' || verdict.spf === 'pass') return { tone: 'good', text: `Signed by ${domain}` };
  if (has('fail')) return { tone: 'waiting', text: `Not proven to be from ${domain}` };
  return { tone: 'quiet', text: `Nothing proves that it is from ${domain}` };
}
