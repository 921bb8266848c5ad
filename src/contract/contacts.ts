import { z } from 'zod';
import { basisKinds, cadences, contactRoles } from '../domain/contact.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, email, id, instant, line, locale, phone, prose, timezone } from './primitives.ts';

const basisFields = {
  kind: z.enum(basisKinds),
  obtainedOn: z.string(),
  source: z.string().nullable(),
  noticeGiven: z.boolean().nullable(),
  expiresOn: z.string().nullable(),
};

const contactFields = {
  id,
  clientId: id,
  email: z.string().nullable().describe('Null once the person was erased.'),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  salutation: z.string().nullable(),
  role: z.enum(contactRoles).nullable(),
  locale: z.string().nullable(),
  timezone: z.string().nullable(),
  phone: z.string().nullable(),
  notes: z.string().nullable().describe('For calls, never merged into a letter. They may ask to read this.'),
  quietUntil: z.string().nullable().describe('No letters before this day.'),
  quietWhy: z.string().nullable(),
  cadence: z.enum(cadences).nullable(),
  basis: z.object(basisFields).nullable().describe('Why we may write to them: the latest that was recorded.'),
  createdAt: instant,
  updatedAt: instant,
  erasedAt: instant.nullable(),
};

export const contactSchema = z.object(contactFields).meta({ id: 'Contact' });
export type Contact = z.output<typeof contactSchema>;

export const contactPage = pageOf(contactSchema, 'ContactPage');
export const contactQuery = z.strictObject({ ...pageQuery, client: id.optional(), email: email.optional() });

const newBasis = z.strictObject({
  kind: z.enum(basisKinds),
  obtainedOn: day,
  source: line(300).nullish(),
  noticeGiven: z.boolean().nullish(),
});
export type NewBasis = z.output<typeof newBasis>;

const changeable = {
  email,
  firstName: line(100).nullable(),
  lastName: line(100).nullable(),
  salutation: line(150).nullable().describe('A greeting of your own for their letters, such as "Dear Jo,".'),
  role: z.enum(contactRoles).nullable(),
  locale: locale.nullable(),
  timezone: timezone.nullable(),
  phone: phone.nullable(),
  notes: prose(4000).nullable(),
  basis: newBasis,
};

export const newContactSchema = z
  .strictObject({ clientId: id, ...changeable })
  .partial()
  .required({ clientId: true, email: true })
  .meta({ id: 'NewContact' });
export type NewContact = z.output<typeof newContactSchema>;

export const contactChangeSchema = z.strictObject(changeable).partial().meta({ id: 'ContactChange' });
export type ContactChange = z.output<typeof contactChangeSchema>;

/** A contact in a segment: its client is a member since then. */
export const segmentContactSchema = z.object({ ...contactFields, since: instant }).meta({ id: 'SegmentContact' });
