import { expect, it } from 'vitest';
import { htmlToMarked, htmlToPlain } from '../../../../src/domain/inbound/words/html-text.ts';
import { shallowHtml } from '../../../../src/domain/inbound/words/shallow-html.ts';

/** Tags that are open at once, at most: counted as a parser does, for which the next of some kinds ends the one before. */
function depthOf(html: string): number {
  const open: string[] = [];
  let deepest = 0;
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (name === 'br' || (slash === '' && /^(p|li|td)$/.test(name!) && open.at(-1) === name)) continue;
    if (slash === '') open.push(name!);
    else if (open.includes(name!)) open.splice(open.lastIndexOf(name!));
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

it('leaves what people write as it is', () => {
  const mail =
    '<html><body><p>Dear Jo<p>Gladly.<ul><li>One<li>Two</ul><blockquote type="cite"><div>Hi<br>there</div></blockquote><!-- x --></body></html>';
  expect(shallowHtml(mail)).toBe(mail);
  const table = `<table>${'<tr><td>a<td>b'.repeat(20)}</table>`;
  expect(shallowHtml(table)).toBe(table);
  const rows = `<table>${'<tr><td>a</td><td>b</td></tr>'.repeat(2000)}</table>`;
  expect(shallowHtml(rows)).toBe(rows);
  expect(shallowHtml('<p>x'.repeat(2000))).toBe('<p>x'.repeat(2000));
});

it.each([
  ['nested', '<div>'.repeat(5000)],
  ['nested, with ends of what was never begun', '<div></span>'.repeat(5000)],
  ['nested in turns', '<td><p>'.repeat(5000)],
  ['nested words', '<b><i>'.repeat(5000)],
  ['nested quotes', '<blockquote type="cite">'.repeat(5000)],
  ['nested lists', '<ul><li>'.repeat(5000)],
])('keeps the words of what is %s thousands deep, and not the depth', (_name, open) => {
  const html = `<p>First</p>${open}Last`;
  expect(depthOf(shallowHtml(html))).toBeLessThan(200);
  for (const read of [htmlToPlain, htmlToMarked]) {
    expect(read(html)).toContain('First');
    expect(read(html)).toContain('Last');
    expect(read(html).length).toBeLessThan(20_000);
  }
});

it('goes on at the right depth behind what was too deep', () => {
  const deep = `${'<div>'.repeat(400)}x${'</div>'.repeat(400)}`;
  expect(shallowHtml(`<div>${deep}</div><blockquote type="cite">y</blockquote>`)).toMatch(
    /<\/div><blockquote type="cite">y<\/blockquote>$/,
  );
  expect(htmlToMarked(`${deep}<blockquote type="cite">y</blockquote>z`)).toMatch(/> y\n+z$/);
});

it('does not read as tags what is none', () => {
  for (const text of ['a < b', '<3', '<!-- <div> -->x', '<'.repeat(1000), '<a'.repeat(1000)])
    expect(shallowHtml(text)).toBe(text);
});
