/** The headers of an answer to a letter. */
export const thread = 'Message-ID: <a@n.example>\nIn-Reply-To: <letter-1@reply.agency.example>\n';
/** The letter, as an answer quotes it. */
export const quote = '\n\nOn Mon, Nov 16, 2026 at 9:12 AM Mara Lind <mara@agency.example> wrote:\n> Dear Jo\n';

/** A whole mail to our reply address. */
export function makeMail(fields: { from?: string; subject: string; headers?: string; text: string }): Uint8Array {
  const { from = 'Jo Brandt <jo@northwind.example>', subject, headers = '', text } = fields;
  return new TextEncoder().encode(
    `From: ${from}\nTo: r+abc@reply.agency.example\nDate: Tue, 17 Nov 2026 11:30:00 +0100\nSubject: ${subject}\n${headers}Content-Type: text/plain; charset=utf-8\n\n${text}`,
  );
}
