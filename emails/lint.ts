import { compileVariant, namesOf, plain, choose } from './compile.ts';
import type { LetterCopy, Variant } from './copy/schema.ts';
import { kindRules, linkNames, type LetterKind } from './kinds.ts';
import { bannedEverywhere, bannedIn, type Phrase } from './phrases.ts';
import { sampleProps, sampleToday } from './samples.ts';
import { letterValues } from './values.ts';

export interface CopyProblem {
  /** Where, as an RFC 6901 pointer into the copy. */
  pointer: string;
  code:
    | 'banned_phrase'
    | 'exclamation_mark'
    | 'fake_reply'
    | 'image'
    | 'markup'
    | 'unknown_value'
    | 'not_always_there'
    | 'too_many_links'
    | 'block_not_allowed'
    | 'subject_too_long';
  message: string;
}

interface Place {
  pointer: string;
  variant: Variant;
  text: string;
}

/**
 * What is wrong with the wording of a letter of this kind, in words a marketer can act on; empty means it may be saved.
 * All languages are judged by the same lists: no banned phrase of one is a harmless one in another.
 */
export function lintCopy(copy: LetterCopy, kind: LetterKind): CopyProblem[] {
  const places = placesOf(copy);
  return [
    ...places.flatMap((place) => lintText(place, kind)),
    ...lastResort(copy.subject, '/subject', kind),
    ...lastResort(copy.greeting, '/greeting', kind),
    ...lintSubjects(copy.subject, kind),
    ...lintParagraphs(copy, kind),
  ];
}

export function placesOf(copy: LetterCopy): Place[] {
  const lists: [string, readonly Variant[]][] = [
    ['/subject', copy.subject],
    ['/preheader', copy.preheader],
    ['/greeting', copy.greeting],
    ...copy.paragraphs.flatMap((part, at): [string, readonly Variant[]][] => {
      const pointer = `/paragraphs/${at}`;
      if (!('block' in part)) return [[pointer, part]];
      if (part.block === 'news') return [[`${pointer}/link`, part.link]];
      if (part.block === 'offer') return part.lines.map((line, index) => [`${pointer}/lines/${index}`, line]);
      return [
        [`${pointer}/one`, part.one],
        [`${pointer}/two`, part.two],
      ];
    }),
    ['/signOff', copy.signOff],
    ['/footer/why', copy.footer.why],
    ['/footer/stop', copy.footer.stop],
    ['/footer/choose', copy.footer.choose],
  ];
  return lists.flatMap(([pointer, variants]) =>
    variants.map((variant, at) => ({ pointer: `${pointer}/${at}`, variant, text: textOf(variant) })),
  );
}

function textOf(variant: Variant): string {
  return typeof variant === 'string' ? variant : variant.text;
}

function lintText({ pointer, variant, text }: Place, kind: LetterKind): CopyProblem[] {
  const problems: CopyProblem[] = [];
  const report = (code: CopyProblem['code'], message: string): void => void problems.push({ pointer, code, message });
  if (/!\[|<img\b/i.test(text)) report('image', 'A letter has no images.');
  else if (/[!¡]/.test(text)) report('exclamation_mark', 'A letter has no exclamation marks.');
  if (/<\/?[a-z]/i.test(text))
    report('markup', 'Write words, *emphasis* or one [link](https://…); HTML would be shown as it is.');
  if (/^\s*(re|fwd?|aw|wg)\s*:/i.test(text)) report('fake_reply', 'This is no reply, and must not look like one.');
  for (const phrase of [...bannedEverywhere, ...bannedIn[kind]]) {
    const found = phrase.pattern.exec(straight(text));
    if (found) report('banned_phrase', reasonWords(phrase, found[0]));
  }
  problems.push(...lintNames(pointer, variant, kind));
  return problems;
}

/** Apostrophes as the lists have them. */
function straight(text: string): string {
  return text.replaceAll(/[’‘ʼ]/g, "'").replaceAll(/\s+/g, ' ');
}

function reasonWords({ why }: Phrase, found: string): string {
  return `"${found}": ${why}`;
}

function lintNames(pointer: string, variant: Variant, kind: LetterKind): CopyProblem[] {
  const allowed = new Set(kindRules[kind].values);
  const { inText, inLinks } = namesOf(compileVariant(variant));
  const conditions = typeof variant === 'string' ? [] : [...(variant.needs ?? []), ...(variant.without ?? [])];
  const unknown = [...new Set([...inText, ...inLinks, ...conditions])].filter((name) => !allowed.has(name));
  const problems = unknown.map((name) => unknownValue(pointer, `{${name}} is not a value of this letter.`, kind));
  for (const name of new Set(inText)) {
    if (linkNames.has(name))
      problems.push(unknownValue(pointer, `Put {${name}} behind words: [words]({${name}}).`, kind));
  }
  for (const name of new Set(inLinks)) {
    if (allowed.has(name) && !linkNames.has(name)) {
      problems.push(unknownValue(pointer, `{${name}} is no address, so no link can lead to it.`, kind));
    }
  }
  return problems;
}

function unknownValue(pointer: string, sentence: string, kind: LetterKind): CopyProblem {
  const names = kindRules[kind].values.map((name) => `{${name}}`).join(', ');
  return { pointer, code: 'unknown_value', message: `${sentence} Known here: ${names}.` };
}

/** A subject or greeting that may not fit would stop the letter, so its last variant has no conditions. */
function lastResort(variants: readonly Variant[], pointer: string, kind: LetterKind): CopyProblem[] {
  const always = new Set(kindRules[kind].required);
  const safe = variants.some((variant) => {
    const { needs, without, reasons, except } = compileVariant(variant);
    return needs.every((name) => always.has(name)) && without.length === 0 && reasons === null && except === null;
  });
  if (safe) return [];
  const names = [...always].map((name) => `{${name}}`).join(', ');
  const message = `One variant must always fit: without conditions, and with no other values than ${names}.`;
  return [{ pointer, code: 'not_always_there', message }];
}

/** Subjects are measured as they will be read, with the values of the sample. */
function lintSubjects(variants: readonly Variant[], kind: LetterKind): CopyProblem[] {
  const most = kindRules[kind].subjectMax;
  const { values } = letterValues(sampleProps(kind, 'full', 'en'), 'en', sampleToday);
  return variants.flatMap((variant, at): CopyProblem[] => {
    const filled = plain(choose([textOf(variant)], { revisitMonth: 'September 2027', ...present(values) }, null));
    const length = filled === '' ? textOf(variant).length : filled.length;
    if (length <= most) return [];
    const message = `${length} characters; a subject of this letter has at most ${most}.`;
    return [{ pointer: `/subject/${at}`, code: 'subject_too_long', message }];
  });
}

function present(values: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function lintParagraphs(copy: LetterCopy, kind: LetterKind): CopyProblem[] {
  const problems: CopyProblem[] = [];
  let links = 0;
  copy.paragraphs.forEach((part, at) => {
    const pointer = `/paragraphs/${at}`;
    if ('block' in part && !kindRules[kind].blocks.includes(part.block)) {
      problems.push({
        pointer,
        code: 'block_not_allowed',
        message: `The block "${part.block}" is not part of this letter.`,
      });
    }
    links += linksIn(part);
  });
  if (links > 1) {
    const message = 'More than one link before the footer; a letter has at most one.';
    problems.push({ pointer: '/paragraphs', code: 'too_many_links', message });
  }
  const outside = [
    ...copy.subject,
    ...copy.preheader,
    ...copy.greeting,
    ...copy.signOff,
    ...Object.values(copy.footer).flat(),
  ];
  if (mostLinks(outside) > 0) {
    problems.push({ pointer: '', code: 'too_many_links', message: 'Links stand in paragraphs only.' });
  }
  return problems;
}

function linksIn(part: LetterCopy['paragraphs'][number]): number {
  if (!('block' in part)) return mostLinks(part);
  if (part.block === 'news') return 1 + mostLinks(part.link);
  if (part.block === 'offer') return part.lines.reduce((sum, line) => sum + mostLinks(line), 0);
  return Math.max(mostLinks(part.one), mostLinks(part.two));
}

/** Of the variants of one text only one is used. */
function mostLinks(variants: readonly Variant[]): number {
  return Math.max(0, ...variants.map((variant) => namesOf(compileVariant(variant)).links));
}
