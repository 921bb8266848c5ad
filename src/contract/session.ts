import { z } from 'zod';
import { linkKinds, userRoles } from '../domain/user.ts';
import { day, email, id, instant, line, locale, phone, timezone } from './primitives.ts';

/** Somebody's own settings. */
const preferencesSchema = z
  .strictObject({
    colorScheme: z.enum(['light', 'dark', 'auto']).optional(),
    singleKeys: z.boolean().optional().describe('Whether single keys (j, k, r …) act. WCAG 2.1.4.'),
  })
  .meta({ id: 'UserPreferences' });

/** Who is signed in, what they may do, and what every page shows. */
export const sessionSchema = z
  .object({
    user: z.object({
      id,
      email: z.string(),
      name: z.string(),
      role: z.enum(userRoles),
      title: z.string().nullable(),
      phone: z.string().nullable(),
      timezone: z.string().nullable(),
      locale: z.string().nullable(),
      isDemo: z.boolean(),
      emailVerified: z.boolean(),
      awayFrom: z.string().nullable(),
      awayUntil: z.string().nullable(),
      coverId: id.nullable(),
      preferences: preferencesSchema,
    }),
    scopes: z.array(z.string()).describe('Every scope they have, written out: buttons follow it.'),
    now: instant.describe('The clock of this installation; the demo runs ahead of the real one.'),
    house: z.object({
      name: z.string(),
      timezone: z.string(),
      locale: z.string(),
      transport: z.enum(['capture', 'smtp', 'resend']),
      publicUrl: z.string(),
    }),
    demo: z.object({ clients: z.int(), daysAhead: z.int() }).nullable().describe('Null where no demo is on file.'),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof sessionSchema>;

const password = z
  .string()
  .max(200, 'At most 200 characters.')
  .describe('At least 10 characters; none of the common ones, and nothing that others know of you.');
const token = z.string().min(1).max(200).describe('From the link.');

export const signInSchema = z.strictObject({ email, password: z.string().max(1000) }).meta({ id: 'SignIn' });

export const claimSchema = z.strictObject({ token, name: line(120), email, password }).meta({ id: 'Claim' });

export const demoPeople = ['ruth', 'ines', 'mara', 'tomas'] as const;
export const demoSignInSchema = z
  .strictObject({
    token: token.optional().describe('Not needed by somebody of the demo who is signed in.'),
    as: z.enum(demoPeople).default('ruth'),
  })
  .meta({ id: 'DemoSignIn' });

export const linkQuestionSchema = z.strictObject({ token }).meta({ id: 'LinkQuestion' });
export const linkAnswerSchema = z
  .object({
    kind: z.enum(linkKinds),
    name: z.string().nullable().describe('Whose link it is; null for the first admin.'),
    email: z.string().nullable(),
    role: z.enum(userRoles).nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'LinkAnswer' });

export const acceptSchema = z
  .strictObject({ token, name: line(120).optional(), password })
  .meta({ id: 'AcceptInvitation' });
export const forgottenSchema = z.strictObject({ email }).meta({ id: 'ForgottenPassword' });
export const resetSchema = z.strictObject({ token, password }).meta({ id: 'ResetPassword' });
/** The same for every address, whether somebody has it or not. */
export const askedSchema = z.null();
export const confirmSchema = z.strictObject({ token }).meta({ id: 'ConfirmAddress' });
export const confirmedSchema = z.object({ email: z.string() }).meta({ id: 'ConfirmedAddress' });

export const invitationSchema = z
  .object({
    email: z.string(),
    expiresAt: instant,
    link: z.string().nullable().describe('Only where mail is captured: elsewhere it is for the person alone.'),
  })
  .meta({ id: 'Invitation' });

export const passwordChangeSchema = z
  .strictObject({ current: z.string().max(1000), new: password })
  .meta({ id: 'PasswordChange' });

export const profileChangeSchema = z
  .strictObject({
    name: line(120),
    title: line(120).nullable(),
    phone: phone.nullable(),
    timezone: timezone.nullable(),
    locale: locale.nullable(),
    preferences: preferencesSchema,
    awayFrom: day.nullable(),
    awayUntil: day.nullable(),
    coverId: id.nullable(),
  })
  .partial()
  .meta({ id: 'ProfileChange' });

export const sessionListSchema = z
  .object({
    data: z.array(
      z.object({
        current: z.boolean(),
        device: z.string().describe('Browser and system, in words.'),
        createdAt: instant,
        lastSeenAt: instant,
        expiresAt: instant,
      }),
    ),
  })
  .meta({ id: 'SessionList' });

export const signedOutSchema = z.object({ ended: z.int() }).meta({ id: 'SignedOut' });
