import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyLocales, defaultCopy } from '../../emails/copy/default.ts';
import { kindRules, letterKinds, type LetterKind } from '../../emails/kinds.ts';
import { letterPropsSchema, reasonCodes, type LetterProps } from '../../emails/props.ts';
import { sampleProps, sampleToday } from '../../emails/samples.ts';
import { renderLetter, type RenderedLetter } from '../../src/mail/render.ts';

const all = letterKinds.flatMap((kind) => copyLocales.map((locale) => ({ kind, locale })));

function render(kind: LetterKind, locale: string, props: LetterProps): RenderedLetter {
  const result = renderLetter({ kind, locale, copy: defaultCopy(kind, locale), props, today: sampleToday });
  if (result.kind !== 'letter') throw new Error(`missing ${result.field}`);
  return result;
}

describe('the letters that ship with Ajar', () => {
  it.each(all)('$kind ($locale) keeps to its length when everything is there', ({ kind, locale }) => {
    const [least, most] = kindRules[kind].words;
    const { words } = render(kind, locale, sampleProps(kind, 'full', locale));
    expect(words).toBeGreaterThanOrEqual(least);
    expect(words).toBeLessThanOrEqual(most);
  });

  it.each(all)('$kind ($locale) is a good letter with as little as can be', ({ kind, locale }) => {
    const props = letterPropsSchema.parse(sampleProps(kind, 'smallest', locale));
    const letter = render(kind, locale, props);
    const [least, most] = kindRules[kind].words;
    expect(letter.words).toBeGreaterThanOrEqual(least * 0.75);
    expect(letter.words).toBeLessThanOrEqual(most);
    expect(letter.text).toContain(locale === 'de' ? 'Guten Tag,\n' : 'Hello,\n');
    expect(letter.text).toContain('Mara Lindqvist');
  });

  it.each(all)('$kind ($locale) has at most one link before the footer, no image and no exclamation mark', (of) => {
    const letter = render(of.kind, of.locale, sampleProps(of.kind, 'full', of.locale));
    expect(letter.html.split('<hr')[0]?.match(/<a /g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(letter.text.split('----------')[0]?.match(/https?:/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(letter.html).not.toMatch(/<img|<picture|url\(/i);
    expect(letter.text + letter.subject + letter.preheader).not.toMatch(/[!]|^Re:/m);
  });

  it.each(all)('$kind ($locale) says in words how to end it, in both parts', ({ kind, locale }) => {
    const props = sampleProps(kind, 'full', locale);
    const { text, html } = render(kind, locale, props);
    for (const part of [text, html.replaceAll('&amp;', '&')]) {
      expect(part).toContain(props.links.stop);
      expect(part).toContain(props.links.choose);
      for (const line of props.house.postalAddress.split('\n')) expect(part).toContain(line);
      expect(part).toMatch(locale === 'de' ? /bis Juni 2026 Kunde von Harbour Studio war\./ : /until June 2026\./);
    }
    // Glued to the next word, an address would lead elsewhere.
    for (const url of text.match(/https?:\S+/g) ?? []) expect(Object.values(allLinks(props))).toContain(url);
  });
});

function allLinks(props: LetterProps): Record<string, string | null> {
  return { ...props.links, ...Object.fromEntries(props.news.map((item) => [item.title, item.url])) };
}

describe('subjects', () => {
  const subject = (kind: LetterKind, locale: string, more: Partial<LetterProps> = {}): string =>
    render(kind, locale, { ...sampleProps(kind, 'full', locale), ...more }).subject;

  it('thanks with a plain fact of at most 45 characters', () => {
    expect(subject('thank_you', 'en')).toBe('Thank you for five years together');
    expect(subject('thank_you', 'de')).toBe('Danke für fünf Jahre Zusammenarbeit');
    expect(subject('thank_you', 'en', { clientSince: null })).toBe('Thank you for working with us');
    for (const { locale } of all) {
      expect(subject('thank_you', locale, { clientSince: '1927-01-01' }).length).toBeLessThanOrEqual(45);
    }
  });

  it('names what the apology is about where that is certain', () => {
    expect(subject('apology', 'en')).toBe('About the March invoices');
    expect(subject('apology', 'de')).toBe('Die Rechnungen im März');
    expect(subject('apology', 'en', { whatWentWrong: 'We sent you the wrong figures.' })).toBe(
      'About our invoices to you',
    );
    expect(subject('apology', 'en', { whatWentWrong: null, statedReason: null })).toBe(
      'About how our work together ended',
    );
  });

  it('states the offer with its figure, once', () => {
    expect(subject('offer', 'en')).toBe('A smaller care plan for €1,900');
    expect(subject('offer', 'de').replaceAll(' ', ' ')).toBe('Ein kleineres Wartungspaket für 1.900 €');
    const titled = {
      title: 'Care plan at €900',
      terms: 'Updates.',
      price: { amount: 90_000, currency: 'EUR' },
      validUntil: null,
    };
    expect(subject('offer', 'en', { offer: titled })).toBe('Care plan at €900');
  });

  it('answers a wish to be written to by naming the month', () => {
    expect(subject('check_in', 'en', { revisitOn: '2026-11-19' })).toBe('You asked me to write in November');
    expect(subject('check_in', 'de', { revisitOn: '2027-09-01' })).toBe(
      'Sie baten mich, im September 2027 zu schreiben',
    );
    expect(subject('check_in', 'en', { news: [] })).toBe('Loose ends from our work together');
    expect(subject('check_in', 'en')).toBe('A checklist for the new accessibility rules');
  });

  it('tells one useful thing in a check-in, however many there are', () => {
    const props = sampleProps('news', 'full', 'en');
    const { text } = render('check_in', 'en', props);
    expect(text).toContain('Fixed prices for maintenance');
    expect(text).not.toContain('One person answers');
  });

  it('names the news in the letter itself where it has no body', () => {
    const bare = { ...sampleProps('news', 'smallest', 'en'), news: [{ title: 'Fixed prices', body: ' ', url: null }] };
    expect(render('news', 'en', bare).text).toContain('\n\nFixed prices\n\n');
    expect(render('check_in', 'en', bare).text.split('Fixed prices')).toHaveLength(2);
  });

  it('takes the first headline for news, and says farewell plainly', () => {
    expect(subject('news', 'en')).toBe('Fixed prices for maintenance');
    expect(subject('farewell', 'en')).toBe('My last letter for now');
  });

  it('is one line of at most 150 characters whatever a value holds', () => {
    const item = { title: 'One\r\nBcc: all@example.com\u2028two', body: 'Text.', url: null };
    expect(subject('news', 'en', { news: [item] })).toBe('One Bcc: all@example.com two');
    const long = subject('news', 'en', { news: [{ ...item, title: 'Wonderful headline '.repeat(20) }] });
    expect(long.length).toBeLessThanOrEqual(150);
    expect(long).toMatch(/Wonderful…$/);
  });
});

describe('what a letter may know', () => {
  // The fields each letter shows in the wording that ships, by the mark that stands in them.
  const shown: Record<LetterKind, string[]> = {
    thank_you: ['highlightA', 'highlightB', 'personal'],
    apology: ['highlightA', 'wrong', 'amends'],
    check_in: ['newsTitleA', 'newsBodyA', 'newsUrlA'],
    news: ['newsTitleA', 'newsBodyA', 'newsUrlA'],
    offer: ['offerTitle', 'offerTerms'],
    farewell: ['keep'],
  };
  const everywhere = ['client', 'salutation', 'sender', 'senderTitle', 'phone', 'house', 'address', 'stop', 'choose'];
  const mark = (name: string): string => `Mark${name}End`;
  const url = (name: string): string => `https://x.example/${mark(name)}`;
  const marked: LetterProps = {
    clientName: mark('client'),
    clientSince: '2020-01-01',
    leftOn: '2026-06-30',
    contact: { salutation: mark('salutation'), firstName: mark('first'), lastName: mark('last') },
    statedReason: 'price',
    whatWentWrong: mark('wrong'),
    amends: { text: mark('amends'), doneOn: '2026-07-01' },
    highlights: ['A', 'B', 'C'].map((which) => ({ text: mark(`highlight${which}`) })),
    offer: { title: mark('offerTitle'), terms: mark('offerTerms'), price: null, validUntil: null },
    news: [{ title: mark('newsTitleA'), body: mark('newsBodyA'), url: url('newsUrlA') }],
    personalLine: mark('personal'),
    revisitOn: null,
    sender: { name: mark('sender'), phone: mark('phone'), title: mark('senderTitle') },
    house: { name: mark('house'), postalAddress: mark('address') },
    links: { stop: url('stop'), choose: url('choose'), keepInTouch: url('keep') },
    locale: 'en',
  };
  const internal = {
    notes: mark('secret'),
    reasonDetail: mark('secret'),
    wouldReturnIf: mark('secret'),
    competitor: mark('secret'),
  };

  it.each(all)('$kind ($locale) shows its own fields and no others', ({ kind, locale }) => {
    const smuggled = {
      ...marked,
      ...internal,
      contact: { ...marked.contact, ...internal },
      highlights: marked.highlights.map((highlight) => ({ ...highlight, ...internal })),
      house: { ...marked.house, ...internal },
    };
    const letter = render(kind, locale, smuggled);
    const marks = (part: string): string[] => [
      ...new Set([...part.matchAll(/Mark(\w+?)End/g)].map(([, name]) => name ?? '')),
    ];
    const expected = [...everywhere, ...shown[kind]].toSorted();
    expect(marks(letter.text).toSorted()).toEqual(expected.filter((name) => letter.text.includes(mark(name))));
    expect(marks(letter.html + letter.text + letter.subject).toSorted()).toEqual(expected);
    expect(letter.html + letter.text + letter.subject + letter.preheader).not.toContain('secret');
  });

  it('accepts no key outside the list, at any level', () => {
    expect(letterPropsSchema.safeParse(marked).success).toBe(true);
    expect(letterPropsSchema.safeParse({ ...marked, notes: 'x' }).success).toBe(false);
    const inside = ['contact', 'amends', 'offer', 'sender', 'house', 'links'] as const;
    for (const key of inside) {
      expect(letterPropsSchema.safeParse({ ...marked, [key]: { ...marked[key], notes: 'x' } }).success).toBe(false);
    }
    expect(letterPropsSchema.safeParse({ ...marked, highlights: [{ text: 'x', amount: 5 }] }).success).toBe(false);
    expect(letterPropsSchema.safeParse({ ...marked, news: [{ ...marked.news[0], reasons: [] }] }).success).toBe(false);
    expect(
      letterPropsSchema.safeParse({ ...marked, links: { ...marked.links, stop: 'javascript:alert(1)' } }).success,
    ).toBe(false);
  });

  it.each(all)('$kind ($locale) shows markup and braces in a value as the text they are', ({ kind, locale }) => {
    const nasty = '<script>alert(1)</script> {clientName} [a](https://evil.example) **b** & "c"';
    const props = JSON.parse(
      JSON.stringify(marked, (key, value: unknown) =>
        typeof value === 'string' && value.startsWith('Mark') && key !== 'body' ? nasty : value,
      ),
    ) as LetterProps;
    const { html, subject } = render(kind, locale, props);
    expect(html).not.toMatch(/<script|href="https:\/\/evil/i);
    expect(html).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt; {clientName} [a](https://evil.example) **b** &amp; &quot;c&quot;',
    );
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('drops a link that is not one', () => {
    const props = sampleProps('check_in', 'full', 'en');
    const news = props.news.map((item) => ({ ...item, url: 'javascript:alert(1)' }));
    const { html, text } = render('check_in', 'en', { ...props, news });
    expect(html + text).not.toContain('javascript:');
    expect(text).not.toContain('Read it in full');
  });
});

describe('no holes', () => {
  const blank = fc.constantFrom(null, '', '   ', '\n\t', '\u200b', '.,', '—');
  const words = fc.constantFrom(
    'Jo',
    'Brandt',
    'Acme Inc.',
    'Northwind GmbH',
    ' padded ',
    'two  gaps',
    'with, comma,',
    'a line\nand another',
    'ends!',
    'wrong , space',
    'Ends as a question?',
    'ünï çödé',
    'The March invoices were late.',
    'Die Rechnungen waren falsch',
    '12',
    '“Quoted.”',
    'O’Neill & Söhne',
  );
  const optional = fc.oneof(blank, words);
  const day = fc.constantFrom(null, '2020-02-29', '2026-06-30', '2026-11-21', '2031-01-01', 'no day');
  const price = fc.constantFrom(
    null,
    { amount: 0, currency: 'EUR' },
    { amount: 123_456, currency: 'JPY' },
    { amount: 5, currency: 'KWD' },
    { amount: 1, currency: '€' },
  );
  const text = fc.oneof(words, fc.constantFrom('', ' '));
  const url = fc.constantFrom(null, 'https://a.example/b', 'no url', '');
  const anything = fc.record({
    clientName: words,
    clientSince: day,
    leftOn: day,
    contact: fc.record({ salutation: optional, firstName: optional, lastName: optional }),
    statedReason: fc.constantFrom(null, ...reasonCodes),
    whatWentWrong: optional,
    amends: fc.option(fc.record({ text, doneOn: day })),
    highlights: fc.array(fc.record({ text }), { maxLength: 4 }),
    offer: fc.option(fc.record({ title: text, terms: text, price, validUntil: day })),
    news: fc.array(fc.record({ title: text, body: text, url }), { maxLength: 3 }),
    personalLine: optional,
    revisitOn: day,
    sender: fc.record({ name: words, phone: optional, title: optional }),
    house: fc.record({ name: optional, postalAddress: words }),
    links: fc.record({
      stop: fc.constant('https://a.example/u'),
      choose: fc.constant('https://a.example/c'),
      keepInTouch: url,
    }),
    locale: fc.constantFrom('en', 'de', 'de-AT', 'en-US', 'xx', '', 'not a locale'),
  });

  it.each(all)('$kind ($locale) has none, whatever is missing', ({ kind, locale }) => {
    fc.assert(
      fc.property(anything, (props) => {
        const letter = renderLetter({ kind, locale, copy: defaultCopy(kind, locale), props, today: sampleToday });
        if (letter.kind === 'missing_value') {
          // Only what the letter is about may be missing here; the rest was given.
          expect(['offer', 'news']).toContain(letter.field);
          expect(['offer', 'news']).toContain(kind);
          return;
        }
        const visible = letter.html.replace(/<style>.*?<\/style>/, '').replaceAll(/<[^>]+>/g, '\n');
        for (const part of [letter.subject, letter.preheader, letter.text, visible]) {
          expect(part).not.toMatch(/undefined|null|NaN|Invalid|\[object|[{}]| {2}| ,|,,|\.\.|Hello ,|Guten Tag ,/);
        }
        expect(letter.text).toMatch(/^[^\n]+,\n\n\S/);
        expect(letter.text).not.toContain('\n\n\n');
        expect(letter.subject).toBe(letter.subject.trim());
        expect(letter.subject).not.toBe('');
      }),
      { numRuns: 150, seed: 20_261_121 },
    );
  });

  it.each([
    ['clientName', { clientName: ' ' }],
    ['sender.name', { sender: { name: '', phone: null, title: null } }],
    ['house.postalAddress', { house: { name: 'House', postalAddress: ' \n ' } }],
    ['links.stop', { links: { stop: '', choose: 'https://a.example/c', keepInTouch: null } }],
    ['links.choose', { links: { stop: 'https://a.example/u', choose: 'mailto:a@b', keepInTouch: null } }],
  ] satisfies [string, Partial<LetterProps>][])('answers what is missing instead of a letter: %s', (field, more) => {
    for (const { kind, locale } of all) {
      const props = { ...sampleProps(kind, 'full', locale), ...more };
      const copy = defaultCopy(kind, locale);
      expect(renderLetter({ kind, locale, copy, props, today: sampleToday })).toEqual({ kind: 'missing_value', field });
    }
  });

  it('sends no offer without one, or after it has run out, and no news without any', () => {
    const offer = sampleProps('offer', 'full', 'en');
    const write = (kind: LetterKind, props: LetterProps, today = sampleToday) =>
      renderLetter({ kind, locale: 'en', copy: defaultCopy(kind, 'en'), props, today });
    expect(write('offer', { ...offer, offer: null })).toEqual({ kind: 'missing_value', field: 'offer' });
    expect(write('offer', offer, '2026-12-18').kind).toBe('letter');
    expect(write('offer', offer, '2026-12-19')).toEqual({ kind: 'missing_value', field: 'offer' });
    expect(write('news', { ...sampleProps('news', 'full', 'en'), news: [] })).toEqual({
      kind: 'missing_value',
      field: 'news',
    });
  });
});

describe('tone', () => {
  it('tells amends only once they are made', () => {
    const props = sampleProps('apology', 'full', 'en');
    const amends = { text: 'We repaid the sum', doneOn: '2026-12-01' };
    expect(render('apology', 'en', { ...props, amends }).text).not.toContain('repaid');
    expect(render('apology', 'en', { ...props, amends: { ...amends, doneOn: null } }).text).not.toContain('repaid');
    expect(render('apology', 'en', { ...props, amends: { ...amends, doneOn: '2026-11-20' } }).text).toContain(
      'We repaid the sum. That was done on 20 November 2026.',
    );
  });

  it('apologises without taking it back, whatever the reason', () => {
    for (const statedReason of [null, ...reasonCodes]) {
      const props = { ...sampleProps('apology', 'full', 'en'), statedReason };
      for (const whatWentWrong of [null, props.whatWentWrong]) {
        expect(render('apology', 'en', { ...props, whatWentWrong }).text).not.toMatch(
          /\b(if|but|however|misunderst|will|promise|discount)/i,
        );
        expect(render('apology', 'de', { ...props, whatWentWrong, locale: 'de' }).text).not.toMatch(
          /\b(wenn|falls|aber|jedoch|missverst|werden wir|rabatt)/i,
        );
      }
    }
  });

  it('does not congratulate a company that closed, nor speak of it as running', () => {
    for (const { kind, locale } of all) {
      if (kind === 'news' || kind === 'offer') continue; // nothing to sell to somebody who closed: no such letter is planned
      const props = { ...sampleProps(kind, 'full', locale), statedReason: 'out_of_business' as const, news: [] };
      const { text } = render(kind, locale, props);
      expect(text).not.toMatch(
        /congratulat|glückwunsch|everyone at Northwind|alle bei Northwind|on your desk|Ihrem Schreibtisch/i,
      );
    }
  });

  it('greets by the salutation, else by name, else plainly', () => {
    const greet = (
      locale: string,
      salutation: string | null,
      firstName: string | null,
      lastName: string | null,
    ): string =>
      render('farewell', locale, {
        ...sampleProps('farewell', 'full', locale),
        contact: { salutation, firstName, lastName },
      }).text.split('\n')[0] ?? '';
    expect(greet('en', 'Dear Ms Brandt,', 'Jo', 'Brandt')).toBe('Dear Ms Brandt,');
    expect(greet('en', null, 'Jo', 'Brandt')).toBe('Hello Jo,');
    expect(greet('en', ' ', null, 'Brandt')).toBe('Hello,');
    expect(greet('de', 'Sehr geehrte Frau Brandt', 'Jo', 'Brandt')).toBe('Sehr geehrte Frau Brandt,');
    expect(greet('de', null, 'Jo', 'Brandt')).toBe('Guten Tag Jo Brandt,');
    expect(greet('de', null, 'Jo', null)).toBe('Guten Tag Jo,');
    expect(greet('de', null, null, 'Brandt')).toBe('Guten Tag,');
  });
});
