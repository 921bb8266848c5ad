import fc from 'fast-check';

/** Ways in which mail breaks on its way: cut, spliced with another, repeated, flipped bytes, other line ends. */
export const mutations = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.nat(255) }),
    fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), times: fc.nat(2000) }),
    fc.record({ kind: fc.constant('splice' as const), at: fc.nat(), from: fc.nat() }),
    fc.record({ kind: fc.constant('drop' as const), at: fc.nat(), length: fc.nat(400) }),
    fc.record({ kind: fc.constant('ends' as const), end: fc.constantFrom('\n', '\r', '\r\n') }),
  ),
  { minLength: 1, maxLength: 4 },
);

type Mutation = typeof mutations extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The mail after such accidents; `others` are what it may be spliced with. */
export function mutate(raw: Uint8Array, changes: readonly Mutation[], others: readonly Uint8Array[]): Uint8Array {
  return changes.reduce((mail, change) => changed(mail, change, others), raw);
}

function changed(raw: Uint8Array, change: Mutation, others: readonly Uint8Array[]): Uint8Array {
  if (change.kind === 'ends') return withLineEnds(raw, change.end);
  const at = change.at % Math.max(1, raw.length);
  const [head, tail] = [raw.slice(0, at), raw.slice(at)];
  if (change.kind === 'cut') return head;
  if (change.kind === 'drop') return Buffer.concat([head, tail.slice(change.length)]);
  if (change.kind === 'flip') return Buffer.concat([head, Uint8Array.of(change.byte), tail.slice(1)]);
  if (change.kind === 'splice') return Buffer.concat([head, others[change.from % others.length]!.slice(at)]);
  const piece = raw.slice(at, at + 40);
  return Buffer.concat([head, ...Array.from({ length: change.times }, () => piece), tail]);
}

/** The same mail with all lines ending alike; its other bytes stay as they are. */
export function withLineEnds(raw: Uint8Array, end: '\n' | '\r' | '\r\n'): Uint8Array {
  return Buffer.from(
    Buffer.from(raw)
      .toString('latin1')
      .replaceAll(/\r\n?|\n/g, end),
    'latin1',
  );
}
