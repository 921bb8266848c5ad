import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from './api.ts';
import { refresh } from './data.ts';
import { followChanges, type Heard } from './stream.ts';

/** What is read again when something of a kind is heard: paths of answers, by prefix. */
const concerned: Record<Heard['kind'], readonly string[]> = {
  // Also on the first one: a list may have been answered before the server began to listen.
  open: ['/v1'],
  refused: ['/v1/session'],
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
 * Keeps what is on the screen true, by what this person may hear of; null where their role hears nothing. Answers the last
 * thing worth saying aloud, for a polite live region: "Jo Brandt answered".
 */
export function useLive(personId: string | null): string {
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (personId === null) return;
    const paths = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unfollow = followChanges(personId, ({ kind, id }) => {
      for (const path of concerned[kind]) paths.add(path);
      // From the first on: while many letters leave, changes come without a pause.
      timer ??= setTimeout(() => {
        timer = undefined;
        const gathered = [...paths];
        paths.clear();
        void refresh(client, gathered);
      }, gatherMs);
      if (kind === 'reply' && id !== null) void whoAnswered(id).then((words) => words !== null && setSaid(words));
    });
    return () => {
      clearTimeout(timer);
      unfollow();
    };
  }, [client, personId]);
  return said;
}

async function whoAnswered(id: string): Promise<string | null> {
  try {
    const { contact, client } = await call('GET /v1/threads/:id', { params: { id } });
    const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
    return `${name === '' ? client.name : name} answered`;
  } catch {
    return null;
  }
}
