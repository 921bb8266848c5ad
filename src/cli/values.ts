import { InvalidArgumentError } from 'commander';
import { isDuration } from '../domain/calendar.ts';

/** An instant as ISO 8601; a bare day means its midnight in UTC. */
export function instantValue(text: string): Date {
  const shaped = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/.test(text);
  const at = new Date(text);
  if (!shaped || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give an instant with its zone, such as 2026-12-01T09:00:00Z.');
  return at;
}

/** An ISO 8601 duration in milliseconds: hours and minutes, days and weeks. */
export function spanValue(text: string): number {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text);
  const [weeks, days, hours, minutes] = (parts?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const ms = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000;
  if (ms < 60_000)
    throw new InvalidArgumentError('Give an ISO 8601 duration of weeks, days, hours and minutes, such as PT1H or P1D.');
  return ms;
}

/** An ISO 8601 duration of calendar units. */
export function durationValue(text: string): string {
  if (!isDuration(text) || text.startsWith('-'))
    throw new InvalidArgumentError('Give an ISO 8601 duration such as P1M or P2Y.');
  return text;
}
