import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Db } from '../../db/db.ts';
import { DatabaseProblem } from '../../db/db-error.ts';
import { insertInstallation, type InstallationRow, lockInstallation, markSealed } from '../../db/house/installation.ts';

/**
 * At every start: makes the row of the installation, or holds it to the secret. Links, reply addresses and suppressions
 * of erased people hang on secrets, so a database that knows another one is refused. A secret that was changed in
 * order (the row knows the previous one) is taken over.
 *
 * @returns the key of address hashes, which stays the same through every change of the secret.
 * @throws DatabaseProblem when neither secret is the one the database knows.
 */
export async function ensureInstallation(
  db: Db,
  secrets: readonly [current: string, ...previous: string[]],
  now: Date,
): Promise<{ addressKey: string }> {
  const [current] = secrets;
  return db.transaction(async (tx) => {
    await insertInstallation(tx, { ...sealWith(current, randomBytes(32).toString('hex')), createdAt: now });
    const row = await lockInstallation(tx);
    if (!row) throw new Error('The installation row was not made.');
    const known = secrets.find((secret) => fingerprintOf(secret) === row.secretFingerprint);
    if (known === undefined) throw new DatabaseProblem(mismatch);
    const addressKey = row.addressKeySealed === null ? randomBytes(32).toString('hex') : unseal(known, row);
    if (known !== current || row.addressKeySealed === null) await markSealed(tx, sealWith(current, addressKey));
    return { addressKey };
  });
}

const mismatch =
  'This database was made with another AJAR_SECRET, and links in letters that have left hang on it. Start with the ' +
  'secret it knows, or, to change the secret, give the old one as AJAR_SECRET_PREVIOUS.';

/** Whether the database of this row was made with the secret, or has taken it over. */
export function knowsSecret(row: Pick<InstallationRow, 'secretFingerprint'>, secret: string): boolean {
  return fingerprintOf(secret) === row.secretFingerprint;
}

/** What the database may know of a secret: enough to recognise it, nothing to find it by. */
function fingerprintOf(secret: string): string {
  return createHmac('sha256', secret).update('ajar installation fingerprint').digest('hex');
}

function sealWith(secret: string, addressKey: string): { secretFingerprint: string; addressKeySealed: string } {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(addressKey, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { secretFingerprint: fingerprintOf(secret), addressKeySealed: sealed.toString('base64') };
}

function unseal(secret: string, { addressKeySealed }: InstallationRow): string {
  const sealed = Buffer.from(addressKeySealed ?? '', 'base64');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
}

function sealingKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'ajar address key', 32));
}
