import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { changeKinds, type ChangeKind } from '../domain/change.ts';
import { call } from './api.ts';
import { refresh } from './data.ts';

/** What is read again when something of a kind changes: paths of answers, by prefix. */
const concerned: Record<ChangeKind, readonly string[]> = {
  reply: ['/v1/threads', '/v1/inbound', '/v1/today', '/v1/clients', '/v1/enrollments', '/v1/reports'],
  thread: ['/v1/threads', '/v1/inbound', '/v1/today', '/v1/clients'],
  task: ['/v1/tasks', '/v1/today', '/v1/clients'],
  message: ['/v1/messages', '/v1/threads', '/v1/today', '/v1/clients', '/v1/contacts'],
  sending: ['/v1/sending', '/v1/today'],
  import: ['/v1/imports', '/v1/clients', '/v1/departures'],
  demo: ['/v1', '/v1/session'],
};

/** Several changes in a row are one reading. */
const gatherMs = 400;

/**
 * Keeps what is on the screen true: one stream of what changes, for the whole app. Answers the last thing worth saying aloud,
 * for a polite live region: "Jo Brandt answered".
 */
export function useLive(enabled: boolean): string {
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!enabled) return;
    const paths = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (more: readonly string[]): void => {
      for (const path of more) paths.add(path);
      clearTimeout(timer);
      timer = setTimeout(() => {
        const gathered = [...paths];
        paths.clear();
        void refresh(client, gathered);
      }, gatherMs);
    };
    const source = new EventSource('/v1/events');
    let opened = false;
    source.addEventListener('open', (event) => {
      // The connection itself says "open" too; that of the server has data, and says that something may have been missed.
      if (!(event instanceof MessageEvent)) return;
      if (opened) read(['/v1']);
      opened = true;
    });
    for (const kind of changeKinds)
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        read(concerned[kind]);
        if (kind === 'reply') void whoAnswered(event.data).then((words) => words !== null && setSaid(words));
      });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, enabled]);
  return said;
}

async function whoAnswered(data: string): Promise<string | null> {
  try {
    const { id } = JSON.parse(data) as { id: string | null };
    if (id === null) return null;
    const { contact, client } = await call('GET /v1/threads/:id', { params: { id } });
    const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
    return `${name === '' ? client.name : name} answered`;
  } catch {
    return null;
  }
}
