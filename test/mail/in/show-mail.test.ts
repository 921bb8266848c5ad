import { describe, expect, it } from 'vitest';
import { showBody, showPart } from '../../../src/mail/in/show-mail.ts';
import { rawMail } from '../../support/mails.ts';
import { slowMails } from './slow-mails.ts';

const html = (body: string) => rawMail({ 'Content-Type': 'text/html; charset=utf-8' }, body);
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const withParts = rawMail(
  { 'Content-Type': 'multipart/related; boundary=b' },
  [
    '--b',
    'Content-Type: text/html',
    '',
    '<p>See <img src="cid:logo@x" alt="logo"></p>',
    '--b',
    'Content-Type: image/png; name="logo.png"',
    'Content-ID: <logo@x>',
    'Content-Transfer-Encoding: base64',
    '',
    pixel,
    '--b',
    'Content-Type: image/svg+xml; name="bad.svg"',
    'Content-Disposition: attachment; filename="bad.svg"',
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '--b--',
  ].join('\n'),
);

describe('a mail as it may be looked at', () => {
  it('keeps what text looks like', async () => {
    const shown = await showBody(
      html('<p style="color:#c00;position:fixed">Hello <b>Mara</b></p><ul><li>one</ul>'),
      false,
    );
    expect(shown).toContain('<p style="color:#c00">Hello <b>Mara</b></p>');
    expect(shown).toContain('<li>one</li>');
  });

  it.each([
    ['a script', '<script>alert(1)</script><p>x</p>'],
    ['a handler', '<p onclick="alert(1)">x</p><img src=x onerror=alert(1)>'],
    ['a drawing that runs', '<svg onload=alert(1)><script>1</script></svg>x'],
    ['a link that runs', '<a href="javascript:alert(1)">x</a><a href="data:text/html,x">x</a>'],
    ['a form', '<form action="https://evil.example"><input name=p><button>x</button></form>'],
    ['a frame', '<iframe src="https://evil.example"></iframe><object data=x></object><embed src=x>x'],
    ['a style sheet', '<style>body{background:url(https://evil.example/t.gif)}</style><link rel=stylesheet href=x>x'],
    ['a style that fetches', '<p style="background:url(https://evil.example/t.gif)">x</p>'],
    [
      'a refresh and a base',
      '<meta http-equiv=refresh content="0;url=https://evil.example"><base href="https://evil.example">x',
    ],
    ['broken nesting', '<math><mi><style><img src=x onerror=alert(1)></style></mi></math>x'],
  ])('loses %s', async (_name, body) => {
    const shown = await showBody(html(body), true);
    expect(shown).not.toMatch(
      /<(script|svg|form|input|button|iframe|object|embed|style|link|meta|base|math)|on\w+=|javascript:|url\(|data:text/i,
    );
    expect(shown).toContain('x');
  });

  it('loads no picture from elsewhere until somebody asks for it, and then only over https', async () => {
    const body = html(
      '<img src="https://t.example/p.gif"><img src="http://t.example/q.gif"><img src="//t.example/r.gif">',
    );
    expect(await showBody(body, false)).not.toContain('t.example');
    const asked = await showBody(body, true);
    expect(asked).toContain('https://t.example/p.gif');
    expect(asked).not.toMatch(/q\.gif|r\.gif/);
  });

  it('shows pictures that came with the mail', async () => {
    expect(await showBody(withParts, false)).toContain(`src="data:image/png;base64,${pixel}"`);
  });

  it('shows the text of a mail without HTML, as text', async () => {
    expect(await showBody(rawMail({}, '1 < 2 & <script>'), false)).toContain('1 &lt; 2 &amp; &lt;script&gt;');
  });

  it('ends with a mail that is nested without end', async () => {
    const shown = await showBody(html(`${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}`), false);
    expect(shown === null || shown.length < 3_000_000).toBe(true);
  });

  it('gives one part, decoded', async () => {
    expect(await showPart(withParts, 1)).toMatchObject({ contentType: 'image/svg+xml', filename: 'bad.svg' });
    expect(Buffer.from((await showPart(withParts, 0))!.bytes).toString('base64')).toBe(pixel);
    expect(await showPart(withParts, 9)).toBeNull();
  });

  it('gives a part of a mail with the line ends of an old Mac by the number it is listed under', async () => {
    const old = Buffer.from(Buffer.from(withParts).toString('latin1').replaceAll(/\r?\n/g, '\r'), 'latin1');
    expect(await showPart(old, 1)).toMatchObject({ contentType: 'image/svg+xml', filename: 'bad.svg' });
  });

  it('gives a long file to its end, also where it is written in quoted-printable', async () => {
    const line = 'name;amount;10 =E2=82=AC\n';
    const file = rawMail(
      {
        'Content-Type': 'text/csv; name=a.csv',
        'Content-Disposition': 'attachment; filename=a.csv',
        'Content-Transfer-Encoding': 'quoted-printable',
      },
      line.repeat(150_000),
    );
    const part = await showPart(file, 0);
    expect(
      Buffer.from(part!.bytes)
        .toString()
        .match(/name;amount;10 €/g),
    ).toHaveLength(150_000);
  });
});

describe('a mail of 24 MB that is made to be slow', () => {
  it.each(slowMails)('%s is shown with its first words', async (_name, make) => {
    const shown = await showBody(make(), false);
    expect(shown).toContain('First');
    expect(shown!.length).toBeLessThan(3_000_000);
  });
});
