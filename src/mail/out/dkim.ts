import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Dkim from 'nodemailer/lib/dkim';

export interface DkimOptions {
  domain: string;
  selector: string;
  keyFile: string;
}

/** RFC 8301 §3.2: nobody signs with fewer bits, and receivers take such a signature for none. */
const fewestBits = 1024;

/** RFC 8058 §4 wants both List-Unsubscribe headers signed; nodemailer's own list has only the first. */
const signedHeaders =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:In-Reply-To:' +
  'References:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted';

/**
 * Puts a DKIM signature (RFC 6376) above a finished mail, whatever kind of mail it is. The key is looked at once, here:
 * nodemailer would parse a PEM for each letter, and send a letter unsigned where it cannot.
 *
 * @throws Error with a sentence that names the file.
 */
export function openDkim({ domain, selector, keyFile }: DkimOptions): (bytes: Uint8Array) => Promise<Uint8Array> {
  const dkim = new Dkim({
    domainName: domain,
    keySelector: selector,
    privateKey: readKey(keyFile),
    headerFieldNames: signedHeaders,
  });
  return async (bytes) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of dkim.sign(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
      chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  };
}

function readKey(file: string): KeyObject {
  const refused = (wrong: string, cause?: unknown) =>
    Object.assign(new Error(`DKIM_KEY_FILE ${file} ${wrong}`, { cause }), { code: 'DKIM_KEY' });
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (error) {
    throw refused(`cannot be read as a private key in PEM form (${(error as NodeJS.ErrnoException).code}).`, error);
  }
  // RFC 8463's Ed25519 is checked by few of those who receive mail, and nodemailer signs with RSA only.
  if (key.asymmetricKeyType !== 'rsa') throw refused(`holds a key of type ${key.asymmetricKeyType}; it must be RSA.`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < fewestBits)
    throw refused(`holds a key of ${bits} bits, which receivers do not believe; 2048 are advised.`);
  return key;
}
