import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { CampaignDefinition, RoutingCondition } from '../domain/campaigns/campaign.ts';
import { clientStates } from '../domain/client.ts';
import { basisKinds, cadences, contactRoles } from '../domain/contact.ts';
import { blockers, faults, highlightKinds, reasons } from '../domain/departure.ts';
import { enrollmentStates, exitCodes, holdCodes } from '../domain/enrollment.ts';
import type { MailAuthentication } from '../domain/inbound/authentication.ts';
import type { Attachment } from '../domain/inbound/mail.ts';
import { letterKinds, messageKinds, messageStates } from '../domain/message.ts';
import type { HousePolicy } from '../domain/policy.ts';
import { suppressionReasons, suppressionScopes, suppressionSources } from '../domain/suppression.ts';
import { taskKinds, taskOutcomes, taskStates } from '../domain/task.ts';
import { threadOutcomes, threadStates } from '../domain/thread.ts';
import { houseMailKinds, houseMailStates, linkKinds, type UserPreferences, viewNouns } from '../domain/user.ts';
import type { Why } from '../domain/why.ts';

/*
 * The data model of the whole design. Promises are constraints here (unique, check, foreign key), not checks in code.
 * Instants are timestamptz and end in _at, days are dates and end in _on, money is minor units with an ISO 4217 code.
 * Ids are UUIDv7, made by the application, so that a row's id is known before it is stored.
 */

const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

const id = () => uuid().primaryKey();
const at = () => timestamp({ withTimezone: true });
const on = () => date({ mode: 'string' });
const amount = () => bigint({ mode: 'number' });

/** A check that a text column holds one of the words; null passes, as in every SQL check. */
function words(name: string, column: string, list: readonly string[]) {
  return check(name, sql.raw(`"${column}" in (${list.map((word) => `'${word}'`).join(', ')})`));
}

// ------------------------------------------------------------------------------------------------ the house

/** One row: what is true of this installation as a whole, sending among it. Locked for share by every claim. */
export const installation = pgTable(
  'installation',
  {
    id: integer().primaryKey().default(1),
    secretFingerprint: text().notNull(),
    /** The key of address hashes, sealed with the secret, so that it outlives a change of secret. */
    addressKeySealed: text(),
    createdAt: at().notNull(),
    /** Pause all sending: set while paused. */
    pausedAt: at(),
    pausedBy: text(),
    /** Sending is locked (after a restore or clone) until a person unlocks it. */
    lockedAt: at(),
    lockedWhy: text(),
    /** The demo was made in this database; its clock runs ahead by demo_offset_seconds. */
    demoMadeAt: at(),
    demoOffsetSeconds: bigint({ mode: 'number' }).notNull().default(0),
  },
  () => [check('installation_is_one_row', sql.raw(`"id" = 1`))],
);

/** House policy: every change is a new version; the highest counts. */
export const settings = pgTable('settings', {
  version: integer().primaryKey().generatedAlwaysAsIdentity(),
  policy: jsonb().$type<HousePolicy>().notNull(),
  changedAt: at().notNull(),
  changedBy: text().notNull(),
});

/** People of the house. An owner named by an integration is joined by address and never becomes a log-in by itself. */
export const users = pgTable(
  'users',
  {
    id: id(),
    email: text().notNull(),
    name: text().notNull(),
    role: text({ enum: ['admin', 'marketer', 'sales'] }).notNull(),
    phone: text(),
    title: text(),
    timezone: text(),
    locale: text(),
    /** Argon2id, as PHC string. Null: no log-in yet, or one by invitation only. */
    passwordHash: text(),
    passwordChangedAt: at(),
    /** The address was shown to be theirs: they came in by a link that was mailed to it. */
    emailVerifiedAt: at(),
    /** What they set for themselves: colour scheme, single-key shortcuts. */
    preferences: jsonb().$type<UserPreferences>().notNull().default({}),
    isDemo: boolean().notNull().default(false),
    isDefaultOwner: boolean().notNull().default(false),
    awayFrom: on(),
    awayUntil: on(),
    coverId: uuid().references((): AnyPgColumn => users.id),
    createdAt: at().notNull(),
    disabledAt: at(),
  },
  (t) => [
    unique('users_email').on(t.email),
    uniqueIndex('users_one_default_owner')
      .on(t.isDefaultOwner)
      .where(sql`"is_default_owner"`),
    words('users_role', 'role', ['admin', 'marketer', 'sales']),
  ],
);

/** People who are signed in. The cookie holds the token, the row its hash. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session's token, hex. */
    tokenHash: text().primaryKey(),
    userId: uuid().references(() => users.id),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    userAgent: text(),
    createdAt: at().notNull(),
    lastSeenAt: at().notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [index('sessions_user').on(t.userId), index('sessions_expires').on(t.expiresAt)],
);

/** Links that work once: the first admin's claim, an invitation, a new password, the proof of an address. */
export const oneTimeLinks = pgTable(
  'one_time_links',
  {
    id: id(),
    kind: text({ enum: linkKinds }).notNull(),
    /** SHA-256 of the token, hex. */
    tokenHash: text().notNull(),
    /** Null for a claim: whoever uses it becomes the first admin. */
    userId: uuid().references(() => users.id),
    createdAt: at().notNull(),
    createdBy: text().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [
    unique('one_time_links_token').on(t.tokenHash),
    index('one_time_links_user').on(t.userId),
    words('one_time_links_kind_word', 'kind', linkKinds),
  ],
);

/**
 * Mail to people of the house: invitations, new passwords, notices of replies, test sends. Apart from the letters to
 * clients, whose caps, stops and suppressions do not concern it.
 */
export const houseMails = pgTable(
  'house_mails',
  {
    id: id(),
    kind: text({ enum: houseMailKinds }).notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    threadId: uuid().references((): AnyPgColumn => threads.id),
    /** What it is about, so that the same thing is told once: a reply's id, a link's id. */
    aboutId: uuid(),
    toAddress: text().notNull(),
    subject: text().notNull(),
    html: text(),
    text: text().notNull(),
    state: text({ enum: houseMailStates }).notNull(),
    createdAt: at().notNull(),
    /** Not handed over before this instant: backoff. */
    notBefore: at().notNull(),
    attempts: integer().notNull().default(0),
    leaseUntil: at(),
    acceptedAt: at(),
    errorText: text(),
  },
  (t) => [
    unique('house_mails_once').on(t.kind, t.userId, t.aboutId),
    index('house_mails_queue')
      .on(t.notBefore)
      .where(sql`"state" in ('queued', 'sending')`),
    index('house_mails_created').on(t.createdAt, t.id),
    words('house_mails_kind_word', 'kind', houseMailKinds),
    words('house_mails_state_word', 'state', houseMailStates),
    check('house_mails_sending_has_lease', sql.raw(`("state" = 'sending') = ("lease_until" is not null)`)),
  ],
);

/** A list with its filters and order, kept under a name; shared ones are everybody's. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    noun: text({ enum: viewNouns }).notNull(),
    name: text().notNull(),
    query: jsonb().$type<Record<string, string>>().notNull(),
    shared: boolean().notNull().default(false),
    createdAt: at().notNull(),
  },
  (t) => [unique('saved_views_name').on(t.userId, t.noun, t.name), words('saved_views_noun_word', 'noun', viewNouns)],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    name: text().notNull(),
    scopes: text().array().notNull(),
    /** SHA-256 of the secret part, hex. The secret itself is shown once and never stored. */
    secretHash: text().notNull(),
    createdAt: at().notNull(),
    createdBy: text().notNull(),
    lastUsedAt: at(),
    expiresAt: at(),
    revokedAt: at(),
  },
  (t) => [unique('api_keys_secret').on(t.secretHash)],
);

/** Answers of POSTs that carried an Idempotency-Key, for 24 hours. `status` null: still running. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    credential: text().notNull(),
    method: text().notNull(),
    path: text().notNull(),
    key: text().notNull(),
    bodyHash: text().notNull(),
    startedAt: at().notNull(),
    status: integer(),
    body: text(),
    /** Contacts named in the kept answer, so that erasing a person finds it. */
    contactIds: uuid().array(),
  },
  (t) => [
    primaryKey({ columns: [t.credential, t.method, t.path, t.key] }),
    index('idempotency_keys_started').on(t.startedAt),
  ],
);

/** Who did what, when. Ids only: no names, addresses or texts. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: id(),
    at: at().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text(),
    detail: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_log_at').on(t.at), index('audit_log_subject').on(t.subjectKind, t.subjectId)],
);

/** When each recurring job last ran and how it ended: a dead schedule shows. */
export const jobRuns = pgTable('job_runs', {
  name: text().primaryKey(),
  startedAt: at().notNull(),
  endedAt: at(),
  error: text(),
});

// ------------------------------------------------------------------------------------- clients and contacts

export const clients = pgTable(
  'clients',
  {
    id: id(),
    externalId: text(),
    name: text().notNull(),
    /** Exact host, lower case, without www. Not unique: two different external ids are two clients. */
    domain: text(),
    country: text(),
    timezone: text(),
    locale: text(),
    state: text({ enum: clientStates }).notNull(),
    clientSince: on(),
    annualValueAmount: amount(),
    annualValueCurrency: text(),
    ownerId: uuid().references(() => users.id),
    /** The owner as named by an integration, normalised; kept when no user has this address. */
    ownerEmail: text(),
    /** Drawn once per client; null until the first departure. */
    heldOut: boolean(),
    heldOutDrawnAt: at(),
    isDemo: boolean().notNull().default(false),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique('clients_external_id').on(t.externalId),
    index('clients_domain').on(t.domain),
    index('clients_owner').on(t.ownerId),
    index('clients_state').on(t.state, t.id),
    words('clients_state_word', 'state', clientStates),
    check('clients_value_has_currency', sql.raw(`("annual_value_amount" is null) = ("annual_value_currency" is null)`)),
  ],
);

export const contacts = pgTable(
  'contacts',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    /** Normalised; null once erased. */
    email: text(),
    /** HMAC of the normalised address: suppressions and history find an erased person by it. */
    addressHash: text().notNull(),
    firstName: text(),
    lastName: text(),
    salutation: text(),
    role: text({ enum: contactRoles }),
    locale: text(),
    timezone: text(),
    phone: text(),
    /** For calls, never merged into a letter. */
    notes: text(),
    /** No letters before this day: "not now", or a pause after a friendly answer. */
    quietUntil: on(),
    quietWhy: text(),
    cadence: text({ enum: cadences }),
    isDemo: boolean().notNull().default(false),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
    erasedAt: at(),
  },
  (t) => [
    unique('contacts_client_email').on(t.clientId, t.email),
    index('contacts_email').on(t.email),
    index('contacts_address_hash').on(t.addressHash),
    words('contacts_role_word', 'role', contactRoles),
    check('contacts_erased_or_email', sql.raw(`("erased_at" is null) = ("email" is not null)`)),
  ],
);

/** Why we may mail a contact; every fact is a row, the latest counts. Express consent keeps the text that was shown. */
export const bases = pgTable(
  'bases',
  {
    id: id(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    kind: text({ enum: basisKinds }).notNull(),
    obtainedOn: on().notNull(),
    source: text(),
    noticeGiven: boolean(),
    consentText: text(),
    expiresOn: on(),
    recordedAt: at().notNull(),
  },
  (t) => [index('bases_contact').on(t.contactId, t.recordedAt), words('bases_kind_word', 'kind', basisKinds)],
);

/** Addresses learned by linking an unmatched mail by hand. */
export const contactAliases = pgTable(
  'contact_aliases',
  {
    address: text().notNull(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    learnedAt: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.address] }), index('contact_aliases_address').on(t.address)],
);

/** Calls, meetings and mails from outside that a rep logs: they count for every gap. */
export const activities = pgTable(
  'activities',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    contactId: uuid().references(() => contacts.id),
    kind: text({ enum: ['call', 'meeting', 'mail', 'note'] }).notNull(),
    happenedAt: at().notNull(),
    by: text().notNull(),
    text: text(),
    taskId: uuid(),
  },
  (t) => [index('activities_client').on(t.clientId, t.happenedAt)],
);

export const imports = pgTable('imports', {
  id: id(),
  fileName: text().notNull(),
  createdAt: at().notNull(),
  createdBy: text().notNull(),
  recorded: integer().notNull().default(0),
  merged: integer().notNull().default(0),
  rejected: integer().notNull().default(0),
  /** Rows of the file; null for imports that did not say. */
  total: integer(),
  /** While it runs, on the database clock: past it, whoever ran it is gone and it has broken off. */
  leaseUntil: at(),
  endedAt: at(),
  /** The rejected rows with their reasons, to be mended and imported again; gone with retention. */
  rejectedCsv: bytea(),
  undoneAt: at(),
});

// -------------------------------------------------------------------------------- departures and win-backs

export const departures = pgTable(
  'departures',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    externalId: text(),
    departedOn: on().notNull(),
    noticeOn: on(),
    reason: text({ enum: reasons }).notNull(),
    statedReason: text({ enum: reasons }),
    ourReason: text({ enum: reasons }),
    reasonDetail: text(),
    fault: text({ enum: faults }).notNull(),
    whatWentWrong: text(),
    amendsText: text(),
    amendsDoneOn: on(),
    wouldReturnIf: text(),
    competitor: text(),
    lessons: text(),
    notes: text(),
    personalLine: text(),
    renewalOn: on(),
    blockedBy: text({ enum: blockers }),
    pursue: boolean().notNull(),
    annualValueAmount: amount(),
    annualValueCurrency: text(),
    importId: uuid().references(() => imports.id),
    recordedAt: at().notNull(),
    recordedBy: text().notNull(),
    updatedAt: at().notNull(),
    undoneAt: at(),
    undoneWhy: text(),
    /** Set when the client came back: the departure is over. */
    endedAt: at(),
  },
  (t) => [
    unique('departures_external_id').on(t.externalId),
    uniqueIndex('departures_one_open_per_client')
      .on(t.clientId)
      .where(sql`"undone_at" is null and "ended_at" is null`),
    index('departures_client').on(t.clientId, t.departedOn),
    index('departures_import').on(t.importId),
    words('departures_reason_word', 'reason', reasons),
    words('departures_fault_word', 'fault', faults),
    words('departures_blocker_word', 'blocked_by', blockers),
    check(
      'departures_value_has_currency',
      sql.raw(`("annual_value_amount" is null) = ("annual_value_currency" is null)`),
    ),
  ],
);

export const highlights = pgTable(
  'highlights',
  {
    id: id(),
    departureId: uuid()
      .notNull()
      .references(() => departures.id),
    position: integer().notNull(),
    text: text().notNull(),
    amount: amount(),
    currency: text(),
    kind: text({ enum: highlightKinds }),
  },
  (t) => [unique('highlights_position').on(t.departureId, t.position)],
);

export const winBacks = pgTable(
  'win_backs',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    departureId: uuid().references(() => departures.id),
    wonBackOn: on().notNull(),
    annualValueAmount: amount(),
    annualValueCurrency: text(),
    note: text(),
    /** The last letter that had left, and whether the client had answered one: what the report may claim. */
    lastMessageId: uuid(),
    repliedBefore: boolean().notNull(),
    heldOut: boolean().notNull(),
    recordedAt: at().notNull(),
    recordedBy: text().notNull(),
  },
  (t) => [unique('win_backs_departure').on(t.departureId), index('win_backs_client').on(t.clientId, t.wonBackOn)],
);

export const segments = pgTable('segments', {
  id: id(),
  slug: text().notNull().unique('segments_slug'),
  name: text().notNull(),
  kind: text({ enum: ['built_in', 'list', 'rule'] }).notNull(),
  rule: jsonb().$type<Record<string, unknown>>(),
  createdAt: at().notNull(),
});

/** Membership is a row with since, until and why; leaving is explicit, a recount never deletes. */
export const segmentMembers = pgTable(
  'segment_members',
  {
    id: id(),
    segmentId: uuid()
      .notNull()
      .references(() => segments.id),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    since: at().notNull(),
    sinceWhy: text().notNull(),
    until: at(),
    untilWhy: text(),
  },
  (t) => [
    uniqueIndex('segment_members_one_open')
      .on(t.segmentId, t.clientId)
      .where(sql`"until" is null`),
    index('segment_members_client').on(t.clientId),
  ],
);

// ----------------------------------------------------------------------------- campaigns, wording, content

export const campaigns = pgTable('campaigns', {
  id: id(),
  slug: text().notNull().unique('campaigns_slug'),
  name: text().notNull(),
  createdAt: at().notNull(),
  pausedAt: at(),
  pausedBy: text(),
  /** Why it was paused, where Ajar did it itself. */
  pausedWhy: text(),
  /** Complaints and bounces of letters accepted before are not held against it any more: a person has let it go on. */
  judgedSince: at(),
  /** When the admins were last told that its numbers are getting bad. */
  warnedAt: at(),
});

/** Published versions never change: a trigger in the migrations refuses it. */
export const campaignVersions = pgTable(
  'campaign_versions',
  {
    id: id(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    version: integer().notNull(),
    definition: jsonb().$type<CampaignDefinition>().notNull(),
    publishedAt: at().notNull(),
    publishedBy: text().notNull(),
  },
  (t) => [unique('campaign_versions_version').on(t.campaignId, t.version)],
);

/** What somebody is working on before it is published: one draft a campaign, checked in full only on publishing. */
export const campaignDrafts = pgTable('campaign_drafts', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id),
  /** The version it started from. */
  baseVersion: integer(),
  definition: jsonb().$type<Record<string, unknown>>().notNull(),
  updatedAt: at().notNull(),
  updatedBy: text().notNull(),
});

/** Which campaign a departure goes to: the first rule that fits, in order of position. campaign_id null: none. */
export const routingRules = pgTable(
  'routing_rules',
  {
    id: id(),
    position: integer().notNull(),
    name: text().notNull(),
    condition: jsonb().$type<RoutingCondition>().notNull(),
    campaignId: uuid().references(() => campaigns.id),
  },
  (t) => [unique('routing_rules_position').on(t.position)],
);

/** Revisions of the wording of a letter, apart from plans: the highest revision counts for letters not yet claimed. */
export const wordings = pgTable(
  'wordings',
  {
    id: id(),
    kind: text({ enum: letterKinds }).notNull(),
    locale: text().notNull(),
    revision: integer().notNull(),
    copy: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: at().notNull(),
    createdBy: text().notNull(),
  },
  (t) => [
    unique('wordings_revision').on(t.kind, t.locale, t.revision),
    words('wordings_kind_word', 'kind', letterKinds),
  ],
);

export const offers = pgTable('offers', {
  id: id(),
  title: text().notNull(),
  terms: text().notNull(),
  kind: text({ enum: ['service', 'discount'] }).notNull(),
  priceAmount: amount(),
  priceCurrency: text(),
  reasons: text().array().notNull(),
  validFrom: on().notNull(),
  validUntil: on().notNull(),
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
  withdrawnAt: at(),
  isDemo: boolean().notNull().default(false),
});

export const newsItems = pgTable('news_items', {
  id: id(),
  title: text().notNull(),
  body: text().notNull(),
  url: text(),
  reasons: text().array().notNull(),
  useful: boolean().notNull().default(false),
  publishedOn: on().notNull(),
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
  withdrawnAt: at(),
  isDemo: boolean().notNull().default(false),
});

/** Which person had which offer or news item, and by which letter: each once per address. */
export const contentUses = pgTable(
  'content_uses',
  {
    addressHash: text().notNull(),
    contentId: uuid().notNull(),
    kind: text({ enum: ['offer', 'news'] }).notNull(),
    messageId: uuid()
      .notNull()
      .references((): AnyPgColumn => messages.id),
    usedAt: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.addressHash, t.contentId] }),
    index('content_uses_content').on(t.contentId),
    index('content_uses_message').on(t.messageId),
  ],
);

// ------------------------------------------------------------------------------- enrollments and messages

export const enrollments = pgTable(
  'enrollments',
  {
    id: id(),
    departureId: uuid()
      .notNull()
      .references(() => departures.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    versionId: uuid()
      .notNull()
      .references(() => campaignVersions.id),
    state: text({ enum: enrollmentStates }).notNull(),
    startedAt: at().notNull(),
    /** When the tick looks at it next; null only once it has ended. */
    nextActionAt: at(),
    nextStepKey: text(),
    nextWhy: jsonb().$type<Why[]>(),
    /** When its next letter would leave, by what the planner saw last: lists are ordered by it. */
    nextLetterAt: at(),
    /** The day the client asked us to write again. */
    revisitOn: on(),
    /** Days an auto-reply held it: they do not use up the wait. */
    shiftDays: integer().notNull().default(0),
    holdCode: text({ enum: holdCodes }),
    heldAt: at(),
    /** A hold ends by itself on this instant, or has somebody who looks at it on hold_review_on. */
    holdUntil: at(),
    holdReviewOn: on(),
    holdOwnerId: uuid().references(() => users.id),
    holdThreadId: uuid(),
    approvedAt: at(),
    endedAt: at(),
    exitCode: text({ enum: exitCodes }),
    exitWhy: text(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique('enrollments_once').on(t.departureId, t.contactId, t.campaignId),
    uniqueIndex('enrollments_one_open')
      .on(t.contactId, t.campaignId)
      .where(sql`"state" in ('active', 'held')`),
    index('enrollments_due')
      .on(t.nextActionAt, t.id)
      .where(sql`"state" in ('active', 'held')`),
    index('enrollments_client').on(t.clientId),
    words('enrollments_state_word', 'state', enrollmentStates),
    words('enrollments_hold_word', 'hold_code', holdCodes),
    words('enrollments_exit_word', 'exit_code', exitCodes),
    check(
      'enrollments_open_has_next_action',
      sql.raw(`("state" in ('active', 'held')) = ("next_action_at" is not null)`),
    ),
    check('enrollments_held_has_code', sql.raw(`("state" = 'held') = ("hold_code" is not null)`)),
    check(
      'enrollments_held_has_end_or_review',
      sql.raw(`"state" <> 'held' or "hold_until" is not null or "hold_review_on" is not null`),
    ),
    check('enrollments_ended_has_time', sql.raw(`("state" in ('completed', 'exited')) = ("ended_at" is not null)`)),
    check('enrollments_exited_has_code', sql.raw(`("state" = 'exited') = ("exit_code" is not null)`)),
  ],
);

/** How one occurrence of a step ended where no message or task says it: skipped, or superseded by a later one. */
export const stepSkips = pgTable(
  'step_skips',
  {
    enrollmentId: uuid()
      .notNull()
      .references(() => enrollments.id),
    stepKey: text().notNull(),
    occurrence: integer().notNull(),
    dueAt: at().notNull(),
    skippedAt: at().notNull(),
    why: jsonb().$type<Why[]>().notNull(),
    by: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.enrollmentId, t.stepKey, t.occurrence] })],
);

/** A person moved one occurrence of a step to another time; the latest move counts. */
export const stepMoves = pgTable(
  'step_moves',
  {
    enrollmentId: uuid()
      .notNull()
      .references(() => enrollments.id),
    stepKey: text().notNull(),
    occurrence: integer().notNull(),
    moveTo: at().notNull(),
    movedAt: at().notNull(),
    movedBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.enrollmentId, t.stepKey, t.occurrence] })],
);

/** Why a due step waited, each time its reason changed. */
export const deferrals = pgTable(
  'deferrals',
  {
    id: id(),
    enrollmentId: uuid()
      .notNull()
      .references(() => enrollments.id),
    stepKey: text().notNull(),
    occurrence: integer().notNull(),
    deferredAt: at().notNull(),
    until: at().notNull(),
    why: jsonb().$type<Why[]>().notNull(),
  },
  (t) => [index('deferrals_enrollment').on(t.enrollmentId, t.deferredAt)],
);

export const messages = pgTable(
  'messages',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    addressHash: text().notNull(),
    enrollmentId: uuid().references(() => enrollments.id),
    departureId: uuid().references(() => departures.id),
    campaignId: uuid().references(() => campaigns.id),
    stepKey: text(),
    occurrence: integer(),
    threadId: uuid().references((): AnyPgColumn => threads.id),
    kind: text({ enum: messageKinds }).notNull(),
    state: text({ enum: messageStates }).notNull(),
    isDemo: boolean().notNull().default(false),
    ownerId: uuid().references(() => users.id),
    /** The first letter of its enrollment: counts for the owner's cap. */
    isFirst: boolean().notNull().default(false),
    dueAt: at().notNull(),
    queuedAt: at().notNull(),
    /** Not claimed before this instant: a deferral after queueing, or backoff. */
    notBefore: at().notNull(),
    attempts: integer().notNull().default(0),
    leaseUntil: at(),
    leasedBy: uuid(),
    /** Claimed, and certainly not begun to be handed over: false where anything else may be so. */
    awaitsTurn: boolean().notNull().default(false),
    handoverId: uuid().references((): AnyPgColumn => handovers.id),
    why: jsonb().$type<Why[]>().notNull(),
    /** Our own Message-ID, and the one the recipient really sees where the provider replaces it; without brackets. */
    messageIdHeader: text(),
    providerId: text(),
    providerMessageId: text(),
    errorCode: text(),
    errorText: text(),
    sendingAt: at(),
    acceptedAt: at(),
    deliveredAt: at(),
    bouncedAt: at(),
    bounceSeverity: text({ enum: ['hard', 'soft'] }),
    complainedAt: at(),
    endedAt: at(),
    settledBy: text(),
  },
  (t) => [
    unique('messages_once').on(t.enrollmentId, t.stepKey, t.occurrence),
    uniqueIndex('messages_first_letter_once')
      .on(t.departureId, t.kind)
      .where(sql`"kind" in ('thank_you', 'apology') and "state" not in ('canceled', 'failed')`),
    index('messages_queue')
      .on(t.notBefore, t.id)
      .where(sql`"state" = 'queued'`),
    index('messages_leased')
      .on(t.leaseUntil)
      .where(sql`"state" = 'sending'`),
    index('messages_contact').on(t.contactId, t.queuedAt),
    index('messages_client').on(t.clientId, t.queuedAt),
    index('messages_address').on(t.addressHash, t.acceptedAt),
    index('messages_owner_first')
      .on(t.ownerId, t.queuedAt)
      .where(sql`"is_first"`),
    // Each letter passes through the other states, and nearly all end in one: those are found on the way.
    index('messages_rare_state')
      .on(t.state, t.queuedAt, t.id)
      .where(sql`"state" in ('failed', 'uncertain', 'canceled', 'bounced', 'complained')`),
    index('messages_queued').on(t.queuedAt, t.id),
    uniqueIndex('messages_message_id')
      .on(t.messageIdHeader)
      .where(sql`"message_id_header" is not null`),
    index('messages_provider_id')
      .on(t.providerId)
      .where(sql`"provider_id" is not null`),
    index('messages_provider_message_id')
      .on(t.providerMessageId)
      .where(sql`"provider_message_id" is not null`),
    words('messages_kind_word', 'kind', messageKinds),
    words('messages_state_word', 'state', messageStates),
    check('messages_sending_has_lease', sql.raw(`("state" = 'sending') = ("lease_until" is not null)`)),
    check(
      'messages_letter_has_step',
      sql.raw(
        `("kind" = 'answer') or ("enrollment_id" is not null and "step_key" is not null and "occurrence" is not null)`,
      ),
    ),
    check(
      'messages_accepted_has_time',
      sql.raw(`"state" not in ('accepted', 'delivered', 'bounced', 'complained') or "accepted_at" is not null`),
    ),
  ],
);

/** When the next handover may begin, for all processes: their ways out keep one pace. */
export const sendPaces = pgTable('send_paces', {
  key: text().primaryKey(),
  freeAt: at().notNull(),
});

/** Letters claimed under a limit, by what is limited (a recipient's domain, a sender's) and the span they count for. */
export const sendCounts = pgTable(
  'send_counts',
  {
    key: text().notNull(),
    span: at().notNull(),
    used: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.key, t.span] }), index('send_counts_span').on(t.span)],
);

/** When the first letter from a domain of ours left: from then on its warm-up counts. */
export const sendingDomains = pgTable('sending_domains', {
  domain: text().primaryKey(),
  firstAt: at().notNull(),
});

/** The exact copy of a letter, written when it is claimed and never changed. Retention removes it. */
export const messageCopies = pgTable('message_copies', {
  messageId: uuid()
    .primaryKey()
    .references(() => messages.id),
  fromName: text(),
  fromAddress: text().notNull(),
  toName: text(),
  toAddress: text().notNull(),
  replyTo: text().notNull(),
  envelopeFrom: text().notNull(),
  subject: text().notNull(),
  html: text().notNull(),
  text: text().notNull(),
  headers: jsonb().$type<[string, string][]>().notNull(),
  inReplyTo: text(),
  refs: text().array().notNull(),
  dateAt: at().notNull(),
  wordingId: uuid().references(() => wordings.id),
});

/** What a rep wrote in a thread: the source of an answer, whose message waits until it may leave. */
export const answers = pgTable(
  'answers',
  {
    messageId: uuid()
      .primaryKey()
      .references(() => messages.id),
    threadId: uuid()
      .notNull()
      .references((): AnyPgColumn => threads.id),
    authorId: uuid()
      .notNull()
      .references(() => users.id),
    toAddress: text().notNull(),
    subject: text().notNull(),
    /** Markdown; letters are made of it when it is claimed. */
    body: text().notNull(),
    offerIds: uuid().array().notNull(),
    createdAt: at().notNull(),
  },
  (t) => [index('answers_thread').on(t.threadId)],
);

/** One call to a provider that takes several letters: one idempotency key, one run of bytes, fixed before the first try. */
export const handovers = pgTable(
  'handovers',
  {
    id: id(),
    transport: text().notNull(),
    idempotencyKey: text().notNull(),
    bytes: bytea().notNull(),
    firstTriedAt: at().notNull(),
    lastTriedAt: at().notNull(),
    tries: integer().notNull().default(1),
    endedAt: at(),
  },
  (t) => [
    unique('handovers_key').on(t.idempotencyKey),
    index('handovers_open')
      .on(t.lastTriedAt)
      .where(sql`"ended_at" is null`),
  ],
);

/** What became known of a message, in the order it came; late lower events are only recorded here. */
export const messageEvents = pgTable(
  'message_events',
  {
    id: id(),
    messageId: uuid()
      .notNull()
      .references(() => messages.id),
    at: at().notNull(),
    kind: text().notNull(),
    detail: text(),
    providerEventId: uuid(),
  },
  (t) => [index('message_events_message').on(t.messageId, t.at)],
);

// ---------------------------------------------------------------------------------- mail that comes back

/** Webhooks of providers, stored raw before anything is done with them; each event id once. */
export const providerEvents = pgTable(
  'provider_events',
  {
    id: id(),
    provider: text().notNull(),
    eventId: text().notNull(),
    kind: text().notNull(),
    body: bytea(),
    receivedAt: at().notNull(),
    state: text({ enum: ['stored', 'handled', 'failed'] }).notNull(),
    attempts: integer().notNull().default(0),
    nextTryAt: at(),
    handledAt: at(),
    error: text(),
    messageId: uuid().references(() => messages.id),
  },
  (t) => [
    unique('provider_events_once').on(t.provider, t.eventId),
    index('provider_events_open')
      .on(t.nextTryAt)
      .where(sql`"state" = 'stored'`),
    index('provider_events_message').on(t.messageId),
  ],
);

/** Mail as it came, raw, whichever door it came through. What could not be handled is kept and shown. */
export const inboundMails = pgTable(
  'inbound_mails',
  {
    id: id(),
    source: text({ enum: ['api', 'resend', 'imap', 'smtp'] }).notNull(),
    /** The door's own name for the mail (Resend's e-mail id, an IMAP uid), so that it is taken in once. */
    sourceId: text(),
    sha256: text().notNull(),
    raw: bytea(),
    sizeBytes: integer().notNull(),
    receivedAt: at().notNull(),
    state: text({ enum: ['stored', 'handled', 'unmatched', 'failed', 'dismissed'] }).notNull(),
    attempts: integer().notNull().default(0),
    error: text(),
    kind: text({ enum: ['reply', 'auto_reply', 'bounce', 'complaint', 'other'] }),
    severity: text({ enum: ['hard', 'soft'] }),
    fromAddress: text(),
    fromName: text(),
    subject: text(),
    messageIdHeader: text(),
    visibleText: text(),
    evidence: jsonb().$type<string[]>(),
    /** What SPF, DKIM and DMARC say of the sender; null where nobody looked. */
    authentication: jsonb().$type<MailAuthentication>(),
    /** What hangs on it, in the order of its parts; the bytes are in `raw`. Null for mail of before. */
    attachments: jsonb().$type<Attachment[]>(),
    returnsOn: on(),
    matchedBy: text(),
    contactId: uuid().references(() => contacts.id),
    clientId: uuid().references(() => clients.id),
    messageId: uuid().references(() => messages.id),
    threadId: uuid().references(() => threads.id),
    handledAt: at(),
    linkedBy: text(),
  },
  (t) => [
    unique('inbound_mails_once').on(t.sha256),
    unique('inbound_mails_source').on(t.source, t.sourceId),
    index('inbound_mails_state').on(t.state, t.receivedAt),
    index('inbound_mails_message_id').on(t.messageIdHeader),
    index('inbound_mails_contact').on(t.contactId),
    index('inbound_mails_thread').on(t.threadId),
  ],
);

/** How far each IMAP mailbox is read, and which process reads it now. A uid means something only beside its uidValidity (RFC 9051). */
export const mailboxes = pgTable('mailboxes', {
  /** Account, host and folder, as the configuration names them; no secret. */
  name: text().primaryKey(),
  uidValidity: bigint({ mode: 'number' }),
  lastUid: bigint({ mode: 'number' }).notNull().default(0),
  heldBy: uuid(),
  heldUntil: at(),
});

export const threads = pgTable(
  'threads',
  {
    id: id(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    openedByMessageId: uuid().references((): AnyPgColumn => messages.id),
    subject: text().notNull(),
    state: text({ enum: threadStates }).notNull(),
    assigneeId: uuid().references(() => users.id),
    snoozedUntil: at(),
    openedAt: at().notNull(),
    lastReplyAt: at(),
    answerDueAt: at(),
    closedAt: at(),
    closedBy: text(),
    outcome: text({ enum: threadOutcomes }),
    outcomeOn: on(),
    outcomeNote: text(),
  },
  (t) => [
    index('threads_open').on(t.state, t.lastReplyAt),
    index('threads_client').on(t.clientId),
    index('threads_contact').on(t.contactId),
    words('threads_state_word', 'state', threadStates),
    words('threads_outcome_word', 'outcome', threadOutcomes),
    check('threads_closed_has_outcome', sql.raw(`("state" = 'closed') = ("outcome" is not null)`)),
  ],
);

/** A human answer. */
export const replies = pgTable(
  'replies',
  {
    id: id(),
    threadId: uuid()
      .notNull()
      .references(() => threads.id),
    inboundMailId: uuid()
      .notNull()
      .references(() => inboundMails.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    fromAddress: text(),
    senderIsContact: boolean().notNull(),
    visibleText: text().notNull(),
    receivedAt: at().notNull(),
    /** What the rules read in it, for the rep: `stop_unclear`, `delete_my_data`, `wrong_person` … */
    hints: text().array().notNull(),
  },
  (t) => [unique('replies_inbound').on(t.inboundMailId), index('replies_thread').on(t.threadId, t.receivedAt)],
);

/** What somebody is writing in a thread and has not sent: it outlives the tab. */
export const threadDrafts = pgTable(
  'thread_drafts',
  {
    threadId: uuid()
      .notNull()
      .references(() => threads.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    body: text().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.threadId, t.userId] })],
);

/** A file that goes with an answer: until that is sent it belongs to the draft of whoever attached it. */
export const attachments = pgTable(
  'attachments',
  {
    /** Made by whoever uploads it, so that the same upload twice is one file. */
    id: id(),
    threadId: uuid()
      .notNull()
      .references(() => threads.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The answer it goes with; null while it is a draft. */
    messageId: uuid().references((): AnyPgColumn => answers.messageId),
    filename: text().notNull(),
    contentType: text().notNull(),
    sizeBytes: integer().notNull(),
    /** Null once retention has removed them: that there was such a file stays. */
    bytes: bytea(),
    attachedAt: at().notNull(),
  },
  (t) => [
    index('attachments_thread').on(t.threadId, t.userId),
    index('attachments_message').on(t.messageId),
    check('attachments_size', sql`"size_bytes" > 0`),
    check('attachments_draft_bytes', sql`"message_id" is not null or "bytes" is not null`),
  ],
);

// ------------------------------------------------------------------------------- suppressions and tasks

export const suppressions = pgTable(
  'suppressions',
  {
    id: id(),
    /** HMAC of the normalised address; survives erasure. Null where a whole client is meant. */
    addressHash: text(),
    /** The address in clear, for people to read; null after erasure. */
    address: text(),
    clientId: uuid().references(() => clients.id),
    scope: text({ enum: suppressionScopes }).notNull(),
    reason: text({ enum: suppressionReasons }).notNull(),
    source: text({ enum: suppressionSources }).notNull(),
    note: text(),
    messageId: uuid().references(() => messages.id),
    createdAt: at().notNull(),
    createdBy: text().notNull(),
    liftedAt: at(),
    liftedBy: text(),
  },
  (t) => [
    uniqueIndex('suppressions_address')
      .on(t.addressHash, t.scope)
      .where(sql`"lifted_at" is null and "address_hash" is not null`),
    uniqueIndex('suppressions_client')
      .on(t.clientId, t.scope)
      .where(sql`"lifted_at" is null and "client_id" is not null`),
    words('suppressions_scope_word', 'scope', suppressionScopes),
    check('suppressions_one_target', sql.raw(`("address_hash" is null) <> ("client_id" is null)`)),
  ],
);

export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    kind: text({ enum: taskKinds }).notNull(),
    state: text({ enum: taskStates }).notNull(),
    clientId: uuid()
      .notNull()
      .references(() => clients.id),
    contactId: uuid().references(() => contacts.id),
    departureId: uuid().references(() => departures.id),
    enrollmentId: uuid().references(() => enrollments.id),
    threadId: uuid().references(() => threads.id),
    messageId: uuid().references(() => messages.id),
    stepKey: text(),
    occurrence: integer(),
    /** The client to check on: for `check_in_client`, somebody else than the one that left. */
    aboutClientId: uuid().references(() => clients.id),
    ownerId: uuid().references(() => users.id),
    title: text().notNull(),
    detail: text(),
    dueOn: on().notNull(),
    createdAt: at().notNull(),
    outcome: text({ enum: taskOutcomes }),
    note: text(),
    completedAt: at(),
    completedBy: text(),
  },
  (t) => [
    unique('tasks_once').on(t.departureId, t.stepKey, t.occurrence),
    index('tasks_open').on(t.state, t.dueOn),
    index('tasks_client').on(t.clientId),
    index('tasks_owner').on(t.ownerId, t.state),
    index('tasks_about').on(t.aboutClientId, t.createdAt),
    words('tasks_kind_word', 'kind', taskKinds),
    words('tasks_state_word', 'state', taskStates),
    words('tasks_outcome_word', 'outcome', taskOutcomes),
    check('tasks_open_or_completed', sql.raw(`("state" = 'open') = ("completed_at" is null)`)),
  ],
);
