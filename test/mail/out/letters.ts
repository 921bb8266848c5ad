import { simpleParser, type ParsedMail } from 'mailparser';
import { composeLetter, type LetterInput } from '../../../src/mail/out/compose.ts';
import type { Handover, OutgoingLetter, Transport } from '../../../src/mail/out/transport.ts';

export const secret = 'a secret of thirty-two bytes or more';
export const noon = new Date('2026-11-21T12:00:00Z');

/** The nth id of this test run, a UUIDv7 in shape. */
export function makeId(n: number): string {
  return `0193b0a0-7c1e-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function makeLetter(n = 1, input: Partial<LetterInput> = {}): OutgoingLetter {
  return composeLetter({
    id: makeId(n),
    house: { secret, replyDomain: 'reply.agency.example', publicUrl: 'https://ajar.agency.example' },
    from: { name: 'Mara Lind', address: 'mara@agency.example' },
    to: { name: 'Jo Brandt', address: `jo${n}@northwind.example` },
    subject: 'Thank you for four good years',
    html: '<p>Hello Jo,</p><p>thank you for four good years — the door stays ajar.</p>',
    text: 'Hello Jo,\n\nthank you for four good years — the door stays ajar.\n',
    thread: null,
    kind: 'campaign',
    date: noon,
    ...input,
  });
}

export function makeHandover(transport: Transport, letters: OutgoingLetter[], key = `key-${letters[0]?.id}`): Handover {
  return {
    key,
    letters: letters.map(({ id, envelopeFrom, to }) => ({ id, envelopeFrom, to: to.address })),
    bytes: transport.encode(letters),
  };
}

export function parse(bytes: Uint8Array): Promise<ParsedMail> {
  return simpleParser(Buffer.from(bytes), { skipTextToHtml: true, skipImageLinks: true });
}
