import type { LetterKind } from '../../domain/message.ts';

/** The wording of a letter as it is stored; its grammar is checked by the server, which knows the letters. */

export interface LongVariant {
  text: string;
  needs?: string[];
  without?: string[];
  reasons?: string[];
  except?: string[];
}
export type Variant = string | LongVariant;

export type Block =
  | { block: 'highlights'; one: Variant[]; two: Variant[] }
  | { block: 'news'; link: Variant[] }
  | { block: 'offer'; lines: Variant[][] };

export interface Copy {
  subject: Variant[];
  preheader: Variant[];
  greeting: Variant[];
  paragraphs: (Variant[] | Block)[];
  signOff: Variant[];
  footer: { why: Variant[]; stop: Variant[]; choose: Variant[] };
}

export function textOf(variant: Variant): string {
  return typeof variant === 'string' ? variant : variant.text;
}

export function longOf(variant: Variant): LongVariant {
  return typeof variant === 'string' ? { text: variant } : variant;
}

/** As short as it can be stored: without conditions a variant is its text. */
export function shortOf(variant: LongVariant): Variant {
  const kept = Object.entries(variant).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const short = Object.fromEntries(kept) as unknown as LongVariant;
  return Object.keys(short).length === 1 ? short.text : short;
}

/** The values that a text names: {clientName}. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([a-z][A-Za-z0-9]*)\}/g)].map((match) => match[1] ?? ''))];
}

export const purposes: Record<LetterKind, string> = {
  thank_you: 'Ends well and asks for nothing. Warm and brief.',
  apology: 'Owns it once: what happened, what it cost them, what has been done. Sober.',
  check_in: 'Is useful and sells nothing. Light.',
  news: 'What has changed that bears on why they left. Plain.',
  offer: 'One clear, fair proposal. Direct.',
  farewell: 'Stops with grace.',
};

export const blockWords: Record<Block['block'], string> = {
  highlights: 'Highlights of the relationship',
  news: 'The news items',
  offer: 'The offer',
};

export function newBlock(block: Block['block']): Block {
  if (block === 'highlights')
    return { block, one: ['One thing I remember: {highlight1}.'], two: ['Two things I remember:'] };
  if (block === 'news') return { block, link: ['Read it in full'] };
  return {
    block,
    lines: [['**{offerTitle}**'], ['{offerTerms}'], ['Price: {offerPrice}'], ['Open until {offerUntil}']],
  };
}

export function isBlock(part: Copy['paragraphs'][number]): part is Block {
  return !Array.isArray(part);
}

/** `Deutsch` for `de`, in the reader's own words where the browser knows them. */
export function languageName(locale: string, reader: string): string {
  try {
    const name = new Intl.DisplayNames([reader], { type: 'language' }).of(locale) ?? locale;
    return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  } catch {
    return locale;
  }
}
