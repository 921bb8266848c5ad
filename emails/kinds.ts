export const letterKinds = ['thank_you', 'apology', 'check_in', 'news', 'offer', 'farewell'] as const;
export type LetterKind = (typeof letterKinds)[number];

/** Values every letter may name; the three that are always there come first. */
const common = [
  'clientName',
  'senderName',
  'postalAddress',
  'salutation',
  'firstName',
  'lastName',
  'houseName',
  'senderTitle',
  'senderPhone',
  'clientSince',
  'years',
  'leftMonth',
] as const;

/** Addresses: they stand in the place of a link, [words]({name}), never in the text. */
export const linkNames: ReadonlySet<string> = new Set(['newsUrl', 'keepInTouch']);

export type BlockName = 'highlights' | 'news' | 'offer';

export interface KindRules {
  /** Words between greeting and signature, when all values are there. */
  words: readonly [least: number, most: number];
  subjectMax: number;
  /** The values that copy of this kind may name. */
  values: readonly string[];
  blocks: readonly BlockName[];
  /** How many news items it tells at most. */
  newsMost: number;
  /** Values without which this kind is not a letter at all: always there, so a subject may rely on them. */
  required: readonly string[];
}

const always = ['clientName', 'senderName', 'postalAddress'] as const;

export const kindRules: Record<LetterKind, KindRules> = {
  thank_you: {
    words: [90, 150],
    subjectMax: 45,
    values: [...common, 'highlight1', 'highlight2', 'personalLine'],
    blocks: ['highlights'],
    newsMost: 0,
    required: always,
  },
  apology: {
    words: [80, 140],
    subjectMax: 78,
    values: [...common, 'whatWentWrong', 'wrongThing', 'amends', 'amendsOn', 'highlight1', 'personalLine'],
    blocks: [],
    newsMost: 0,
    required: always,
  },
  check_in: {
    words: [60, 110],
    subjectMax: 78,
    values: [...common, 'revisitMonth', 'newsTitle', 'newsUrl', 'personalLine'],
    blocks: ['news'],
    newsMost: 1,
    required: always,
  },
  news: {
    words: [70, 120],
    subjectMax: 150,
    values: [...common, 'newsTitle', 'newsTitle2', 'newsTitle3', 'newsUrl'],
    blocks: ['news'],
    newsMost: 3,
    required: [...always, 'newsTitle'],
  },
  offer: {
    words: [80, 130],
    subjectMax: 150,
    values: [
      ...common,
      'offerTitle',
      'offerTerms',
      'offerPrice',
      'offerUntil',
      'offerTitleFigure',
      'amends',
      'amendsOn',
      'personalLine',
    ],
    blocks: ['offer'],
    newsMost: 0,
    required: [...always, 'offerTitle', 'offerTerms'],
  },
  farewell: {
    words: [50, 90],
    subjectMax: 78,
    values: [...common, 'keepInTouch', 'personalLine'],
    blocks: [],
    newsMost: 0,
    required: always,
  },
};
