import { expect, it } from 'vitest';

import { parseDeliveryStatus } from '../../../src/domain/inbound/fields.ts';

const names = (text: string): (string | undefined)[] =>
  parseDeliveryStatus(text).perRecipient.map((block) => block.find(([name]) => name === 'final-recipient')?.[1]);

it('parts recipients by empty lines', () => {
  expect(
    names('Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822;a@b\nAction: failed\n\nFinal-Recipient: rfc822;c@d\n'),
  ).toEqual(['rfc822;a@b', 'rfc822;c@d']);
});

it('parts recipients where the empty lines are missing', () => {
  expect(
    names('Reporting-MTA: dns; a\nFinal-Recipient: rfc822;a@b\nAction: failed\nFinal-Recipient: rfc822;c@d\n'),
  ).toEqual(['rfc822;a@b', 'rfc822;c@d']);
});

it('keeps the original and the final recipient of one person together, in either order', () => {
  expect(names('Final-Recipient: rfc822;a@b\nOriginal-Recipient: rfc822;x@y\nAction: failed')).toEqual(['rfc822;a@b']);
  expect(
    names('Reporting-MTA: dns; a\n\nAction: failed\nOriginal-Recipient: rfc822;x@y\nFinal-Recipient: rfc822;a@b'),
  ).toEqual(['rfc822;a@b']);
});

it('joins folded lines', () => {
  const [block] = parseDeliveryStatus(
    'Final-Recipient: rfc822;a@b\nDiagnostic-Code: smtp; 550\n  no such\n\tuser',
  ).perRecipient;
  expect(block).toContainEqual(['diagnostic-code', 'smtp; 550 no such user']);
});
