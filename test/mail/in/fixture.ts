import { readFile } from 'node:fs/promises';

/** A mail of test/fixtures/mail, as bytes. */
export async function mailFixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(`../../fixtures/mail/${name}`, import.meta.url)));
}

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

/** Mails in the manner of many programs, several to a file; a line `@@ {…}` above each says what it is. */
export async function styleMails(): Promise<[string, Expected, Uint8Array][]> {
  const files = ['bounces.txt', 'auto-replies.txt', 'others.txt', 'replies.txt', 'more.txt'];
  return (await Promise.all(files.map(mailsOf))).flat();
}
