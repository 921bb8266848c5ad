import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../app.ts';
import { insertJobStart, markJobEnded } from '../../db/house/job-runs.ts';
import { type MailboxHold, markMailboxFree, markMailboxHeld, removeMailboxRuns } from '../../db/inbound/mailboxes.ts';
import { largestMailBytes } from '../../domain/inbound/mail.ts';
import { openMailbox } from '../../mail/in/imap.ts';
import { type MailboxMemory, MailboxTakenOver, readMailbox } from './read-mailbox.ts';

export interface WatchPace {
  /** How long a mailbox is left to the process that reads it and says nothing. */
  holdSeconds: number;
  /** How often a process looks whether a mailbox of another one is free. */
  idleMs: number;
  /** Before the second try; doubled for each further one up to the longest. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** After a refused log-in: servers lock an account that tries again and again. */
  refusedWaitMs: number;
}

const usualPace: WatchPace = {
  // Longer than a poll in silence may take: an hour at most, cut into minutes below.
  holdSeconds: 180,
  idleMs: 15_000,
  firstWaitMs: 1_000,
  longestWaitMs: 300_000,
  refusedWaitMs: 60_000,
};
const runPrefix = 'mailbox ';
const longestPollMs = 60_000;

type Mailbox = App['config']['mailboxes'][number] & {
  /** Its place in IMAP_URLS, from 1. */
  place: number;
};

/**
 * Reads the mailboxes of the configuration for as long as the process runs, each by one process at a time. Nothing that goes
 * wrong with one of them ends anything: it is recorded as the last run of `mailbox …`, and tried again. The answer stops,
 * and waits for the mail in hand.
 */
export function watchMailboxes(app: App, pace: Partial<WatchPace> = {}): () => Promise<void> {
  const stopping = new AbortController();
  const names = app.config.mailboxes.map(({ name }) => runPrefix + name);
  const running = app.config.mailboxes.map((mailbox, index) =>
    watchOne(app, { ...mailbox, place: index + 1 }, { ...usualPace, ...pace }, stopping.signal),
  );
  if (running.length > 0) removeMailboxRuns(app.db, runPrefix, names).catch(() => {});
  return async () => {
    stopping.abort();
    await Promise.all(running);
  };
}

async function watchOne(app: App, mailbox: Mailbox, pace: WatchPace, stop: AbortSignal): Promise<void> {
  const hold = { name: mailbox.name, processId: app.processId, seconds: pace.holdSeconds };
  const memory: MailboxMemory = { stuckOn: null };
  let failures = 0;
  while (!stop.aborted) {
    let waitMs = pace.idleMs;
    try {
      if (await markMailboxHeld(app.db, hold)) {
        await readUntilLost(app, mailbox, { hold, memory, stop, onGood: () => (failures = 0) });
      }
    } catch (error) {
      failures += error instanceof MailboxTakenOver ? 0 : 1;
      await recordFailure(app, mailbox, error);
      waitMs = waitAfter(error, failures, pace);
    }
    await markMailboxFree(app.db, hold).catch(() => {});
    await wait(waitMs, undefined, { signal: stop }).catch(() => {});
  }
}

/** One connection, from its log-in to its end. */
async function readUntilLost(
  app: App,
  mailbox: Mailbox,
  of: { hold: MailboxHold; memory: MailboxMemory; stop: AbortSignal; onGood: () => void },
): Promise<void> {
  const { hold, stop } = of;
  const run = runPrefix + mailbox.name;
  const tell = (kind: 'mailbox_connected' | 'mailbox_disconnected' | 'mailbox_fetched') =>
    app.inlets?.emit('event', { kind, mailbox: mailbox.place });
  await insertJobStart(app.db, run, app.now());
  const box = await openMailbox(mailbox, largestMailBytes);
  tell('mailbox_connected');
  try {
    while (!stop.aborted) {
      await insertJobStart(app.db, run, app.now());
      await whileHeld(app, hold, () =>
        readMailbox(app, box, { ...of, since: mailbox.since, onTaken: () => tell('mailbox_fetched') }),
      );
      await markJobEnded(app.db, run, app.now(), null);
      of.onGood();
      // The hold is renewed at least every minute, however seldom the mailbox is to be looked at.
      for (let leftMs = mailbox.pollSeconds * 1000; leftMs > 0 && !stop.aborted; leftMs -= longestPollMs) {
        const isNews = await box.waitForNews(Math.min(leftMs, longestPollMs), stop);
        if (!(await markMailboxHeld(app.db, hold))) throw new MailboxTakenOver();
        if (isNews) break;
      }
    }
  } finally {
    await box.close();
    tell('mailbox_disconnected');
  }
}

/** One large mail over a slow line may take longer than the mailbox is held for. Who lost it hears so when it notes the mail. */
async function whileHeld(app: App, hold: MailboxHold, work: () => Promise<void>): Promise<void> {
  const renewal = setInterval(() => void markMailboxHeld(app.db, hold).catch(() => {}), (hold.seconds * 1000) / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
  }
}

/** Codes only: the texts of servers quote accounts, those of the database what mails say. */
async function recordFailure(app: App, { name, place }: Mailbox, error: unknown): Promise<void> {
  if (error instanceof MailboxTakenOver) return;
  const code = codeOf(error);
  app.inlets?.emit('event', { kind: 'mailbox_failed', mailbox: place, code });
  app.log.warn({ mailbox: name, code }, 'A mailbox cannot be read; it is tried again.');
  await markJobEnded(app.db, runPrefix + name, app.now(), code).catch(() => {});
}

interface ImapFailure {
  code?: string;
  name?: string;
  authenticationFailed?: boolean;
  mailboxMissing?: boolean;
  cause?: unknown;
}

function codeOf(error: unknown): string {
  const { code, name, authenticationFailed, mailboxMissing, cause } = error as ImapFailure;
  if (authenticationFailed === true) return 'log-in refused';
  if (mailboxMissing === true) return 'no such folder';
  const inner = (cause as ImapFailure | undefined)?.code;
  return code ?? inner ?? name ?? 'unknown';
}

/** Longer and longer, and never the same for all, so that a server that comes back is not run over. */
function waitAfter(error: unknown, failures: number, pace: WatchPace): number {
  const isRefused = (error as ImapFailure).authenticationFailed === true;
  const least = isRefused ? pace.refusedWaitMs : pace.firstWaitMs;
  const most = Math.min(pace.longestWaitMs, least * 2 ** Math.max(0, failures - 1));
  return most * (0.5 + Math.random() / 2);
}
