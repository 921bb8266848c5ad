import { isChallenge, readAutoReply } from './auto-reply.ts';
import { bodyOf } from './body.ts';
import { readDelivery, type FailedRecipient } from './bounce/delivery.ts';
import type { Severity } from './bounce/severity.ts';
import { readReport } from './complaint.ts';
import { readHuman } from './human.ts';
import type { ParsedMail } from './mail.ts';
import { readSesNotice, sesDelivery } from './bounce/ses-notice.ts';

export interface Classification {
  kind: 'reply' | 'auto_reply' | 'bounce' | 'complaint' | 'other';
  /** Only of a bounce, else null. */
  severity: Severity | null;
  /** Of a bounce: who did not get the mail; of a complaint: who complained. */
  recipients: FailedRecipient[];
  /** Stable codes of the evidence. */
  why: string[];
  /** What it is more exactly, e.g. `vacation`, `challenge_response`, `delay_notice`, `read_receipt`, `forward`. */
  subtype: string;
}

/**
 * Sorts an incoming mail by what it declares of itself, most certain sign first: complaints (RFC 5965), delivery reports
 * (RFC 3464) and their many forms without a standard, receipts, answers of machines (RFC 3834), people. Bounces come before
 * auto-replies because half of them call themselves auto-replied.
 */
export function classifyInbound(mail: ParsedMail): Classification {
  const body = bodyOf(mail);
  return (
    complaintOf(mail, body) ??
    challengeOf(mail, body) ??
    deliveryOf(mail, body) ??
    receiptOf(mail) ??
    autoReplyOf(mail, body) ??
    humanOf(mail, body)
  );
}

const nobody = { severity: null, recipients: [] };

function complaintOf(mail: ParsedMail, body: string): Classification | null {
  const report = readReport(mail, body);
  if (report === null) return sesComplaint(body);
  if (report.kind === 'auth_failure')
    return { kind: 'other', ...nobody, why: report.why, subtype: 'auth_failure_report' };
  return { kind: 'complaint', severity: null, recipients: report.recipients, why: report.why, subtype: report.type };
}

function sesComplaint(body: string): Classification | null {
  const notice = readSesNotice(body);
  if (notice?.type !== 'Complaint') return null;
  const recipients = notice.recipients.map(({ address }) => ({ address, status: null }));
  return { kind: 'complaint', severity: null, recipients, why: ['ses_notice'], subtype: 'abuse' };
}

/** Before deliveries, because some challenges call themselves delivery reports. */
function challengeOf(mail: ParsedMail, body: string): Classification | null {
  return isChallenge(mail, body)
    ? { kind: 'auto_reply', ...nobody, why: ['challenge_words'], subtype: 'challenge_response' }
    : null;
}

function deliveryOf(mail: ParsedMail, body: string): Classification | null {
  const notice = readSesNotice(body);
  const delivery = notice ? sesDelivery(notice) : readDelivery(mail, body);
  if (delivery === null) return null;
  const { recipients, why } = delivery;
  if (delivery.kind === 'bounce')
    return { kind: 'bounce', severity: delivery.severity, recipients, why, subtype: 'failure' };
  const subtype = delivery.kind === 'delay' ? 'delay_notice' : 'delivery_success_report';
  return { kind: 'other', severity: null, recipients, why, subtype };
}

function receiptOf(mail: ParsedMail): Classification | null {
  if (mail.disposition !== null || mail.reportType === 'disposition-notification') {
    return { kind: 'other', ...nobody, why: ['read_receipt'], subtype: 'read_receipt' };
  }
  const calendar =
    mail.contentType === 'text/calendar' ||
    mail.attachments.some(({ method }) => method !== null && /^(request|reply|cancel|counter|publish)$/i.test(method));
  return calendar ? { kind: 'other', ...nobody, why: ['calendar_part'], subtype: 'calendar' } : null;
}

function autoReplyOf(mail: ParsedMail, body: string): Classification | null {
  const found = readAutoReply(mail, body);
  return found && { kind: 'auto_reply', ...nobody, why: found.why, subtype: found.subtype };
}

function humanOf(mail: ParsedMail, body: string): Classification {
  const { kind, subtype, why } = readHuman(mail, body);
  return { kind, ...nobody, why, subtype };
}
