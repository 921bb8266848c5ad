/**
 * When a campaign has to stop for the sake of everybody's mail. Google and Yahoo want fewer complaints than 0.1 % of what
 * was delivered and give no help above 0.3 %; above 2 % of dead addresses a sender looks like one who bought them. Rates
 * of few letters prove nothing, so each has a floor.
 */

/** Who paused it, where nobody did. */
export const breakerActor = 'breaker';

/** Letters that are looked at: those of 30 days, the latest thousand of them. */
export const sampleDays = 30;
export const sampleLetters = 1_000;
/** So long after a warning the same campaign may warn again. */
export const warnAgainMs = 7 * 86_400_000;

const warnComplaintRate = 0.001;
const stopComplaintRate = 0.003;
const stopBounceRate = 0.02;
/** One person who presses the wrong button is 0.3 % of 333 letters: three of them are no accident, whatever the number. */
const stopComplaints = 3;
const warnComplaints = 2;
/** Below a hundred letters two dead addresses would be 2 %; ten in fewer letters are too many all the same. */
const bounceSample = 100;
const bouncesOfFew = 10;

export interface CampaignSample {
  /** Accepted, as far as they are in the sample. */
  letters: number;
  hardBounces: number;
  complaints: number;
}

export type BreakerVerdict = { kind: 'fine' } | { kind: 'warn' | 'stop'; why: string };

/** Whether a campaign may go on. A complaint is of a letter that arrived: what bounced counts for bounces only. */
export function judgeCampaign({ letters, hardBounces, complaints }: CampaignSample): BreakerVerdict {
  const delivered = Math.max(1, letters - hardBounces);
  if (complaints >= stopComplaints && complaints / delivered >= stopComplaintRate)
    return {
      kind: 'stop',
      why: `${complaints} of ${delivered} people called a letter spam (${percent(complaints / delivered)})`,
    };
  const isEnough = letters >= bounceSample || hardBounces >= bouncesOfFew;
  if (isEnough && hardBounces / letters >= stopBounceRate)
    return {
      kind: 'stop',
      why: `${hardBounces} of ${letters} letters went to addresses that do not exist (${percent(hardBounces / letters)})`,
    };
  if (complaints >= warnComplaints && complaints / delivered >= warnComplaintRate)
    return {
      kind: 'warn',
      why: `${complaints} of ${delivered} people called a letter spam (${percent(complaints / delivered)})`,
    };
  return { kind: 'fine' };
}

/** What Today and the doctor say of campaigns that were stopped or warned of. */
export function campaignTroubles(
  alarmed: readonly { name: string; pausedWhy: string | null }[],
): { code: string; text: string }[] {
  return alarmed.map(({ name, pausedWhy }) =>
    pausedWhy === null
      ? { code: 'campaign_warned', text: `Letters of the campaign "${name}" are called spam more often than is good.` }
      : { code: 'campaign_stopped', text: `The campaign "${name}" was stopped: ${pausedWhy}.` },
  );
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(rate < 0.1 ? 1 : 0)} %`;
}
