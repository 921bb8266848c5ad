import { connect } from 'node:tls';

const patienceMs = 5_000;

export type Certificate =
  | { kind: 'valid'; until: Date }
  | { kind: 'refused'; text: string }
  | { kind: 'unreachable'; text: string };

/** The certificate that stands at an https address, as a browser or a mail program would judge it. Never throws. */
export async function findCertificate(url: string, ca?: string): Promise<Certificate> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '',
      ...(ca === undefined ? {} : { ca }),
    });
    const end = (answer: Certificate) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patienceMs, () => end({ kind: 'unreachable', text: 'There was no answer within 5 seconds.' }));
    socket.once('secureConnect', () => end({ kind: 'valid', until: new Date(socket.getPeerCertificate().valid_to) }));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isRefused = /CERT|ISSUER|SIGNATURE|SELF_SIGNED|ALTNAME|SSL|TLS/.test(error.code ?? '');
      end({ kind: isRefused ? 'refused' : 'unreachable', text: error.message.replace(/[.\s]+$/, '') });
    });
  });
}
