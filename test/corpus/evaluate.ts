import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { visibleText } from '../../src/domain/inbound/words/visible-text.ts';
import { parseMail } from '../../src/mail/in/parse.ts';
import { classifyMail, type ClassifiedMail } from '../../src/flows/inbound/classify-mail.ts';

interface Label {
  path: string;
  kind: string;
  format: 'rfc822' | 'text_body' | 'html_body';
  results?: { recipient?: string; status?: string; hard?: boolean; reason?: string }[];
  subtype?: string;
  recipient_source?: string;
  expected_visible_text?: string;
  expected_visible_html?: string;
  expected_first_fragment?: string;
  signature_removed?: string;
  signature_lines?: string[];
  compare?: string;
  cluster: string;
}

const folder = process.env['AJAR_CORPUS'];
if (!folder) throw new Error('AJAR_CORPUS must name the folder that holds labels.jsonl');
const misses = process.argv.includes('--misses');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);

const labels = (await readFile(join(folder, 'labels.jsonl'), 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Label);

class Tally {
  right = 0;
  total = 0;
  readonly wrong: string[] = [];

  add(right: boolean, miss: () => string): void {
    this.total += 1;
    if (right) this.right += 1;
    else this.wrong.push(miss());
  }
}

const tallies = new Map<string, Tally>();
const tally = (name: string): Tally => {
  if (!tallies.has(name)) tallies.set(name, new Tally());
  return tallies.get(name)!;
};
const matrix = new Map<string, number>();
let slowest = { path: '', ms: 0 };

const squash = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const tight = (text: string): string => text.replaceAll(/\s+/g, '');

function scoreMail(label: Label, mail: ClassifiedMail): void {
  const [expected, severity] = label.kind.split('_').includes('bounce')
    ? ['bounce', label.kind.slice(7)]
    : [label.kind, ''];
  // A delay notice is no bounce here, whatever a source calls it: the mail may still arrive (RFC 3464 section 2.3.3).
  const delay = expected === 'bounce' && mail.subtype === 'delay_notice';
  const row = `${expected} -> ${delay ? 'other (delay notice)' : mail.kind}`;
  matrix.set(row, (matrix.get(row) ?? 0) + 1);
  const seen = `${label.path} ${mail.kind}/${mail.subtype} ${mail.severity} [${mail.why.join()}] ${JSON.stringify(mail.recipients)}`;
  if (!delay) tally(`kind ${expected}`).add(mail.kind === expected, () => `${seen} (${label.subtype ?? ''})`);
  if (delay) tally('delay notices labelled bounce').add(true, () => '');
  if (mail.kind === 'bounce' && severity) {
    const reasons = label.results?.map((result) => result.reason).join();
    tally('severity').add(mail.severity === severity, () => `${seen} expected ${severity} ${reasons}`);
  }
  const addresses = (label.results ?? [])
    .map((result) => result.recipient?.toLowerCase())
    .filter((one) => one !== undefined);
  if (mail.kind === 'bounce' && addresses.length > 0) {
    const got = mail.recipients.map((one) => one.address.toLowerCase());
    const same = new Set(addresses).size === new Set(got).size && addresses.every((address) => got.includes(address));
    tally('recipients').add(same, () => `${seen} expected ${addresses.join()}`);
    const statuses = (label.results ?? []).filter((result) => result.status && result.recipient);
    for (const { recipient, status } of statuses) {
      const mine = mail.recipients.find((one) => one.address.toLowerCase() === recipient!.toLowerCase());
      if (mine) tally('status').add(mine.status === status, () => `${seen} expected ${status}`);
    }
  }
}

function scoreText(label: Label, visible: string, signed: string): void {
  const normal = label.compare === 'ignore_whitespace' ? tight : squash;
  const expected = label.expected_visible_text;
  if (expected !== undefined && expected !== null) {
    const mine = label.signature_removed === 'no' ? signed : visible;
    const alike = normal(mine) === normal(expected);
    tally(`visible text (signature removed: ${label.signature_removed})`).add(
      alike,
      () => `${label.path} ${JSON.stringify({ expected, got: mine })}`,
    );
  }
  if (label.expected_first_fragment) {
    const begins = normal(visible).startsWith(normal(label.expected_first_fragment));
    tally('first fragment').add(
      begins,
      () => `${label.path} ${JSON.stringify({ expected: label.expected_first_fragment, got: visible })}`,
    );
  }
  if (label.kind === 'reply') tally('visible text not empty').add(visible.trim() !== '', () => label.path);
}

for (const label of labels) {
  if (only && !label.path.includes(only)) continue;
  const raw = await readFile(join(folder, label.path));
  const started = performance.now();
  if (label.format === 'rfc822') {
    const mail = await classifyMail(raw);
    scoreMail(label, mail);
    const parsed = await parseMail(raw);
    if (parsed.kind === 'parsed') scoreText(label, mail.visibleText, visibleText(parsed.mail, { keepSignature: true }));
  } else {
    const words = raw.toString('utf8');
    const body = label.format === 'html_body' ? { text: null, html: words } : { text: words, html: null };
    scoreText(label, visibleText(body), visibleText(body, { keepSignature: true }));
  }
  const ms = performance.now() - started;
  if (ms > slowest.ms) slowest = { path: label.path, ms };
}

for (const [row, count] of [...matrix].toSorted(([a], [b]) => a.localeCompare(b))) console.log(row.padEnd(40), count);
console.log();
for (const [name, { right, total, wrong }] of [...tallies].toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(name.padEnd(45), `${right}/${total}`, `${((100 * right) / total).toFixed(1)} %`);
  if (misses) for (const miss of wrong) console.log('   ', miss);
}
console.log(`slowest: ${slowest.path} ${slowest.ms.toFixed(0)} ms`);
