import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyInHeader, mapColumns, orderInHeader, parseOverride } from '../../src/domain/imports/csv-columns.ts';
import { csvFields } from '../../src/domain/imports/csv-fields.ts';

const needed = ['Client', 'Email', 'Left on'];
function fieldsOf(headers: string[], overrides: string[] = []) {
  const mapping = mapColumns(
    headers,
    overrides.map((text) => parseOverride(text)!),
  );
  if (mapping.kind === 'problem') throw new Error(mapping.message);
  return Object.fromEntries(mapping.columns.map(({ header, field }) => [header, field.key]));
}

describe('columns are known by name', () => {
  it.each([
    ['Firma', 'client'],
    ['COMPANY NAME', 'client'],
    ['kunde', 'client'],
  ])('%s is the client', (header, key) => expect(fieldsOf([header, 'Email', 'Left on'])[header]).toBe(key));

  it.each([
    ['E-Mail', 'email'],
    ['email_address', 'email'],
    ['contacts[0].email', 'email'],
  ])('%s is the address', (header, key) => expect(fieldsOf(['Client', header, 'Left on'])[header]).toBe(key));

  it.each([
    'Left on',
    'departedOn',
    'Departed on',
    'departed_on',
    'Austritt am',
    'Kündigung',
    'KUENDIGUNG',
    'Left on (DD/MM/YYYY)',
  ])('%s is the day they left', (header) => expect(fieldsOf(['Client', 'Email', header])[header]).toBe('departedOn'));

  it.each([
    ['First name', 'firstName'],
    ['Vorname', 'firstName'],
    ['Nachname', 'lastName'],
    ['Ansprechpartner', 'contactName'],
    ['Reason', 'reason'],
    ['Grund', 'reason'],
    ['Fault', 'fault'],
    ['Annual value (EUR)', 'annualValue'],
    ['Jahreswert in €', 'annualValue'],
    ['client.annualValue', 'annualValue'],
    ['Währung', 'currency'],
    ['Waehrung', 'currency'],
    ['Owner', 'owner'],
    ['Time zone', 'timezone'],
    ['Locale', 'locale'],
    ['Website', 'domain'],
    ['Client since', 'clientSince'],
    ['Kunde seit', 'clientSince'],
    ['External ID', 'externalId'],
    ['client_external_id', 'clientExternalId'],
    ['Kunden-Nr.', 'clientExternalId'],
    ['Role', 'role'],
    ['Telefon', 'phone'],
    ['Salutation', 'salutation'],
    ['Renewal', 'renewalOn'],
    ['What went wrong', 'whatWentWrong'],
    ['Amends', 'amends'],
    ['Amends done on', 'amendsDoneOn'],
    ['Highlight', 'highlight1'],
    ['Highlight 3', 'highlight3'],
    ['Would return if', 'wouldReturnIf'],
    ['Pursue', 'pursue'],
    ['Blocked by', 'blockedBy'],
    ['Notice on', 'noticeOn'],
  ])('%s is %s', (header, key) => expect(fieldsOf([...needed, header])[header]).toBe(key));

  it('every field is known by its own key and by its place in a POST', () => {
    for (const { key, path } of csvFields) {
      const others = ['client', 'email', 'departedOn'].filter((one) => one !== key);
      expect(fieldsOf([...others, key])[key]).toBe(key);
      if (path.length > 0 && key !== 'contactName') {
        const pointer = path
          .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
          .join('')
          .slice(1);
        expect(fieldsOf([...others, pointer])).toMatchObject({ [pointer]: key });
      }
    }
  });

  it('takes the likelier of two names and leaves the other', () => {
    expect(mapColumns(['Kunde', 'Kündigung', 'Austritt am', 'Email', 'Comment', 'Notes', 'Shoe size'])).toMatchObject({
      kind: 'mapped',
      unused: ['Comment', 'Shoe size'],
    });
    expect(fieldsOf(['Kunde', 'Email', 'Kündigung', 'Austritt am'])).toMatchObject({
      'Austritt am': 'departedOn',
      Kündigung: 'noticeOn',
    });
  });

  it('reads "Name" by what stands beside it', () => {
    expect(fieldsOf(['Firma', 'Name', 'Vorname', 'Email', 'Austritt'])).toMatchObject({ Name: 'lastName' });
    expect(fieldsOf(['Name', 'Email', 'Austritt'])).toMatchObject({ Name: 'client' });
    expect(fieldsOf(['Firma', 'Name', 'Email', 'Austritt'])).toMatchObject({ Name: 'contactName' });
  });

  it('obeys --map before any name, also to leave a column out', () => {
    expect(fieldsOf(['Client', 'Label', 'Email', 'Ended'], ['Label=client', 'ended=left on'])).toEqual({
      Label: 'client',
      Email: 'email',
      Ended: 'departedOn',
    });
    expect(fieldsOf([...needed, 'Owner'], ['Owner=-'])).not.toHaveProperty('Owner');
  });

  it.each(['Ended', '=client', 'Ended=shoeSize'])('--map %s is refused', (text) =>
    expect(parseOverride(text)).toBeNull(),
  );

  it('names what is missing and what was found', () => {
    const { message } = mapColumns(['Firma', 'Telefon']) as { message: string };
    expect(message).toContain('the address of a contact');
    expect(message).toContain('the day they left');
    expect(message).toContain('"Firma", "Telefon"');
    expect(message).toContain('--map');
    expect(mapColumns(needed, [{ header: 'Nope', field: 'client' }])).toMatchObject({ kind: 'problem' });
    expect(mapColumns([...needed, 'A', 'B'], [parseOverride('A=phone')!, parseOverride('B=phone')!]).kind).toBe(
      'problem',
    );
  });

  it('never reads the column of reasons', () => {
    expect(mapColumns(['ajar_error', ...needed])).toMatchObject({ kind: 'mapped', unused: [] });
  });
});

it('finds hints in headers', () => {
  expect(['Value (EUR)', 'Wert in €', 'Value [usd]', 'Value (net)', 'Value'].map(currencyInHeader)).toEqual([
    'EUR',
    'EUR',
    'USD',
    null,
    null,
  ]);
  expect(['Left (MM/DD/YYYY)', 'Left dd.mm.yyyy', 'Austritt (TT.MM.JJJJ)', 'Left on'].map(orderInHeader)).toEqual([
    'mdy',
    'dmy',
    'dmy',
    null,
  ]);
});

it('maps whatever headers there are, each column once at most', () => {
  const header = fc.oneof(fc.string(), fc.constantFrom(...csvFields.flatMap((field) => [...field.names])));
  fc.assert(
    fc.property(fc.array(header, { maxLength: 30 }), (headers) => {
      const mapping = mapColumns(headers);
      if (mapping.kind === 'problem') return;
      const indexes = mapping.columns.map((column) => column.index);
      const keys = mapping.columns.map((column) => column.field.key);
      expect(new Set(indexes).size).toBe(indexes.length);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});
