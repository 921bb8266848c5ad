import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';

/** A mailbox that is read over IMAP. */
export interface MailboxSettings {
  /** Account, host and folder, for people and for the database; no secret stands in it. */
  name: string;
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before the log-in, `none` only on this machine. */
  security: 'tls' | 'starttls' | 'none';
  user: string;
  /** A file is read anew for each log-in: access tokens live for an hour. */
  credential: { kind: 'password' | 'token'; value: string | null; file: string | null };
  folder: string;
  /** How often it is looked at although the server announced nothing. */
  pollSeconds: number;
  /** Older mail is left where it is, by the day the server had it ('YYYY-MM-DD'); null takes in all. */
  since: string | null;
  /** Certificates to trust instead of the usual ones (PEM). */
  caFile: string | null;
}

export interface ListenAddress {
  host: string;
  /** 0: any free port. */
  port: number;
}

const parameters = ['password_file', 'token', 'token_file', 'poll', 'since', 'ca_file', 'tls'];

/** Several addresses, each a URL; a comma or white space stands between them only where the next one begins. */
export function parseImapUrls(given: string, context: z.RefinementCtx): MailboxSettings[] {
  const parts = given.split(/[\s,]+(?=imaps?:\/\/)/i).filter((part) => part !== '');
  const read = parts.map((part, index) => {
    const result = readMailbox(part);
    // The URL holds a password: only its place and what is wrong are told.
    if (typeof result === 'string') context.addIssue(`${parts.length > 1 ? `(number ${index + 1}) ` : ''}${result}`);
    return result;
  });
  const mailboxes = read.filter((one) => typeof one !== 'string');
  if (mailboxes.length < read.length) return z.NEVER;
  const twice = mailboxes.find((one, index) => mailboxes.findIndex((two) => two.name === one.name) !== index);
  if (twice === undefined) return mailboxes;
  context.addIssue(`names ${twice.name} twice`);
  return z.NEVER;
}

function readMailbox(given: string): MailboxSettings | string {
  if (!/^imaps?:\/\//i.test(given) || !URL.canParse(given)) return 'is not a URL that starts with imaps:// or imap://';
  const url = new URL(given);
  const unknown = [...url.searchParams.keys()].find((key) => !parameters.includes(key));
  if (unknown !== undefined) return `has "${unknown}" in its query, which is none of ${parameters.join(', ')}`;
  const user = decoded(url.username);
  const password = decoded(url.password);
  const folder = decoded(url.pathname.replace(/^\//, '')) || 'INBOX';
  if (user === null || password === null || folder === null)
    return 'has a % that is not followed by two digits: write %25';
  if (user === '' || url.hostname === '') return 'lacks the user or the host';
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(user + password + folder)) return 'has a control character in it';
  const query = (name: string) => url.searchParams.get(name) || null;
  const credential = readCredential(password, query);
  if (typeof credential === 'string') return credential;
  const security = securityOf(url, query('tls'));
  if (security === null)
    return 'has tls=off, which is for a server on this machine only: use imaps://, or imap:// with STARTTLS';
  const pollSeconds = Number(query('poll') ?? 60);
  if (!Number.isInteger(pollSeconds) || pollSeconds < 1 || pollSeconds > 3600)
    return 'has a poll that is not 1 to 3600 seconds';
  const since = query('since');
  if (since !== null && !z.iso.date().safeParse(since).success)
    return 'has a since that is not a day such as 2026-11-02';
  const caFile = query('ca_file');
  const unreadable = [credential.file, caFile].find((file) => file !== null && !isReadable(file));
  if (unreadable) return `names the file ${unreadable}, which cannot be read`;
  const port = Number(url.port) || (url.protocol === 'imaps:' ? 993 : 143);
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const name = `${user}@${url.hostname.toLowerCase()}:${port}/${folder}`;
  return { name, host, port, security, user, credential, folder, pollSeconds, since, caFile };
}

function readCredential(
  password: string,
  query: (name: string) => string | null,
): MailboxSettings['credential'] | string {
  const absolute = (file: string | null) => (file === null ? null : path.resolve(file));
  const given = [
    { kind: 'password' as const, value: password || null, file: null },
    { kind: 'password' as const, value: null, file: absolute(query('password_file')) },
    { kind: 'token' as const, value: query('token'), file: null },
    { kind: 'token' as const, value: null, file: absolute(query('token_file')) },
  ].filter(({ value, file }) => value !== null || file !== null);
  if (given.length === 1) return given[0]!;
  return given.length === 0
    ? 'has no password: write user:password@host, or ?password_file=, ?token= or ?token_file= (XOAUTH2)'
    : 'has more than one of password, password_file, token and token_file';
}

function securityOf(url: URL, tls: string | null): MailboxSettings['security'] | null {
  if (url.protocol === 'imaps:') return tls === null ? 'tls' : null;
  if (tls === null) return 'starttls';
  return tls === 'off' && isThisMachine(url.hostname) ? 'none' : null;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

/** The same without passwords and tokens. */
export function maskImapUrls(given: string): string {
  return given
    .replaceAll(/(imaps?:\/\/[^\s:/?]*):[^\s/?]*@/gi, '$1:********@')
    .replaceAll(/([?&]token=)[^&\s,]*/gi, '$1********');
}

/** `host:port`, `[::1]:2525` or a port alone, which means this machine only. */
export function parseListen(given: string, context: z.RefinementCtx): ListenAddress {
  const match = /^(?:(?<host>[^\s:[\]/]+|\[[0-9a-fA-F:.]+\]):)?(?<port>\d{1,5})$/.exec(given);
  const host = match?.groups?.['host']?.replace(/^\[|\]$/g, '') ?? '127.0.0.1';
  const port = Number(match?.groups?.['port'] ?? Number.NaN);
  if (port <= 65_535) return { host, port };
  context.addIssue('is neither host:port nor a port (0 to 65535)');
  return z.NEVER;
}

/** What is wrong with a certificate and its key; null when TLS works with them. */
export function certificateProblem(certFile: string, keyFile: string): string | null {
  try {
    createSecureContext({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'they do not belong together';
  }
}
