import { connect, type Socket } from 'node:net';

/** A raw conversation with a mail server, byte by byte as a test wants it. */
export interface SmtpTalk {
  socket: Socket;
  /** All that the server has said. */
  said: () => string;
  /** Writes the bytes as they are. */
  write: (bytes: string | Uint8Array) => void;
  /** Writes a line and waits for the whole answer to it. */
  ask: (line: string) => Promise<string>;
  /** The next whole answer. */
  answer: () => Promise<string>;
  /** Waits until the server has closed. */
  closed: Promise<void>;
  end: () => void;
}

/** Connects and reads the greeting. */
export async function talkTo(port: number): Promise<SmtpTalk> {
  const socket = connect(port, '127.0.0.1');
  let all = '';
  let read = 0;
  let wake = (): void => {};
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    all += chunk.toString('latin1');
    wake();
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  const answer = async (): Promise<string> => {
    for (;;) {
      const match = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3} [^\r\n]*\r\n/.exec(all.slice(read));
      if (match) {
        read += match[0].length;
        return match[0];
      }
      if (isClosed) return '';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const talk: SmtpTalk = {
    socket,
    said: () => all,
    write: (bytes) => void socket.write(bytes),
    ask: (line) => {
      socket.write(`${line}\r\n`);
      return answer();
    },
    answer,
    closed,
    end: () => socket.destroy(),
  };
  await answer();
  return talk;
}
