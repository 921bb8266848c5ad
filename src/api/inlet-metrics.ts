import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app.ts';
import {
  type HearInlet,
  type InletEvent,
  mailRefusals,
  parseFailures,
  recipientRefusals,
  sessionRefusals,
} from '../domain/inbound/inlet-event.ts';

/**
 * Counts what the doors for mail tell, in this process, since it started. A mailbox is a number (its place in IMAP_URLS)
 * and reasons are of a fixed list: whoever reads metrics learns nothing of people.
 */
export function countInlets(app: App): { registry: Registry; stop: () => void } {
  const registry = new Registry();
  const registers = [registry];
  const hearers = [countSmtp(app, registers), countMailboxes(app, registers), countParsing(registers)];
  const hear: HearInlet = (event) => {
    for (const one of hearers) one(event);
  };
  app.inlets?.on('event', hear);
  return { registry, stop: () => void app.inlets?.off('event', hear) };
}

function countSmtp(app: App, registers: Registry[]): HearInlet {
  // Where nobody listens there is nothing to show.
  if (app.config.smtpListen === null) return () => {};
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `ajar_smtp_${name}_total`, help, labelNames, registers });
  const open = new Gauge({ name: 'ajar_smtp_connections', help: 'Mail servers that are connected.', registers });
  const accepted = counter('connections_accepted', 'Connections that were greeted.');
  const refused = counter('connections_refused', 'Connections that were refused, or ended by us later.', ['reason']);
  const recipients = counter('recipients_refused', 'Recipients that were refused.', ['reason']);
  const taken = counter('mails_taken', 'Mails that were taken, and whether over TLS.', ['tls']);
  const bytes = counter('bytes_taken', 'Bytes of the mails that were taken.');
  const notTaken = counter('mails_not_taken', 'Mails that were not taken.', ['reason']);
  // A counter that appears with its first value hides that value from rate().
  for (const reason of sessionRefusals) refused.inc({ reason }, 0);
  for (const reason of recipientRefusals) recipients.inc({ reason }, 0);
  for (const reason of mailRefusals) notTaken.inc({ reason }, 0);
  for (const tls of ['yes', 'no']) taken.inc({ tls }, 0);
  return (event) => {
    if (event.kind === 'smtp_open') open.set(event.count);
    else if (event.kind === 'smtp_accepted') accepted.inc();
    else if (event.kind === 'smtp_refused') refused.inc({ reason: event.reason });
    else if (event.kind === 'smtp_recipient_refused') recipients.inc({ reason: event.reason });
    else if (event.kind === 'smtp_mail_not_taken') notTaken.inc({ reason: event.reason });
    else if (event.kind === 'smtp_mail_taken') {
      taken.inc({ tls: event.tls ? 'yes' : 'no' });
      bytes.inc(event.bytes);
    }
  };
}

function countMailboxes(app: App, registers: Registry[]): HearInlet {
  const named = (name: string, help: string, more: string[] = []) => ({
    name: `ajar_mailbox_${name}`,
    help,
    labelNames: ['mailbox', ...more],
    registers,
  });
  const connected = new Gauge(named('connected', 'Whether this process is connected to a mailbox.'));
  const connections = new Counter(
    named('connections_total', 'Log-ins to a mailbox: the first, and each after a loss.'),
  );
  const mails = new Counter(named('mails_total', 'Mails that were taken out of a mailbox.'));
  const errors = new Counter(named('errors_total', 'Looks into a mailbox that failed, by what was wrong.', ['code']));
  for (const [index] of app.config.mailboxes.entries()) {
    const mailbox = index + 1;
    connected.set({ mailbox }, 0);
    connections.inc({ mailbox }, 0);
    mails.inc({ mailbox }, 0);
  }
  return (event) => {
    if (event.kind === 'mailbox_connected') {
      connected.set({ mailbox: event.mailbox }, 1);
      connections.inc({ mailbox: event.mailbox });
    } else if (event.kind === 'mailbox_disconnected') connected.set({ mailbox: event.mailbox }, 0);
    else if (event.kind === 'mailbox_fetched') mails.inc({ mailbox: event.mailbox });
    else if (event.kind === 'mailbox_failed') errors.inc({ mailbox: event.mailbox, code: codeLabel(event) });
  };
}

/** Codes of the network, of the database and our own; what a server worded is not among them. */
function codeLabel({ code }: Extract<InletEvent, { kind: 'mailbox_failed' }>): string {
  return /^[A-Za-z0-9][A-Za-z0-9_ -]{0,39}$/.test(code) ? code : 'other';
}

function countParsing(registers: Registry[]): HearInlet {
  const seconds = new Histogram({
    name: 'ajar_inbound_parse_seconds',
    help: 'How long it took to take a mail apart.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const failures = new Counter({
    name: 'ajar_inbound_parse_failures_total',
    help: 'Mails that could not be taken apart, by what was wrong; they are kept.',
    labelNames: ['reason'],
    registers,
  });
  const mails = new Counter({
    name: 'ajar_inbound_mails_total',
    help: 'Mails that were looked at, through whichever door, by what they are and what became of them.',
    labelNames: ['kind', 'state'],
    registers,
  });
  for (const reason of parseFailures) failures.inc({ reason }, 0);
  return (event) => {
    if (event.kind === 'parsed') {
      seconds.observe(event.seconds);
      if (event.failure !== null) failures.inc({ reason: event.failure });
    } else if (event.kind === 'settled') mails.inc({ kind: event.as, state: event.state });
  };
}
