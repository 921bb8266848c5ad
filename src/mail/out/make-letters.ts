import { type LetterInput as Wording, renderLetter } from '../render.ts';
import { composeLetter, type LetterInput } from './compose.ts';
import { encodeMime } from './mime.ts';
import type { OutgoingLetter } from './transport.ts';

/** Everything one letter of a campaign is made from. */
export type LetterOrder = Pick<LetterInput, 'id' | 'from' | 'to' | 'thread'> & { letter: Wording };

/** What the letters of one order have in common. */
export interface LetterTerms extends Pick<LetterInput, 'house' | 'date'> {
  /** Makes the bytes too, for a transport that carries MIME. */
  asMime: boolean;
}

/** `broken`: the name of what was thrown; what it says may hold personal data. */
export type MadeLetter =
  | { kind: 'letter'; outgoing: OutgoingLetter; bytes: Uint8Array | null }
  | { kind: 'missing_value'; field: string }
  | { kind: 'broken'; name: string };

/** Requests are let in between, after so many letters. */
const letInEvery = 20;

/** Makes letters, in the order of their orders. */
export async function makeLetters(orders: readonly LetterOrder[], terms: LetterTerms): Promise<MadeLetter[]> {
  const made: MadeLetter[] = [];
  for (const order of orders) {
    if (made.length % letInEvery === letInEvery - 1) await new Promise((resolve) => setImmediate(resolve));
    made.push(makeLetter(order, terms));
  }
  return made;
}

/** Makes one letter; the same order always gives the same bytes. A template that throws fails its own letter. */
function makeLetter(order: LetterOrder, { asMime, ...terms }: LetterTerms): MadeLetter {
  try {
    const { letter, ...rest } = order;
    const rendered = renderLetter(letter);
    if (rendered.kind === 'missing_value') return rendered;
    const { subject, html, text } = rendered;
    const outgoing = composeLetter({ ...terms, ...rest, subject, html, text, kind: 'campaign' });
    return { kind: 'letter', outgoing, bytes: asMime ? encodeMime(outgoing) : null };
  } catch (error) {
    return { kind: 'broken', name: error instanceof Error ? error.name : 'Error' };
  }
}
