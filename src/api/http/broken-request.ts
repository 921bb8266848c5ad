import type { Socket } from 'node:net';
import { uuidv7 } from 'uuidv7';
import { AjarError, type RefusalCode } from '../../errors.ts';
import { problemOf } from './problem.ts';

const codes: Record<string, RefusalCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'header_too_large',
};

/** Answers what is not HTTP, or too much of it, on the bare socket: there is no request to reply to. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = new AjarError(codes[error.code ?? ''] ?? 'bad_request');
  const body = JSON.stringify(problemOf(refusal, uuidv7()));
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${refusal.status} Refused\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}
