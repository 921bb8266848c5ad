import { useSearchParams } from 'wouter';
import type { AnswerOf, QueryOf } from '../../contract/routes.ts';

export type Row = AnswerOf<'GET /v1/threads'>['data'][number];
export type Detail = AnswerOf<'GET /v1/threads/:id'>;
export type Entry = Detail['conversation'][number];

export const tabs = ['waiting', 'mine', 'snoozed', 'all', 'tray'] as const;
export type Tab = (typeof tabs)[number];
export const tabWords: Record<Tab, string> = {
  waiting: 'Waiting',
  mine: 'Mine',
  snoozed: 'Snoozed',
  all: 'All',
  tray: 'Tray',
};

/** What each tab asks for. */
export const queryOf: Record<Exclude<Tab, 'tray'>, NonNullable<QueryOf<'GET /v1/threads'>>> = {
  waiting: { waiting: 'true', order: 'waiting' },
  mine: { assignee: 'me', status: 'open', order: 'waiting' },
  snoozed: { status: 'snoozed', order: 'latest' },
  all: { order: 'latest' },
};

/** Where one is in the inbox, all of it in the address: the tab, what is looked for, the conversation that is open. */
export function usePlace() {
  const [params, setParams] = useSearchParams();
  const wanted = tabs.find((tab) => tab === params.get('tab'));
  const set = (changes: Record<string, string | null>, replace = false) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace },
    );
  return {
    tab: wanted ?? 'waiting',
    q: params.get('q') ?? '',
    threadId: params.get('thread'),
    mailId: params.get('mail'),
    hrefOf: (thread: string) => {
      const next = new URLSearchParams(params);
      next.set('thread', thread);
      return `/inbox?${next}`;
    },
    openTab: (tab: Tab) => set({ tab: tab === 'waiting' ? null : tab, thread: null, mail: null }),
    openThread: (thread: string | null, replace = false) => set({ thread }, replace),
    openMail: (mail: string | null) => set({ mail }),
    search: (q: string) => set({ q }, true),
  };
}

export function personOf(one: { firstName: string | null; lastName: string | null; email?: string | null }): string {
  const name = [one.firstName, one.lastName].filter(Boolean).join(' ');
  return name === '' ? (one.email ?? 'Somebody') : name;
}
