import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { dark, light } from '../../emails/theme.ts';
import {
  copyLocales,
  defaultCopy,
  letterKinds,
  renderLetter,
  sampleProps,
  sampleToday,
  type LetterCopy,
} from '../../src/mail/render.ts';
import { contrast, readColour } from '../emails/colours.ts';
import { everyLetter } from '../emails/every-letter.ts';
import type { LetterInput, RenderedLetter } from '../../src/mail/render.ts';

const inputs: LetterInput[] = letterKinds.flatMap((kind) =>
  copyLocales.flatMap((locale) =>
    (['full', 'smallest'] as const).map((size) => ({
      kind,
      locale,
      copy: defaultCopy(kind, locale),
      props: sampleProps(kind, size, locale),
      today: sampleToday,
    })),
  ),
);

function render(input: LetterInput): RenderedLetter {
  const result = renderLetter(input);
  if (result.kind !== 'letter') throw new Error(result.field);
  return result;
}

describe('renderLetter', () => {
  it('makes the same bytes of the same input, also of a copy of it', () => {
    for (const input of inputs) {
      const first = render(input);
      expect(render(input)).toEqual(first);
      expect(render(structuredClone(input))).toEqual(first);
    }
  });

  it('makes the same bytes in development and in production', async () => {
    const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.render-test-'));
    try {
      const outfile = join(folder, 'letters.mjs');
      const from = join(import.meta.dirname, '../../src/mail/render.ts');
      await build({
        stdin: {
          contents: `import * as mail from ${JSON.stringify(from)};
            console.log(JSON.stringify(mail.letterKinds.map((kind) => mail.renderLetter({ kind, locale: 'de',
              copy: mail.defaultCopy(kind, 'de'), props: mail.sampleProps(kind, 'full', 'de'), today: mail.sampleToday }))));`,
          resolveDir: import.meta.dirname,
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        jsx: 'automatic',
        outfile,
        logLevel: 'error',
      });
      const run = (mode: string): string =>
        execFileSync(process.execPath, [outfile], { encoding: 'utf8', env: { ...process.env, NODE_ENV: mode } });
      expect(run('production')).toBe(run('development'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('writes one small page in the language of the letter', () => {
    for (const input of inputs) {
      const { html, subject } = render(input);
      expect(Buffer.byteLength(html)).toBeLessThan(10_000);
      expect(html).toMatch(/^<!DOCTYPE html PUBLIC "-\/\/W3C\/\/DTD XHTML 1\.0 Transitional\/\/EN"/);
      expect(html).toContain(`<html dir="ltr" lang="${input.locale}">`);
      expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
      expect(html).toContain(`<title>${subject}</title>`);
      // Outside the hidden line of the preheader nothing is smaller than 14 px or wider than 600.
      for (const [, size] of html.matchAll(/font-size:(\d+)px/g)) expect(Number(size)).toBeGreaterThanOrEqual(14);
      for (const [, width] of html.matchAll(/(?:max-)?width:(\d+)px/g)) expect(Number(width)).toBeLessThanOrEqual(600);
    }
  });

  it('has a title, a line for the list of mails that is no copy of it, and no more bytes than fit, whatever it holds', () => {
    for (const { name, letter } of everyLetter) {
      const { subject, preheader, html } = letter;
      const said = { name, subject: subject.length > 10, preheader: preheader.length > 15 && preheader !== subject };
      expect(said).toEqual({ name, subject: true, preheader: true });
      expect(Buffer.byteLength(html)).toBeLessThan(60_000);
    }
  });

  it('stays far below what Gmail clips with the longest values', () => {
    const words = 'word '.repeat(4000);
    const props = { ...sampleProps('news', 'full', 'en'), whatWentWrong: words, personalLine: words };
    const news = [1, 2, 3].map((which) => ({ title: `Item ${which}`, body: words, url: null }));
    const input = {
      kind: 'news' as const,
      locale: 'en',
      copy: defaultCopy('news', 'en'),
      props: { ...props, news },
      today: sampleToday,
    };
    expect(Buffer.byteLength(render(input).html)).toBeLessThan(60_000);
  });

  it('says the same in the plain part as on the page', () => {
    for (const input of inputs) {
      const { html, text } = render(input);
      const page = html
        .slice(html.lastIndexOf('</div><table', html.indexOf('<p')))
        .replaceAll(/<a [^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/g, '$2 $1')
        .replaceAll(/<br\/>|<\/(?:p|li)>/g, ' ')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&');
      const bare = (part: string): string => part.replaceAll(/[\s:–-]+/g, ' ').trim();
      expect(bare(page)).toBe(bare(text));
    }
  });

  it('shows no second preview line but the one it was given, and pads it with nothing', () => {
    for (const input of inputs) {
      const { html, preheader } = render(input);
      expect(html).toContain(`${preheader}</div>`);
      expect(html).not.toMatch(/[\u200b-\u200f\ufeff]/);
    }
  });

  it('refuses to write with a wording that cannot be a letter', () => {
    const input = inputs[0]!;
    const write = (more: Partial<LetterCopy>) => renderLetter({ ...input, copy: { ...input.copy, ...more } });
    expect(write({ subject: ['{notes}'] })).toEqual({ kind: 'missing_value', field: 'copy.subject' });
    expect(write({ greeting: ['{notes},'] })).toEqual({ kind: 'missing_value', field: 'copy.greeting' });
    expect(write({ paragraphs: [['{notes}']] })).toEqual({ kind: 'missing_value', field: 'copy.paragraphs' });
    expect(write({ footer: { ...input.copy.footer, stop: ['{notes}'] } })).toEqual({
      kind: 'missing_value',
      field: 'copy.footer',
    });
  });

  it('knows emphasis and one link, in both parts', () => {
    const input = inputs.find(({ kind }) => kind === 'farewell')!;
    const paragraphs = [['Read *this* and **that**, {clientName}: [our page](https://a.example/?a=1&b=2).']];
    const { html, text } = render({ ...input, copy: { ...input.copy, paragraphs } });
    expect(html).toContain(
      'Read <em>this</em> and <strong>that</strong>, Northwind GmbH: <a class="link" href="https://a.example/?a=1&amp;b=2"',
    );
    expect(text).toContain('Read this and that, Northwind GmbH: our page <https://a.example/?a=1&b=2>.');
  });

  it('ends a sentence once when a name brings its own stop', () => {
    const input = inputs.find(({ kind, locale }) => kind === 'thank_you' && locale === 'en')!;
    const { text } = render({
      ...input,
      props: { ...input.props, clientName: 'Acme Inc.' },
      copy: { ...input.copy, paragraphs: [['So long, {clientName}.']] },
    });
    expect(text).toContain('So long, Acme Inc.\n');
  });
});

describe('the colours', () => {
  it.each([
    ['light', light],
    ['dark', dark],
  ])('of the %s page can be read by everybody (WCAG AA)', (_, theme) => {
    for (const ink of [theme.text, theme.quiet, theme.link]) {
      expect(contrast(readColour(ink), readColour(theme.page))).toBeGreaterThanOrEqual(4.5);
    }
  });
});
