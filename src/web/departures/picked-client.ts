import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { call } from '../api.ts';
import { type Draft, type DraftContact, emptyContact, newKey } from './draft.ts';

/** Takes a client from the file into the draft, with everybody who is known there. */
export function usePickedClient(setDraft: (change: (before: Draft) => Draft) => void) {
  const queries = useQueryClient();
  return useCallback(
    (id: string) => {
      void queries
        .fetchQuery({
          queryKey: ['/v1/clients/:id', { id }, null],
          queryFn: () => call('GET /v1/clients/:id', { params: { id } }),
        })
        .then((client) => setDraft((before) => withClient(before, client)))
        .catch(() => {
          // It could not be read: the name that was typed stays, and the search can be used again.
        });
    },
    [queries, setDraft],
  );
}

function withClient(before: Draft, client: AnswerOf<'GET /v1/clients/:id'>): Draft {
  const known = client.contacts.flatMap((one) => (one.email === null ? [] : [onFile({ ...one, email: one.email })]));
  const contacts = known.length === 0 ? [emptyContact()] : known;
  const lead = contacts.find(({ role }) => role === 'decision_maker') ?? contacts[0];
  return {
    ...before,
    client: {
      id: client.id,
      name: client.name,
      state: client.state,
      domain: client.domain ?? '',
      country: client.country,
      timezone: client.timezone,
      clientSince: client.clientSince ?? '',
      amount: client.annualValue?.amount ?? null,
      currency: client.annualValue?.currency ?? before.client.currency,
      owner: client.owner,
    },
    guessed: { domain: false, country: false, timezone: false },
    contacts,
    lead: lead?.key ?? null,
  };
}

type KnownContact = AnswerOf<'GET /v1/clients/:id'>['contacts'][number] & { email: string };

function onFile({ email, firstName, lastName, role, salutation, phone }: KnownContact): DraftContact {
  return {
    key: newKey(),
    email,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    role,
    salutation: salutation ?? '',
    phone: phone ?? '',
    onFile: true,
  };
}

/** `?client=<id>`: somebody came here from the page of a client. */
export function usePickedByAddress(pick: (id: string) => void): void {
  const wanted = new URLSearchParams(useSearch()).get('client');
  const [, navigate] = useLocation();
  useEffect(() => {
    if (wanted === null) return;
    pick(wanted);
    navigate('/departures/new', { replace: true });
  }, [wanted, pick, navigate]);
}
