import { addressesIn, reportAddress } from './addresses.ts';
import { field, fieldAll, type Fields, type ParsedMail } from './mail.ts';
import type { FailedRecipient } from './bounce/delivery.ts';

export interface Report {
  kind: 'complaint' | 'auth_failure';
  /** The Feedback-Type, e.g. `abuse`, `fraud`, `opt-out`; 'jmrp' for Microsoft's own form. */
  type: string;
  recipients: FailedRecipient[];
  why: string[];
}

/** Reports about forged mail (RFC 6591) and DMARC aggregates say nothing about a recipient. */
const notComplaints = new Set(['auth-failure', 'dmarc', 'not-spam', 'virus']);

/** A feedback report (RFC 5965), in its own part, in the text, or as Microsoft's junk mail reporting sends it; null where it is none. */
export function readReport(mail: ParsedMail, body: string): Report | null {
  const fields = mail.feedbackReports[0] ?? (mail.reportType === 'feedback-report' ? inText(body) : null);
  if (fields) return fromFields(fields, mail);
  const forwarded =
    /^(complaint about message from|staff@hotmail)/i.test(mail.subject) ||
    field(mail.headers, 'x-hmxmroriginalrecipient');
  if (!forwarded && field(mail.returned?.headers ?? [], 'x-hmxmroriginalrecipient') === null) return aggregate(mail);
  const hidden =
    field(mail.returned?.headers ?? [], 'x-hmxmroriginalrecipient') ?? field(mail.headers, 'x-hmxmroriginalrecipient');
  return { kind: 'complaint', type: 'jmrp', recipients: recipientsOf([hidden ?? ''], mail), why: ['junk_mail_report'] };
}

function fromFields(fields: Fields, mail: ParsedMail): Report {
  const type = (field(fields, 'feedback-type') ?? 'abuse').toLowerCase();
  const told = [...fieldAll(fields, 'original-rcpt-to'), ...fieldAll(fields, 'removal-recipient')];
  const kind = notComplaints.has(type) ? 'auth_failure' : 'complaint';
  return { kind, type, recipients: recipientsOf(told, mail), why: ['feedback_report'] };
}

/** Some reporters send the fields as plain text. */
function inText(body: string): Fields {
  const line = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(body.slice(0, 20_000))?.[1];
  const names = ['feedback-type', 'original-rcpt-to', 'original-mail-from'];
  return names.flatMap((name) => (line(name) ? [[name, line(name)!] as [string, string]] : []));
}

/** RFC 7489 section 7.2.1.1: the subject of an aggregate report. */
function aggregate(mail: ParsedMail): Report | null {
  const dmarc = /\breport domain:|dmarc (aggregate|failure|forensic)|dmarc report/i.test(mail.subject);
  return dmarc ? { kind: 'auth_failure', type: 'dmarc', recipients: [], why: ['dmarc_report'] } : null;
}

/** Who complained: what the report names, else the recipient of the returned mail. */
function recipientsOf(told: string[], mail: ParsedMail): FailedRecipient[] {
  const named = told.map(reportAddress).filter((address) => address !== null);
  const to = (mail.returned?.to ?? []).flatMap(({ address }) => addressesIn(address));
  const addresses = named.length > 0 ? named : to;
  return [...new Set(addresses)].map((address) => ({ address, status: null }));
}
