import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { deleteLinksOf, findLink, insertLink, type LinkRow, markLinkUsed } from '../../db/house/one-time-links.ts';
import { findUser, type UserRow } from '../../db/house/users.ts';
import type { LinkKind } from '../../domain/user.ts';
import { AjarError } from '../../errors.ts';
import { hashToken, makeRandomToken } from './session.ts';

const hoursOf: Record<LinkKind, number> = { claim: 24, invitation: 7 * 24, password_reset: 1, address_check: 7 * 24 };

/** Pages of the web app that take a token and post it: opening one changes nothing. */
const pageOf: Record<LinkKind, string> = {
  claim: 'claim',
  invitation: 'invitation',
  password_reset: 'reset',
  address_check: 'confirm',
};

export interface MadeLink {
  id: string;
  token: string;
  url: string;
  expiresAt: Date;
}

/** Makes a link that works once; of a person's links for the same the newest alone works. */
export async function makeLink(
  app: Pick<App, 'config'>,
  tx: Db,
  { kind, userId, by }: { kind: LinkKind; userId: string | null; by: string },
): Promise<MadeLink> {
  const id = uuidv7();
  const token = makeRandomToken();
  const row = { id, kind, tokenHash: hashToken(token), userId, createdBy: by, hours: hoursOf[kind] };
  const { expiresAt } = await insertLink(tx, row);
  if (userId !== null) await deleteLinksOf(tx, userId, kind, id);
  return { id, token, url: `${app.config.publicUrl}/${pageOf[kind]}/${token}`, expiresAt };
}

/** @throws link_used_up also where it never was one: nobody learns which. */
export async function spendLink(tx: Db, kind: LinkKind, token: string): Promise<LinkRow> {
  const link = await markLinkUsed(tx, kind, hashToken(token));
  if (link === null) throw usedUp(kind);
  return link;
}

/**
 * What a link is for, before it is used.
 *
 * @throws link_used_up
 */
export async function explainLink(app: App, token: string): Promise<{ link: LinkRow; user: UserRow | null }> {
  const link = await findLink(app.db, hashToken(token));
  const user = link?.userId == null ? null : await findUser(app.db, link.userId);
  if (link === null || user?.disabledAt) throw usedUp(link?.kind ?? null);
  return { link, user };
}

function usedUp(kind: LinkKind | null): AjarError {
  const how = {
    claim: 'Start Ajar again: it prints a new one while nobody has claimed it.',
    invitation: 'Ask whoever invited you for a new one.',
    password_reset: 'Ask for a new one on the sign-in page.',
    address_check: 'Ask for a new one on your profile.',
  };
  return new AjarError(
    'link_used_up',
    kind === null ? undefined : `This link has been used, or its time is over. ${how[kind]}`,
  );
}
