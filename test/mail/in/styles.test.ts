import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { styleMails } from './fixture.ts';

const mails = await styleMails();

it.each(mails)('reads a mail as its program means it: %s', async (_, expected, raw) => {
  const mail = await classifyMail(raw);
  const { kind, severity, subtype, to, status, returnsOn, left, successor, words } = expected;
  expect({
    kind: mail.kind,
    ...(severity && { severity: mail.severity }),
    ...(subtype && subtype !== 'any' && { subtype: mail.subtype }),
    ...(to && { to: mail.recipients.map(({ address }) => address) }),
    ...(status && { status: mail.recipients[0]?.status }),
    ...(returnsOn !== undefined && { returnsOn: mail.returnsOn }),
    ...(left !== undefined && { left: mail.leftCompany.left }),
    ...(successor !== undefined && { successor: mail.leftCompany.successor }),
    ...(words !== undefined && { words: mail.visibleText.replaceAll(/\s+/g, ' ').trim() }),
  }).toEqual({
    kind,
    ...(severity && { severity }),
    ...(subtype && subtype !== 'any' && { subtype }),
    ...(to && { to }),
    ...(status && { status }),
    ...(returnsOn !== undefined && { returnsOn }),
    ...(left !== undefined && { left }),
    ...(successor !== undefined && { successor }),
    ...(words !== undefined && { words }),
  });
});
