import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import type { NewRoutingRules } from '../contract/campaigns.ts';
import { insertAudit } from '../db/audit.ts';
import { listLatestVersions, lockRules, replaceRules } from '../db/campaigns.ts';
import { AjarError, type FieldError } from '../errors.ts';

/**
 * Replaces the whole table of routing rules; departures recorded from now on go by it.
 *
 * @throws invalid_request for a campaign that does not exist or has no published version
 */
export async function changeRoutingRules(app: App, by: string, { data }: NewRoutingRules): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await lockRules(tx);
    const slugs = data.flatMap((rule) => rule.campaign ?? []);
    const known = new Map((await listLatestVersions(tx, slugs)).map((row) => [row.slug, row]));
    const errors = data.flatMap(({ campaign }, index): FieldError[] => {
      if (campaign === null) return [];
      const found = known.get(campaign);
      if (found !== undefined && found.version !== null) return [];
      const message =
        found === undefined ? `There is no campaign "${campaign}".` : `Nothing of "${campaign}" is published yet.`;
      return [{ pointer: `/data/${index}/campaign`, message }];
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
