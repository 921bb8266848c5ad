/** What costs much for a parser that holds all of it, or takes each piece of it in hand. */
const size = 24 * 1024 * 1024;
export const head = 'From: Jo <jo@northwind.example>\r\nSubject: Much\r\n';
const filled = (start: string, piece: string) =>
  Buffer.from(start + piece.repeat(Math.floor(size / piece.length)), 'latin1');
const text = (more = '') => `${head}Content-Type: text/plain; charset=utf-8\r\n${more}\r\nFirst\r\n`;

/** Mails of 24 MB by what they are made of; the text of each begins with "First". */
export const slowMails: [string, () => Buffer][] = [
  ['of nothing but line ends', () => filled(text(), '\n')],
  ['of Japanese', () => filled(text().replace('utf-8', 'iso-2022-jp'), '\u001b$B$3$s\u001b(B\r\n')],
  ['of quoted-printable', () => filled(text('Content-Transfer-Encoding: quoted-printable\r\n'), '=41')],
  ['of one line', () => filled(text(), 'word ')],
  [
    'of one line end in old Mac style',
    () => Buffer.from(filled(text(), 'Some words.\r').toString().replaceAll('\r\n', '\r')),
  ],
  [
    'of many parts',
    () =>
      filled(
        `${head}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nFirst\r\n`,
        '--x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n',
      ),
  ],
  [
    'of addresses in groups in groups',
    () => filled(`${head}To: ${'g:'.repeat(200_000)}\r\n\r\nFirst\r\n`, 'Some words in a line.\r\n'),
  ],
];
