import type { Delivery } from './delivery.ts';
import { severityOf, statusOf } from './severity.ts';

/** What Amazon's notification service writes into a mail: JSON, at times inside JSON, at times with lines broken inside words. */
const opening = /"(?:notificationType|eventType)"\s*:\s*"(Bounce|Complaint|Delivery|DeliveryDelay)"/;

export interface SesNotice {
  type: 'Bounce' | 'Complaint' | 'Delivery' | 'DeliveryDelay';
  recipients: { address: string; status: string | null; words: string }[];
}

/** The notice in a mail's text; null where it is none. https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html */
export function readSesNotice(body: string): SesNotice | null {
  const text = body.slice(0, 60_000).replaceAll(/!\n ?/g, '').replaceAll('\\"', '"');
  const type = opening.exec(text)?.[1] as SesNotice['type'] | undefined;
  if (!type) return null;
  const objects = text.match(/\{[^{}]{0,2000}"emailAddress"[^{}]{0,2000}\}/g) ?? [];
  const recipients = objects.flatMap((object) => {
    const value = (key: string): string | null =>
      new RegExp(`"${key}"\\s*:\\s*"([^"]{0,1000})"`).exec(object)?.[1] ?? null;
    const address = value('emailAddress');
    if (address === null) return [];
    const words = value('diagnosticCode') ?? '';
    return [{ address, words, status: statusOf({ status: value('status'), words }) }];
  });
  return { type, recipients };
}

/** The notice as a delivery; a complaint is none. */
export function sesDelivery(notice: SesNotice): Delivery | null {
  const recipients = notice.recipients.map(({ address, status }) => ({ address, status }));
  const why = ['ses_notice'];
  if (notice.type === 'Complaint') return null;
  if (notice.type === 'Delivery') return { kind: 'success', recipients, why };
  if (notice.type === 'DeliveryDelay') return { kind: 'delay', recipients, why };
  const hard = notice.recipients.some((one) => severityOf({ ...one, phase: 'rcpt' }) === 'hard');
  return { kind: 'bounce', severity: hard ? 'hard' : 'soft', recipients, why };
}
