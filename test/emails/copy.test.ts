import { describe, expect, it } from 'vitest';
import { copyLocale, copyLocales, defaultCopy } from '../../emails/copy/default.ts';
import { letterCopySchema, type LetterCopy } from '../../emails/copy/schema.ts';
import { kindRules, letterKinds, type LetterKind } from '../../emails/kinds.ts';
import { lintCopy } from '../../emails/lint.ts';

const all = letterKinds.flatMap((kind) => copyLocales.map((locale) => ({ kind, locale })));

it.each(all)('the shipped $kind ($locale) is valid and has nothing to mend', ({ kind, locale }) => {
  const copy = defaultCopy(kind, locale);
  expect(letterCopySchema.parse(JSON.parse(JSON.stringify(copy)))).toEqual(copy);
  expect(lintCopy(copy, kind)).toEqual([]);
});

it('writes in the language of a locale where it can, else in English', () => {
  expect(['de', 'de-AT', 'DE_ch', 'en-US', 'fr', ''].map(copyLocale)).toEqual(['de', 'de', 'de', 'en', 'en', 'en']);
  expect(defaultCopy('news', 'de-AT')).toBe(defaultCopy('news', 'de'));
});

describe('the schema of a wording', () => {
  it.each([
    ['an open brace', { subject: ['Hello {clientName'] }],
    ['a stray brace', { subject: ['Hello }'] }],
    ['a space in a name', { subject: ['Hello {client name}'] }],
    ['no variant', { greeting: [] }],
    ['an empty text', { greeting: [''] }],
    ['an unknown reason', { greeting: [{ text: 'Hello,', reasons: ['weather'] }] }],
    ['an unknown block', { paragraphs: [{ block: 'image', src: 'x' }] }],
    ['an unknown key', { css: 'x' }],
  ])('refuses %s', (_, more) => {
    expect(letterCopySchema.safeParse({ ...defaultCopy('farewell', 'en'), ...more }).success).toBe(false);
  });
});

describe('the lint', () => {
  const codes = (kind: LetterKind, more: Partial<LetterCopy>): string[] =>
    lintCopy({ ...defaultCopy(kind, 'en'), ...more }, kind).map(({ pointer, code }) => `${pointer} ${code}`);
  const said = (kind: LetterKind, text: string): string[] => codes(kind, { paragraphs: [[text]] });

  it.each([
    'We miss you.',
    'We’ve missed you',
    'As a valued customer',
    'I am just checking in',
    'Just touching base',
    'I am circling back',
    'I hope this finds you well',
    'I hope this email finds you well',
    'Your last chance',
    'Sorry for any inconvenience',
    'As a former client',
    'Wir vermissen Sie',
    'als geschätzter Kunde',
    'Liebe Kundin',
    'ich wollte kurz nachhaken',
    'Ich hoffe, diese E-Mail erreicht Sie gut',
    'Ihre letzte Chance',
    'für etwaige Unannehmlichkeiten',
    'als ehemaliger Kunde',
  ])('bans "%s" in every letter', (text) => {
    for (const kind of letterKinds) expect(said(kind, text)).toEqual(['/paragraphs/0/0 banned_phrase']);
  });

  it.each([
    ['thank_you', 'Please fill in a short survey.'],
    ['thank_you', 'It is sad to see this end.'],
    ['apology', 'I am sorry if this hurt you.'],
    ['apology', 'I am sorry, but it was late.'],
    ['apology', 'There was a misunderstanding.'],
    ['apology', 'I promise it is over.'],
    ['apology', 'We will do better.'],
    ['apology', 'Es tut mir leid, falls das ärgerlich war.'],
    ['apology', 'Das war ein Missverständnis.'],
    ['check_in', 'How is the new supplier?'],
    ['check_in', 'Our prices fell.'],
    ['news', 'We are excited to tell you this.'],
    ['news', 'Wir freuen uns über eine Auszeichnung.'],
    ['offer', 'It is cheaper than what you have.'],
    ['offer', 'Act now.'],
    ['farewell', 'We haven’t heard from you.'],
    ['farewell', 'Sie haben nie geantwortet.'],
  ] satisfies [LetterKind, string][])('bans what a %s must not say: "%s"', (kind, text) => {
    expect(said(kind, text)).toContain('/paragraphs/0/0 banned_phrase');
  });

  it('leaves harmless words alone', () => {
    expect(said('farewell', 'The butler liked it. If you ask, I answer; but briefly.')).toEqual([]);
    expect(said('apology', 'The gift of a butterfly, and the village of Iffley.')).toEqual([]);
  });

  it('knows no exclamation marks, fake replies, images or HTML', () => {
    expect(said('news', 'Look here!')).toEqual(['/paragraphs/0/0 exclamation_mark']);
    expect(codes('news', { subject: ['Re: {newsTitle}'] })).toEqual(['/subject/0 fake_reply']);
    expect(codes('news', { subject: ['AW: {newsTitle}'] })).toEqual(['/subject/0 fake_reply']);
    expect(said('news', 'See ![it](https://a.example/x.png)')).toContain('/paragraphs/0/0 image');
    expect(said('news', 'See <b>it</b>')).toEqual(['/paragraphs/0/0 markup']);
  });

  it('allows one link before the footer, and only in paragraphs', () => {
    expect(codes('farewell', { paragraphs: [['[a](https://a.example)'], ['[b]({keepInTouch})']] })).toEqual([
      '/paragraphs too_many_links',
    ]);
    expect(codes('news', { paragraphs: [{ block: 'news', link: ['More'] }, ['[a](https://a.example)']] })).toEqual([
      '/paragraphs too_many_links',
    ]);
    expect(codes('farewell', { paragraphs: [['[a](https://a.example)', '[b](https://b.example)']] })).toEqual([]);
    expect(codes('farewell', { greeting: ['[Hello](https://a.example),'] })).toEqual([' too_many_links']);
  });

  it('lists the values that a letter knows when it meets another', () => {
    const [problem] = lintCopy({ ...defaultCopy('farewell', 'en'), preheader: ['About {notes}'] }, 'farewell');
    expect(problem).toMatchObject({ pointer: '/preheader/0', code: 'unknown_value' });
    expect(problem?.message).toContain('{notes} is not a value of this letter.');
    for (const name of kindRules.farewell.values) expect(problem?.message).toContain(`{${name}}`);
    expect(said('thank_you', 'For {offerPrice}.')).toEqual(['/paragraphs/0/0 unknown_value']);
    expect(codes('news', { preheader: [{ text: 'Hm.', needs: ['notes'] }] })).toEqual(['/preheader/0 unknown_value']);
    expect(said('farewell', 'See {keepInTouch}')).toEqual(['/paragraphs/0/0 unknown_value']);
    expect(said('farewell', 'See [this]({clientName})')).toEqual(['/paragraphs/0/0 unknown_value']);
  });

  it('wants a subject and a greeting that always fit', () => {
    expect(codes('thank_you', { greeting: ['Hello {firstName},'] })).toEqual(['/greeting not_always_there']);
    expect(codes('thank_you', { subject: ['Thank you for {years}'] })).toEqual(['/subject not_always_there']);
    expect(codes('thank_you', { subject: [{ text: 'Thank you', except: ['price'] }] })).toEqual([
      '/subject not_always_there',
    ]);
    expect(codes('offer', { subject: ['{offerTitle} for {clientName}'] })).toEqual([]);
  });

  it('measures subjects as they will be read', () => {
    expect(
      codes('thank_you', { subject: ['Thank you, all of you, for {years} of very good work', 'Thank you'] }),
    ).toEqual(['/subject/0 subject_too_long']);
  });

  it('refuses a block that the letter does not have', () => {
    const block = { block: 'offer' as const, lines: [['Text']] };
    expect(codes('farewell', { paragraphs: [['Words.'], block] })).toEqual(['/paragraphs/1 block_not_allowed']);
  });
});
