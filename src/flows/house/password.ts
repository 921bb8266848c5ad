import { hash, verify } from '@node-rs/argon2';
import { weaknessOf } from '../../domain/password.ts';
import { AjarError } from '../../errors.ts';

/** OWASP Password Storage Cheat Sheet: Argon2id (the default of the package) with 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Stands in for the hash of somebody who has none or is not there, so that the time of an answer says nothing. */
let standIn: Promise<string> | null = null;

/** @throws invalid_request with what is wrong with it, at the field named by `pointer`. */
export async function hashNewPassword(
  password: string,
  known: readonly string[],
  pointer = '/password',
): Promise<string> {
  const weakness = weaknessOf(password, known);
  if (weakness !== null) throw new AjarError('invalid_request', weakness, [{ pointer, message: weakness }]);
  return hash(password.normalize('NFKC'), parameters);
}

/** Whether it is the one behind the hash; takes as long where there is no hash. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  standIn ??= hash('somebody who is not there', parameters);
  const matches = await verify(passwordHash ?? (await standIn), password.normalize('NFKC'));
  return matches && passwordHash !== null;
}
