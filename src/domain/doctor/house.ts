import { type Check, checkOf, counted } from './check.ts';

export interface SendingFacts {
  transport: 'capture' | 'resend' | 'smtp';
  timeTravel: boolean;
  /** What is wrong with the log-in at the transport; null: nothing. */
  problem: string | null;
  /** Log-in and letters cross the network unencrypted. */
  inClear: boolean;
  pausedAt: Date | null;
  lockedAt: Date | null;
  lockedWhy: string | null;
}

/** Whether letters could leave at this moment. */
export function judgeSending({ transport, timeTravel, problem, inClear, ...row }: SendingFacts): Check[] {
  const way = checkOf('transport', 'Way out');
  const travel = checkOf('time-travel', 'Time travel');
  const sending = checkOf('sending', 'Sending');
  const variables = transport === 'resend' ? 'RESEND_API_KEY' : 'SMTP_URL';
  return [
    transport === 'capture'
      ? way.ok('Nothing leaves this computer: letters are kept on the page "Mailbox".')
      : problem === null && inClear
        ? way.warning(
            'The SMTP server let us in, but password and letters cross the network for anybody to read.',
            'Take ignoreTLS out of SMTP_URL; where the server has no STARTTLS, use smtps:// or another server.',
          )
        : problem === null
          ? way.ok(transport === 'resend' ? 'Resend knows our key.' : 'The SMTP server let us in.')
          : way.failure(problem, `Correct ${variables}, then run this again.`),
    timeTravel && transport !== 'capture'
      ? travel.failure('Letters to real people can be made to leave at a made-up time.', 'Remove AJAR_TIME_TRAVEL.')
      : travel.ok(timeTravel ? 'It is allowed, and nothing leaves.' : 'It is off.'),
    row.lockedAt !== null
      ? sending.failure(`It is locked: ${row.lockedWhy ?? 'a person must look first'}.`, 'npx ajar unlock')
      : row.pausedAt !== null
        ? sending.warning(`It is paused since ${row.pausedAt.toISOString()}.`, 'npx ajar resume')
        : sending.ok('It is on.'),
  ];
}

export interface HouseFacts {
  capture: boolean;
  postalAddress: string | null;
  noticeConfirmed: boolean;
  noticeGiven: boolean;
  adminsWithPassword: number;
  hasDefaultOwner: boolean;
  /** Clients who belong to nobody, and those whose owner was named by an address that nobody here has. */
  unowned: number;
  unknownOwners: number;
  hasDemo: boolean;
}

/** The address of our own examples, and what people type to get past a field. */
const noAddress =
  /\bexample (ltd|gmbh|inc|street|road)\b|1 high street, london n1 9gu|lorem ipsum|\b(todo|tbd|xxx+|test)\b/i;

/** Whether the house is ready: who answers for a letter, why it may be written, who looks after it. */
export function judgeHouse(facts: HouseFacts): Check[] {
  return [judgePostalAddress(facts), judgeNotice(facts), judgeAdmins(facts), judgeOwners(facts), judgeDemo(facts)];
}

function judgeDemo({ capture, hasDemo }: HouseFacts): Check {
  const says = checkOf('demo', 'Demo');
  if (!hasDemo) return says.ok('There are no demo clients.');
  if (capture) return says.ok('There are demo clients, and nothing leaves.');
  return says.failure(
    'There are demo clients, and letters would leave: Ajar does not start.',
    'npx ajar demo --remove',
  );
}

function judgePostalAddress({ capture, postalAddress }: HouseFacts): Check {
  const says = checkOf('postal-address', 'Postal address');
  const fix = 'Set POSTAL_ADDRESS, or run: npx ajar settings set "postalAddress=<street, town, country>"';
  if (postalAddress === null) {
    const said = 'There is none, and the law wants one at the foot of every letter.';
    return capture ? says.warning(`${said} Captured letters say so in its place.`, fix) : says.failure(said, fix);
  }
  if (!noAddress.test(postalAddress)) return says.ok(postalAddress);
  const said = `"${postalAddress}" looks like an example.`;
  return capture ? says.warning(said, fix) : says.failure(said, fix);
}

function judgeNotice({ noticeConfirmed, noticeGiven }: HouseFacts): Check {
  const says = checkOf('notice', 'Notice in contracts');
  if (noticeConfirmed)
    return says.ok(
      noticeGiven
        ? 'Contracts say that clients may object to letters.'
        : 'Contracts say nothing; letters need another basis.',
    );
  return says.warning(
    `Nobody has confirmed that contracts ${noticeGiven ? 'told clients that they may object to letters' : 'say nothing of letters'}.`,
    'If they do: npx ajar settings set noticeGiven=true noticeConfirmed=true; if not: noticeGiven=false noticeConfirmed=true',
  );
}

function judgeAdmins({ adminsWithPassword, capture, hasDemo }: HouseFacts): Check {
  const says = checkOf('admin', 'Admins');
  if (adminsWithPassword > 0) return says.ok(`${counted(adminsWithPassword, 'admin')} can sign in.`);
  if (hasDemo) return says.ok('The demo needs none.');
  const fix = 'Open the link that "npx ajar serve" prints, or: npx ajar user invite <email> --name <name> --role admin';
  const said = 'No admin can sign in.';
  return capture ? says.warning(said, fix) : says.failure(said, fix);
}

function judgeOwners({ hasDefaultOwner, unowned, unknownOwners, hasDemo }: HouseFacts): Check {
  const says = checkOf('owners', 'Owners of clients');
  if (unowned > 0)
    return says.warning(
      `${counted(unowned, 'client')} ${unowned === 1 ? 'belongs' : 'belong'} to nobody: letters come from the house, and answers wait for anybody.`,
      'Make somebody the default owner on the page Team, and they are theirs.',
    );
  if (unknownOwners > 0)
    return says.warning(
      `${counted(unknownOwners, 'client')} ${unknownOwners === 1 ? 'names' : 'name'} an owner whose address nobody here has; the default owner stands in.`,
      'Invite them: npx ajar user invite <email> --name <name>',
    );
  if (!hasDefaultOwner && !hasDemo)
    return says.warning('There is no default owner for clients who come without one.', 'Choose one on the page Team.');
  return says.ok('Every client has one.');
}
