/** A company that buys, or bought, from us (design §2). */
export const clientStates = ['active', 'departed', 'won_back', 'closed'] as const;
export type ClientState = (typeof clientStates)[number];

/** An integer of minor units (cents) with an ISO 4217 code. */
export interface Money {
  amount: number;
  currency: string;
}
