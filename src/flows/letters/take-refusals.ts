import type { App } from '../../app.ts';
import { findLetter } from '../../db/inbound/inbound-match.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { severityOf } from '../../domain/inbound/bounce/severity.ts';
import { takeReport } from '../inbound/take-report.ts';

/** A server's final word on a recipient, said while the letter was handed over. */
export interface Refusal {
  messageId: string;
  /** The server's answer, e.g. `550 5.1.1 user unknown`. */
  text: string;
}

/**
 * Treats a refused recipient as the bounce it is: a server that says to our face that an address does not exist says the
 * same as one that writes it in a mail later. Refusals for other causes (policy, size, a full box) stay failed letters.
 */
export async function takeRefusals(app: App, refusals: readonly Refusal[], now: Date): Promise<void> {
  const hard = refusals.filter(({ text }) => severityOf({ status: null, words: text, phase: 'rcpt' }) === 'hard');
  if (hard.length === 0) return;
  const policy = await findPolicy(app.db);
  for (const { messageId, text } of hard) {
    try {
      await app.db.transaction(async (tx) => {
        const letter = await findLetter(tx, messageId);
        if (letter === null) return;
        await takeReport(tx, {
          letter,
          kind: 'hard_bounce',
          source: 'bounce',
          detail: text,
          policy,
          by: 'dispatch',
          now,
          at: now,
        });
      });
    } catch (error) {
      // The letter is failed and visible either way; one that cannot be settled must not keep the others.
      app.log.error({ messageId, error: (error as Error).name }, 'A refused recipient could not be settled.');
    }
  }
}
