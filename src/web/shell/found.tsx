import { useDebouncedValue } from '@mantine/hooks';
import { useLocation } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { useMay } from '../session.tsx';

type Found = AnswerOf<'GET /v1/search'>['data'][number];

const kindWords: Record<Found['kind'], string> = {
  client: 'Client',
  contact: 'Contact',
  thread: 'Conversation',
  campaign: 'Campaign',
  offer: 'Offer',
};

/** What bears the query in its name, as things to go to. */
export function useFound(query: string): { id: string; name: string; detail: string; open: () => void }[] {
  const may = useMay();
  const [, navigate] = useLocation();
  const [wanted] = useDebouncedValue(query.trim(), 120);
  const found = useAnswer(
    'GET /v1/search',
    { query: { q: wanted, limit: 12 } },
    { enabled: wanted.length >= 2 && may('clients:read'), keepPrevious: true },
  );
  if (query.trim().length < 2) return [];
  return (found.data?.data ?? []).map((one) => ({
    id: `${one.kind} ${one.id}`,
    name: one.name,
    detail: one.detail === null ? kindWords[one.kind] : `${kindWords[one.kind]}, ${one.detail}`,
    open: () => navigate(pathTo(one)),
  }));
}

function pathTo({ kind, id, clientId, slug }: Found): string {
  if (kind === 'thread') return `/inbox/${id}`;
  if (kind === 'campaign') return `/campaigns/${slug ?? ''}`;
  if (kind === 'offer') return '/offers';
  return `/clients/${clientId ?? id}`;
}
