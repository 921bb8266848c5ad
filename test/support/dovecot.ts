import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { until } from './product.ts';

/** A user of every Unix who owns nothing. */
const nobody = 65_534;

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', () => resolve()))));
  const ports = servers.map((one) => (one.address() as AddressInfo).port);
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

export async function answering(port: number): Promise<true> {
  return until(
    `port ${port}`,
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      }),
  );
}

/** The certificate of the tests where Postfix and Dovecot can read it, as users of their own. */
export function copyCertificate(folder: string): { cert: string; key: string } {
  const copied = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  const fixtures = path.resolve(import.meta.dirname, '../fixtures/tls');
  copyFileSync(path.join(fixtures, 'localhost.crt'), copied.cert);
  copyFileSync(path.join(fixtures, 'localhost.key'), copied.key);
  for (const file of Object.values(copied)) chmodSync(file, 0o644);
  return copied;
}

export interface Dovecot {
  imapsPort: number;
  /** Where another server asks whether a log-in is right. */
  authPort: number;
  /** The maildir of the one account, `box` with the password `secret`. */
  maildir: string;
  /** Ends the account's sessions, as an administrator does. */
  kick: () => void;
  close: () => Promise<void>;
}

/** Dovecot as a process of its own, everything of it in the folder, on loopback. */
export async function openDovecot(folder: string, tls: { cert: string; key: string }): Promise<Dovecot> {
  const [imapsPort, authPort] = (await freePorts(2)) as [number, number];
  const base = path.join(folder, 'dovecot');
  const home = path.join(folder, 'box');
  for (const made of [base, home]) mkdirSync(made, { recursive: true });
  chownSync(home, nobody, nobody);
  chmodSync(folder, 0o755);
  const conf = path.join(base, 'dovecot.conf');
  writeFileSync(path.join(base, 'users'), 'box:{PLAIN}secret::::::\n');
  writeFileSync(conf, configOf({ base, home, imapsPort, authPort, tls }));
  const child = spawn('/usr/sbin/dovecot', ['-F', '-c', conf], { stdio: 'ignore' });
  await answering(imapsPort);
  return {
    imapsPort,
    authPort,
    maildir: path.join(home, 'Maildir'),
    kick: () => void execFileSync('/usr/bin/doveadm', ['-c', conf, 'kick', 'box'], { stdio: 'ignore' }),
    close: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGTERM');
  await end;
}

function configOf(of: {
  base: string;
  home: string;
  imapsPort: number;
  authPort: number;
  tls: { cert: string; key: string };
}): string {
  return `
base_dir = ${of.base}/run
state_dir = ${of.base}/state
log_path = ${of.base}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${of.tls.cert}
ssl_key = <${of.tls.key}
first_valid_uid = 1
mail_location = maildir:${of.home}/Maildir
passdb {
  driver = passwd-file
  args = ${of.base}/users
}
userdb {
  driver = static
  args = uid=${nobody} gid=${nobody} home=${of.home}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${of.imapsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${of.authPort}
  }
}
auth_mechanisms = plain login
`;
}
