import { expect, it } from 'vitest';
import { noticePart, returnedPart } from '../../../src/domain/inbound/bounce/notice.ts';

const said = 'Your message to jo@northwind.example could not be delivered: no such user.';

it('tells what a notice says from the mail that it gives back', () => {
  const text = `${said}\n\n------ This is a copy of your message ------\n\nSubject: Hello`;
  expect(noticePart(text).trim()).toBe(said);
  expect(returnedPart(text)).toContain('Subject: Hello');
});

it.each(['\n', ' \n', '> \n', '--\n', '_____\n', '.\n'])(
  'finds the place behind any number of %j, before this test is given up',
  (line) => {
    const text = `${said}\n${line.repeat(Math.ceil(190_000 / line.length))}------ This is a copy of your message ------\nSubject: Hello`;
    expect(noticePart(text)).toContain(said);
    expect(returnedPart(text)).toContain('Subject: Hello');
  },
);
