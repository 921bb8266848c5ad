import net from 'node:net';

/** As little SMTP as takes a letter: connections that send the envelope in one go and wait for nothing they need not. */
export class SmtpPipe {
  private readonly waiting: Job[] = [];
  private readonly idle: Connection[] = [];
  private readonly all: Connection[] = [];

  constructor(port: number, connections: number) {
    for (let n = 0; n < connections; n += 1) this.all.push(new Connection(port, (free) => this.next(free)));
  }

  /** Answers with the server's last line. `data` ends with the dot. */
  send(from: string, to: string, data: Buffer): Promise<string> {
    return new Promise((resolve) => {
      this.waiting.push({ envelope: `MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`, data, resolve });
      const free = this.idle.pop();
      if (free !== undefined) this.next(free);
    });
  }

  close(): void {
    for (const connection of this.all) connection.end();
  }

  private next(connection: Connection): void {
    const job = this.waiting.shift();
    if (job === undefined) this.idle.push(connection);
    else connection.take(job);
  }
}

interface Job {
  envelope: string;
  data: Buffer;
  resolve: (answer: string) => void;
}

/** Greeting and EHLO are two answers before the first letter; a letter has three before its data and one after. */
class Connection {
  private readonly socket: net.Socket;
  private readonly onFree: (connection: Connection) => void;
  private answersToCome = 2;
  private job: Job | null = null;
  private rest = '';

  constructor(port: number, onFree: (connection: Connection) => void) {
    this.onFree = onFree;
    this.socket = net.connect(port, '127.0.0.1', () => this.socket.write('EHLO bench.example\r\n'));
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
  }

  take(job: Job): void {
    this.job = job;
    this.answersToCome = 4;
    this.socket.write(job.envelope);
  }

  end(): void {
    this.socket.end('QUIT\r\n');
  }

  private read(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString('latin1')).split('\r\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) if (line[3] === ' ') this.answered(line);
  }

  private answered(line: string): void {
    if (!/^[23]/.test(line)) throw new Error(`The sink answered ${line}`);
    this.answersToCome -= 1;
    if (this.answersToCome === 1 && this.job !== null) this.socket.write(this.job.data);
    if (this.answersToCome > 0) return;
    this.job?.resolve(line);
    this.job = null;
    this.onFree(this);
  }
}
