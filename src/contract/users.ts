import { z } from 'zod';
import { userRoles } from '../domain/user.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, email, flag, id, instant, line, locale, phone, timezone } from './primitives.ts';

export const userSchema = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role: z.enum(userRoles),
    phone: z.string().nullable(),
    title: z.string().nullable(),
    timezone: z.string().nullable(),
    locale: z.string().nullable(),
    isDefaultOwner: z.boolean().describe('Gets what belongs to nobody: clients of an owner who is not known.'),
    awayFrom: z.string().nullable(),
    awayUntil: z.string().nullable(),
    coverId: id.nullable().describe('Who gets tasks and threads while they are away.'),
    hasPassword: z.boolean().describe('They can sign in; without one they wait for an invitation.'),
    emailVerified: z.boolean().describe('A link that was mailed to the address came back.'),
    isDemo: z.boolean(),
    createdAt: instant,
    disabledAt: instant.nullable(),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

export const userPage = pageOf(userSchema, 'UserPage');
export const userQuery = z.strictObject({
  ...pageQuery,
  role: z.enum(userRoles).optional(),
  disabled: flag.optional(),
});

const fields = {
  email,
  name: line(120),
  role: z.enum(userRoles),
  phone: phone.nullable(),
  title: line(120).nullable(),
  timezone: timezone.nullable(),
  locale: locale.nullable(),
  isDefaultOwner: z.boolean(),
  awayFrom: day.nullable(),
  awayUntil: day.nullable(),
  coverId: id.nullable(),
};

export const newUserSchema = z
  .strictObject(fields)
  .partial()
  .required({ email: true, name: true, role: true })
  .meta({ id: 'NewUser' });
export type NewUser = z.output<typeof newUserSchema>;

export const userChangeSchema = z
  .strictObject({ ...fields, disabled: z.boolean() })
  .partial()
  .meta({ id: 'UserChange' });
export type UserChange = z.output<typeof userChangeSchema>;
