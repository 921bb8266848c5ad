/**
 * The stable codes with which everything answers "why?" (design, promise 8), each with its sentence. Codes are API:
 * they are added, never renamed. `{…}` in a sentence is filled from the details of the case.
 */
export const whySentences = {
  scheduled: '{when}.',
  moved: 'Moved by {by} to {on}.',
  due: 'It is due and nothing speaks against it.',
  cooling_off: 'The client is left in peace for the first {days} days.',
  send_window: 'Moved into the hours {from} to {to} of {zone}.',
  weekend: 'Moved from {day}: letters leave on working days.',
  holiday: 'Moved from {day}, a public holiday.',
  contact_cap: 'At least {days} days lie between two letters to one person.',
  campaign_gap: 'At least {days} days lie between two letters of this campaign.',
  company_cap: 'Somebody else at this client had a letter in the last {days} days.',
  owner_cap: '{owner} has {count} first letters on that day already.',
  rate_limit: 'No more may leave at the moment: {limit}.',
  out_of_office: 'They are away until {until}.',
  conversation_open: 'A conversation with this client is open.',
  needs_approval: 'The first letter waits for a look.',
  missing_value: 'The letter needs {name}, which is not there.',
  suppressed: 'This address, or the whole client, must not be mailed ({scope}).',
  topic_stopped: 'They stopped letters on this topic: {scope}.',
  basis_expired: 'The right to write to them ended on {on}.',
  held: 'A person put it on hold.',
  replied: 'They answered; a person decides what comes next.',
  asked_to_wait: 'They asked us to write again on {on}.',
  quiet: 'No letters before {on}, after the last conversation.',
  twice_a_year: 'They asked for two letters a year.',
  nothing_new: 'There is no news for them that they have not had.',
  no_offer: 'There is no valid offer for this reason that they have not had.',
  too_late: 'It was due on {on}; {days} days later it would be out of place.',
  superseded: 'A nearer letter takes its place ({step}).',
  slowed_down: 'After {count} letters without an answer they hear less often.',
  no_contact: 'Two calls reached nobody, so no more are planned.',
  condition: 'Its condition is not met: {condition}.',
  already_had: 'Somebody at this client had this letter for this departure.',
  backdated: 'The departure was recorded {days} days after it happened.',
  holdout: 'This client is held out, so that the effect of the letters can be measured.',
  not_pursued: 'This client is not to be pursued.',
  paused: 'All sending is paused.',
  campaign_paused: 'The campaign is paused.',
  locked: 'Sending is locked until a person unlocks it.',
  demo: 'A demo client is never handed to a real transport.',
  won_back: 'The client came back.',
  unsubscribed: 'They asked us to stop.',
  complained: 'They called a letter spam.',
  hard_bounce: 'The address does not exist.',
  soft_bounces: 'Three letters bounced in 30 days.',
  undone: 'The departure was undone.',
  do_not_contact: 'This client is not to be contacted.',
  wrong_person: 'They are not the right person.',
  closed: 'The conversation was closed.',
  erased: 'The person was erased.',
  skipped_by_hand: 'A person skipped it.',
  manual: 'A person decided so.',
  finished: 'Every step has been taken.',
  farewell: 'The last letter has gone.',
  task: 'A person does this.',
  retry: 'The provider could not take it; the next try is on {at}.',
  handed_over: 'It was handed to the provider on {at}.',
  check_address: 'A bounce came that we could not be sure of.',
  unclear_stop: 'They may have asked us to stop; a person reads it.',
  upset: 'They are upset; nothing leaves until somebody lifts it.',
} as const satisfies Record<string, string>;

export type WhyCode = keyof typeof whySentences;

export function isWhyCode(text: string | null): text is WhyCode {
  return text !== null && Object.hasOwn(whySentences, text);
}

export interface Why {
  code: WhyCode;
  text: string;
}

/** Each sentence cut where its details stand, once. */
const sentences: Partial<Record<WhyCode, string[]>> = {};

/** A code with its sentence filled in. Details that the sentence does not name are ignored; a missing one leaves no brace. */
export function why(code: WhyCode, details: Record<string, string | number> = {}): Why {
  const parts = (sentences[code] ??= whySentences[code].split(/\{(\w+)\}/));
  return { code, text: parts.map((part, index) => (index % 2 === 1 ? (details[part] ?? '…') : part)).join('') };
}
