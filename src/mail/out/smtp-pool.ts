import { openPace, type Pace, type SharedPace } from './pace.ts';
import { asksForLess, type SmtpFailure } from './smtp-answer.ts';
import { type Envelope, openSession, type SessionSettings, type SmtpSession } from './smtp-session.ts';
import { openThrottle, type Throttle } from './throttle.ts';

export interface PoolSettings extends SessionSettings {
  maxConnections: number;
  /** A connection that carried so many letters is replaced. */
  maxMessages?: number;
  /** At most `rateLimit` letters in `rateDelta` ms. */
  rateLimit?: number;
  rateDelta?: number;
  idleTimeout?: number;
}

/** A letter on its way, as far as it is known where it is. */
export interface Carriage {
  /** Its first byte has left: from then on only the server's own reply says what became of it. */
  hasBegun: boolean;
  /** Nobody waits for it any more: it must not begin. */
  isOver: boolean;
  /** Called when its first byte leaves. */
  onBegin: () => void;
  session: SmtpSession | null;
}

/** RFC 5321 §4.5.3.2.7 has servers wait 5 minutes for a command: we hang up before they do. */
const defaultIdleMs = 240_000;
const defaultMessages = 100;
/** A pause that the server asked for is waited out with the letter in hand if it is so short; else the letter goes back. */
const patienceMs = 2_000;
/** A letter waits so long for its turn at the rate of the URL; a claimed letter has a minute in all. */
const longestWaitMs = 20_000;

/**
 * Connections that letters share, each opened when there is no free one. Never more at once than the URL's
 * `maxConnections`, than `maxMessages` letters over one, than its rate; and fewer for a while where the server asks for it.
 */
export class SmtpPool {
  private readonly settings: PoolSettings;
  private readonly pace: Pace | null;
  private readonly throttle: Throttle;
  private readonly sessions = new Map<SmtpSession, NodeJS.Timeout>();
  private readonly free: SmtpSession[] = [];
  private readonly waiting: (() => void)[] = [];
  private opening = 0;
  private isClosed = false;
  /** Off for good where a server that offers PIPELINING turns out not to know what to do with it. */
  private mayFollow = true;

  constructor(settings: PoolSettings, share: SharedPace | null) {
    const { rateLimit = 0, rateDelta = 0 } = settings;
    const perSecond = (rateLimit * 1000) / (rateDelta || 1000);
    this.settings = settings;
    this.throttle = openThrottle(settings.maxConnections);
    this.pace = rateLimit > 0 ? openPace(perSecond, share === null ? null : { perSecond, take: share }) : null;
  }

  /**
   * Carries one letter over a free connection; answers the server's last reply. A connection that turns out to have ended
   * while it was idle is replaced once, as long as nothing of the letter has left.
   *
   * @throws SmtpFailure
   */
  async carry(envelope: Envelope, bytes: Uint8Array, carriage: Carriage): Promise<string> {
    this.pauseOrThrow();
    if (this.pace !== null && (await this.pace.next(longestWaitMs)) > 0) throw slowed();
    try {
      const response = await this.tryTwice(envelope, bytes, carriage);
      this.throttle.taken();
      return response;
    } catch (error) {
      if (asksForLess(error as SmtpFailure)) this.throttle.slower();
      throw error;
    }
  }

  /** How long the server wants to be left alone, ms. */
  pausedForMs(): number {
    return this.throttle.waitMs();
  }

  private async tryTwice(envelope: Envelope, bytes: Uint8Array, carriage: Carriage): Promise<string> {
    for (let mayRetry = true; ; mayRetry = false) {
      const session = await this.take();
      const follows = session.underWay > 0;
      const wasUsed = follows || session.letters > 0;
      try {
        if (carriage.isOver) throw closed();
        carriage.session = session;
        return await session.carry(envelope, bytes, () => {
          if (carriage.isOver) {
            session.close();
            throw closed();
          }
          carriage.hasBegun = true;
          carriage.onBegin();
        });
      } catch (error) {
        const { command, responseCode = 0 } = error as SmtpFailure;
        // Alone it may fare better; where it does not, that is its own answer.
        const outOfStep = follows && command === 'MAIL FROM' && responseCode >= 500;
        if (outOfStep) this.mayFollow = false;
        const isLost = (wasUsed && !session.isOpen) || outOfStep;
        if (mayRetry && isLost && !carriage.hasBegun && !carriage.isOver && !this.isClosed) continue;
        throw error;
      } finally {
        carriage.session = null;
        this.giveBack(session);
      }
    }
  }

  /** Hangs up on everybody; what is under way fails. */
  close(): void {
    this.isClosed = true;
    for (const session of this.sessions.keys()) session.close();
    this.wake();
  }

  /** A connection of its own for one letter, when the server is ready for one more. */
  private async take(): Promise<SmtpSession> {
    for (;;) {
      if (this.isClosed) throw closed();
      const pauseMs = this.pauseOrThrow();
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      else {
        const inUse = this.sessions.size - this.free.length + this.opening;
        const free = inUse < this.throttle.width() ? this.free.pop() : undefined;
        if (free !== undefined) return free;
        if (this.sessions.size + this.opening < this.throttle.width()) return this.open();
        const next = inUse <= this.throttle.width() ? this.withRoom() : undefined;
        if (next !== undefined) return next;
        await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    }
  }

  /** A connection whose letter only waits for its answer. */
  private withRoom(): SmtpSession | undefined {
    if (!this.mayFollow) return undefined;
    for (const session of this.sessions.keys())
      if (session.letters + session.underWay < this.mostLetters() && session.takeNext()) return session;
    return undefined;
  }

  private pauseOrThrow(): number {
    const pauseMs = this.throttle.waitMs();
    if (pauseMs > patienceMs) throw slowed();
    return pauseMs;
  }

  private async open(): Promise<SmtpSession> {
    this.opening += 1;
    try {
      const session = await openSession(this.settings);
      const idle = setTimeout(() => this.free.includes(session) && session.close(), this.idleMs()).unref();
      this.sessions.set(session, idle);
      session.onEnd = () => this.forget(session);
      session.onRoom = () => this.wake();
      if (!session.isOpen) this.forget(session);
      if (this.isClosed) session.close();
      return session;
    } finally {
      this.opening -= 1;
      this.wake();
    }
  }

  private giveBack(session: SmtpSession): void {
    if (session.underWay === 0 && session.letters >= this.mostLetters()) session.close();
    if (session.underWay === 0 && session.isOpen) {
      this.free.push(session);
      this.sessions.get(session)?.refresh();
    }
    this.wake();
  }

  /** Everybody looks again, in their order: more than one may go on where the server is pressed harder again. */
  private wake(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  private forget(session: SmtpSession): void {
    clearTimeout(this.sessions.get(session));
    this.sessions.delete(session);
    const at = this.free.indexOf(session);
    if (at >= 0) this.free.splice(at, 1);
    this.wake();
  }

  private mostLetters(): number {
    return this.settings.maxMessages || defaultMessages;
  }

  private idleMs(): number {
    const { idleTimeout } = this.settings;
    return typeof idleTimeout === 'number' && idleTimeout > 0 ? idleTimeout : defaultIdleMs;
  }
}

function slowed(): Error & SmtpFailure {
  const message = 'The server takes no more letters at the moment; this one waits.';
  return Object.assign(new Error(message), { code: 'ESLOW', command: 'API' });
}

function closed(): Error {
  return Object.assign(new Error('The connections are closed.'), { code: 'ECONNECTION', command: 'API' });
}
