import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What the server does other than serve; change it between sessions. */
export interface ImapManners {
  idle: boolean;
  refuseLogin: boolean;
  /** Cuts the connection instead of handing out this mail. */
  cutOnFetch: number | null;
  /** Mails are handed out once this is settled. */
  slow: Promise<void> | null;
  /** A mail that comes while this command is being answered: told of with the answer, and not again. */
  comesDuring: { command: string; raw: Uint8Array } | null;
  /** Says that a mail is larger than it is. */
  sizeOf: (uid: number, size: number) => number;
}

export interface ImapServer {
  port: number;
  manners: ImapManners;
  /** What clients logged in with: `PLAIN user password`, `XOAUTH2 …`. */
  logins: string[];
  /** Commands as they came, without their tags. */
  commands: string[];
  deliver: (raw: Uint8Array, receivedOn?: string) => number;
  flags: (uid: number) => string[];
  remove: (uid: number) => void;
  /** The folder is made anew with the same mails: other uids, another UIDVALIDITY. */
  recreate: (uidValidity: number) => void;
  /** Cuts every connection. */
  kick: () => void;
  close: () => Promise<void>;
}

interface Mail {
  uid: number;
  raw: Uint8Array;
  flags: Set<string>;
  receivedOn: string;
}

/** As much of an IMAP server (RFC 3501, IDLE) as reading one folder needs, on loopback. */
export async function openImapServer(): Promise<ImapServer> {
  const sockets = new Map<Socket, { idleTag: string | null; told: number }>();
  let mails: Mail[] = [];
  let uidValidity = 1_700_000_000;
  let nextUid = 1;
  const tell = (socket: Socket, session: { told: number }) => {
    if (session.told !== mails.length && socket.writable) socket.write(`* ${mails.length} EXISTS\r\n`);
    session.told = mails.length;
  };

  const server = createServer((socket) => {
    const session = { idleTag: null as string | null, told: 0 };
    sockets.set(socket, session);
    const say = (text: string) => socket.writable && socket.write(`${text}\r\n`);
    let buffered = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString('latin1');
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        obey(line);
      }
    });
    let awaited = '';
    let isSelected = false;
    const obey = (given: string): void => {
      const line = awaited === '' ? given : `${awaited} ${given}`;
      awaited = '';
      if (session.idleTag !== null && /^done$/i.test(line)) {
        say(`${session.idleTag} OK IDLE ended`);
        session.idleTag = null;
        return;
      }
      const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
      imap.commands.push(`${command} ${rest}`.trim());
      const ok = (text = 'done') => {
        const { comesDuring } = imap.manners;
        if (comesDuring?.command === command.toUpperCase()) {
          imap.manners.comesDuring = null;
          imap.deliver(comesDuring.raw);
        }
        // A server tells with any answer what changed since the last one (RFC 9051, 5.2).
        if (isSelected) tell(socket, session);
        say(`${tag} OK ${text}`);
      };
      const capability = `IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2${imap.manners.idle ? ' IDLE' : ''}`;
      switch (command.toUpperCase()) {
        case 'CAPABILITY':
          say(`* CAPABILITY ${capability}`);
          return ok();
        case 'AUTHENTICATE': {
          const [mechanism = '', data = ''] = rest.split(' ');
          if (data === '') {
            awaited = `${tag} AUTHENTICATE ${mechanism}`;
            return void say('+ ');
          }
          const words = Buffer.from(data, 'base64')
            .toString()
            .split(/[\0\u0001]+/);
          imap.logins.push([mechanism, ...words.filter(Boolean)].join(' '));
          if (imap.manners.refuseLogin) return void say(`${tag} NO [AUTHENTICATIONFAILED] No`);
          return ok(`[CAPABILITY ${capability}] welcome`);
        }
        case 'NAMESPACE':
          say('* NAMESPACE (("" "/")) NIL NIL');
          return ok();
        case 'LIST':
          say('* LIST () "/" "INBOX"');
          return ok();
        case 'SELECT':
          if (!/^"?INBOX"?$/i.test(rest)) return void say(`${tag} NO no such folder`);
          say(`* ${mails.length} EXISTS`);
          session.told = mails.length;
          isSelected = true;
          say('* FLAGS (\\Seen \\Deleted)');
          say(`* OK [UIDVALIDITY ${uidValidity}] valid`);
          say(`* OK [UIDNEXT ${nextUid}] next`);
          return ok('[READ-WRITE] selected');
        case 'IDLE':
          session.idleTag = tag;
          say('+ idling');
          return tell(socket, session);
        case 'UID SEARCH': {
          const day = /SINCE (\S+)/i.exec(rest)?.[1] ?? '1-Jan-1970';
          const found = mails.filter((one) => new Date(one.receivedOn) >= new Date(`${day} UTC`));
          say(`* SEARCH ${found.map((one) => one.uid).join(' ')}`);
          return ok();
        }
        case 'UID FETCH':
          void Promise.resolve(/BODY\.PEEK/i.test(rest) ? imap.manners.slow : null).then(() => {
            if (fetch(rest)) ok();
          });
          return;
        case 'UID STORE': {
          const mail = mails.find((one) => one.uid === Number(rest.split(' ')[0]));
          for (const flag of rest.match(/\\\w+/g) ?? []) mail?.flags.add(flag);
          return ok();
        }
        case 'LOGOUT':
          say('* BYE');
          ok();
          return void socket.end();
        default:
          return ok();
      }
    };
    /** False when the connection was cut instead. */
    const fetch = (rest: string): boolean => {
      const [from = '', to = from] = (rest.split(' ')[0] ?? '').split(':');
      const last = mails.at(-1)?.uid ?? 0;
      // N:* names the last mail also where its uid is below N.
      const least = to === '*' ? Math.min(Number(from), last) : Number(from);
      const most = to === '*' ? Infinity : Number(to);
      for (const [index, mail] of mails.entries()) {
        if (mail.uid < least || mail.uid > most) continue;
        const parts = [`UID ${mail.uid}`];
        if (/RFC822\.SIZE/i.test(rest)) parts.push(`RFC822.SIZE ${imap.manners.sizeOf(mail.uid, mail.raw.byteLength)}`);
        const section = /BODY\.PEEK\[(HEADER)?\]/i.exec(rest);
        if (section === null) {
          say(`* ${index + 1} FETCH (${parts.join(' ')})`);
          continue;
        }
        if (imap.manners.cutOnFetch === mail.uid) {
          socket.destroy();
          return false;
        }
        const raw = Buffer.from(mail.raw);
        const bytes = section[1] ? raw.subarray(0, raw.indexOf('\r\n\r\n') + 4) : raw;
        socket.write(`* ${index + 1} FETCH (${parts.join(' ')} BODY[${section[1] ?? ''}] {${bytes.byteLength}}\r\n`);
        socket.write(bytes);
        socket.write(')\r\n');
      }
      return true;
    };
    say(`* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kick = () => {
    for (const socket of sockets.keys()) socket.destroy();
  };
  const imap: ImapServer = {
    port: (server.address() as AddressInfo).port,
    manners: {
      idle: true,
      refuseLogin: false,
      cutOnFetch: null,
      comesDuring: null,
      slow: null,
      sizeOf: (_uid, size) => size,
    },
    logins: [],
    commands: [],
    deliver: (raw, receivedOn = '2026-11-21') => {
      const uid = nextUid++;
      mails.push({ uid, raw, flags: new Set(), receivedOn });
      for (const [socket, session] of sockets) if (session.idleTag !== null) tell(socket, session);
      return uid;
    },
    flags: (uid) => [...(mails.find((one) => one.uid === uid)?.flags ?? [])],
    remove: (uid) => {
      mails = mails.filter((one) => one.uid !== uid);
    },
    recreate: (validity) => {
      uidValidity = validity;
      mails = mails.map((one, index) => ({ ...one, uid: index + 1, flags: new Set() }));
      nextUid = mails.length + 1;
      kick();
    },
    kick,
    close: async () => {
      kick();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return imap;
}
