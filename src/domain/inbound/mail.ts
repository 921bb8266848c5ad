/** One mail that came in, taken apart: what the rules of this room read. */

/** The bytes of a mail that any door takes in: 25 MB of attachments are 34 MB once they are written in base64. */
export const largestMailBytes = 36 * 1024 * 1024;

export interface MailAddress {
  name: string | null;
  /** As written; '' where only a name stands. */
  address: string;
}

/** Field names in lower case, values unfolded, in the order of the report. */
export type Fields = [name: string, value: string][];

/** RFC 3464: one message/delivery-status part. */
export interface DeliveryStatus {
  perMessage: Fields;
  perRecipient: Fields[];
}

export interface Attachment {
  filename: string | null;
  contentType: string;
  /** Decoded bytes. */
  size: number;
  /** The `method` of a calendar part (RFC 5546), else null. */
  method: string | null;
}

/** What a report gives back of the mail it is about; all of it as far as it is there. */
export interface ReturnedMail {
  headers: Fields;
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  listUnsubscribe: string | null;
  to: MailAddress[];
  from: MailAddress[];
  subject: string;
  /** The first 4 kB of its text. */
  text: string | null;
}

export interface ParsedMail {
  /** In order, names in lower case, values unfolded; encoded words stay as they are except in the fields below. */
  headers: Fields;
  from: MailAddress[];
  sender: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  replyTo: MailAddress[];
  /** '' is the null sender `<>` (RFC 5321 section 4.5.5); null: the mail does not say. */
  returnPath: string | null;
  /** Message ids stand without angle brackets, case kept. */
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  subject: string;
  /** Null where the header is absent or no date. */
  date: Date | null;
  /** The plain text as sent; null where there is none. */
  text: string | null;
  html: string | null;
  contentType: string;
  reportType: string | null;
  deliveryStatus: DeliveryStatus[];
  /** RFC 5965: the fields of each message/feedback-report part. */
  feedbackReports: Fields[];
  /** RFC 8098: the fields of a read receipt. */
  disposition: Fields | null;
  returned: ReturnedMail | null;
  attachments: Attachment[];
}

/** The first value of a header or report field, trimmed; null where it is absent. */
export function field(fields: Fields, name: string): string | null {
  return fields.find(([key]) => key === name)?.[1].trim() ?? null;
}

/** Every value of a header or report field, in order. */
export function fieldAll(fields: Fields, name: string): string[] {
  return fields.filter(([key]) => key === name).map(([, value]) => value.trim());
}
