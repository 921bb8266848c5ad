import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewRoutingRules } from '../../contract/campaigns.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { listLatestVersions, lockRules, replaceRules } from '../../db/campaigns/campaigns.ts';
import type { Db } from '../../db/db.ts';
import { findLatestVersion } from '../../db/departures/intake.ts';
import { AjarError, type FieldError } from '../../errors.ts';

/**
 * Replaces the whole table of routing rules; departures recorded from now on go by it.
 *
 * @throws invalid_request for a campaign that does not exist, has no published version, or begins by hand only
 */
export async function changeRoutingRules(app: App, by: string, { data }: NewRoutingRules): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await lockRules(tx);
    const slugs = data.flatMap((rule) => rule.campaign ?? []);
    const known = new Map((await listLatestVersions(tx, slugs)).map((row) => [row.slug, row]));
    const wrong = new Map<string, string>();
    for (const slug of slugs) {
      const message = await whyNot(tx, slug, known.get(slug)?.id);
      if (message !== null) wrong.set(slug, message);
    }
    const errors = data.flatMap(({ campaign }, index): FieldError[] => {
      const message = wrong.get(campaign ?? '');
      return message === undefined ? [] : [{ pointer: `/data/${index}/campaign`, message }];
    });
    if (errors[0] !== undefined) throw new AjarError('invalid_request', errors[0].message, errors);
    await replaceRules(
      tx,
      data.map(({ name, condition, campaign }, index) => ({
        id: uuidv7(),
        position: index + 1,
        name,
        condition,
        campaignId: campaign === null ? null : (known.get(campaign)?.id ?? null),
      })),
    );
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'change-routing-rules',
      subjectKind: 'routing-rules',
      subjectId: null,
      detail: { rules: data.length },
    });
  });
}

/** Why departures cannot go to this campaign; null: they can. */
async function whyNot(tx: Db, slug: string, id: string | undefined): Promise<string | null> {
  if (id === undefined) return `There is no campaign "${slug}".`;
  const version = await findLatestVersion(tx, id);
  if (version === null) return `Nothing of "${slug}" is published yet.`;
  return version.definition.trigger === 'manual' ? `"${slug}" begins by hand only.` : null;
}
