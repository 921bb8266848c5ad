import { useAnswer } from '../data.ts';
import { useMay, useSession } from '../session.tsx';

export interface Owner {
  value: string;
  label: string;
}

/** Whose clients: me, everybody who may be named, nobody. */
export function useOwners(): Owner[] {
  const may = useMay();
  const { user } = useSession();
  const users = useAnswer('GET /v1/users', { query: { limit: 200 } }, { enabled: may('users:read') });
  const others = (users.data?.data ?? []).filter((one) => one.id !== user.id && one.disabledAt === null);
  return [
    { value: 'me', label: 'Me' },
    ...others.map((one) => ({ value: one.id, label: one.name })),
    { value: 'none', label: 'Nobody' },
  ];
}

/** The name of whoever looks after something; null where nobody does, or it is not for these eyes. */
export function useNameOf(): (id: string | null) => string | null {
  const may = useMay();
  const { user } = useSession();
  const users = useAnswer('GET /v1/users', { query: { limit: 200 } }, { enabled: may('users:read') });
  return (id) => (id === user.id ? user.name : (users.data?.data.find((one) => one.id === id)?.name ?? null));
}
