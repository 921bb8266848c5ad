import type { BodyOf } from '../../contract/routes.ts';
import { addDays, localDay, workingDayFrom } from '../../domain/calendar.ts';
import { contactRoles } from '../../domain/contact.ts';
import { readClock } from '../clock.ts';
import type { Detail } from './place.ts';
import type { Outcome } from './words.ts';

type Closing = BodyOf<'POST /v1/threads/:id/close'>;

/** What is filled in before a conversation is closed, whichever outcome is chosen in the end. */
export interface ClosingForm {
  outcome: Outcome | null;
  nextStepOn: string;
  nextStep: 'call' | 'meeting';
  on: string;
  value: { amount: number | null; currency: string };
  successor: { email: string; firstName: string; lastName: string; role: string | null };
  goOn: 'resume' | 'exit' | null;
  note: string;
}

export function firstForm(thread: Detail, timezone: string): ClosingForm {
  const today = localDay(readClock(), timezone);
  const { suggestion, clientFacts } = thread;
  const soon = workingDayFrom(addDays(today, 2), [1, 2, 3, 4, 5]);
  return {
    outcome: suggestion?.outcome ?? null,
    nextStepOn: soon,
    nextStep: 'call',
    on: suggestion?.on !== null && suggestion?.on !== undefined && suggestion.on > today ? suggestion.on : '',
    value: {
      amount: clientFacts.annualValue?.amount ?? null,
      currency: clientFacts.annualValue?.currency ?? 'EUR',
    },
    successor: { email: suggestion?.successor ?? '', firstName: '', lastName: '', role: null },
    goOn: null,
    note: '',
  };
}

/** What the outcome asks for; null while something is missing. */
export function bodyOf(form: ClosingForm): Closing | null {
  const { outcome, successor } = form;
  const note = form.note.trim() === '' ? {} : { note: form.note };
  switch (outcome) {
    case null:
      return null;
    case 'friendly':
    case 'upset':
    case 'never':
      return { outcome, ...note };
    case 'interested':
      return form.nextStepOn === '' ? null : { outcome, nextStepOn: form.nextStepOn, nextStep: form.nextStep, ...note };
    case 'not_now':
      return form.on === '' ? null : { outcome, on: form.on, ...note };
    case 'won_back':
      return form.value.amount === null
        ? null
        : { outcome, annualValue: { amount: form.value.amount, currency: form.value.currency }, ...note };
    case 'wrong_person': {
      if (successor.email.trim() === '') return { outcome, ...note };
      const role = contactRoles.find((one) => one === successor.role);
      return {
        outcome,
        successor: {
          email: successor.email.trim(),
          ...(successor.firstName.trim() === '' ? {} : { firstName: successor.firstName }),
          ...(successor.lastName.trim() === '' ? {} : { lastName: successor.lastName }),
          ...(role === undefined ? {} : { role }),
        },
        ...note,
      };
    }
    case 'other':
      if (form.goOn === null) return null;
      return form.goOn === 'resume' ? { outcome, resume: true, ...note } : { outcome, exit: true, ...note };
  }
}
