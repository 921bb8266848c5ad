import { addWorkingDays } from '../calendar.ts';
import type { CampaignDefinition, TaskStep } from '../campaigns/campaign.ts';
import { type ConditionFacts, holds } from '../campaigns/condition.ts';
import type { HousePolicy } from '../policy.ts';

export interface PlaybookTask {
  step: TaskStep;
  occurrence: number;
  aboutClientId: string | null;
  dueOn: string;
}

/**
 * The tasks that are made with a departure itself, on the day it is recorded: those of the playbook whose condition
 * holds, above the house's value threshold where a step asks for it, and one for each other client to check on.
 */
export function playbookTasks(
  definition: CampaignDefinition,
  facts: ConditionFacts,
  context: { policy: HousePolicy; today: string; checkInClientIds: readonly string[] },
): PlaybookTask[] {
  const { policy, today, checkInClientIds } = context;
  return definition.steps.flatMap((step): PlaybookTask[] => {
    if (step.kind !== 'task' || !step.playbook) return [];
    if (step.when !== undefined && !holds(step.when, facts)) return [];
    if (step.abovePolicyValue && (facts.value ?? 0) < policy.valueThreshold) return [];
    const dueOn = addWorkingDays(today, step.dueInWorkingDays, policy.sendWindow.days);
    const about = step.task === 'check_in_client' ? checkInClientIds.slice(0, step.atMost) : [null];
    return about.map((aboutClientId, occurrence) => ({ step, occurrence, aboutClientId, dueOn }));
  });
}
