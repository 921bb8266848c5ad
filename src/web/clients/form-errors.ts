import { Problem } from '../api.ts';

/** The server's refusals by the field they belong to; what belongs to none of them is told below the form. */
export function errorsOf(error: Error | null): { at: (pointer: string) => string | undefined; rest: Error | null } {
  const errors = error instanceof Problem ? error.errors : [];
  const at = (pointer: string) =>
    errors.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.message;
  return { at, rest: errors.length === 0 ? error : null };
}

/** An empty field says that nothing is known. */
export function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
