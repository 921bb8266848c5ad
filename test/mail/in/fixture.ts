import { readFile } from 'node:fs/promises';

/** A mail of test/fixtures/mail, as bytes. */
export async function mailFixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(`../../fixtures/mail/${name}`, import.meta.url)));
}
