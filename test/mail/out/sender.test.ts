import { expect, it } from 'vitest';
import { chooseSender } from '../../../src/mail/out/sender.ts';

const mailFrom = { name: 'The Agency', address: 'hello@agency.example' };

it.each([
  ['at the domain of MAIL_FROM', 'mara@agency.example', 'mara@agency.example'],
  ['at a domain of SENDER_DOMAINS', 'mara@agency.co', 'mara@agency.co'],
  ['at a subdomain', 'mara@eu.agency.example', 'hello@agency.example'],
  ['at a parent domain', 'mara@example', 'hello@agency.example'],
  ['at a look-alike', 'mara@notagency.example', 'hello@agency.example'],
  ['at free mail', 'mara@gmail.com', 'hello@agency.example'],
])('writes from an owner %s as %s from %s', (_where, owner, from) => {
  expect(
    chooseSender({
      owner: { name: 'Mara Lind', address: owner },
      mailFrom,
      senderDomains: ['agency.co'],
      houseName: 'Agency Ltd',
    }),
  ).toEqual({ name: 'Mara Lind', address: from });
});

it('writes as the house where nobody owns the client, and keeps the address of an owner without a name', () => {
  const rest = { mailFrom, senderDomains: [], houseName: 'Agency Ltd' };
  expect(chooseSender({ ...rest, owner: null })).toEqual(mailFrom);
  expect(chooseSender({ ...rest, mailFrom: { ...mailFrom, name: null }, owner: null }).name).toBe('Agency Ltd');
  expect(chooseSender({ ...rest, owner: { name: null, address: 'mara@agency.example' } })).toEqual({
    name: 'The Agency',
    address: 'mara@agency.example',
  });
});
