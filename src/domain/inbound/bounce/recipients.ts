import { addressesIn, isDaemon } from '../addresses.ts';
import { field, type ParsedMail } from '../mail.ts';
import { meaningsOf } from './phrases.ts';
import { returnedPart, senderSide } from './notice.ts';

/** One address of a notice and what stands with it. */
export interface Named {
  address: string;
  words: string;
}

const one = String.raw`([\p{L}\p{N}!#$%&'*+/=?^_\x60{|}~.-]{1,128}@[\p{L}\p{N}._-]{2,250})(?![\p{L}\p{N}@_-]|\.[\p{L}\p{N}])`;
const announces =
  'rcpt to|recipients?|recipient address|to|addressed to|delivered to|for|address|addresses|user|an|à|für|empfänger|destinatario|destinataire|destinatário|宛先|following recipients?(?:\\(s\\))?';
/** A line that is about one address: alone, in brackets, before a colon, or after words that announce a recipient. */
const announced = [
  new RegExp(
    String.raw`^[\s>*•·<"'(\[-]{0,20}(?:[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?)?[<"'(]{0,2}(?:mailto:|smtp:)?${one}>?["')\]]?\s*(?:[:;,.(\[<=-]|$|\s)`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}@._-])(?:${announces})(?![\p{L}\p{N}@._-])\s?[:=]?\s*["'<\[(]{0,2}(?:mailto:|smtp:)?${one}`,
    'iu',
  ),
];

const helpLine = /assistance|contact|questions?|support|help\b|administrator|問い合わせ|連絡/i;

/** The recipients that a notice in plain words names, most certain first: its header, lines of their own, words that announce, any address, the returned mail. */
export function namedRecipients(mail: ParsedMail, notice: string, whole: string): Named[] {
  const failed = addressesIn(
    mail.headers
      .filter(([name]) => name === 'x-failed-recipients')
      .map(([, value]) => value)
      .join(', '),
  );
  if (failed.length > 0) return failed.map((address) => ({ address, words: wordsFor(address, notice) }));
  const senders = senderSide(mail);
  const usable = (address: string): boolean => !senders.has(address.toLowerCase()) && !isDaemon(address, null);
  for (const [pattern, text] of [
    [announced[0]!, notice],
    [announced[1]!, notice],
    [announced[0]!, whole],
  ] as const) {
    const all = byLine(text, pattern);
    const found = all.filter(({ address }) => usable(address));
    if (found.length > 0) return found.map((named) => withContext(named, text));
    // A mail that one sends to oneself comes back to oneself.
    const toOneself = all.filter(({ address }) =>
      mail.to.some((one) => one.address.toLowerCase() === address.toLowerCase()),
    );
    if (pattern === announced[0] && toOneself.length > 0 && text === notice)
      return toOneself.map((named) => withContext(named, text));
  }
  const local = localNames(mail, notice);
  if (local.length > 0) return local;
  const returnedTo = (mail.returned?.to ?? []).map(({ address }) => address).filter((address) => address !== '');
  const anywhere = addressesIn(notice).filter(usable);
  const both = anywhere.filter((address) => returnedTo.some((to) => to.toLowerCase() === address.toLowerCase()));
  const candidates =
    [both, anywhere.slice(0, 1), returnedTo, returnedRecipients(whole)].find((list) => list.length > 0) ?? [];
  return candidates.map((address) => ({ address, words: wordsFor(address, notice) }));
}

/** The lines about each address: from the line that names it to the line that names the next one. */
function byLine(notice: string, pattern: RegExp): Named[] {
  const named: Named[] = [];
  for (const line of notice.split('\n').slice(0, 400)) {
    const match = helpLine.test(line) ? undefined : pattern.exec(line.slice(0, 400))?.[1];
    const address = match ? addressesIn(match)[0] : undefined;
    const known = named.find((one) => one.address.toLowerCase() === address?.toLowerCase());
    if (address && !known) named.push({ address, words: line });
    else if (known) known.words += `\n${line}`;
    else if (named.length > 0) named.at(-1)!.words += `\n${line}`;
  }
  return named;
}

/** A list of bare addresses says why elsewhere, above it or at the end. */
function withContext({ address, words }: Named, notice: string): Named {
  const said = words.replaceAll(address, '');
  const isReason =
    said.replaceAll(/[^\p{L}]/gu, '').length >= 8 && (meaningsOf(said).length > 0 || /\d\.\d\.\d/.test(said));
  return { address, words: !isReason ? `${words}\n${notice.slice(0, 4000)}` : words };
}

/** Some providers name their own users by the local part alone, on the line after "recipients …:". */
function localNames(mail: ParsedMail, notice: string): Named[] {
  const name = /(?:recipients?|users?|address(?:es)?)\b[^\n]{0,200}:[ \t]*\n[ \t]+([\w.+-]{2,64})[ \t]*(?:\n|$)/i.exec(
    notice,
  )?.[1];
  const domain = mail.from[0]?.address.split('@')[1];
  return name && domain ? [{ address: `${name}@${domain.toLowerCase()}`, words: notice.slice(0, 4000) }] : [];
}

/** What a notice says around an address: from the line that names it on; the whole notice where it is not named. */
export function wordsFor(address: string, notice: string): string {
  const at = notice.toLowerCase().indexOf(address.toLowerCase());
  const start = Math.max(notice.lastIndexOf('\n', at), at - 300, 0);
  return at < 0 ? notice.slice(0, 4000) : notice.slice(start, at + 1500);
}

/** The To line of a mail that is returned inside the text. */
function returnedRecipients(whole: string): string[] {
  const header = /^[>\s]*(?:x-original-to|delivered-to|to):\s*(.+)$/im.exec(returnedPart(whole))?.[1] ?? '';
  return addressesIn(header).slice(0, 5);
}

/** Final-Recipient is who did not get it; Original-Recipient counts where that holds no address that could stand in a mail. */
export function recipientFields(fields: [string, string][]): string[] {
  return ['final-recipient', 'original-recipient', 'x-actual-recipient', 'x-original-recipient']
    .map((name) => field(fields, name))
    .filter((value) => value !== null);
}
