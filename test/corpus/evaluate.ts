import { classifyMail, type ClassifiedMail } from '../../src/flows/inbound/classify-mail.ts';
import { hasAnswerPrefix } from '../../src/domain/inbound/subject.ts';
import { visibleText } from '../../src/domain/inbound/words/visible-text.ts';
import { checkBrokenMail, checkLineEnds } from './broken-mail.ts';
import { type Label, listLabels, readMail } from './labels.ts';
import { Tallies, type Tally } from './tally.ts';

const misses = process.argv.includes('--misses');
const option = (name: string) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

/**
 * The least that must be right, in percent of the mails. Some mails have no floor, because their label does not judge what we
 * do: what a source calls ordinary (it only says that this is no bounce) and declares itself an answer is a reply to us; a
 * notice of delay that a source counts as a bounce is none to us (RFC 3464 section 2.3.3: the mail may still arrive); and of a
 * bounce in which its source finds neither a recipient nor a reason nobody can say what it should lead to.
 */
const floors: Record<string, number> = {
  'kind auto_reply': 94,
  'kind bounce': 98,
  'kind complaint': 98,
  'kind other': 98,
  'kind reply': 98,
  severity: 95,
  recipients: 97,
  'visible text': 90,
  'visible text not empty': 99,
};
/** What must never happen. */
const never = ['reply -> bounce', 'reply -> auto_reply', 'bounce -> reply'];

const measures = new Tallies();
const sources = new Tallies();
const matrix = new Map<string, number>();
let slowest = { path: '', ms: 0 };

const squash = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const tight = (text: string): string => text.replaceAll(/\s+/g, '');

function scoreMail(label: Label, mail: ClassifiedMail): void {
  const [expected, severity] = label.kind.startsWith('bounce') ? ['bounce', label.kind.slice(7)] : [label.kind, ''];
  const right = mail.kind === expected;
  const row = `${expected} -> ${mail.kind}`;
  const seen = `${label.path} ${mail.kind}/${mail.subtype} ${mail.severity} [${mail.why.join()}] ${JSON.stringify(mail.recipients)}`;
  const count = (name: string, isRight: boolean, miss = '') =>
    measures.of(name).add(label.cluster, isRight, () => `${seen} ${miss}`);
  const delay = expected === 'bounce' && mail.subtype === 'delay_notice';
  const declared = declaresAnswer(label, mail);
  const empty = saysNothing(label, mail);
  if (delay) count('(delay notices that a source calls bounces)', true);
  else if (declared) count('(answers that a source calls ordinary)', true);
  else if (empty) count('(bounces without a recipient or a reason)', true);
  else {
    count(`kind ${expected}`, right, `(${label.subtype ?? ''})`);
    matrix.set(row, (matrix.get(row) ?? 0) + 1);
  }
  count('kind, counting those in brackets as wrong', right);
  sources.of(`${label.source_repo} ${expected}`).add(label.cluster, right || delay || declared || empty, () => '');
  if (mail.kind !== 'bounce') return;
  if (severity) {
    const reasons = label.results?.map(({ reason }) => reason).join();
    count('severity', mail.severity === severity, `expected ${severity} ${reasons}`);
  }
  const addresses = (label.results ?? []).flatMap(({ recipient }) => recipient?.toLowerCase() ?? []);
  if (addresses.length === 0) return;
  const got = new Set(mail.recipients.map((one) => one.address.toLowerCase()));
  const same = new Set(addresses).size === got.size && addresses.every((address) => got.has(address));
  count('recipients', same, `expected ${addresses.join()}`);
  for (const { recipient, status } of label.results ?? []) {
    const mine = mail.recipients.find((one) => one.address.toLowerCase() === recipient?.toLowerCase());
    if (mine && status) count('status', mine.status === status, `expected ${status}`);
  }
}

/** Of a kind that nobody judged, and it says by its ids or its subject that it answers another mail. */
function declaresAnswer({ kind, subtype }: Label, { kind: mine, mail }: ClassifiedMail): boolean {
  if (kind !== 'other' || subtype !== 'ordinary_or_malformed' || mine !== 'reply' || mail === null) return false;
  return mail.inReplyTo.length > 0 || mail.references.length > 0 || hasAnswerPrefix(mail.subject);
}

function saysNothing({ kind, results = [] }: Label, { kind: mine }: ClassifiedMail): boolean {
  return kind === 'bounce' && mine !== 'bounce' && results.length === 0;
}

function scoreText(label: Label, visible: string, signed: string): void {
  const normal = label.compare === 'ignore_whitespace' ? tight : squash;
  const { expected_visible_text: expected, expected_first_fragment: first } = label;
  if (expected !== undefined && expected !== null) {
    const mine = label.signature_removed === 'no' ? signed : visible;
    const alike = normal(mine) === normal(expected);
    const miss = () => `${label.path} ${JSON.stringify({ expected, got: mine })}`;
    measures.of('visible text').add(label.cluster, alike, miss);
  }
  if (first) {
    const begins = normal(visible).startsWith(normal(first));
    const miss = () => `${label.path} ${JSON.stringify({ first, got: visible })}`;
    measures.of('visible text').add(label.cluster, begins, miss);
  }
  const hasWords = expected === undefined || expected === null || expected.trim() !== '';
  if (label.kind === 'reply' && hasWords)
    measures.of('visible text not empty').add(label.cluster, visible.trim() !== '', () => label.path);
}

async function score(label: Label): Promise<void> {
  const raw = await readMail(label);
  const started = performance.now();
  if (label.format === 'rfc822') {
    const read = await classifyMail(raw);
    const ms = await settledMs(raw, performance.now() - started);
    if (ms > slowest.ms) slowest = { path: label.path, ms };
    scoreMail(label, read);
    if (read.mail) scoreText(label, read.visibleText, visibleText(read.mail, { keepSignature: true }));
    return;
  }
  const words = raw.toString('utf8');
  const body = label.format === 'html_body' ? { text: null, html: words } : { text: words, html: null };
  scoreText(label, visibleText(body), visibleText(body, { keepSignature: true }));
}

/** What a mail really takes: one that seems slow is read again, since the machine may have been busy or its worker just started. */
async function settledMs(raw: Uint8Array, firstMs: number): Promise<number> {
  if (firstMs < 500) return firstMs;
  const again = performance.now();
  await classifyMail(raw);
  return Math.min(firstMs, performance.now() - again);
}

function printMatrix(): void {
  const kinds = ['reply', 'auto_reply', 'bounce', 'complaint', 'other'];
  console.log('kind, a row for what it is, a column for what was read (mails):\n');
  console.log(['', ...kinds].map((kind) => kind.padStart(11)).join(''));
  for (const is of kinds)
    console.log(
      [is, ...kinds.map((as) => String(matrix.get(`${is} -> ${as}`) ?? 0))].map((c) => c.padStart(11)).join(''),
    );
}

function print(title: string, rows: [string, Tally][]): void {
  console.log(`\n${title.padEnd(60)}       mails           clusters`);
  for (const [name, tally] of rows) {
    const mails = `${tally.right}/${tally.total}`.padStart(12) + `${tally.ofMails.toFixed(1)} %`.padStart(9);
    const clusters = String(tally.clusters).padStart(7) + `${tally.ofClusters.toFixed(1)} %`.padStart(9);
    console.log(name.padEnd(56), mails, clusters);
    if (misses && !name.startsWith('kind, ')) for (const miss of tally.wrong) if (miss) console.log('   ', miss);
  }
}

const labels = await listLabels({ part: option('part'), only: option('only') });
for (const label of labels) await score(label);
printMatrix();
print('right', measures.list());
print('kind right, by source', sources.list());

const failed = Object.entries(floors)
  .filter(([name, floor]) => measures.of(name).ofMails < floor)
  .map(([name, floor]) => `${name} is right in ${measures.of(name).ofMails.toFixed(1)} %, not in ${floor} %`);
failed.push(...never.filter((row) => (matrix.get(row) ?? 0) > 0).map((row) => `${row}: ${matrix.get(row)}`));
if (slowest.ms > 1000) failed.push(`${slowest.path} took ${slowest.ms.toFixed(0)} ms`);
console.log(`\nslowest: ${slowest.path} ${slowest.ms.toFixed(0)} ms`);

if (!process.argv.includes('--quick')) {
  const whole = labels.filter(({ format }) => format === 'rfc822');
  failed.push(...(await checkLineEnds(whole)), ...(await checkBrokenMail(whole)));
}
for (const failure of failed) console.error(`MISSED: ${failure}`);
process.exitCode = failed.length > 0 ? 1 : 0;
