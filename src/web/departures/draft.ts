import { useCallback, useEffect, useState } from 'react';
import type { BodyOf } from '../../contract/routes.ts';
import type { ClientState } from '../../domain/client.ts';
import type { ContactRole } from '../../domain/contact.ts';
import type { Blocker, Fault, Reason } from '../../domain/departure.ts';

/** A departure as far as it has been typed. It outlives a reload, in this tab only. */

export interface DraftContact {
  /** Of the row on the screen. */
  key: string;
  email: string;
  firstName: string;
  lastName: string;
  role: ContactRole | null;
  salutation: string;
  phone: string;
  /** It is on file at this client: its address is its identity and stays. */
  onFile: boolean;
}

export interface Draft {
  step: number;
  client: {
    id: string | null;
    name: string;
    state: ClientState | null;
    domain: string;
    /** Null: nobody said; what the address suggests is taken. */
    country: string | null;
    timezone: string | null;
    clientSince: string;
    amount: number | null;
    currency: string;
    owner: string | null;
  };
  /** What was guessed and not yet looked at. */
  guessed: { domain: boolean; country: boolean; timezone: boolean };
  contacts: DraftContact[];
  /** The key of the one who gets the letters. */
  lead: string | null;
  departedOn: string;
  noticeOn: string;
  reason: Reason | null;
  stated: boolean;
  ourReason: Reason | null;
  reasonDetail: string;
  fault: Fault;
  whatWentWrong: string;
  amendsText: string;
  amendsDoneOn: string;
  highlights: string[];
  wouldReturnIf: string;
  competitor: string;
  renewalOn: string;
  blockedBy: Blocker | null;
  personalLine: string;
  notes: string;
  /** Null: as the reason suggests. */
  pursue: boolean | null;
}

export type NewDepartureBody = BodyOf<'POST /v1/departures'>;

export function emptyContact(): DraftContact {
  return {
    key: newKey(),
    email: '',
    firstName: '',
    lastName: '',
    role: null,
    salutation: '',
    phone: '',
    onFile: false,
  };
}

function emptyDraft(today: string): Draft {
  const contact = emptyContact();
  return {
    step: 0,
    client: {
      id: null,
      name: '',
      state: null,
      domain: '',
      country: null,
      timezone: null,
      clientSince: '',
      amount: null,
      currency: 'EUR',
      owner: null,
    },
    guessed: { domain: false, country: false, timezone: false },
    contacts: [contact],
    lead: contact.key,
    departedOn: today,
    noticeOn: '',
    reason: null,
    stated: true,
    ourReason: null,
    reasonDetail: '',
    fault: 'unknown',
    whatWentWrong: '',
    amendsText: '',
    amendsDoneOn: '',
    highlights: [''],
    wouldReturnIf: '',
    competitor: '',
    renewalOn: '',
    blockedBy: null,
    personalLine: '',
    notes: '',
    pursue: null,
  };
}

/** What is posted: the contacts in the order of the screen, and only what was said. */
export function bodyOf(draft: Draft): NewDepartureBody {
  const { client, contacts } = draft;
  const stated = draft.reason !== null && draft.reason !== 'unknown' && draft.stated;
  const body = {
    client: said({
      id: client.id ?? undefined,
      name: client.name.trim(),
      domain: client.domain,
      country: client.country,
      timezone: client.timezone,
      clientSince: client.clientSince,
      annualValue: client.amount === null ? null : { amount: client.amount, currency: client.currency },
      owner: client.owner,
    }),
    contacts: contacts.map(({ key, email, firstName, lastName, role, salutation, phone }) => ({
      ...said({ email: email.trim(), firstName, lastName, role, salutation, phone }),
      ...(contacts.length > 1 && key === draft.lead ? { lead: true } : {}),
    })),
    ...said({
      departedOn: draft.departedOn,
      noticeOn: draft.noticeOn,
      reason: draft.reason ?? 'unknown',
      ourReason: stated ? draft.ourReason : null,
      reasonDetail: draft.reasonDetail,
      fault: draft.fault,
      whatWentWrong: draft.whatWentWrong,
      wouldReturnIf: draft.wouldReturnIf,
      competitor: draft.competitor,
      renewalOn: draft.renewalOn,
      blockedBy: draft.blockedBy,
      personalLine: draft.personalLine,
      notes: draft.notes,
      pursue: draft.pursue,
    }),
    statedByClient: stated,
    ...(draft.amendsText.trim() === '' ? {} : { amends: said({ text: draft.amendsText, doneOn: draft.amendsDoneOn }) }),
    highlights: draft.highlights.filter((text) => text.trim() !== '').map((text) => ({ text })),
  };
  return body as unknown as NewDepartureBody;
}

/** Without what is empty. */
function said(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && value !== undefined && !(typeof value === 'string' && value.trim() === ''),
    ),
  );
}

/** The step whose field a pointer of the server names. */
export function stepOf(pointer: string): number {
  if (pointer.startsWith('/client/annualValue') || pointer.startsWith('/client/owner')) return 1;
  if (pointer.startsWith('/client') || pointer.startsWith('/contacts')) return 0;
  return pointer === '/pursue' || pointer === '' ? 2 : 1;
}

/** The draft of this tab and person, written down with every change. */
export function useDraft(userId: string, today: string) {
  const storedAs = `ajar.departure.${userId}`;
  const [draft, setDraft] = useState<Draft>(() => readDraft(storedAs) ?? emptyDraft(today));
  useEffect(() => {
    try {
      sessionStorage.setItem(storedAs, JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing: the draft lives as long as the page.
    }
  }, [draft, storedAs]);
  const change = useCallback((changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes })), []);
  const changeClient = useCallback(
    (changes: Partial<Draft['client']>) =>
      setDraft((before) => ({ ...before, client: { ...before.client, ...changes } })),
    [],
  );
  const clear = useCallback(() => setDraft(emptyDraft(today)), [today]);
  return { draft, setDraft, change, changeClient, clear };
}

function readDraft(storedAs: string): Draft | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storedAs) ?? 'null') as Draft | null;
    // One of an older version of this page is started anew.
    const known = Object.keys(emptyDraft(''));
    return stored !== null && known.every((key) => key in stored) ? stored : null;
  } catch {
    return null;
  }
}

/** Also where the browser gives no `randomUUID` because the page came over plain http. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
