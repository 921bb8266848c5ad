import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, isFreeMail, normaliseHost, parseAddress, parseMailbox } from '../../src/domain/address.ts';

const spelled = (input: string) => {
  const reading = parseAddress(input);
  return reading.kind === 'ok' ? reading.address : null;
};

describe('parseAddress', () => {
  it.each([
    [' Jo.Brandt@Northwind.Example ', 'jo.brandt@northwind.example'],
    ['jo+news@example.com', 'jo+news@example.com'],
    ["o'hara@example.ie", "o'hara@example.ie"],
    ['jo@müller.de', 'jo@xn--mller-kva.de'],
    ['jo@mu\u0308ller.de', 'jo@xn--mller-kva.de'],
    ['jo@MÜLLER.DE', 'jo@xn--mller-kva.de'],
    ['jo@例え。テスト', 'jo@xn--r8jz45g.xn--zckzah'],
    ['jo@xn--mller-kva.de', 'jo@xn--mller-kva.de'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('gives %j one spelling', (input, address) => {
    expect(parseAddress(input)).toEqual({ kind: 'ok', address });
  });

  it.each([
    '',
    '   ',
    'jo',
    '@example.com',
    'jo@',
    'jo@localhost',
    'jo@@example.com',
    'jo@example..com',
    'jo@-example.com',
    'jo@example.com.',
    'jo@exa mple.com',
    'jo@exa_mple.com',
    'jo@127.0.0.1',
    'jo@[127.0.0.1]',
    'jo@1.2.3',
    'jo@0x7f.1',
    'jo@example.com:25',
    'jo@example.com/path',
    'jo@example.com?x',
    'jo@xn--a.com\u0000',
    '.jo@example.com',
    'jo.@example.com',
    'j..o@example.com',
    '"jo b"@example.com',
    'jo b@example.com',
    'Jo <jo@example.com>',
    'jö@example.com',
    'jo@example.com\r\nBcc: x@y.z',
    'jo\r\n@example.com',
    `${'a'.repeat(65)}@example.com`,
    `jo@${'a'.repeat(64)}.com`,
    `jo@${'abcdefgh.'.repeat(29)}com`,
  ])('refuses %j and says why', (input) => {
    const reading = parseAddress(input);
    expect(reading.kind).toBe('invalid');
    if (reading.kind === 'invalid') expect(reading.message).toMatch(/\.$/);
  });

  it('says clearly that internationalised local parts are not possible', () => {
    expect(parseAddress('jürgen@example.com')).toEqual({
      kind: 'invalid',
      message: 'Only ASCII letters are possible before the "@".',
    });
  });

  it('is idempotent, whatever the case and the blanks around it', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom('', ' ', '\t', '\n'), (email, blank) => {
        const address = spelled(blank + email.toUpperCase() + blank);
        fc.pre(address !== null);
        expect(spelled(address)).toBe(address);
        expect(address).toBe(spelled(email));
      }),
    );
  });

  it('never gives out anything that could break a header, an envelope or a limit', () => {
    const parts = fc.string({
      unit: fc.constantFrom('a', 'É', '.', '@', '<', '\r', '\n', '\0', ' ', '%', '-', '例', '。'),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          parts,
          fc.tuple(parts, parts).map((p) => p.join('@')),
        ),
        (text) => {
          const address = spelled(text);
          if (address === null) return;
          expect(address).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/);
          expect(address).not.toMatch(/[<>,;:"()[\]\\]/);
          expect(address.length).toBeLessThanOrEqual(254);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('parseMailbox', () => {
  it.each([
    ['hello@agency.example', null, 'hello@agency.example'],
    ['Mara Lind <Mara@Agency.example>', 'Mara Lind', 'mara@agency.example'],
    ['"Lind, Mara" <mara@agency.example>', 'Lind, Mara', 'mara@agency.example'],
    ['<mara@agency.example>', null, 'mara@agency.example'],
  ])('reads %j', (input, name, address) => {
    expect(parseMailbox(input)).toEqual({ kind: 'ok', name, address });
  });

  it('refuses a name with a line break and an address that is none', () => {
    expect(parseMailbox('Mara\r\nBcc: x@y.zz <mara@agency.example>').kind).toBe('invalid');
    expect(parseMailbox('Mara <mara>').kind).toBe('invalid');
  });
});

describe('hosts', () => {
  it.each([
    ['Northwind.Example', 'northwind.example'],
    ['www.northwind.example', 'northwind.example'],
    ['https://www.Northwind.example:8443/about?x#y', 'northwind.example'],
    ['shop.northwind.example.', 'shop.northwind.example'],
    ['www.com', 'www.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('spells %j as %j', (input, host) => {
    expect(normaliseHost(input)).toBe(host);
  });

  it.each(['', 'northwind', 'localhost', '127.0.0.1', '[::1]', 'a b.example', 'https://'])(
    'knows no host in %j',
    (input) => {
      expect(normaliseHost(input)).toBeNull();
    },
  );

  it('takes the domain from an address', () => {
    expect(domainOf('jo@northwind.example')).toBe('northwind.example');
  });

  it.each([
    'gmail.com',
    'googlemail.com',
    'outlook.de',
    'hotmail.co.uk',
    'yahoo.com.br',
    'gmx.net',
    'web.de',
    'proton.me',
    '163.com',
    't-online.de',
  ])('knows %j as free mail', (domain) => {
    expect(isFreeMail(domain)).toBe(true);
  });

  it.each(['northwind.example', 'mail.gmail.com', 'notgmail.com', 'outlook.northwind.com', 'yahoo-inc.com'])(
    'takes %j for a company',
    (domain) => {
      expect(isFreeMail(domain)).toBe(false);
    },
  );
});
