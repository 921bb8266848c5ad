import type { PlanFacts, Verdict } from './facts.ts';

/** An enrollment within a batch, as far as the others of the batch depend on it. */
interface Member {
  facts: PlanFacts;
  addressHash: string;
  departureId: string;
  ownerId: string | null;
}

type Send = Extract<Verdict, { kind: 'send' }>;

/**
 * What the letters of one batch mean for each other. The facts of all were read before any was decided on: one address at
 * two clients, two people of one departure and the first letters of one owner know of each other only through this.
 */
export interface Batch {
  /** Tells the facts of an enrollment what the batch has decided so far. */
  tell(member: Member): void;
  note(member: Member, verdict: Send, now: Date): void;
}

export function openBatch(): Batch {
  const seen = new Map<string, { member: Member; verdict: Send; at: Date }[]>();
  const among = (key: string) => seen.get(key) ?? [];
  return {
    tell({ facts, addressHash, departureId, ownerId }) {
      for (const { member, verdict, at } of among(`address ${addressHash}`)) {
        const { campaignId, enrollment } = member.facts;
        facts.letters.push({ at, campaignId, enrollmentId: enrollment.id, kind: verdict.letter });
        facts.hadContent.push(...verdict.content.newsIds);
        if (verdict.content.offerId !== null) facts.hadContent.push(verdict.content.offerId);
      }
      facts.departureLetters.push(...among(`departure ${departureId}`).map(({ verdict }) => verdict.letter));
      facts.owner.firstLettersToday += among(`owner ${ownerId}`).length;
    },
    note(member, verdict, at) {
      const keys = [`address ${member.addressHash}`, `departure ${member.departureId}`];
      if (verdict.isFirst) keys.push(`owner ${member.ownerId}`);
      for (const key of keys) {
        const list = among(key);
        list.push({ member, verdict, at });
        seen.set(key, list);
      }
    },
  };
}
