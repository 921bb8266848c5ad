import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import {
  certificateProblem,
  type ListenAddress,
  type MailboxSettings,
  maskImapUrls,
  parseImapUrls,
  parseListen,
} from './config/inlets.ts';
import {
  domainPattern,
  editDistance,
  maskUrl,
  parseDomains,
  parseMailFrom,
  parseOrigin,
  parsePort,
  parseTrustProxy,
} from './config/values.ts';

/** The variables as given: unset is undefined. An empty string counts as not set. */
export type Environment = Record<string, string | undefined>;

/** Everything that is decided outside of Ajar, read once at the start. House policy is not here: it is a row in the database. */
export interface Config {
  /** null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  /** Absolute. */
  dataDir: string;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Scheme and host as people reach us, without a slash at the end. */
  publicUrl: string;
  /** As Fastify's `trustProxy`: nobody, a number of hops, or addresses and networks. */
  trustProxy: false | number | string[];
  /** null only without `databaseUrl`: then the data folder keeps a generated one. */
  secret: string | null;
  /** Still verifies what it signed; signs nothing. */
  secretPrevious: string | null;
  transport:
    | { kind: 'capture' }
    | { kind: 'resend'; apiKey: string; baseUrl: string }
    | { kind: 'smtp'; url: string; dkim: { domain: string; selector: string; keyFile: string } | null };
  /** Never null with a real transport, nor are `replyDomain` and `postalAddress`. */
  mailFrom: { name: string | null; address: string } | null;
  /** Exact domains, lower case, from which owners may write. */
  senderDomains: string[];
  replyDomain: string | null;
  postalAddress: string | null;
  /** null: the webhook answers 404. */
  resendWebhookSecret: string | null;
  /** Mailboxes that a worker reads. */
  mailboxes: MailboxSettings[];
  /** Where mail servers hand in mail over SMTP; null: nowhere. Never without `replyDomain`. */
  smtpListen: (ListenAddress & { tls: { certFile: string; keyFile: string } | null }) | null;
  /** Whether an empty embedded database gets demo clients. */
  demo: boolean;
  timeTravel: boolean;
  logLevel: LogLevel;
  /** What is odd but no reason to refuse, a sentence each. */
  warnings: string[];
  /** Each variable, what is in force (secrets masked) and where it comes from; safe to print. */
  described: { name: VariableName; value: string; source: 'environment' | '.env' | 'default' }[];
}

/** The environment cannot be used. The message names every bad variable, what is wrong with it, and an example. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const domain = z.string().toLowerCase().regex(domainPattern, 'is not a domain');
const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, 'is shorter than 32 bytes');
const truth = z.enum(['true', 'false'], 'is neither true nor false').transform((text) => text === 'true');
const text = z.string();

function url(...schemes: string[]) {
  return z.string().refine(
    (given) => {
      if (!URL.canParse(given)) return false;
      const { protocol, hostname } = new URL(given);
      return schemes.includes(protocol) && (hostname !== '' || protocol.startsWith('postgres'));
    },
    `is not a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  );
}

/** The one list of variables: `.env.example` names the same ones. An example stands in the message of a refusal. */
const variables = {
  DATABASE_URL: { type: url('postgres:', 'postgresql:'), example: 'postgres://ajar:password@db.example:5432/ajar' },
  AJAR_DATA_DIR: { type: text, example: './data' },
  AJAR_SECRET: { type: secret, example: 'the output of: openssl rand -hex 32' },
  AJAR_SECRET_PREVIOUS: { type: secret, example: 'the value AJAR_SECRET had before' },
  HOST: { type: text.regex(/^[^\s/]+$/, 'is not an address or host name'), example: '127.0.0.1' },
  PORT: { type: text.transform(parsePort), example: '3000' },
  PUBLIC_URL: { type: text.transform(parseOrigin), example: 'https://ajar.example.com' },
  TRUST_PROXY: { type: text.transform(parseTrustProxy), example: '1, or 10.0.0.0/8,192.168.1.4, or false' },
  MAIL_TRANSPORT: {
    type: z.enum(['capture', 'resend', 'smtp'], 'is none of capture, resend, smtp'),
    example: 'capture',
  },
  MAIL_FROM: { type: text.transform(parseMailFrom), example: 'Mara Lindt <mara@example.com>' },
  SENDER_DOMAINS: { type: text.transform(parseDomains), example: 'example.com,mail.example.com' },
  REPLY_DOMAIN: { type: domain, example: 'reply.example.com' },
  POSTAL_ADDRESS: { type: text.min(5, 'is too short'), example: 'Example Ltd, 1 High Street, London N1 9GU, UK' },
  RESEND_API_KEY: { type: text.regex(/^\S+$/, 'contains white space'), example: 're_…' },
  RESEND_BASE_URL: { type: url('https:', 'http:'), example: 'https://api.resend.com' },
  RESEND_WEBHOOK_SECRET: {
    type: text.regex(/^(whsec_)?[A-Za-z0-9+/]{16,}={0,2}$/, 'is not a signing secret'),
    example: 'whsec_…',
  },
  SMTP_URL: { type: url('smtp:', 'smtps:'), example: 'smtps://user:password@smtp.example.com:465' },
  IMAP_URLS: { type: text.transform(parseImapUrls), example: 'imaps://user:password@imap.example.com:993/INBOX' },
  SMTP_LISTEN: { type: text.transform(parseListen), example: '0.0.0.0:25, or 2525 for this machine only' },
  SMTP_LISTEN_CERT: { type: text, example: '/etc/ajar/mx.crt' },
  SMTP_LISTEN_KEY: { type: text, example: '/etc/ajar/mx.key' },
  DKIM_DOMAIN: { type: domain, example: 'example.com' },
  DKIM_SELECTOR: { type: text.regex(/^[A-Za-z0-9_.-]+$/, 'is not a DNS label'), example: 'ajar' },
  DKIM_KEY_FILE: { type: text, example: '/etc/ajar/dkim.pem' },
  AJAR_DEMO: { type: truth, example: 'false' },
  AJAR_TIME_TRAVEL: { type: truth, example: 'false' },
  LOG_LEVEL: { type: z.enum(logLevels, `is none of ${logLevels.join(', ')}`), example: 'info' },
};

export type VariableName = keyof typeof variables;
type Values = { [Name in VariableName]?: z.output<(typeof variables)[Name]['type']> };

export const variableNames = Object.keys(variables) as VariableName[];
const hidden = new Set<VariableName>([
  'AJAR_SECRET',
  'AJAR_SECRET_PREVIOUS',
  'RESEND_API_KEY',
  'RESEND_WEBHOOK_SECRET',
]);

/**
 * Reads the configuration from `env`, and what `env` does not name from `dotEnv` (the `.env` file): the real
 * environment wins, also with an empty value, so that a container can switch off what a file says.
 *
 * @throws ConfigError naming all that is wrong at once; values of secrets never stand in it.
 */
export function readConfig(env: Environment, dotEnv: Environment = {}): Config {
  const given = pickGiven({ ...dotEnv, ...env });
  const { values, problems } = parseValues(given);
  problems.push(...findMissing(given, values));
  if (problems.length > 0) throw new ConfigError(problems);

  const port = values.PORT ?? 3000;
  const config = {
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: path.resolve(values.AJAR_DATA_DIR ?? './data'),
    host: values.HOST ?? '127.0.0.1',
    port,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${port}`,
    trustProxy: values.TRUST_PROXY ?? false,
    secret: values.AJAR_SECRET ?? null,
    secretPrevious: values.AJAR_SECRET_PREVIOUS ?? null,
    transport: makeTransport(values),
    mailFrom: values.MAIL_FROM ?? null,
    senderDomains: values.SENDER_DOMAINS ?? [],
    replyDomain: values.REPLY_DOMAIN ?? null,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    resendWebhookSecret: values.RESEND_WEBHOOK_SECRET ?? null,
    mailboxes: values.IMAP_URLS ?? [],
    smtpListen: makeListen(values),
    demo: values.AJAR_DEMO ?? true,
    timeTravel: values.AJAR_TIME_TRAVEL ?? false,
    logLevel: values.LOG_LEVEL ?? 'info',
    warnings: findOddities({ ...dotEnv, ...env }, values),
  } satisfies Omit<Config, 'described'>;
  return { ...config, described: describe(config, given, env) };
}

/**
 * Reads the configuration of this process: its environment and, if there is one, `.env` in the working directory.
 *
 * @throws ConfigError also when `.env` exists and cannot be read.
 */
export function loadConfig(): Config {
  return readConfig(process.env, readDotEnv(path.resolve('.env')));
}

function readDotEnv(file: string): Environment {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder called .env is a Python habit, not a configuration of ours.
    if (code === 'ENOENT' || code === 'EISDIR') return {};
    throw new ConfigError([`${file} cannot be read (${code}): make it readable for this user, or move it away.`]);
  }
}

function pickGiven(env: Environment): Partial<Record<VariableName, string>> {
  const entries = variableNames.map((name) => [name, env[name]?.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}

function parseValues(given: Partial<Record<VariableName, string>>): { values: Values; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given) as [VariableName, string][]) {
    const parsed = variables[name].type.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(problem(name, parsed.error.issues[0]?.message ?? 'is not valid'));
  }
  return { values, problems };
}

function problem(name: VariableName, wrong: string): string {
  return `${name} ${wrong}. Example: ${name}=${variables[name].example}`;
}

/** What is only wrong together: a real transport without what the law and the replies need, half a DKIM key. */
function findMissing(given: Partial<Record<VariableName, string>>, values: Values): string[] {
  const problems: string[] = [];
  const need = (names: VariableName[], why: string) => {
    for (const name of names) if (!given[name]) problems.push(problem(name, `is missing: ${why}`));
  };
  if (given.DATABASE_URL) need(['AJAR_SECRET'], 'it is required with DATABASE_URL');
  const transport = values.MAIL_TRANSPORT ?? 'capture';
  if (transport !== 'capture') {
    const why = `MAIL_TRANSPORT=${transport} writes to real people`;
    need(['MAIL_FROM', 'REPLY_DOMAIN', 'POSTAL_ADDRESS', 'PUBLIC_URL'], why);
    if (values.PUBLIC_URL && !values.PUBLIC_URL.startsWith('https://')) {
      problems.push(problem('PUBLIC_URL', `must start with https://: ${why}, and the links in a letter lead there`));
    }
  }
  if (transport === 'resend') need(['RESEND_API_KEY'], 'MAIL_TRANSPORT=resend needs it');
  if (transport === 'smtp') need(['SMTP_URL'], 'MAIL_TRANSPORT=smtp needs it');
  if (given.DKIM_DOMAIN || given.DKIM_SELECTOR || given.DKIM_KEY_FILE) {
    need(['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'], 'the three DKIM_ variables go together');
  }
  if (given.SMTP_LISTEN) need(['REPLY_DOMAIN'], 'SMTP_LISTEN takes mail for that domain only');
  if (given.SMTP_LISTEN_CERT || given.SMTP_LISTEN_KEY) {
    need(['SMTP_LISTEN', 'SMTP_LISTEN_CERT', 'SMTP_LISTEN_KEY'], 'TLS of the listener needs all of them');
    const wrong = certificateProblem(given.SMTP_LISTEN_CERT ?? '', given.SMTP_LISTEN_KEY ?? '');
    if (given.SMTP_LISTEN_CERT && given.SMTP_LISTEN_KEY && wrong !== null)
      problems.push(
        problem('SMTP_LISTEN_CERT', `and SMTP_LISTEN_KEY are no certificate (PEM) with its key (${wrong})`),
      );
  }
  return problems;
}

function makeTransport(values: Values): Config['transport'] {
  switch (values.MAIL_TRANSPORT) {
    case 'resend': {
      const baseUrl = (values.RESEND_BASE_URL ?? 'https://api.resend.com').replace(/\/+$/, '');
      return { kind: 'resend', apiKey: values.RESEND_API_KEY ?? '', baseUrl };
    }
    case 'smtp': {
      const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE } = values;
      const dkim =
        DKIM_DOMAIN && DKIM_SELECTOR && DKIM_KEY_FILE
          ? { domain: DKIM_DOMAIN, selector: DKIM_SELECTOR, keyFile: path.resolve(DKIM_KEY_FILE) }
          : null;
      return { kind: 'smtp', url: values.SMTP_URL ?? '', dkim };
    }
    default:
      return { kind: 'capture' };
  }
}

function makeListen({ SMTP_LISTEN, SMTP_LISTEN_CERT, SMTP_LISTEN_KEY }: Values): Config['smtpListen'] {
  if (SMTP_LISTEN === undefined) return null;
  const tls =
    SMTP_LISTEN_CERT && SMTP_LISTEN_KEY
      ? { certFile: path.resolve(SMTP_LISTEN_CERT), keyFile: path.resolve(SMTP_LISTEN_KEY) }
      : null;
  return { ...SMTP_LISTEN, tls };
}

function findOddities(env: Environment, values: Values): string[] {
  const warnings = Object.keys(env)
    .filter((name) => name.startsWith('AJAR_') && !Object.hasOwn(variables, name))
    .toSorted()
    .map((name) => `${name} is not a setting of Ajar${suggest(name)}; it is ignored.`);
  warnings.push(...findUnaligned(values));
  const real = values.RESEND_API_KEY ? 'resend' : values.SMTP_URL ? 'smtp' : null;
  if (real && !values.MAIL_TRANSPORT) {
    warnings.push(`Every letter is captured and none leaves: set MAIL_TRANSPORT=${real} to send.`);
  }
  return warnings;
}

/** A signature stands for From only where both belong together (DMARC, RFC 7489 §3.1); one below the other always does. */
function findUnaligned({ MAIL_TRANSPORT, DKIM_DOMAIN, MAIL_FROM, SENDER_DOMAINS }: Values): string[] {
  if (DKIM_DOMAIN === undefined) return [];
  if (MAIL_TRANSPORT === 'resend') return ['DKIM_DOMAIN is for MAIL_TRANSPORT=smtp: Resend signs by itself.'];
  const from = MAIL_FROM?.address.split('@').at(-1)?.toLowerCase();
  return [...new Set([from, ...(SENDER_DOMAINS ?? [])])]
    .filter(
      (one) => one !== undefined && !`.${one}`.endsWith(`.${DKIM_DOMAIN}`) && !`.${DKIM_DOMAIN}`.endsWith(`.${one}`),
    )
    .map(
      (one) =>
        `The signature of DKIM_DOMAIN=${DKIM_DOMAIN} does not stand for letters from ${one}: unless your server signs as ${one}, DMARC fails there.`,
    );
}

function suggest(name: string): string {
  const ranked = variableNames
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= 5 ? `: did you mean ${best.known}?` : '';
}

function describe(
  config: Omit<Config, 'described'>,
  given: Partial<Record<VariableName, string>>,
  env: Environment,
): Config['described'] {
  const defaults: Partial<Record<VariableName, string>> = {
    DATABASE_URL: `embedded PostgreSQL in ${path.join(config.dataDir, 'postgres')}`,
    AJAR_DATA_DIR: config.dataDir,
    AJAR_SECRET: `kept in ${path.join(config.dataDir, 'secret')}`,
    HOST: config.host,
    PORT: String(config.port),
    PUBLIC_URL: config.publicUrl,
    TRUST_PROXY: 'false',
    MAIL_TRANSPORT: 'capture',
    RESEND_BASE_URL: 'https://api.resend.com',
    AJAR_DEMO: 'true',
    AJAR_TIME_TRAVEL: 'false',
    LOG_LEVEL: 'info',
  };
  return variableNames.map((name) => {
    const value = given[name];
    if (value === undefined) return { name, value: defaults[name] ?? '(not set)', source: 'default' };
    return {
      name,
      value: hidden.has(name) ? '********' : name === 'IMAP_URLS' ? maskImapUrls(value) : maskUrl(value),
      source: env[name] === undefined ? '.env' : 'environment',
    };
  });
}
