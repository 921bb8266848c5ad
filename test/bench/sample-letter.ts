import { resolveLetter, type Letter } from '../../emails/letter.ts';
import { copyLocales, defaultCopy, sampleProps } from '../../src/mail/render.ts';

/** What differs from one letter to the next. */
export interface Person {
  /** UUID of the message. */
  id: string;
  email: string;
  firstName: string;
  clientName: string;
  stopUrl: string;
}

/** Stand-ins for the person in a letter that is made once: words that no cleaning changes and no escaping touches. */
export const tokens = {
  firstName: 'Zzfirstzz',
  clientName: 'Zzclientzz',
  stopUrl: 'https://ajar.agency.example/u/zzstopzz',
};

/** The letter that Ajar sends in the same workload, with its person left open. */
export function openLetter(): Letter {
  const locale = copyLocales.find((one) => one === 'en')!;
  const props = sampleProps('check_in', 'full', locale);
  const resolved = resolveLetter({
    kind: 'check_in',
    locale,
    copy: defaultCopy('check_in', locale),
    today: '2026-03-10',
    props: {
      ...props,
      clientName: tokens.clientName,
      contact: { salutation: null, firstName: tokens.firstName, lastName: null },
      links: { stop: tokens.stopUrl, choose: `${tokens.stopUrl}?choose=1`, keepInTouch: `${tokens.stopUrl}?keep=1` },
    },
  });
  if (resolved.kind === 'missing_value') throw new Error(`The letter of the bench lacks ${resolved.field}.`);
  return resolved.letter;
}

/** The person of row `n`, with characters that have to be escaped. */
export function personOf(id: string, n: number): Person {
  return {
    id,
    email: `jo.brandt${n}@company${n}.example`,
    firstName: `Jo${n}`,
    clientName: `Company ${n} & Sons`,
    stopUrl: `https://ajar.agency.example/u/${id}.0123456789abcdef0123456789abcdef0123456789a`,
  };
}
