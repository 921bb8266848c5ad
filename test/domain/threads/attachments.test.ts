import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestFileBytes,
  largestFilesBytes,
  mostFiles,
  refuseBytes,
  refuseFile,
  refuseTogether,
  sizeWords,
} from '../../../src/domain/threads/attachments.ts';
import { blockedEnding, cleanFileName, contentTypeOf, isRisky } from '../../../src/domain/threads/file-name.ts';

const unit = fc.constantFrom(
  ...'aZ0. /\\"\';%<|\n\0\u202e\u200b\u00adä\u0301例🙂\u2028\ufeff\u200d',
  '\ud83d',
  '.exe',
  '.pdf',
);
const anyName = fc.oneof(fc.string({ unit, maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 60 }));
const codeOf = (filename: string, size = 10, others: { filename: string; size: number }[] = []) =>
  refuseFile({ filename, size }, others)?.code ?? null;

describe('the name of a file', () => {
  it('is one line without a path, without anything hidden, of a length that any disk takes, and clean for good', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const name = cleanFileName(given);
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\u00ad\ufeff]/u);
        expect(name).not.toMatch(/^[\s.]|[\s.]$|\s\s/u);
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(150);
        expect(name).toBe(name.normalize('NFC'));
        expect(cleanFileName(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Mara\\Offer.pdf', 'Offer.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['Angebot für Jo.pdf', 'Angebot für Jo.pdf'],
    ['  a\r\nBcc: x@y.z .pdf. . ', 'a Bcc_ x@y.z .pdf'],
    ['...', 'file'],
    ['', 'file'],
    ['.env', 'env'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(146)}.pdf`],
    [`${'🙂'.repeat(200)}.docx`, `${'🙂'.repeat(145)}.docx`],
  ])('%j is kept as %j', (given, kept) => {
    expect(cleanFileName(given)).toBe(kept);
  });

  it('decides the type, and never one that a page could be made of or that nests a mail', () => {
    expect(contentTypeOf('Offer.PDF')).toBe('application/pdf');
    expect(contentTypeOf('notes.txt')).toBe('text/plain');
    fc.assert(
      fc.property(fc.oneof(anyName, fc.constantFrom('a.html', 'a.svg', 'a.eml', 'a.xhtml', 'a.xml', 'a')), (name) => {
        expect(contentTypeOf(name)).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
        expect(contentTypeOf(name)).not.toMatch(/html|svg|xml$|script|^message\/|^multipart\//);
      }),
    );
  });
});

describe('a kind of file that mail servers throw away', () => {
  it.each([
    ['setup.exe', 'exe'],
    ['Setup.EXE', 'exe'],
    ['offer.pdf.exe', 'exe'],
    ['offer.pdf      .scr', 'scr'],
    ['offer.exe.pdf', 'exe'],
    ['tools.js.zip', 'js'],
    ['a.b.c.vbs', 'vbs'],
    ['picture.ｅｘｅ', 'exe'],
    ['evil.ex\u200be', 'exe'],
    ['disk.iso', 'iso'],
    ['link.lnk', 'lnk'],
  ])('%j is known by its ending %j', (name, ending) => {
    expect(blockedEnding(name)).toBe(ending);
    expect(codeOf(cleanFileName(name))).toBe('blocked_type');
  });

  it.each(['northwind.com.pdf', 'report.js.pdf', 'Offer v1.2.docx', 'exe', 'photo.jpeg', 'offers.zip', 'My.App.pdf'])(
    '%j is none',
    (name) => {
      expect(codeOf(name)).toBeNull();
    },
  );

  it('stays known whatever a name is hidden behind', () => {
    const hidden = fc.tuple(anyName, fc.constantFrom('exe', 'JS', 'Scr', 'lnk'), fc.constantFrom('', '.', ' ', '. .'));
    fc.assert(
      fc.property(hidden, ([before, ending, after]) => {
        expect(codeOf(cleanFileName(`${before}x.${ending}${after}`))).toBe('blocked_type');
      }),
    );
  });

  it('is known by its bytes where the name says something else', () => {
    const windows = new Uint8Array(256);
    windows.set([0x4d, 0x5a]);
    windows.set([128], 0x3c);
    windows.set([0x50, 0x45, 0, 0], 128);
    const padded = (...first: number[]) => Uint8Array.from({ length: 100 }, (_, at) => first[at] ?? 0);
    for (const bytes of [windows, padded(0x7f, 0x45, 0x4c, 0x46), padded(0xcf, 0xfa, 0xed, 0xfe)])
      expect(refuseBytes('offer.pdf', bytes)?.code).toBe('program');
    const text = new TextEncoder().encode(`MZ is how the letter of Mara Zeller begins. ${'And on. '.repeat(20)}`);
    for (const bytes of [text, new TextEncoder().encode('%PDF-1.7'), new Uint8Array(0), padded(0x50, 0x4b, 3, 4)])
      expect(refuseBytes('offer.pdf', bytes)).toBeNull();
  });

  it('is found in an archive, and what is no archive, or a broken one, is let through', () => {
    const archive = (...names: string[]) => {
      const records = names.map((name) => {
        const bytes = Buffer.from(name);
        const record = Buffer.alloc(46);
        record.writeUInt32LE(0x02014b50);
        record.writeUInt16LE(bytes.length, 28);
        return Buffer.concat([record, bytes]);
      });
      const end = Buffer.alloc(22);
      end.writeUInt32LE(0x06054b50);
      end.writeUInt16LE(names.length, 10);
      end.writeUInt32LE(4, 16);
      return Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), ...records, end, Buffer.from('a comment')]);
    };
    expect(refuseBytes('page.zip', archive('index.html', 'pictures/a.png'))).toBeNull();
    expect(refuseBytes('page.ZIP', archive('index.html', 'scripts/main.js'))).toMatchObject({
      code: 'blocked_type',
      text: expect.stringContaining('“page.ZIP” holds “main.js”'),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), (noise, cut) => {
        const broken = Buffer.concat([archive('a.txt', 'b.txt').subarray(cut), noise]);
        expect(refuseBytes('a.zip', broken)?.code ?? 'taken').toMatch(/^(taken|program|blocked_type)$/);
      }),
    );
  });

  it('is what somebody is warned of before they open it, with pages and macros besides', () => {
    for (const name of ['a.exe', 'a.html', 'a.xlsm', 'a.svg', 'a.pdf.js'])
      expect(isRisky(name, 'text/plain')).toBe(true);
    expect(isRisky('a.pdf', 'text/html; charset=utf-8')).toBe(true);
    expect(isRisky(null, 'application/x-msdownload')).toBe(true);
    for (const [name, type] of [
      ['a.pdf', 'application/pdf'],
      ['a.docx', 'application/octet-stream'],
      [null, 'image/png'],
    ] as const)
      expect(isRisky(name, type)).toBe(false);
  });
});

describe('what may go with an answer', () => {
  const file = (size: number) => ({ filename: 'a.pdf', size });

  it('is not empty, not too large, not too many, and not too much together', () => {
    expect(codeOf('a.pdf', 0)).toBe('empty');
    expect(codeOf('a.pdf', largestFileBytes)).toBeNull();
    expect(codeOf('a.pdf', largestFileBytes + 1)).toBe('too_large');
    const many = Array.from({ length: mostFiles }, () => file(1));
    expect(codeOf('a.pdf', 1, many)).toBe('too_many');
    expect(codeOf('a.pdf', 1, many.slice(1))).toBeNull();
    expect(codeOf('a.pdf', largestFileBytes, [file(largestFilesBytes - largestFileBytes)])).toBeNull();
    expect(codeOf('a.pdf', largestFileBytes, [file(largestFilesBytes - largestFileBytes + 1)])).toBe(
      'too_large_together',
    );
  });

  it('is judged together as it was one by one, and every no says what to do', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: largestFileBytes }), { maxLength: 14 }), (sizes) => {
        const taken: { filename: string; size: number }[] = [];
        for (const size of sizes) {
          const refusal = refuseFile(file(size), taken);
          if (refusal === null) taken.push(file(size));
          else expect(refusal.text).toMatch(/(Put|Make|Remove|Save) .+\.$/);
        }
        expect(refuseTogether(taken)).toBeNull();
        expect(taken.length).toBeLessThanOrEqual(mostFiles);
        expect(taken.reduce((sum, one) => sum + one.size, 0)).toBeLessThanOrEqual(largestFilesBytes);
      }),
    );
    expect(refuseFile({ filename: 'setup.exe', size: 1 }, [])?.text).toContain('setup.exe');
    expect(refuseFile(file(21_300_000), [])?.text).toContain('21.3 MB, and a file may have 15 MB');
  });
});

it('sizes are told in words', () => {
  expect([0, 999, 1000, 1536, 999_940, 999_999, 15_000_000, 17_260_000].map(sizeWords)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '1.5 kB',
    '999.9 kB',
    '1 MB',
    '15 MB',
    '17.3 MB',
  ]);
});
