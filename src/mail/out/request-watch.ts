import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface RequestWatch {
  /** Whether the request certainly never reached a connection. False when it did, or when nothing is known. */
  certainlyNotSent(): boolean;
  stop(): void;
}

/**
 * Watches the request with this Idempotency-Key on the diagnostics channels of Node's fetch (undici). Resend's SDK reports
 * "connection refused" and "answer lost" alike, and they mean opposite things: of the first nobody has a copy. Only a
 * request that was seen to be made and not seen to be written counts as not sent; without the channels nothing does.
 */
export function watchRequest(idempotencyKey: string): RequestWatch {
  let made: unknown = null;
  let written = false;
  const onCreate = (message: unknown): void => {
    const { request } = message as { request: { headers: unknown } };
    if (JSON.stringify(request.headers).includes(JSON.stringify(idempotencyKey).slice(1, -1))) made = request;
  };
  const onWrite = (message: unknown): void => {
    if (made !== null && (message as { request: unknown }).request === made) written = true;
  };
  subscribe('undici:request:create', onCreate);
  subscribe('undici:client:sendHeaders', onWrite);
  return {
    certainlyNotSent: () => made !== null && !written,
    stop() {
      unsubscribe('undici:request:create', onCreate);
      unsubscribe('undici:client:sendHeaders', onWrite);
    },
  };
}
