import type { WordingPreflight } from '../../contract/letters.ts';
import type { LetterKind } from '../../domain/message.ts';
import {
  kindRules,
  type LetterCopy,
  linksInCopy,
  type LetterProps,
  namesWithoutFallback,
  type renderLetter,
} from '../../mail/render.ts';

/** One letter that was written to see what comes of a wording. */
export type Seen =
  | { client: string; skipped: true }
  | {
      client: string;
      skipped: false;
      /** Values that the wording names and this letter does not have. */
      absent: string[];
      url: string | undefined;
      links: LetterProps['links'];
      rendered: ReturnType<typeof renderLetter>;
    };

type Line = WordingPreflight['lines'][number];
type Written = Extract<Seen, { skipped: false }>;

/** Mail programs cut off letters that are longer. */
const largestBytes = 100_000;

interface Told {
  kind: LetterKind;
  copy: LetterCopy;
  seen: readonly Seen[];
  reached: number;
  /** The rules of wording are kept. */
  isClean: boolean;
}

/** What can be said of a wording, line by line: what is fine as well as what is not. */
export function tellWording({ kind, copy, seen, reached, isClean }: Told): Line[] {
  const written = seen.filter((one): one is Written => !one.skipped);
  return [
    ...(isClean
      ? [good('phrases', 'No banned words, no exclamation marks, no pretended replies, no images; at most one link.')]
      : []),
    ...tellReach(seen, reached),
    ...tellMissing(written),
    ...tellAbsent(kind, copy, written),
    ...tellLinks(copy, written),
    ...tellLengths(kind, written),
    ...tellStop(written),
  ];
}

function good(code: string, text: string): Line {
  return { level: 'good', code, text, pointer: null };
}

function warning(code: string, text: string, pointer: string | null = null): Line {
  return { level: 'warning', code, text, pointer };
}

function problem(code: string, text: string, pointer: string | null = null): Line {
  return { level: 'problem', code, text, pointer };
}

function people(count: number): string {
  return count === 1 ? '1 client' : `${count} clients`;
}

function tellReach(seen: readonly Seen[], reached: number): Line[] {
  if (reached === 0)
    return [good('reach', 'Such a letter in this language is to come to nobody now; looked at is the sample alone.')];
  const skipped = seen.filter((one) => one.skipped).length;
  return [
    good(
      'reach',
      seen.length < reached
        ? `Written for ${seen.length} of the ${people(reached)} to whom such a letter may come.`
        : `Written for all ${people(reached)} to whom such a letter may come.`,
    ),
    ...(skipped > 0
      ? [
          warning(
            'no_content',
            `For ${skipped} of ${people(seen.length)} nothing fits today: the letter would be skipped.`,
          ),
        ]
      : []),
  ];
}

function tellMissing(written: readonly Written[]): Line[] {
  const fields = new Map<string, string[]>();
  for (const { rendered, client } of written)
    if (rendered.kind === 'missing_value') fields.set(rendered.field, [...(fields.get(rendered.field) ?? []), client]);
  if (fields.size === 0)
    return written.length === 0 ? [] : [good('missing', 'Nothing that a letter cannot do without is missing.')];
  return [...fields].map(([field, clients]) =>
    problem(
      'missing',
      `${field} is missing for ${clients.length} of ${people(written.length)} (${listed(clients)}): no letter could be written.`,
    ),
  );
}

function tellAbsent(kind: LetterKind, copy: LetterCopy, written: readonly Written[]): Line[] {
  const alone = namesWithoutFallback(copy, new Set(kindRules[kind].required));
  const absent = new Map<string, string[]>();
  for (const one of written) for (const name of one.absent) absent.set(name, [...(absent.get(name) ?? []), one.client]);
  if (absent.size === 0)
    return written.length === 0 ? [] : [good('values', 'Every value that the wording names is there for everybody.')];
  const lines = [...absent].map(([name, clients]) => {
    const whom = `{${name}} is not there for ${clients.length} of ${people(written.length)} (${listed(clients)})`;
    return alone.has(name)
      ? warning('values', `${whom}: what needs it is left out.`)
      : good('values', `${whom}: another way to say it stands in.`);
  });
  return lines.toSorted((one, other) => Number(one.level === 'good') - Number(other.level === 'good'));
}

function listed(clients: readonly string[]): string {
  const shown = clients.slice(0, 3).join(', ');
  return clients.length > 3 ? `${shown} …` : shown;
}

function tellLinks(copy: LetterCopy, written: readonly Written[]): Line[] {
  const lines: Line[] = [];
  for (const { pointer, href } of linksInCopy(copy)) {
    if (!URL.canParse(href)) lines.push(problem('links', `"${href}" is no address.`, pointer));
    else if (new URL(href).protocol !== 'https:') lines.push(warning('links', `${href} is not https.`, pointer));
    else if (!new URL(href).hostname.includes('.'))
      lines.push(warning('links', `${href} does not lead out of this network.`, pointer));
  }
  const plain = new Set(written.flatMap(({ url }) => (url !== undefined && url.startsWith('http:') ? [url] : [])));
  for (const url of plain) lines.push(warning('links', `The news item leads to ${url}, which is not https.`));
  return lines.length > 0 ? lines : [good('links', 'No link is broken: every address is whole and goes over https.')];
}

function tellLengths(kind: LetterKind, written: readonly Written[]): Line[] {
  const letters = written.flatMap(({ rendered, client }) =>
    rendered.kind === 'letter' ? [{ ...rendered, words: rendered.words, client }] : [],
  );
  if (letters.length === 0) return [];
  const { subjectMax, words } = kindRules[kind];
  const longest = letters.reduce((a, b) => (b.subject.length > a.subject.length ? b : a));
  const counts = letters.map((letter) => letter.words);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const largest = Math.max(...letters.map((letter) => Buffer.byteLength(letter.html)));
  const kilobytes = Math.max(1, Math.round(largest / 1000));
  const range = least === most ? `${least}` : `${least} to ${most}`;
  const subject = `The longest subject has ${longest.subject.length} characters (${longest.client})`;
  return [
    longest.subject.length > subjectMax
      ? warning('subject', `${subject}; this letter has at most ${subjectMax}.`, '/subject')
      : good('subject', `${subject}; at most ${subjectMax} are fine.`),
    least < words[0] || most > words[1]
      ? warning('words', `${range} words; this letter reads best with ${words[0]} to ${words[1]}.`)
      : good('words', `${range} words, within ${words[0]} to ${words[1]}.`),
    largest > largestBytes
      ? problem('size', `${kilobytes} kB: mail programs cut off letters above 100 kB.`)
      : good('size', `At most ${kilobytes} kB; mail programs cut off letters above 100 kB.`),
  ];
}

function tellStop(written: readonly Written[]): Line[] {
  const letters = written.flatMap(({ rendered, links }) => (rendered.kind === 'letter' ? [{ rendered, links }] : []));
  const without = letters.filter(
    ({ rendered, links }) =>
      !rendered.text.includes(links.stop) || !rendered.html.includes(links.stop.replaceAll('&', '&amp;')),
  );
  if (without.length > 0)
    return [problem('unsubscribe', `${without.length} letters would have no way to stop.`, '/footer/stop')];
  return letters.length === 0
    ? []
    : [good('unsubscribe', 'Every letter has its link to stop everything, in both its parts.')];
}
