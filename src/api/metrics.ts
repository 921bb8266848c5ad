import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app.ts';
import { listJobRuns } from '../db/today/house-health.ts';
import { countInlets } from './inlet-metrics.ts';
import { countDueEnrollments, countMessagesByState } from '../db/letters/queue.ts';

// Of the process, hence once, however many servers are built in it.
const processRegistry = new Registry();
let collecting = false;

const httpRegistry = new Registry();
const durations = new Histogram({
  name: 'ajar_http_request_duration_seconds',
  help: 'How long requests took, by the pattern of their route.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [httpRegistry],
});

export function measureRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    // A method nobody knows would be a label of the caller's choosing.
    const method = request.routeOptions.url ? request.method : 'any';
    durations.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}

export const metricsRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  const inlets = countInlets(app);
  server.addHook('onClose', async () => inlets.stop());
  server.get(
    '/metrics',
    { config: { auth: { scope: 'admin', orLoopback: true }, limited: false }, schema: { hide: true } },
    async (_request, reply) => {
      if (!collecting) collectDefaultMetrics({ register: processRegistry });
      collecting = true;
      const queue = await readQueue(app);
      const all = Registry.merge([processRegistry, httpRegistry, inlets.registry, queue]);
      return reply.type(all.contentType).send(await all.metrics());
    },
  );
};

async function readQueue(app: App): Promise<Registry> {
  const now = app.now();
  const registry = new Registry();
  const registers = [registry];
  const messages = new Gauge({
    name: 'ajar_messages',
    help: 'Messages by state.',
    labelNames: ['state'],
    registers,
  });
  const due = new Gauge({ name: 'ajar_due_enrollments', help: 'Enrollments that are due.', registers });
  const oldest = new Gauge({ name: 'ajar_oldest_due_seconds', help: 'How long the oldest has been due.', registers });
  for (const { state, count } of await countMessagesByState(app.db)) messages.set({ state }, count);
  const { count, oldestAt } = await countDueEnrollments(app.db, now);
  due.set(count);
  oldest.set(oldestAt ? Math.max(0, (now.getTime() - oldestAt.getTime()) / 1000) : 0);
  await readMailboxes(app, registers, now);
  return registry;
}

/** Each mailbox that is read over IMAP is a job of its own, `mailbox …`; here it goes by its place in IMAP_URLS, for its name is an address. */
async function readMailboxes(app: App, registers: Registry[], now: Date): Promise<void> {
  const labelNames = ['mailbox'];
  const failing = new Gauge({
    name: 'ajar_mailbox_failing',
    help: 'Whether the last look into a mailbox failed.',
    labelNames,
    registers,
  });
  const since = new Gauge({
    name: 'ajar_mailbox_last_look_seconds',
    help: 'How long ago that look ended.',
    labelNames,
    registers,
  });
  const places = new Map(app.config.mailboxes.map(({ name }, index) => [`mailbox ${name}`, index + 1]));
  for (const { name, endedAt, error } of await listJobRuns(app.db)) {
    const mailbox = places.get(name);
    if (mailbox === undefined || endedAt === null) continue;
    failing.set({ mailbox }, error === null ? 0 : 1);
    since.set({ mailbox }, Math.max(0, (now.getTime() - endedAt.getTime()) / 1000));
  }
}
