import { addDays, addDuration } from '../calendar.ts';
import { writtenDates } from '../inbound/words/written-date.ts';
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
const months = [
  ['january', 'januar'],
  ['february', 'februar'],
  ['march', 'märz'],
  ['april'],
  ['may', 'mai'],
  ['june', 'juni'],
  ['july', 'juli'],
  ['august'],
  ['september'],
  ['october', 'oktober'],
  ['november'],
  ['december', 'dezember'],
];
const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const later =
  /\bnot (right )?now\b|\bnot (yet|at the moment|this (year|quarter))\b|\b(ask|write|call|contact|ping|try|remind)( to)?( me| us)?( again| back)? (in|next|after|around)\b|\blater this (year|quarter)\b|\bget (back|in touch)\b[^.!?]{0,30}\b(in|next|after)\b|\b(im moment|derzeit|gerade|jetzt) nicht\b|\bnicht jetzt\b|\bmelden sie sich\b/i;
const wrongPerson =
  /\b(not|wrong) the (right|correct) person\b|\bwrong person\b|\bno longer (responsible|in charge)\b|\bnicht (mehr )?(zuständig|der richtige|die richtige)\b|\bfalsche[rn]? (person|ansprechpartner)/i;
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
  if (hints.includes('left_company') || wrongPerson.test(text))
    return {
      ...plain,
      outcome: 'wrong_person',
      successor: leftCompany(visibleText).successor,
      why: hints.includes('left_company') ? 'They say they have left the company.' : 'They say somebody else decides.',
    };
  if (hints.includes('stop') || hints.includes('delete_my_data'))
    return { ...plain, outcome: 'never', why: 'They asked us to stop.' };
  if (hints.includes('stop_unclear'))
    return { ...plain, outcome: 'never', why: 'They may have asked us to stop: read it before you decide.' };
  if (upset.test(text)) return { ...plain, outcome: 'upset', why: 'It sounds upset.' };
  if (later.test(text)) {
    const on = namedDay(text, receivedOn);
    return { ...plain, outcome: 'not_now', on, why: on === null ? 'They say: not now.' : 'They named a time.' };
  }
  if (interested.test(text)) return { ...plain, outcome: 'interested', why: 'They ask for something.' };
  if (friendly.test(text) && !text.includes('?') && text.length < 400)
    return { ...plain, outcome: 'friendly', why: 'A kind word, nothing asked.' };
  return null;
}

/** "In March", "in three months", "next year", or a date: the first day that it can mean after the mail came. */
function namedDay(text: string, from: string): string | null {
  const low = text.toLowerCase();
  const written = writtenDates(low, from, true).find(({ on }) => on > from);
  if (written !== undefined) return written.on;
  const span = /\bin (?:about )?(\d{1,2}|[a-z]+) (day|week|month|year|tag|woche|monat|jahr)/.exec(low);
  const count = span === null ? 0 : Number(span[1]) || numbers.indexOf(span[1]!) + 1;
  if (span !== null && count > 0) {
    const unit = { d: 'D', t: 'D', w: 'W', m: 'M', y: 'Y', j: 'Y' }[span[2]![0]!]!;
    return unit === 'W' ? addDays(from, count * 7) : addDuration(from, `P${count}${unit}`);
  }
  const year = Number(from.slice(0, 4));
  for (const [index, names] of months.entries()) {
    if (!new RegExp(String.raw`\b(in|im|until|next|after|around|early|bis|anfang) (${names.join('|')})\b`).test(low))
      continue;
    const day = (of: number) => `${of}-${String(index + 1).padStart(2, '0')}-01`;
    return day(year) > from ? day(year) : day(year + 1);
  }
  return /\bnext year\b|\bnächste[sn] jahr/.test(low) ? `${year + 1}-01-15` : null;
}
