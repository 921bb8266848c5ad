import type { ClientState } from '../../domain/client.ts';
import type { BasisKind, ContactRole } from '../../domain/contact.ts';
import type { Blocker, Fault, Reason } from '../../domain/departure.ts';
import type { EnrollmentState, ExitCode, HoldCode } from '../../domain/enrollment.ts';
import type { MessageKind, MessageState, Topic } from '../../domain/message.ts';
import type { SuppressionReason, SuppressionScope, SuppressionSource } from '../../domain/suppression.ts';
import type { TaskKind, TaskOutcome } from '../../domain/task.ts';
import type { threadOutcomes } from '../../domain/thread.ts';
import type { UserRole } from '../../domain/user.ts';

/** How the words of the product read on the screen, each in one place. */

export const reasonWords: Record<Reason, string> = {
  price: 'Price',
  service_quality: 'Quality of service',
  results: 'Results',
  communication: 'Communication',
  billing: 'Billing',
  mistake: 'A mistake',
  champion_left: 'Our champion left',
  competitor: 'A competitor',
  owner_preference: "Owner's preference",
  in_house: 'Went in-house',
  project_finished: 'Project finished',
  budget: 'Budget',
  out_of_business: 'Out of business',
  we_ended: 'We ended it',
  other: 'Something else',
  unknown: 'Not known',
};

export const faultWords: Record<Fault, string> = {
  ours: 'Ours',
  theirs: 'Theirs',
  shared: 'Shared',
  nobody: "Nobody's",
  unknown: 'Not known',
};

export const blockerWords: Record<Blocker, string> = {
  dispute: 'A dispute',
  unpaid: 'Unpaid bills',
  legal: 'A legal matter',
};

export const clientStateWords: Record<ClientState, string> = {
  active: 'Active',
  departed: 'Departed',
  won_back: 'Won back',
  closed: 'Closed',
};

export const roleWords: Record<ContactRole, string> = {
  decision_maker: 'Decides',
  user: 'Uses it',
  billing: 'Billing',
  technical: 'Technical',
  champion: 'Champion',
  other: 'Other',
};

export const userRoleWords: Record<UserRole, string> = { admin: 'Admin', marketer: 'Marketer', sales: 'Sales' };

export const letterWords: Record<MessageKind, string> = {
  thank_you: 'Thank-you',
  apology: 'Apology',
  check_in: 'Check-in',
  news: 'News',
  offer: 'Offer',
  farewell: 'Farewell',
  answer: 'Answer',
};

export const messageStateWords: Record<MessageState, string> = {
  queued: 'Queued',
  sending: 'Being handed over',
  accepted: 'Accepted by the provider',
  delivered: 'Delivered',
  bounced: 'Bounced',
  complained: 'Called spam',
  failed: 'Failed',
  uncertain: 'Uncertain',
  canceled: 'Canceled',
};

export const messageTones = {
  queued: 'waiting',
  sending: 'active',
  accepted: 'good',
  delivered: 'good',
  bounced: 'bad',
  complained: 'bad',
  failed: 'bad',
  uncertain: 'waiting',
  canceled: 'quiet',
} as const satisfies Record<MessageState, string>;

const topicWords: Record<Topic, string> = { offers: 'Offers', news: 'News', personal: 'Personal letters' };

export const enrollmentStateWords: Record<EnrollmentState, string> = {
  active: 'Under way',
  held: 'On hold',
  completed: 'Completed',
  exited: 'Ended',
};

export const holdWords: Record<HoldCode, string> = {
  replied: 'They answered',
  out_of_office: 'Out of office',
  held: 'Held by a person',
  asked_to_wait: 'They asked to wait',
  soft_bounces: 'Three soft bounces',
  check_address: 'The address needs a look',
  unclear_stop: 'Perhaps a wish to stop',
  upset: 'Upset',
};

export const exitWords: Record<ExitCode, string> = {
  suppressed: 'Suppressed',
  unsubscribed: 'Unsubscribed',
  complained: 'Called a letter spam',
  hard_bounce: 'The address does not exist',
  won_back: 'Came back',
  undone: 'The departure was undone',
  not_pursued: 'Not pursued',
  do_not_contact: 'Do not contact',
  basis_expired: 'The right to write ended',
  holdout: 'Held out',
  wrong_person: 'Not the right person',
  closed: 'Closed',
  erased: 'Erased',
  manual: 'Ended by a person',
  superseded: 'Replaced by a later departure',
};

export const basisWords: Record<BasisKind, string> = {
  express_consent: 'They agreed',
  contract_ended: 'A contract that ended',
  purchase: 'A purchase',
  inquiry: 'An inquiry',
  published_address: 'A published address',
  unknown: 'Not known',
};

export const taskWords: Record<TaskKind, string> = {
  call: 'Call',
  exit_interview: 'Exit interview',
  impact: 'Impact',
  team_note: 'Note to the team',
  lessons: 'Lessons',
  check_in_client: 'Check in with a client',
  approve_letter: 'Approve a letter',
  successor: 'Find the successor',
  privacy_request: 'Privacy request',
  meeting: 'Meeting',
  note: 'Note',
};

export const taskOutcomeWords: Record<TaskOutcome, string> = {
  done: 'Done',
  spoke: 'Spoke with them',
  no_answer: 'No answer',
  voicemail: 'Left a voicemail',
  wrong_number: 'Wrong number',
  saved: 'They stay',
  approved: 'Approved',
  declined: 'Declined',
  not_needed: 'Not needed',
};

export const threadOutcomeWords: Record<(typeof threadOutcomes)[number], string> = {
  friendly: 'Friendly: the letters go on',
  interested: 'Interested',
  not_now: 'Not now',
  upset: 'Upset',
  wrong_person: 'Wrong person',
  never: 'Never again',
  won_back: 'Won back',
  other: 'Something else',
};

export const suppressionScopeWords: Record<SuppressionScope, string> = { all: 'Everything', ...topicWords };

export const suppressionReasonWords: Record<SuppressionReason, string> = {
  unsubscribed: 'Unsubscribed',
  replied_stop: 'Asked us to stop',
  complained: 'Called a letter spam',
  hard_bounce: 'The address does not exist',
  do_not_contact: 'Do not contact',
  privacy_request: 'Privacy request',
  erased: 'Erased',
  provider: 'Reported by the provider',
  manual: 'Added by a person',
};

export const suppressionSourceWords: Record<SuppressionSource, string> = {
  one_click: "The mail program's own button",
  page: 'The page behind the link',
  mailto: 'A mail to the stop address',
  reply: 'An answer',
  api: 'An integration',
  webhook: 'The provider',
  bounce: 'A bounce',
  complaint: 'A spam report',
  import: 'An import',
  cli: 'The command line',
  app: 'A person here',
};
