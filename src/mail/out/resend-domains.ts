import { Resend } from 'resend';
import type { ResendDomain, ResendDomains } from '../../domain/doctor/resend.ts';

const pageSize = 100;
/** A thousand domains are enough to find ours. */
const mostPages = 10;

/**
 * The domains of the account, as GET /domains lists them (https://resend.com/docs/api-reference/domains/list-domains). A key
 * with "Sending access" is answered with 401 `restricted_api_key` (https://resend.com/docs/api-reference/errors). Never throws.
 */
export async function findResendDomains(
  { apiKey, baseUrl }: { apiKey: string; baseUrl: string },
  timeoutMs = 15_000,
): Promise<ResendDomains> {
  const resend = new Resend(apiKey, { baseUrl });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await listAll(resend, signal);
  } catch {
    // The SDK throws nothing but the reason of its signal.
    return { kind: 'unknown', text: `there was no answer within ${timeoutMs / 1000} seconds` };
  }
}

async function listAll(resend: Resend, signal: AbortSignal): Promise<ResendDomains> {
  const domains: ResendDomain[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { data, error } = await resend.domains.list(
      { limit: pageSize, ...(after !== undefined && { after }) },
      { signal },
    );
    if (error !== null)
      return error.name === 'restricted_api_key'
        ? { kind: 'restricted' }
        : { kind: 'unknown', text: error.message.replace(/[.\s]+$/, '') || error.name };
    domains.push(
      ...data.data.map(({ name, status, region, capabilities }) => ({
        name,
        status,
        region,
        // Domains made before capabilities came have none.
        sends: (capabilities as typeof capabilities | undefined)?.sending !== 'disabled',
      })),
    );
    after = data.data.at(-1)?.id;
    if (!data.has_more || after === undefined) break;
  }
  return { kind: 'listed', domains };
}
