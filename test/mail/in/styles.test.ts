import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';

/** What the mail is; only what is named is looked at. `subtype: 'any'` says that more than one is right. */
interface Expected {
  name: string;
  kind: string;
  severity?: 'hard' | 'soft';
  subtype?: string;
  to?: string[];
  status?: string;
  returnsOn?: string | null;
  left?: boolean;
  successor?: string | null;
  /** The new words. */
  words?: string;
}

/** Mails in the manner of many programs, several to a file; a line `@@ {…}` above each says what it is. */
async function mailsOf(file: string): Promise<[string, Expected, Uint8Array][]> {
  const text = await readFile(new URL(`../../fixtures/styles/${file}`, import.meta.url), 'utf8');
  return text
    .split(/^@@ /m)
    .slice(1)
    .map((entry) => {
      const end = entry.indexOf('\n');
      const expected = JSON.parse(entry.slice(0, end)) as Expected;
      return [expected.name, expected, new TextEncoder().encode(entry.slice(end + 1).trimEnd() + '\n')];
    });
}

const mails = (
  await Promise.all(['bounces.txt', 'auto-replies.txt', 'others.txt', 'replies.txt', 'more.txt'].map(mailsOf))
).flat();

it.each(mails)('reads a mail as its program means it: %s', async (_, expected, raw) => {
  const mail = await classifyMail(raw);
  const { kind, severity, subtype, to, status, returnsOn, left, successor, words } = expected;
  expect({
    kind: mail.kind,
    ...(severity && { severity: mail.severity }),
    ...(subtype && subtype !== 'any' && { subtype: mail.subtype }),
    ...(to && { to: mail.recipients.map(({ address }) => address) }),
    ...(status && { status: mail.recipients[0]?.status }),
    ...(returnsOn !== undefined && { returnsOn: mail.returnsOn }),
    ...(left !== undefined && { left: mail.leftCompany.left }),
    ...(successor !== undefined && { successor: mail.leftCompany.successor }),
    ...(words !== undefined && { words: mail.visibleText.replaceAll(/\s+/g, ' ').trim() }),
  }).toEqual({
    kind,
    ...(severity && { severity }),
    ...(subtype && subtype !== 'any' && { subtype }),
    ...(to && { to }),
    ...(status && { status }),
    ...(returnsOn !== undefined && { returnsOn }),
    ...(left !== undefined && { left }),
    ...(successor !== undefined && { successor }),
    ...(words !== undefined && { words }),
  });
});
