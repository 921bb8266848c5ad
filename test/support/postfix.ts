import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answering, type Dovecot, freePorts } from './dovecot.ts';

export interface Postfix {
  port: number;
  /** Delivers what waits now. */
  flush: () => void;
  close: () => Promise<void>;
}

export interface PostfixOptions {
  tls: { cert: string; key: string };
  dovecot: Dovecot;
  /** Where mail for a domain goes, in Postfix's words: `smtp:[127.0.0.1]:2525`. */
  transports: Record<string, string>;
  /** Addresses of the Dovecot account, each with its folder: '' for INBOX, '.Replies' for Replies. */
  boxes: Record<string, string>;
}

const nobody = 65_534;

/** Postfix as a process of its own, everything of it in the folder, on loopback. Log-ins are Dovecot's. */
export async function openPostfix(folder: string, options: PostfixOptions): Promise<Postfix> {
  const [port] = (await freePorts(1)) as [number];
  const base = path.join(folder, 'postfix');
  for (const made of ['', 'queue', 'data']) mkdirSync(path.join(base, made), { recursive: true });
  execFileSync('chown', ['postfix', path.join(base, 'data')]);
  writeFileSync(path.join(base, 'main.cf'), mainOf(base, options));
  writeFileSync(path.join(base, 'master.cf'), masterOf(port));
  const postfix = (...words: string[]) =>
    execFileSync('/usr/sbin/postfix', ['-c', base, ...words], { stdio: 'ignore' });
  const child = spawn('/usr/sbin/postfix', ['-c', base, 'start-fg'], { stdio: 'ignore' });
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await answering(port);
  return {
    port,
    flush: () => void postfix('flush'),
    close: async () => {
      if (child.exitCode === null) postfix('stop');
      await end;
    },
  };
}

/** A table in the configuration itself. */
function inline(table: Record<string, string>): string {
  const rows = Object.entries(table).map(([key, value]) => `{ ${key} = ${value} }`);
  return `inline:{ ${rows.join(', ')} }`;
}

function mainOf(base: string, { tls, dovecot, transports, boxes }: PostfixOptions): string {
  const domains = [...new Set(Object.keys(boxes).map((address) => address.split('@')[1]))];
  const paths = Object.entries(boxes).map(([address, box]) => [address, box === '' ? 'Maildir/' : `Maildir/${box}/`]);
  return `
compatibility_level = 3.6
queue_directory = ${base}/queue
data_directory = ${base}/data
maillog_file_prefixes = ${base}
maillog_file = ${base}/log
myhostname = mx.postfix.example
mydestination =
mynetworks = 192.0.2.255/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
biff = no
disable_dns_lookups = yes
smtp_dns_support_level = disabled
message_size_limit = 60000000
virtual_mailbox_limit = 0
virtual_mailbox_base = ${path.dirname(dovecot.maildir)}
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_maps = ${inline(Object.fromEntries(paths) as Record<string, string>)}
virtual_uid_maps = static:${nobody}
virtual_gid_maps = static:${nobody}
virtual_minimum_uid = 1
relay_domains = ${Object.keys(transports).join(' ')}
relay_recipient_maps =
transport_maps = ${inline(transports)}
smtpd_tls_cert_file = ${tls.cert}
smtpd_tls_key_file = ${tls.key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${dovecot.authPort}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtp_tls_security_level = may
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
`;
}

/** Each line: name, kind, private, unprivileged, chroot, wakeup, processes, program. */
function masterOf(port: number): string {
  const own = (name: string, program: string, limits = '- 0') => `${name} unix - - n ${limits} ${program}`;
  return `${[
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'flush unix n - n 1000? 0 flush',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'virtual unix - n n - - virtual',
    'postlog unix-dgram n - n - 1 postlogd',
    ...['bounce', 'defer', 'trace'].map((name) => own(name, 'bounce')),
    ...['smtp', 'relay'].map((name) => own(name, 'smtp', '- -')),
    ...['error', 'retry'].map((name) => own(name, 'error', '- -')),
    ...['anvil', 'scache'].map((name) => own(name, name, '- 1')),
    own('rewrite', 'trivial-rewrite', '- -'),
    own('proxymap', 'proxymap', '- -'),
  ].join('\n')}\n`;
}
