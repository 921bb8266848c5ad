import { addressesIn } from '../inbound/addresses.ts';
import { laterWish } from '../inbound/words/later.ts';
import { saysWrongPerson } from '../inbound/words/other-person.ts';
import { leftCompany } from '../inbound/words/wishes.ts';
import type { threadOutcomes } from '../thread.ts';

/** What an answer seems to come to; a person decides. */
export interface SuggestedOutcome {
  outcome: (typeof threadOutcomes)[number];
  /** The day they named; null where none is. */
  on: string | null;
  /** The address they named in their place. */
  successor: string | null;
  /** Why, in a few words. */
  why: string;
}

const longestText = 3000;
const upset =
  /\b(angry|furious|unacceptable|outrag\w+|disgrac\w+|appalling|fed up|disappointed|lawyer|complaint)\b|\b(verärgert|unverschämt|frechheit|inakzeptabel|enttäuscht|anwalt)\b/i;
const interested =
  /\b(proposal|quote|offer us|price for|how much|what would it cost|interested|call me|(can|could|shall) we (talk|speak|meet)|let'?s (talk|speak|meet)|tell me more|who would|would you send|meeting)\b|\b(angebot|interesse|interessiert|rufen sie mich|termin|was kostet)\b/i;
const friendly =
  /\b(thanks|thank you|all the best|good luck|best wishes|appreciate|kind of you)\b|\b(danke|alles gute|viel erfolg|vielen dank)\b/i;

/**
 * What an answer seems to come to, by its new words and the signs that the rules read in it; null where nothing says.
 * `receivedOn` is the day on which it came: days that are named are to come after it.
 */
export function suggestOutcome(
  visibleText: string,
  hints: readonly string[],
  receivedOn: string,
): SuggestedOutcome | null {
  const text = visibleText.slice(0, longestText).replaceAll('’', "'").replaceAll(/\s+/g, ' ');
  const plain = { on: null, successor: null };
  if (hints.includes('left_company') || saysWrongPerson(text))
    return {
      ...plain,
      outcome: 'wrong_person',
      successor: leftCompany(visibleText).successor ?? addressesIn(text)[0] ?? null,
      why: hints.includes('left_company') ? 'They say they have left the company.' : 'They say somebody else decides.',
    };
  if (hints.includes('stop') || hints.includes('delete_my_data'))
    return { ...plain, outcome: 'never', why: 'They asked us to stop.' };
  if (hints.includes('stop_unclear'))
    return { ...plain, outcome: 'never', why: 'They may have asked us to stop: read it before you decide.' };
  if (upset.test(text)) return { ...plain, outcome: 'upset', why: 'It sounds upset.' };
  const later = laterWish(text, receivedOn);
  if (later !== null)
    return {
      ...plain,
      ...later,
      outcome: 'not_now',
      why: later.on === null ? 'They say: not now.' : 'They named a time.',
    };
  if (interested.test(text)) return { ...plain, outcome: 'interested', why: 'They ask for something.' };
  if (friendly.test(text) && !text.includes('?') && text.length < 400)
    return { ...plain, outcome: 'friendly', why: 'A kind word, nothing asked.' };
  return null;
}
