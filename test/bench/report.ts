import type { Comparison, Spread } from './ratios.ts';

/** One measured workload. */
export interface Measured {
  name: string;
  comparison: Comparison;
  /** The highest resident set of the process that ran Ajar. */
  rssMiB: number;
  /** What was compared with what, a sentence each. */
  notes: string[];
}

/** The line for machines: medians only, ratios with two decimals. */
export function jsonLine(measured: readonly Measured[]): string {
  const workloads = measured.map(({ name, comparison, rssMiB }) => ({
    name,
    perSecond: Math.round(comparison.ajar.median),
    vsUsual: hundredths(comparison.vsUsual.median),
    vsBound: hundredths(comparison.vsBound.median),
    rssMiB: Math.round(rssMiB),
  }));
  return JSON.stringify({ workloads });
}

/** The table for people: medians, with the lowest and the highest round. */
export function markdownTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, comparison: { ajar, usual, bound, vsUsual, vsBound }, rssMiB }) =>
    [
      name,
      whole(ajar),
      whole(usual),
      whole(bound),
      `${inWords(vsUsual, 1)} ×`,
      inWords(vsBound, 2),
      `${Math.round(rssMiB)} MiB`,
    ].join(' | '),
  );
  const head = ['workload', 'Ajar /s', 'usual way /s', 'bound /s', 'vs. usual', 'vs. bound', 'peak RSS'];
  const notes = measured.flatMap(({ name, notes }) => notes.map((note) => `- ${name}: ${note}`));
  return [
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(head.length - 1)}`,
    ...rows.map((row) => `| ${row} |`),
    '',
    ...notes,
  ].join('\n');
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function whole(spread: Spread): string {
  return inWords(spread, 0);
}

function inWords({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
