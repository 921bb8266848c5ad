import { isIP } from 'node:net';
import { Resend } from 'resend';
import { largestMailBytes } from '../../domain/inbound/mail.ts';
import { resendApi } from './resend.ts';

export interface ResendFetchOptions {
  apiKey: string;
  /** Without trailing slash; its own origin may serve downloads too, so that a fake on loopback can stand in. */
  baseUrl?: string;
  /** Hosts (and their subdomains) that raw mail may be downloaded from. */
  downloadHosts?: readonly string[];
  timeoutMs?: number;
  maxBytes?: number;
}

/** What Resend knows of a letter it took; `messageId` is the one its recipient sees. */
export interface SentRecord {
  messageId: string;
  lastEvent: string;
  tags: Record<string, string>;
}

export interface ResendFetch {
  /**
   * The raw bytes of a received mail, since the webhook has none.
   * @throws Error when they cannot be had now, or may not be fetched from where Resend says.
   */
  fetchReceivedRaw(emailId: string): Promise<Uint8Array>;
  /** What became of a letter by its provider id; null when Resend does not know it. @throws Error when it cannot be asked. */
  findSent(emailId: string): Promise<SentRecord | null>;
}

const defaultDownloadHosts = ['resend.com', 'resend.app'];
const defaultTimeoutMs = 30_000;
const maxRedirects = 3;

/**
 * What is fetched from Resend rather than sent. A download address comes out of an answer, so it is treated as input: https
 * on an allowed host name only, checked again for each redirect, with a bound on size and time and without our API key.
 */
export function openResendFetch(options: ResendFetchOptions): ResendFetch {
  const baseUrl = options.baseUrl ?? resendApi;
  const resend = new Resend(options.apiKey, { baseUrl });
  const hosts = options.downloadHosts ?? defaultDownloadHosts;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const maxBytes = options.maxBytes ?? largestMailBytes;

  async function download(address: string, signal: AbortSignal): Promise<Uint8Array> {
    let url = allowedUrl(address, hosts, baseUrl);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const response = await fetch(url, { redirect: 'manual', signal });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return readBody(response, maxBytes);
      await response.body?.cancel();
      url = allowedUrl(new URL(location, url).href, hosts, baseUrl);
    }
    throw new Error('The raw mail was redirected too often.');
  }

  return {
    async fetchReceivedRaw(emailId) {
      const signal = AbortSignal.timeout(timeoutMs);
      const { data, error } = await resend.emails.receiving.get(pathPart(emailId), { html_format: 'cid' }, { signal });
      if (error !== null) throw new Error(`Resend did not give out the received mail: ${error.name}.`);
      if (!data.raw?.download_url) throw new Error('Resend holds no raw bytes of the received mail.');
      return download(data.raw.download_url, signal);
    },
    async findSent(emailId) {
      const signal = AbortSignal.timeout(timeoutMs);
      const { data, error } = await resend.emails.get(pathPart(emailId), { signal });
      if (error?.statusCode === 404) return null;
      if (error !== null) throw new Error(`Resend did not say what became of the letter: ${error.name}.`);
      const tags = Object.fromEntries((data.tags ?? []).map((tag) => [tag.name, tag.value]));
      return { messageId: data.message_id.replace(/[<>\s]/g, ''), lastEvent: data.last_event, tags };
    },
  };
}

function allowedUrl(address: string, hosts: readonly string[], baseUrl: string): URL {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') throw new Error('A download address may not carry a log-in.');
  if (url.origin === new URL(baseUrl).origin) return url;
  const name = url.hostname.toLowerCase();
  const isNamed = isIP(name.replace(/^\[|\]$/g, '')) === 0;
  const isListed = hosts.some((host) => name === host || name.endsWith(`.${host}`));
  if (url.protocol !== 'https:' || url.port !== '' || !isNamed || !isListed) {
    throw new Error(`Raw mail is not downloaded from ${url.protocol}//${url.host}.`);
  }
  return url;
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`The raw mail could not be downloaded: HTTP ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // leaving the loop by a throw cancels the rest of the download
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`The raw mail is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An id from a webhook becomes part of a path; Resend's are UUIDs. */
function pathPart(emailId: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(emailId)) throw new Error('This is no id of a mail at Resend.');
  return emailId;
}
