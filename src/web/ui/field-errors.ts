import { useEffect } from 'react';
import { Problem } from '../api.ts';

/** What the server says is wrong, by field (`/email`); of a problem without fields nothing. */
export function fieldErrors(error: Error | null): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
}

/** What is wrong beside the fields; null when every word of it stands at one. */
export function generalError(error: Error | null): string | null {
  if (error === null) return null;
  return error instanceof Problem && error.errors.length > 0 ? null : error.message;
}

/** After a refusal the first field that is wrong has the focus. Fields name themselves: `data-pointer="/email"`. */
export function useFocusOnError(error: Error | null): void {
  useEffect(() => {
    const [first] = error instanceof Problem ? error.errors : [];
    if (first) document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(first.pointer)}"]`)?.focus();
  }, [error]);
}
