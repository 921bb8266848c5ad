import { describe, expect, it } from 'vitest';
import { isZone } from '../../src/domain/calendar.ts';
import { countries, guessCountry, guessZone } from '../../src/domain/country-zones.ts';

describe('the zone of a country', () => {
  it('is one that the runtime knows, for every country', () => {
    expect(countries.length).toBeGreaterThan(230);
    expect(countries.filter((country) => !isZone(guessZone(country)!.zone))).toEqual([]);
  });

  it('is guessed, and says where a country has several', () => {
    expect(guessZone('DE')).toEqual({ zone: 'Europe/Berlin', sure: true });
    expect(guessZone('US')).toEqual({ zone: 'America/New_York', sure: false });
    expect(guessZone('ZZ')).toBeNull();
  });

  it.each([
    ['northwind.de', 'DE'],
    ['shop.northwind.co.uk', 'GB'],
    ['northwind.io', null],
    ['northwind.example', null],
  ])('%s is of %s', (host, country) => expect(guessCountry(host)).toBe(country));
});
