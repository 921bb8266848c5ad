import { expect, it } from 'vitest';
import { type CampaignDefinition, campaignDefinitionSchema } from '../../src/domain/campaigns/campaign.ts';
import { diffCampaigns } from '../../src/domain/campaigns/campaign-diff.ts';
import { doorAjar } from '../../src/domain/campaigns/door-ajar.ts';

const thanks = { key: 'thanks', kind: 'email', anchor: 'departure', delay: 'P14D', letters: [{ kind: 'thank_you' }] };
const call = { key: 'call', kind: 'task', anchor: 'renewal', delay: '-P3M', every: 'P1Y', task: 'call', title: 'Call' };
const parse = (definition: object): CampaignDefinition => campaignDefinitionSchema.parse(definition);
const wordsOf = (before: object, after: object) => diffCampaigns(parse(before), parse(after)).words;

it('says nothing where nothing changed, whatever the order of the fields', () => {
  const reversed = JSON.parse(JSON.stringify(doorAjar), (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toReversed())
      : value,
  ) as object;
  expect(diffCampaigns(doorAjar, parse(reversed))).toEqual({ added: [], removed: [], changed: [], words: [] });
});

it('tells what came and went', () => {
  expect(wordsOf({ steps: [thanks] }, { steps: [call] })).toEqual([
    '"call" is new: a task (Call), 3 months before the renewal, then every 1 year.',
    '"thanks" is gone: a letter (thank you), 14 days after the departure.',
  ]);
  expect(diffCampaigns(null, doorAjar).added).toHaveLength(doorAjar.steps.length);
});

it.each<[string, object, object, string]>([
  ['a day', thanks, { delay: 'P0D' }, 'it comes on the day of the departure instead of 14 days after the departure'],
  ['a limit', thanks, { lateDays: 10 }, 'how late it may be'],
  ['a condition', thanks, { when: { fact: 'fault', in: ['ours'] } }, 'its condition'],
  ['a title', call, { title: 'Ring' }, 'its title (Ring instead of Call)'],
  ['a letter', thanks, { letters: [{ kind: 'news' }] }, 'which letters it writes'],
])('tells %s that changed', (_, step, change, what) => {
  const { changed } = diffCampaigns(parse({ steps: [step] }), parse({ steps: [{ ...step, ...change }] }));
  expect(changed).toMatchObject([{ what: [what] }]);
});

it("tells changes of the campaign's own rules and of the order", () => {
  const before = { steps: [thanks, call] };
  expect(wordsOf(before, { ...before, sendPolicy: { gapDays: 30 } })).toEqual([
    'The campaign changed: the days between two letters (30 instead of 21).',
  ]);
  expect(wordsOf(before, { steps: [call, thanks], trigger: 'manual' })).toEqual([
    'The campaign changed: it begins by manual instead of departure; the order of its steps.',
  ]);
});
