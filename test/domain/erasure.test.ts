import { describe, expect, it } from 'vitest';
import { type ErasedPerson, erasurePatterns } from '../../src/domain/erasure.ts';

const jo: ErasedPerson = {
  addresses: ['jo.brandt@northwind.example'],
  firstName: 'Jo',
  lastName: 'Brandt',
  salutation: null,
  phone: '+49 30 123',
  clientNames: ['Northwind GmbH'],
};

/** JavaScript reads these patterns as PostgreSQL does, but for the name of the class. */
function clean(text: string, person: Partial<ErasedPerson> = {}): string {
  const { exact, words } = erasurePatterns([{ ...jo, ...person }]);
  const read = (pattern: string) => pattern.replaceAll('[[:alnum:]]', String.raw`[\p{L}\p{N}]`);
  const once = exact === null ? text : text.replaceAll(new RegExp(read(exact), 'giu'), '_');
  return words === null ? once : once.replaceAll(new RegExp(read(words), 'gu'), '_');
}

describe('the patterns of an erasure', () => {
  const cases: [name: string, text: string, cleaned: string, person?: Partial<ErasedPerson>][] = [
    ['finds the address in capitals', 'to JO.BRANDT@northwind.example!', 'to _!'],
    ['finds the full name over a line break, and the other way round', 'Jo\nBrandt; BRANDT, JO', '_; _'],
    ['finds each name alone as a whole word', "Jo's team, Brandt, Johann, joy", "_'s team, _, Johann, joy"],
    [
      'leaves words that only sound like the name',
      'It will leave a mark',
      'It will leave a mark',
      { firstName: 'Will', lastName: 'Mark' },
    ],
    ['finds the telephone as it was written', 'call +49 30 123 now', 'call _ now'],
    [
      'leaves the name of the client',
      'Brandt GmbH, run by Jo',
      'Brandt GmbH, run by _',
      { clientNames: ['Brandt GmbH'] },
    ],
    ['takes names literally', 'a.b (c) axb', '_ (c) axb', { firstName: 'a.b', lastName: null }],
    ['knows letters of other scripts', 'Rita Sá, Sábado', '_, Sábado', { firstName: 'Rita', lastName: 'Sá' }],
    ['does not look for initials', 'J went', 'J went', { firstName: 'J', lastName: null }],
  ];
  it.each(cases)('%s', (_, text, cleaned, person) => {
    expect(clean(text, person)).toBe(cleaned);
  });

  it('look for nothing where nothing is known', () => {
    const nobody = { addresses: [], firstName: null, lastName: null, salutation: null, phone: null, clientNames: [] };
    expect(erasurePatterns([nobody])).toEqual({ exact: null, words: null });
    expect(erasurePatterns([])).toEqual({ exact: null, words: null });
  });
});
