import closeWithGrace from 'close-with-grace';
import { buildServer } from './api/server.ts';
import { openAll, type OpenedApp } from './cli/run.ts';
import { greeting } from './cli/greeting.ts';
import { startDemo } from './cli/start-demo.ts';
import { StartProblem } from './cli/start-problem.ts';
import { listenSmtp } from './flows/inbound/listen-smtp.ts';
import { watchMailboxes } from './flows/inbound/watch-mailboxes.ts';
import { startSchedule } from './schedule.ts';

export interface ServeOptions {
  /** Run the schedule: plan and send; read the mailboxes. */
  worker: boolean;
  /** Answer over HTTP, and over SMTP where the configuration says so. */
  web: boolean;
}

/** How long what is in flight may take at the end: a slow mail server is given two minutes for an answer. */
const graceMs = 130_000;

/** What has been opened so far, and has to be closed again. */
interface Parts {
  opened: OpenedApp | null;
  server: ReturnType<typeof buildServer> | null;
  listener: Awaited<ReturnType<typeof listenSmtp>>;
  stopWork: (() => Promise<unknown>) | null;
  /** Told to stop: nothing more is opened. */
  stopping: boolean;
}

/**
 * Runs the product until it is told to stop: SIGTERM, Ctrl-C, or a crash. Then no new work is taken, what is in flight
 * ends or goes back to the queue, and the database is left last. Who is told to stop while starting ends the step in hand first.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const parts: Parts = { opened: null, server: null, listener: null, stopWork: null, stopping: false };
  let starting: Promise<void> | null = null;
  const grace = closeWithGrace({ delay: graceMs, logger: false }, async ({ err, signal }) => {
    parts.stopping = true;
    if (err && parts.opened === null) process.stderr.write(`${err.stack}\n`);
    else if (err) parts.opened?.log.error({ error: err.name, stack: err.stack }, 'A bug ended the process.');
    else parts.opened?.log.info({ signal }, 'Stopping: what is in flight is finished first.');
    await starting?.catch(() => {});
    await stop(parts);
  });
  try {
    starting = start(options, parts);
    await starting;
  } catch (error) {
    // Who was told to stop hears of that, not of what broke off by it.
    if (parts.stopping) return;
    grace.uninstall();
    await stop(parts);
    throw portProblem(error, parts.opened);
  }
}

async function start(options: ServeOptions, parts: Parts): Promise<void> {
  const opened = await openAll('serve');
  parts.opened = opened;
  if (parts.stopping) return;
  await startDemo(opened);
  if (parts.stopping) return;
  if (options.web) {
    parts.server = buildServer(opened.app);
    await parts.server.listen({ host: opened.config.host, port: opened.config.port });
    parts.listener = await listenOrSay(opened);
  }
  if (parts.stopping) return;
  if (options.worker) parts.stopWork = startWork(opened.app);
  process.stdout.write(await greeting(opened, portOf(parts.server)));
}

async function stop({ opened, server, listener, stopWork }: Parts): Promise<void> {
  await Promise.all([stopWork?.(), listener?.close()]);
  await server?.close();
  await opened?.close();
}

function startWork(app: OpenedApp['app']): () => Promise<unknown> {
  const stops = [startSchedule(app), watchMailboxes(app)];
  return () => Promise.all(stops.map((stop) => stop()));
}

/** Listens for mail servers; what keeps it from that is told in words. */
async function listenOrSay({ app, config, log }: OpenedApp): Promise<Awaited<ReturnType<typeof listenSmtp>>> {
  try {
    const listener = await listenSmtp(app);
    if (listener !== null)
      log.info({ host: config.smtpListen?.host, port: listener.port }, 'Listening for mail servers.');
    return listener;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const place = `${config.smtpListen?.host}:${config.smtpListen?.port}`;
    throw new StartProblem(
      code === 'EACCES'
        ? `This user may not listen on ${place} (SMTP_LISTEN). Choose a port above 1023, and let port 25 lead there.`
        : `Mail servers cannot be listened for on ${place} (${code}). Stop what has that port, or change SMTP_LISTEN.`,
    );
  }
}

/** The port in use: the configured one, or the free one that was found for port 0. */
function portOf(server: ReturnType<typeof buildServer> | null): number | null {
  const address = server?.server.address();
  return typeof address === 'object' && address !== null ? address.port : null;
}

function portProblem(error: unknown, opened: OpenedApp | null): unknown {
  if (opened === null) return error;
  const { config } = opened;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new StartProblem(
      `Port ${config.port} of ${config.host} is taken by another program. Stop it, or start with another port: PORT=3001 npm start`,
    );
  if (code === 'EACCES')
    return new StartProblem(
      `This user may not listen on port ${config.port}. Choose one above 1023: PORT=3000 npm start`,
    );
  if (code === 'EADDRNOTAVAIL')
    return new StartProblem(`HOST=${config.host} is no address of this machine. Leave it out to listen on 127.0.0.1.`);
  return error;
}
