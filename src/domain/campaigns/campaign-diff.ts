import type { CampaignDefinition, Step } from './campaign.ts';
import { isSameData } from '../same-data.ts';

/** What a version of a campaign changes against the one before it. */
export interface CampaignDiff {
  /** Keys of steps. */
  added: string[];
  removed: string[];
  changed: { step: string; what: string[] }[];
  /** The whole of it in sentences, the campaign's own rules included. */
  words: string[];
}

/** The steps that came, went and changed, and what else is different, in words; `before` null: everything is new. */
export function diffCampaigns(before: CampaignDefinition | null, after: CampaignDefinition): CampaignDiff {
  const old = new Map(before?.steps.map((step) => [step.key, step]));
  const present = new Map(after.steps.map((step) => [step.key, step]));
  const added = after.steps.filter((step) => !old.has(step.key));
  const removed = (before?.steps ?? []).filter((step) => !present.has(step.key));
  const changed = after.steps.flatMap((step) => {
    const was = old.get(step.key);
    const what = was === undefined ? [] : stepChanges(was, step);
    return what.length === 0 ? [] : [{ step: step.key, what }];
  });
  return {
    added: added.map((step) => step.key),
    removed: removed.map((step) => step.key),
    changed,
    words: [
      ...added.map((step) => `"${step.key}" is new: ${stepInWords(step)}.`),
      ...removed.map((step) => `"${step.key}" is gone: ${stepInWords(step)}.`),
      ...changed.map(({ step, what }) => `"${step}" changed: ${what.join('; ')}.`),
      ...(before === null ? [] : ruleChanges(before, after)),
    ],
  };
}

const anchorNames: Record<Step['anchor'], string> = {
  departure: 'the departure',
  previous: 'the step before it',
  revisit: 'the day they asked for',
  renewal: 'the renewal',
  basis_expiry: 'the end of the basis',
};

const onTheDay: Record<Step['anchor'], string> = {
  departure: 'on the day of the departure',
  previous: 'right after the step before it',
  revisit: 'on the day they asked for',
  renewal: 'on the day of the renewal',
  basis_expiry: 'on the day the basis ends',
};

/** When a step comes, in words: "90 days after the departure, then every 180 days". */
function timingInWords(step: Step): string {
  const length = durationInWords(step.delay);
  const side = step.delay.startsWith('-') ? 'before' : 'after';
  const begin = length === '' ? onTheDay[step.anchor] : `${length} ${side} ${anchorNames[step.anchor]}`;
  return step.every === undefined ? begin : `${begin}, then every ${durationInWords(step.every)}`;
}

function stepInWords(step: Step): string {
  const what =
    step.kind === 'email'
      ? `a letter (${step.letters.map((letter) => letter.kind.replaceAll('_', ' ')).join(' or ')})`
      : `a task (${step.title})`;
  return `${what}, ${timingInWords(step)}`;
}

/** "14 days", "1 year and 2 months"; empty for nothing. */
function durationInWords(duration: string): string {
  const units = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;
  const parts = [...duration.matchAll(/(\d+)([YMWD])/g)].flatMap(([, count, unit]) => {
    const number = Number(count);
    return number === 0 ? [] : [`${number} ${units[unit as keyof typeof units]}${number === 1 ? '' : 's'}`];
  });
  return parts.join(' and ');
}

const fieldNames: Record<string, string> = {
  when: 'its condition',
  lateDays: 'how late it may be',
  letters: 'which letters it writes',
  thread: 'whether it continues the conversation',
  replacesWithinDays: 'which nearer letters it replaces',
  slower: 'how it slows down',
  final: 'whether it is the last letter',
  task: 'the kind of task',
  title: 'its title',
  dueInWorkingDays: 'the days to do it',
  playbook: 'whether it comes with the departure itself',
  abovePolicyValue: "whether it is made only above the house's value threshold",
  atMost: 'how many it makes',
  endsAfterNoContact: 'when it gives up',
};

function stepChanges(before: Step, after: Step): string[] {
  if (before.kind !== after.kind) return [`it is ${stepInWords(after)}, and was ${stepInWords(before)}`];
  const moved = timingInWords(before) !== timingInWords(after);
  const timing = moved ? [`it comes ${timingInWords(after)} instead of ${timingInWords(before)}`] : [];
  return [...timing, ...changedFields(before, after, fieldNames)];
}

function ruleChanges(before: CampaignDefinition, after: CampaignDefinition): string[] {
  const names = {
    gapDays: 'the days between two letters',
    window: 'the hours in which letters leave',
    coolingOffDays: 'the cooling-off time',
    lateDays: 'how late letters may be',
    backdated: 'where backdated departures begin',
  };
  const common = before.steps.map((step) => step.key).filter((key) => after.steps.some((step) => step.key === key));
  const order = after.steps.map((step) => step.key).filter((key) => common.includes(key));
  const told = [
    ...(before.trigger === after.trigger ? [] : [`it begins by ${after.trigger} instead of ${before.trigger}`]),
    ...changedFields(before.sendPolicy, after.sendPolicy, names),
    ...(isSameData(before.exitRules, after.exitRules) ? [] : ['its exit rules']),
    ...(isSameData(common, order) ? [] : ['the order of its steps']),
  ];
  return told.length === 0 ? [] : [`The campaign changed: ${told.join('; ')}.`];
}

function changedFields(before: object, after: object, names: Record<string, string>): string[] {
  const valueOf = (of: object, field: string) => (of as Record<string, unknown>)[field];
  return Object.entries(names).flatMap(([field, name]) => {
    const [was, is] = [valueOf(before, field), valueOf(after, field)];
    if (isSameData(was, is)) return [];
    return [isShort(was) && isShort(is) ? `${name} (${String(is)} instead of ${String(was)})` : name];
  });
}

function isShort(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 40);
}
