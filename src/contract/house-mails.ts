import { z } from 'zod';
import { houseMailKinds, houseMailStates } from '../domain/user.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

const houseMailSchema = z
  .object({
    id,
    kind: z.enum(houseMailKinds),
    state: z.enum(houseMailStates).describe('`failed` says in `errorText` what went wrong.'),
    userId: id,
    toName: z.string(),
    toAddress: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    threadId: id.nullable(),
    createdAt: instant,
    acceptedAt: instant.nullable(),
    attempts: z.int(),
    errorText: z.string().nullable(),
  })
  .meta({ id: 'HouseMail' });

export const houseMailPage = pageOf(houseMailSchema, 'HouseMailPage');
export const houseMailQuery = z.strictObject(pageQuery);
