/** How a mail came to us over SMTP. */
export interface Envelope {
  /** '' of a bounce. */
  from: string;
  to: string[];
  /** Of the client, as the socket has it. */
  ip: string;
  /** As the client calls itself: believed by nobody. */
  helo: string;
  secure: boolean;
}

/**
 * Notes before a mail what its bytes do not say, as every last mail server does (RFC 5321 4.4): who handed it over, for the
 * judgement of SPF, and for whom, since a signed address in Bcc stands nowhere else.
 */
export function withTrace(raw: Uint8Array, envelope: Envelope, of: { by: string; id: string; at: Date }): Uint8Array {
  const { from, to, ip, helo, secure } = envelope;
  const literal = ip.includes(':') ? `IPv6:${ip}` : ip;
  const lines = [
    `Return-Path: <${printable(from)}>`,
    ...to.map((address) => `Delivered-To: ${printable(address)}`),
    // No brackets and spaces in the name that the client chose: it could write another address where ours is looked for.
    `Received: from ${helo.replaceAll(/[^A-Za-z0-9._:-]/g, '').slice(0, 255) || 'unknown'} (unknown [${literal}])`,
    `\tby ${of.by} with ESMTP${secure ? 'S' : ''} id ${of.id};`,
    `\t${of.at.toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), raw]);
}

/** What would end the line, or the angle brackets, stands in no address. */
function printable(address: string): string {
  // oxlint-disable-next-line no-control-regex
  return address.replaceAll(/[\u0000-\u0020\u007f<>]/g, '').slice(0, 320);
}
