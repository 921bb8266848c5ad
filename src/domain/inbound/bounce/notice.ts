import type { ParsedMail } from '../mail.ts';

/** Lines after which a failure notice no longer speaks but gives the mail back. */
const givesBack = new RegExp(
  [
    String.raw`^[-=_*#>\s.]*(this is a copy of|below this line|(start|begin)(ning)? of (the )?(returned|original|unsent|undelivered)|here (is|follows) (a|your|the) copy)`,
    String.raw`^[-=_*#>\s.]+.{0,30}(original|returned|unsent|undelivered|unzustellbare|bounced) (message|mail|e-mail|header|text|nachricht)(?! (is|was|id|identifier|reference)\b)`,
    String.raw`^[-=_*#>\s.]+(message (header|text|body|content)|header of|headers? follow|original-?nachricht|original mail info)`,
    String.raw`^(the )?(first \d+ lines of (your|the)|original message (headers?|follows)|unsent message (below|follows)|message header follows|returned message|your original (message|mail))\b`,
    String.raw`^\s*-{3,}\s*(original message|message from|copy of|mail header|headers?)\b`,
    String.raw`^[>\s]*(received|return-path|dkim-signature|mime-version|x-originating-ip|arc-seal):\s`,
  ].join('|'),
  'im',
);

/**
 * Long runs of rules and empty lines, which mean no more than short ones: the lines above are looked for from each place in
 * such a run to its end, which for a mail of nothing but line ends took minutes.
 */
const longRun = /[-=_*#>\s.]{80,}/g;

function withShortRuns(text: string): string {
  return text.replaceAll(longRun, (run) => `${run.slice(0, 40)}\n${run.slice(-40)}`);
}

/** What a failure notice says itself, without the mail that it returns; all of it where nothing is left before the cut. */
export function noticePart(written: string): string {
  const text = withShortRuns(written);
  const cut = text.search(givesBack);
  if (cut <= 0) return written;
  const notice = text.slice(0, cut);
  return notice.replaceAll(/[^\p{L}]/gu, '').length < 20 ? written : notice;
}

/** The returned mail as far as it stands in the text of the notice; '' where it does not. */
export function returnedPart(written: string): string {
  const text = withShortRuns(written);
  const cut = text.search(givesBack);
  return cut < 0 ? '' : text.slice(cut);
}

/** Everybody on the sender's side: who wrote the returned mail, and to whom the notice goes. */
export function senderSide(mail: ParsedMail): Set<string> {
  const own = [...mail.to, ...mail.from, ...(mail.returned?.from ?? [])].map((one) => one.address.toLowerCase());
  return new Set(own.filter((address) => address !== ''));
}
