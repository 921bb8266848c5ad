import type { Socket } from 'node:net';
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpFailure } from './smtp-answer.ts';

type ConnectionOptions = NonNullable<ConstructorParameters<typeof SmtpConnection>[0]>;

export interface SessionSettings extends ConnectionOptions {
  auth?: { user?: string; pass?: string; type?: string; method?: string };
  forceAuth?: boolean;
}

export interface Envelope {
  from: string;
  to: string;
}

/** One connection to a server that has let us in. */
export interface SmtpSession {
  /** Letters the server took over it. */
  readonly letters: number;
  /** Letters it was given and that are not answered yet: none, one, or one and the next behind it. */
  readonly underWay: number;
  readonly isOpen: boolean;
  /** The letter under way has left and waits for its answer: the envelope of the next one may go right behind it. True once for each. */
  takeNext(): boolean;
  /**
   * One letter; answers the server's last reply. `begin` is called at the moment its first byte leaves: what throws before
   * took nothing.
   *
   * @throws SmtpFailure
   */
  carry(envelope: Envelope, bytes: Uint8Array, begin: () => void): Promise<string>;
  /** Hangs up when nothing is under way, politely; otherwise at once, and the letter under way fails. */
  close(): void;
  /** Called when the connection has ended, whoever ended it. */
  onEnd: () => void;
  /** Called when it takes the next letter. */
  onRoom: () => void;
}

/** What we take over from nodemailer's connection once it has logged in; a test holds us to it. */
interface Insides {
  _socket: Socket;
  _onSocketData: () => void;
  _onSocketError: () => void;
  _onSocketClose: () => void;
  _onSocketEnd: () => void;
  _onSocketTimeout: () => void;
  _supportedExtensions: string[];
  _maxAllowedSize: number;
}

/** Longer than any real reply: a server that never ends one must not fill our memory. */
const longestReply = 65_536;
const goodbyeMs = 5_000;
const unsafeAddress = /[\r\n<>]/;
/** Dots that would end the letter, and line ends that are none: "\n.\r\n" read as the end would smuggle a second letter. */
const needsStuffing = /^\.|\n\.|\r(?!\n)|(?<!\r)\n/;

/**
 * Connects and logs in with nodemailer's connection, which knows TLS and the ways of logging in, and then speaks by
 * itself: nodemailer's streams for each letter cost several times what the letter does.
 *
 * @throws SmtpFailure
 */
export async function openSession(settings: SessionSettings): Promise<SmtpSession> {
  const connection = new SmtpConnection(settings);
  try {
    await logIn(connection, settings);
  } catch (error) {
    connection.close();
    throw error;
  }
  const { _socket: socket, _supportedExtensions, _maxAllowedSize, ...listeners } = connection as unknown as Insides;
  for (const [event, listener] of [
    ['data', listeners._onSocketData],
    ['error', listeners._onSocketError],
    ['close', listeners._onSocketClose],
    ['end', listeners._onSocketEnd],
    ['timeout', listeners._onSocketTimeout],
  ] as const)
    socket.off(event, listener);
  return new Session(socket, new Set(_supportedExtensions), _maxAllowedSize);
}

function logIn(connection: SmtpConnection, { auth, forceAuth = false }: SessionSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => (error ? reject(error) : resolve());
    connection.on('error', reject);
    connection.once('end', () => reject(failure('ECONNECTION', 'The server hung up.', 'CONN')));
    connection.connect((error) => {
      if (error) return reject(error);
      if (!auth?.user && !auth?.pass) return resolve();
      if (!connection.allowsAuth && !forceAuth) return resolve();
      const credentials = { user: auth.user ?? '', pass: auth.pass ?? '' };
      connection.login({ user: credentials.user, credentials, method: auth.method?.trim().toUpperCase() }, settle);
    });
  });
}

class Session implements SmtpSession {
  letters = 0;
  underWay = 0;
  isOpen = true;
  onEnd = () => {};
  onRoom = () => {};
  private readonly socket: Socket;
  private readonly extensions: ReadonlySet<string>;
  private readonly largest: number;
  private received = '';
  private replies: Reply[] = [];
  /** Who waits for a reply, in the order in which the server gives them. */
  private readonly waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  /** A refused envelope stays behind, and the next letter has to clear it away first. */
  private isClean = true;
  /** All of the letter that was last begun has been written. */
  private hasLeft = false;
  /** The place behind the letter under way is given away. */
  private hasPromised = false;
  private ended: Error = failure('ECONNECTION', 'The connection was closed.', 'CONN');

  constructor(socket: Socket, extensions: ReadonlySet<string>, largest: number) {
    this.socket = socket;
    this.extensions = extensions;
    this.largest = largest;
    socket.on('data', (chunk: Buffer) => this.hear(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.end(Object.assign(failure('ESOCKET', error.message, 'CONN'), { originalCode: error.code })),
    );
    socket.on('timeout', () => this.end(failure('ETIMEDOUT', 'Timeout', 'CONN')));
    socket.on('close', () => this.end(failure('ECONNECTION', 'Connection closed unexpectedly', 'CONN')));
    socket.on('end', () => this.end(failure('ECONNECTION', 'Connection closed unexpectedly', 'CONN')));
    if (socket.destroyed) this.end(this.ended);
  }

  /**
   * RFC 2920 §3.1: what follows the end of a letter may go with it in one group. So the server has the next envelope when it
   * answers the letter before, and a letter takes one way there and back instead of two.
   */
  takeNext(): boolean {
    const isReady = this.isOpen && this.underWay === 1 && this.hasLeft && this.extensions.has('PIPELINING');
    if (isReady) this.hasLeft = false;
    this.hasPromised ||= isReady;
    return isReady;
  }

  async carry({ from, to }: Envelope, bytes: Uint8Array, begin: () => void): Promise<string> {
    if (!this.isOpen) throw this.ended;
    for (const address of [from, to])
      if (unsafeAddress.test(address)) throw failure('EENVELOPE', `Invalid address ${JSON.stringify(address)}`, 'API');
    if (this.largest > 0 && bytes.length > this.largest)
      throw failure('EMESSAGE', `Message size larger than allowed ${this.largest}`, 'MAIL FROM');
    // An envelope between that of another letter and its bytes would become part of that letter.
    if (this.underWay > 0 && !this.hasPromised) throw failure('ECONNECTION', 'The connection is in use.', 'CONN');
    this.hasPromised = false;
    this.underWay += 1;
    this.hasLeft = false;
    try {
      await this.announce(from, to, bytes.length);
      begin();
      // An envelope that follows at once goes in the same write.
      this.socket.cork();
      process.nextTick(() => this.socket.uncork());
      this.socket.write(withEnd(bytes));
      // Whatever the server says to a whole letter, its envelope is used up by it (RFC 5321 §4.1.1.4).
      this.isClean = true;
      this.hasLeft = true;
      this.onRoom();
      const answer = await this.reply();
      if (answer.status < 400 && answer.status > 299) throw this.outOfStep(answer);
      if (answer.status < 200 || answer.status > 299) throw refusal('EMESSAGE', 'DATA', answer);
      this.letters += 1;
      return answer.text;
    } finally {
      this.underWay -= 1;
      // One too many: it would be taken for the reply to the next command.
      if (this.underWay === 0 && this.replies.length > 0) this.outOfStep(this.replies.shift()!);
    }
  }

  /** Which reply belongs to which command is not known any more. */
  private outOfStep({ text }: Reply): Error {
    const error = failure('EPROTOCOL', `Unexpected reply: ${text}`, 'CONN');
    this.end(error);
    return error;
  }

  close(): void {
    if (!this.isOpen) return;
    const isIdle = this.underWay === 0;
    if (isIdle) this.socket.end('QUIT\r\n');
    this.end(this.ended, isIdle ? goodbyeMs : 0);
  }

  /**
   * The envelope, up to the server's word that it listens. With PIPELINING all of it goes at once (RFC 2920 §3.1: DATA is
   * the last of a group), and each of its commands has its own reply.
   */
  private async announce(from: string, to: string, size: number): Promise<void> {
    const wantsUtf8 = this.extensions.has('SMTPUTF8') && /[^\0-\x7f]/.test(from + to);
    const commands: [name: string, line: string][] = [
      [
        'MAIL FROM',
        `MAIL FROM:<${from}>${wantsUtf8 ? ' SMTPUTF8' : ''}${this.extensions.has('SIZE') ? ` SIZE=${size}` : ''}\r\n`,
      ],
      ['RCPT TO', `RCPT TO:<${to}>\r\n`],
      ['DATA', 'DATA\r\n'],
    ];
    if (!this.isClean) commands.unshift(['RSET', 'RSET\r\n']);
    this.isClean = false;
    const atOnce = this.extensions.has('PIPELINING');
    if (atOnce) this.socket.write(commands.map(([, line]) => line).join(''));
    let refused: Error | null = null;
    for (const [name, line] of commands) {
      if (!atOnce) this.socket.write(line);
      const reply = await this.reply();
      const isYes = reply.status >= 200 && reply.status <= (name === 'DATA' ? 399 : 299);
      // A reply too many to the letter before is taken for one to this letter: only 354 says that it listens.
      if (name === 'DATA' && isYes && reply.status < 300) this.outOfStep(reply);
      // It listens although it refused the envelope: a letter without anybody to go to ends here, unread.
      if (isYes && name === 'DATA' && refused !== null) this.end(refused);
      if (!isYes) refused ??= refusal(name === 'RSET' ? 'ECONNECTION' : 'EENVELOPE', name, reply);
      if (!isYes && name === 'RSET') this.end(refused!);
      if (refused !== null && (!atOnce || reply.status === 421)) break;
    }
    if (refused !== null) throw refused;
    if (!this.isOpen) throw this.ended;
  }

  /** The server's next reply. 421 says that it hangs up, whatever it answers (RFC 5321 §4.2.1). */
  private async reply(): Promise<Reply> {
    const heard = this.replies.shift();
    if (heard === undefined && !this.isOpen) throw this.ended;
    const reply = heard ?? (await new Promise<Reply>((resolve, reject) => this.waiting.push({ resolve, reject })));
    if (reply.status === 421) this.end(refusal('ECONNECTION', 'CONN', reply));
    return reply;
  }

  private hear(chunk: Buffer): void {
    const lines = (this.received + chunk.toString('latin1')).split('\n');
    let begun = '';
    const rest = lines.pop()!;
    for (const line of lines) {
      begun += begun === '' ? line.trimEnd() : `\n${line.trimEnd()}`;
      if (/^\d+-/.test(line)) continue;
      if (begun !== '') this.take({ status: Number(/^\d{3}(?!\d)/.exec(line)?.[0] ?? 0), text: readable(begun) });
      begun = '';
    }
    this.received = begun === '' ? rest : `${begun}\n${rest}`;
    if (this.received.length > longestReply) this.end(failure('EPROTOCOL', 'The reply does not end.', 'CONN'));
  }

  private take(reply: Reply): void {
    if (reply.status === 0) return void this.outOfStep(reply);
    const waiting = this.waiting.shift();
    if (waiting !== undefined) waiting.resolve(reply);
    else if (this.underWay > 0) this.replies.push(reply);
    // Unasked it says only that it hangs up; anything else would be taken for the reply to the next command.
    else this.end(refusal('ECONNECTION', 'CONN', reply));
  }

  private end(error: Error, withinMs = 0): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.ended = error;
    if (withinMs === 0) this.socket.destroy();
    else {
      const timer = setTimeout(() => this.socket.destroy(), withinMs).unref();
      this.socket.once('close', () => clearTimeout(timer));
    }
    for (const { reject } of this.waiting.splice(0)) reject(error);
    this.onEnd();
  }
}

interface Reply {
  status: number;
  text: string;
}

function failure(code: string, message: string, command: string): Error & SmtpFailure {
  return Object.assign(new Error(message), { code, command });
}

function refusal(code: string, command: string, { status, text }: Reply): Error & SmtpFailure {
  return Object.assign(failure(code, text, command), { response: text, responseCode: status });
}

/** Replies are UTF-8 where they are not ASCII, and some are neither. */
function readable(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? latin1 : text;
}

/** The letter as DATA carries it (RFC 5321 §4.5.2), with its end. */
function withEnd(bytes: Uint8Array): Buffer {
  const letter = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = letter.toString('latin1');
  const carried = needsStuffing.test(text)
    ? Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n').replace(/(^|\n)\./g, '$1..'), 'latin1')
    : letter;
  const isWhole = carried.length === 0 || carried.at(-1) === 0x0a;
  return Buffer.concat([carried, Buffer.from(isWhole ? '.\r\n' : '\r\n.\r\n')]);
}
