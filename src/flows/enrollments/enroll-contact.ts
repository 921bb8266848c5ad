import type { App } from '../../app.ts';
import type { NewEnrollment } from '../../contract/enrollments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findCampaign } from '../../db/campaigns/campaigns.ts';
import { findContact } from '../../db/contacts/contacts.ts';
import type { Db } from '../../db/db.ts';
import { type DepartureRow, findOpenDeparture, lockDeparture } from '../../db/departures/departures.ts';
import { type ClientRow, findLatestVersion, lockClient } from '../../db/departures/intake.ts';
import { listSuppressionsInForce } from '../../db/suppressions/suppressions.ts';
import { AjarError } from '../../errors.ts';
import { enrollLead } from '../departures/enroll-lead.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Enrolls a contact by hand: a colleague of the lead, or the same person in another campaign. First letters still go once
 * per departure and client, whoever they were written to. Answers the enrollment's id.
 *
 * @throws invalid_request for a contact, campaign or departure that does not fit; departure_closed; already_enrolled;
 *   contact_erased; wrong_state when the client has not left, is not pursued or held out, or must not be mailed
 */
export async function enrollContact(app: App, by: string, input: NewEnrollment): Promise<string> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const contact = await findContact(tx, input.contactId);
      if (contact === null) throw refuse('contactId', 'There is no such contact.');
      if (contact.erasedAt !== null) throw new AjarError('contact_erased', 'This contact was erased.');
      const campaign = await findCampaign(tx, input.campaign);
      if (campaign === null) throw refuse('campaign', `There is no campaign "${input.campaign}".`);
      const version = await findLatestVersion(tx, campaign.id);
      if (version === null) throw refuse('campaign', `Nothing of "${input.campaign}" is published yet.`);
      const client = (await lockClient(tx, contact.clientId))!;
      const departure = await departureOf(tx, client, input.departureId);
      await refuseUnwanted(tx, departure, client, contact.addressHash);
      const id = await enrollLead(tx, { departure, client, lead: contact, version, now });
      if (id === null)
        throw new AjarError('already_enrolled', `They are, or were for this departure, in "${input.campaign}".`);
      await planEnrollments(tx, [id], now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'enroll-contact',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { contactId: contact.id, campaignId: campaign.id },
      });
      return id;
    }),
  );
}

async function departureOf(tx: Db, client: ClientRow, given: string | undefined): Promise<DepartureRow> {
  const departure = given === undefined ? await findOpenDeparture(tx, client.id) : await lockDeparture(tx, given);
  if (given !== undefined && departure?.clientId !== client.id)
    throw refuse('departureId', "Not a departure of this contact's client.");
  if (departure === null) throw new AjarError('wrong_state', 'The client of this contact has not left.');
  if (departure.undoneAt !== null) throw new AjarError('departure_closed', 'This departure was undone.');
  if (departure.endedAt !== null) throw new AjarError('departure_closed', 'The client has come back since.');
  return departure;
}

async function refuseUnwanted(tx: Db, departure: DepartureRow, client: ClientRow, addressHash: string): Promise<void> {
  const no = (detail: string) => new AjarError('wrong_state', detail);
  if (client.state === 'closed') throw no('This client is closed.');
  if (!departure.pursue) throw no('This client is not to be pursued: change the departure first.');
  if (client.heldOut === true)
    throw no('This client is held out: it is sent nothing, so that the effect can be measured.');
  const suppressions = await listSuppressionsInForce(tx, { addressHash, clientId: client.id });
  const all = suppressions.find((one) => one.scope === 'all');
  if (all !== undefined)
    throw no(
      `${all.clientId === null ? 'This address' : 'This client'} must not be mailed (${all.reason.replaceAll('_', ' ')}).`,
    );
}

function refuse(field: string, message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: `/${field}`, message }]);
}
