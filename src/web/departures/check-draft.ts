import { parseAddress } from '../../domain/address.ts';
import type { Draft } from './draft.ts';

/** What is missing before a step can be left, by the pointer of its field. The server checks everything once more. */
export function findGaps(draft: Draft, step: number, today: string): Record<string, string> {
  if (step === 0) return gapsInWho(draft);
  return step === 1 ? gapsInWhy(draft, today) : {};
}

function gapsInWho({ client, contacts }: Draft): Record<string, string> {
  const gaps: Record<string, string> = {};
  if (client.name.trim() === '') gaps['/client/name'] = 'Which company left?';
  if (contacts.length === 0) gaps['/client/name'] = 'Name one contact at least.';
  const seen = new Set<string>();
  for (const [index, contact] of contacts.entries()) {
    const reading = parseAddress(contact.email);
    if (reading.kind === 'invalid') gaps[`/contacts/${index}/email`] = reading.message;
    else if (seen.has(reading.address))
      gaps[`/contacts/${index}/email`] = 'The same address twice: name each person once.';
    else seen.add(reading.address);
  }
  return gaps;
}

function gapsInWhy({ departedOn, noticeOn, client }: Draft, today: string): Record<string, string> {
  if (departedOn === '') return { '/departedOn': 'On which day did they leave?' };
  if (departedOn > today && noticeOn === '')
    return { '/noticeOn': 'They have not left yet: say on which day they gave notice.' };
  if (noticeOn !== '' && noticeOn > departedOn) return { '/noticeOn': 'Notice is given before they leave.' };
  if (client.clientSince !== '' && client.clientSince > departedOn)
    return { '/departedOn': 'They became a client after that day: look at “Client since”.' };
  return {};
}
