import { uuidv7 } from 'uuidv7';
import type { Db } from '../../src/db/db.ts';
import {
  bases,
  campaigns,
  campaignVersions,
  clients,
  contacts,
  departures,
  enrollments,
  installation,
  messages,
  segmentMembers,
  segments,
  users,
} from '../../src/db/schema.ts';
import { doorAjar } from '../../src/domain/campaigns/door-ajar.ts';
import { hashAddress } from '../../src/mail/address-hash.ts';

type Row<T extends { $inferInsert: object }> = Partial<T['$inferInsert']>;

/** Rows as a departure leaves them behind, each with what matters to the test given and the rest made up. */
export interface People {
  hash: (address: string) => string;
  owner: (row?: Row<typeof users>) => Promise<string>;
  client: (row?: Row<typeof clients>) => Promise<string>;
  contact: (clientId: string, email: string, row?: Row<typeof contacts>) => Promise<string>;
  departure: (clientId: string, row?: Row<typeof departures>) => Promise<string>;
  campaign: (slug?: string) => Promise<{ campaignId: string; versionId: string }>;
  enrollment: (of: Enrolled, row?: Row<typeof enrollments>) => Promise<string>;
  letter: (enrollmentId: string, of: Enrolled & { email: string }, row?: Row<typeof messages>) => Promise<string>;
  /** A departed client with one contact who is enrolled and has had one letter, and is in the segment. */
  departed: (email: string, row?: Row<typeof contacts>) => Promise<Departed>;
}

interface Enrolled {
  clientId: string;
  contactId: string;
  departureId: string;
}

export interface Departed extends Enrolled {
  email: string;
  enrollmentId: string;
  messageId: string;
  ownerId: string;
}

export function makePeople(db: Db, addressKey: string, now: Date): People {
  const hash = (address: string) => hashAddress(addressKey, address);
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const on = (days: number) => day(days).toISOString().slice(0, 10);
  const known = new Map<string, { campaignId: string; versionId: string }>();
  let ownerId: string | null = null;

  const people: People = {
    hash,
    owner: async (row = {}) => {
      const id = uuidv7();
      const values = { id, email: `${id}@agency.example`, name: 'Mara', role: 'sales' as const, createdAt: now };
      await db.insert(users).values({ ...values, ...row });
      return id;
    },
    client: async (row = {}) => {
      const id = uuidv7();
      const values = { id, name: 'Northwind GmbH', state: 'departed' as const, timezone: 'Europe/Berlin' };
      await db.insert(clients).values({ ...values, createdAt: now, updatedAt: now, ...row });
      return id;
    },
    contact: async (clientId, email, row = {}) => {
      const id = uuidv7();
      const values = { id, clientId, email, addressHash: hash(email), createdAt: now, updatedAt: now };
      await db.insert(contacts).values({ ...values, ...row });
      await db.insert(bases).values({
        id: uuidv7(),
        contactId: id,
        kind: 'contract_ended',
        obtainedOn: on(-60),
        noticeGiven: true,
        recordedAt: day(-60),
      });
      return id;
    },
    departure: async (clientId, row = {}) => {
      const id = uuidv7();
      const values = { id, clientId, departedOn: on(-60), reason: 'price' as const, fault: 'nobody' as const };
      const recorded = { pursue: true, recordedAt: day(-60), recordedBy: 'test', updatedAt: day(-60) };
      await db.insert(departures).values({ ...values, ...recorded, ...row });
      return id;
    },
    campaign: async (slug = 'door-ajar') => {
      const made = known.get(slug);
      if (made !== undefined) return made;
      const ids = { campaignId: uuidv7(), versionId: uuidv7() };
      await db.insert(installation).values({ id: 1, secretFingerprint: 'test', createdAt: now }).onConflictDoNothing();
      await db.insert(campaigns).values({ id: ids.campaignId, slug, name: slug, createdAt: now });
      await db.insert(campaignVersions).values({
        id: ids.versionId,
        campaignId: ids.campaignId,
        version: 1,
        definition: doorAjar,
        publishedAt: now,
        publishedBy: 'test',
      });
      known.set(slug, ids);
      return ids;
    },
    enrollment: async (of, row = {}) => {
      const id = uuidv7();
      const { clientId, contactId, departureId } = of;
      const open = { state: 'active' as const, nextActionAt: day(10), nextStepKey: 'offer' };
      await db.insert(enrollments).values({
        id,
        clientId,
        contactId,
        departureId,
        ...(await people.campaign()),
        ...open,
        startedAt: day(-60),
        updatedAt: day(-60),
        ...row,
      });
      return id;
    },
    letter: async (enrollmentId, of, row = {}) => {
      const id = uuidv7();
      const { clientId, contactId, departureId, email } = of;
      const { campaignId } = await people.campaign();
      await db.insert(messages).values({
        id,
        clientId,
        contactId,
        departureId,
        enrollmentId,
        campaignId,
        addressHash: hash(email),
        stepKey: 'first_letter',
        occurrence: 0,
        kind: 'thank_you',
        state: 'accepted',
        dueAt: day(-40),
        queuedAt: day(-40),
        notBefore: day(-40),
        acceptedAt: day(-40),
        why: [],
        ...row,
      });
      return id;
    },
    departed: async (email, row = {}) => {
      ownerId ??= await people.owner();
      const clientId = await people.client({ ownerId });
      const contactId = await people.contact(clientId, email, row);
      const departureId = await people.departure(clientId);
      const [segment] = await db
        .insert(segments)
        .values({
          id: uuidv7(),
          slug: 'potential-clients',
          name: 'Potential clients',
          kind: 'built_in',
          createdAt: now,
        })
        .onConflictDoUpdate({ target: segments.slug, set: { kind: 'built_in' } })
        .returning();
      if (segment === undefined) throw new Error('The segment was not stored.');
      const member = { id: uuidv7(), segmentId: segment.id, clientId };
      await db.insert(segmentMembers).values({ ...member, since: day(-60), sinceWhy: 'departed' });
      const of = { clientId, contactId, departureId };
      const enrollmentId = await people.enrollment(of);
      const messageId = await people.letter(enrollmentId, { ...of, email });
      return { ...of, email, enrollmentId, messageId, ownerId };
    },
  };
  return people;
}
