import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, readConfig, variableNames, type Environment } from '../../src/config.ts';

const real: Environment = {
  MAIL_TRANSPORT: 'smtp',
  SMTP_URL: 'smtp://mailer:hunter2@smtp.example.com:587?requireTLS=true',
  MAIL_FROM: 'Mara Lindt <mara@example.com>',
  REPLY_DOMAIN: 'Reply.example.com',
  POSTAL_ADDRESS: 'Example Ltd, 1 High Street, London',
  PUBLIC_URL: 'https://ajar.example.com/',
};

function problemsOf(env: Environment): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing: an empty environment is a local Ajar that sends nothing', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ' })).toMatchObject({
      databaseUrl: null,
      dataDir: path.resolve('data'),
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      trustProxy: false,
      transport: { kind: 'capture' },
      demo: true,
      timeTravel: false,
      logLevel: 'info',
      warnings: [],
    });
  });

  it('reads a real transport', () => {
    expect(readConfig({ ...real, SENDER_DOMAINS: 'Example.com, mail.example.com,' })).toMatchObject({
      transport: { kind: 'smtp', dkim: null },
      mailFrom: { name: 'Mara Lindt', address: 'mara@example.com' },
      replyDomain: 'reply.example.com',
      publicUrl: 'https://ajar.example.com',
      senderDomains: ['example.com', 'mail.example.com'],
    });
  });

  it('names everything that is wrong at once, each with an example', () => {
    const problems = problemsOf({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://db',
      MAIL_TRANSPORT: 'resend',
    });
    const expected =
      'PORT LOG_LEVEL DATABASE_URL AJAR_SECRET MAIL_FROM REPLY_DOMAIN POSTAL_ADDRESS PUBLIC_URL RESEND_API_KEY';
    for (const name of expected.split(' ')) {
      expect(problems.filter((problem) => problem.startsWith(`${name} `))).toEqual([
        expect.stringContaining(`Example: ${name}=`),
      ]);
    }
    expect(problems).toHaveLength(9);
  });

  it.each([
    ['AJAR_SECRET', { DATABASE_URL: 'postgres://db/ajar', AJAR_SECRET: 'too short' }],
    ['PUBLIC_URL', { ...real, PUBLIC_URL: 'http://localhost:3000' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://example.com/ajar' }],
    ['SMTP_URL', { ...real, SMTP_URL: '' }],
    ['DKIM_KEY_FILE', { ...real, DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'ajar' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/99' }],
    ['SENDER_DOMAINS', { SENDER_DOMAINS: '*.example.com' }],
    ['MAIL_FROM', { MAIL_FROM: 'Mara\r\nBcc: a@b.example <mara@example.com>' }],
    ['MAIL_FROM', { MAIL_FROM: 'Mara Lindt' }],
    ['AJAR_DEMO', { AJAR_DEMO: 'no' }],
  ] as [string, Environment][])('refuses a bad %s', (name, env) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(`^${name} `)]);
  });

  it.each([
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY=%s', (given, expected) => {
    expect(readConfig({ TRUST_PROXY: given }).trustProxy).toEqual(expected);
  });

  it('reads a bare and a quoted sender', () => {
    expect(readConfig({ MAIL_FROM: 'a@example.com' }).mailFrom).toEqual({ name: null, address: 'a@example.com' });
    expect(readConfig({ MAIL_FROM: '"Lindt, Mara" <a@example.com>' }).mailFrom?.name).toBe('Lindt, Mara');
  });

  it('lets the real environment win over .env, also with an empty value', () => {
    const config = readConfig({ PORT: '4000', HOST: '' }, { PORT: '5000', HOST: '0.0.0.0', LOG_LEVEL: 'debug' });
    expect(config).toMatchObject({ port: 4000, host: '127.0.0.1', logLevel: 'debug' });
    const sources = Object.fromEntries(config.described.map(({ name, source }) => [name, source]));
    expect(sources).toMatchObject({ PORT: 'environment', HOST: 'default', LOG_LEVEL: '.env', PUBLIC_URL: 'default' });
  });

  it('finds .env in the working directory, and says which one it cannot read', () => {
    const before = process.cwd();
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-env-'));
    try {
      process.chdir(folder);
      expect(loadConfig().described).toContainEqual({ name: 'LOG_LEVEL', value: 'info', source: 'default' });
      writeFileSync('.env', '# a comment\nLOG_LEVEL="debug" # loud\n');
      expect(loadConfig().described).toContainEqual({ name: 'LOG_LEVEL', value: 'debug', source: '.env' });
      rmSync('.env');
      symlinkSync('.env', '.env');
      expect(() => loadConfig()).toThrow(/\.env cannot be read \(ELOOP\)/);
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('warns of a misspelt AJAR_ variable and of a key that nothing uses', () => {
    const { warnings } = readConfig({ AJAR_DATADIR: '/data', AJAR_XYZZY_PLUGH: '1', RESEND_API_KEY: 're_1' });
    expect(warnings).toEqual([
      expect.stringContaining('AJAR_DATADIR is not a setting of Ajar: did you mean AJAR_DATA_DIR?'),
      expect.stringMatching(/AJAR_XYZZY_PLUGH is not a setting of Ajar; it/),
      expect.stringContaining('MAIL_TRANSPORT=resend'),
    ]);
  });

  it('warns where the signature does not stand for who writes', () => {
    const dkim = { ...real, DKIM_SELECTOR: 'ajar', DKIM_KEY_FILE: '/etc/ajar/dkim.pem' };
    expect(readConfig({ ...dkim, DKIM_DOMAIN: 'example.com', SENDER_DOMAINS: 'mail.example.com' }).warnings).toEqual(
      [],
    );
    expect(readConfig({ ...dkim, DKIM_DOMAIN: 'mail.example.com' }).warnings).toEqual([]);
    expect(readConfig({ ...dkim, DKIM_DOMAIN: 'ample.com', SENDER_DOMAINS: 'other.example' }).warnings).toEqual([
      expect.stringContaining('does not stand for letters from example.com'),
      expect.stringContaining('does not stand for letters from other.example'),
    ]);
  });

  it('never shows a secret', () => {
    const secret = 'correct horse battery staple, twice over';
    const env = { ...real, AJAR_SECRET: secret, DATABASE_URL: 'postgres://ajar:s3cret@db/ajar?password=s4cret' };
    const shown = JSON.stringify(readConfig(env).described);
    for (const hidden of [secret, 'hunter2', 's3cret', 's4cret']) expect(shown).not.toContain(hidden);
    expect(shown).toContain('requireTLS=true');
    const refusal = problemsOf({ ...env, SMTP_URL: 'smpt://mailer:hunter2@x', AJAR_SECRET: 'hunter2', PORT: 'x' });
    expect(refusal).toHaveLength(3);
    expect(refusal.join()).not.toContain('hunter2');
  });

  it('is described by .env.example in full, with the defaults that are in force', () => {
    const example = parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));
    expect(Object.keys(example).toSorted()).toEqual(variableNames.toSorted());
    const { described: _, ...fromExample } = readConfig(example);
    const { described: __, ...fromNothing } = readConfig({});
    expect(fromExample).toEqual(fromNothing);
  });
});

describe('mailboxes and the listener', () => {
  const mailboxesOf = (given: string) => readConfig({ IMAP_URLS: given }).mailboxes;

  it('reads several addresses, with escapes, ports and folders', () => {
    const [first, second] = mailboxesOf(
      'imaps://mara%40example.com:p%40ss%2C%25@imap.example.com/Kunden%2FAntworten?poll=30&since=2026-11-02, imap://b:c@[::1]:1143?tls=off',
    );
    expect(first).toEqual({
      name: 'mara@example.com@imap.example.com:993/Kunden/Antworten',
      host: 'imap.example.com',
      port: 993,
      security: 'tls',
      user: 'mara@example.com',
      credential: { kind: 'password', value: 'p@ss,%', file: null },
      folder: 'Kunden/Antworten',
      pollSeconds: 30,
      since: '2026-11-02',
      caFile: null,
    });
    expect(second).toMatchObject({ host: '::1', port: 1143, security: 'none', folder: 'INBOX', pollSeconds: 60 });
    expect(mailboxesOf('imap://a@imap.example.com?token=ya29')).toMatchObject([
      { port: 143, security: 'starttls', credential: { kind: 'token', value: 'ya29' } },
    ]);
  });

  it.each([
    ['https://a:hunter2@b.example', /is not a URL that starts with imaps/],
    ['imaps://imap.example.com/INBOX', /lacks the user/],
    ['imaps://a@imap.example.com', /has no password/],
    ['imaps://a:hunter2@imap.example.com?token=hunter2', /more than one of password/],
    ['imap://a:hunter2@imap.example.com?tls=off', /on this machine only/],
    ['imaps://a:hunter2@imap.example.com?pol=5', /"pol" in its query/],
    ['imaps://a:hunter2@imap.example.com?poll=0', /1 to 3600/],
    ['imaps://a:hunter2@imap.example.com?since=yesterday', /a day such as/],
    ['imaps://a@imap.example.com?token_file=/nowhere/token', /\/nowhere\/token, which cannot be read/],
    ['imaps://a:hunter2%@imap.example.com', /write %25/],
    ['imaps://a:hunter2@b.example imaps://a:hunter2@b.example', /names a@b\.example:993\/INBOX twice/],
    ['imaps://a:hunter2@b.example imaps://a@c.example', /\(number 2\) has no password/],
  ])('refuses %s without telling its secret', (given, wrong) => {
    const [problem = ''] = problemsOf({ IMAP_URLS: given });
    expect(problem).toMatch(wrong);
    expect(problem).toMatch(/^IMAP_URLS .*Example: IMAP_URLS=imaps:/);
    expect(problem).not.toContain('hunter2');
  });

  it('masks every password and token', () => {
    const IMAP_URLS =
      'imaps://a:hunter2@b.example/X, imaps://m@x.example:hunter2@c.example imaps://d@e.example?token=hunter2&poll=5';
    const { described } = readConfig({ IMAP_URLS });
    const shown = described.find(({ name }) => name === 'IMAP_URLS')?.value;
    expect(shown).toBe(
      'imaps://a:********@b.example/X, imaps://m@x.example:********@c.example imaps://d@e.example?token=********&poll=5',
    );
  });

  it('listens on this machine unless told otherwise, and only with a reply domain', () => {
    const listenOf = (SMTP_LISTEN: string) => readConfig({ SMTP_LISTEN, REPLY_DOMAIN: 'reply.example.com' }).smtpListen;
    expect(readConfig({}).smtpListen).toBeNull();
    expect(listenOf('2525')).toEqual({ host: '127.0.0.1', port: 2525, tls: null });
    expect(listenOf('0.0.0.0:25')).toEqual({ host: '0.0.0.0', port: 25, tls: null });
    expect(listenOf('[::]:25')).toEqual({ host: '::', port: 25, tls: null });
    expect(problemsOf({ SMTP_LISTEN: '2525' })).toEqual([
      expect.stringMatching(/^REPLY_DOMAIN is missing: SMTP_LISTEN/),
    ]);
    const given = { SMTP_LISTEN: 'mail', REPLY_DOMAIN: 'reply.example.com' };
    expect(problemsOf(given)).toEqual([expect.stringMatching(/^SMTP_LISTEN is neither host:port nor a port/)]);
    const half = { SMTP_LISTEN: '25', REPLY_DOMAIN: 'reply.example.com', SMTP_LISTEN_CERT: '/nowhere/cert.pem' };
    expect(problemsOf(half)).toEqual([expect.stringMatching(/^SMTP_LISTEN_KEY is missing/)]);
    expect(problemsOf({ ...half, SMTP_LISTEN_KEY: '/nowhere/key.pem' })).toEqual([
      expect.stringMatching(/^SMTP_LISTEN_CERT and SMTP_LISTEN_KEY are no certificate .*ENOENT/),
    ]);
  });
});
