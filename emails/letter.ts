import { shorten } from './clean.ts';
import { choose, plain, type Run } from './compile.ts';
import type { CopyBlock, LetterCopy, Variant } from './copy/schema.ts';
import { kindRules, type LetterKind } from './kinds.ts';
import type { LetterProps } from './props.ts';
import { letterValues, type LetterValues } from './values.ts';

export type Block =
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'highlights'; lead: Run[]; items: string[] }
  | { kind: 'news'; items: { title: string | null; paragraphs: string[]; link: Run | null }[] }
  | { kind: 'offer'; lines: Run[][] };

/** A letter with every word decided: the web part and the plain part are both made from this, so they say the same. */
export interface Letter {
  kind: LetterKind;
  lang: string;
  dir: 'ltr' | 'rtl';
  subject: string;
  preheader: string;
  greeting: Run[];
  body: Block[];
  signOff: string;
  signature: string[];
  why: string;
  /** House and postal address on one line. */
  address: string;
  stop: Run & { href: string };
  choose: Run & { href: string };
}

export interface LetterInput {
  kind: LetterKind;
  /** The language of the copy. */
  locale: string;
  copy: LetterCopy;
  props: LetterProps;
  /** The day of the letter, 'YYYY-MM-DD'. */
  today: string;
}

/** The first thing that is needed and not there: a path in the props, or a text of the copy in which nothing fits. */
export interface MissingValue {
  kind: 'missing_value';
  field: string;
}

const subjectLongest = 150;
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);
const requiredPaths: Record<string, string> = {
  clientName: 'clientName',
  senderName: 'sender.name',
  postalAddress: 'house.postalAddress',
  newsTitle: 'news',
  offerTitle: 'offer',
  offerTerms: 'offer',
};

/** Decides every word of a letter; a letter with a hole is never made, the caller learns what is missing instead. */
export function resolveLetter(input: LetterInput): { kind: 'letter'; letter: Letter } | MissingValue {
  const { kind, copy } = input;
  const language = input.locale.toLowerCase().split(/[-_]/)[0] ?? 'en';
  const rules = kindRules[kind];
  const props = { ...input.props, news: input.props.news.slice(0, rules.newsMost) };
  const known = letterValues(props, language, input.today);
  for (const name of rules.required) {
    if (known.values[name] === undefined) return missing(requiredPaths[name] ?? name);
  }
  if (known.stop === undefined) return missing('links.stop');
  if (known.choose === undefined) return missing('links.choose');

  const say = (variants: readonly Variant[]): Run[] | null => choose(variants, known.values, known.reason);
  const greeting = say(copy.greeting);
  const subject = headline(plain(say(copy.subject)));
  const body = copy.paragraphs.flatMap((part): Block[] => {
    if ('block' in part) return rules.blocks.includes(part.block) ? block(part, say, rules.newsMost, known) : [];
    const runs = say(part);
    return runs === null ? [] : [{ kind: 'paragraph', runs }];
  });
  const [stop, chooseFewer, why] = [copy.footer.stop, copy.footer.choose, copy.footer.why].map((text) =>
    plain(say(text)),
  );
  if (subject === '') return missing('copy.subject');
  if (greeting === null) return missing('copy.greeting');
  if (body.length === 0) return missing('copy.paragraphs');
  if (!stop || !chooseFewer || !why) return missing('copy.footer');
  return {
    kind: 'letter',
    letter: {
      kind,
      lang: language,
      dir: rightToLeft.has(language) ? 'rtl' : 'ltr',
      subject,
      preheader: plain(say(copy.preheader)),
      greeting,
      body,
      signOff: plain(say(copy.signOff)),
      signature: signature(known),
      why,
      address: addressLine(known),
      stop: { as: 'link', text: stop, href: known.stop },
      choose: { as: 'link', text: chooseFewer, href: known.choose },
    },
  };
}

function missing(field: string): MissingValue {
  return { kind: 'missing_value', field };
}

function block(
  part: CopyBlock,
  say: (variants: readonly Variant[]) => Run[] | null,
  newsMost: number,
  known: LetterValues,
): Block[] {
  if (part.block === 'offer') {
    const lines = part.lines.map(say).filter((line) => line !== null);
    return lines.length === 0 ? [] : [{ kind: 'offer', lines }];
  }
  if (part.block === 'news') return newsBlock(say(part.link), newsMost, known);
  const lead = say(known.highlights.length > 1 ? part.two : part.one);
  if (lead === null || known.highlights.length === 0) return [];
  if (known.highlights.length === 1) return [{ kind: 'paragraph', runs: lead }];
  return [{ kind: 'highlights', lead, items: known.highlights }];
}

/** The house is named above its address, unless the address begins with it. */
function addressLine({ values, address }: LetterValues): string {
  const house = values['houseName'];
  const named = house === undefined || address[0]?.toLowerCase().includes(house.toLowerCase());
  return (named ? address : [house, ...address]).join(', ');
}

/** One item is told in full, its headline being named already; of several each gets its headline and its first words. */
function newsBlock(link: Run[] | null, newsMost: number, { news, values }: LetterValues): Block[] {
  const alone = news.length === 1;
  const linked = news.findIndex((item) => item.url !== undefined);
  const items = news.map((item, index) => ({
    title: alone && (newsMost === 1 || item.paragraphs.length > 0) ? null : item.title,
    paragraphs: item.paragraphs.slice(0, alone ? 4 : 1),
    link: index === linked && link ? ({ as: 'link', text: plain(link), href: values['newsUrl'] ?? '' } as const) : null,
  }));
  const told = items.filter((item) => item.title !== null || item.paragraphs.length > 0 || item.link !== null);
  return told.length === 0 ? [] : [{ kind: 'news', items: told }];
}

function signature({ values }: LetterValues): string[] {
  // Where the house itself writes, its name is not said twice.
  const house = values['houseName'] === values['senderName'] ? undefined : values['houseName'];
  const place = [values['senderTitle'], house].filter((line) => line !== undefined).join(', ');
  return [values['senderName'], place || undefined, values['senderPhone']].filter((line) => line !== undefined);
}

/** A subject on one line: it becomes a header, where a line break would begin another one. */
function headline(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return shorten(line, subjectLongest);
}
