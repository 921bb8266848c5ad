/**
 * What this machine can do at most: no code of the product runs while it is measured. The letter is cut into literals
 * once, each person is filled in between them, the bytes are put together by hand and leave over pipelined connections,
 * and four statements move a batch on. No retries, no copies, no why: a bound, not a product.
 */
import { Agent, request } from 'node:http';
import { Pool } from 'pg';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { uuidv7 } from 'uuidv7';
import { templates } from '../../emails/templates.ts';
import { letterText } from '../../emails/text.ts';
import { checkBareTables, fillBareTables } from './bare-tables.ts';
import { peakRssMiB, serveTasks } from './child.ts';
import type { ContestantResult, ContestantTask, Via } from './contestant.ts';
import { openLetter, type Person, personOf, tokens } from './sample-letter.ts';
import { SmtpPipe } from './smtp-pipe.ts';

const batch = 500;
const batchesAtOnce = 4;
const connections = 20;
const lettersOfACall = 100;

interface Cut {
  literals: string[];
  keys: (keyof typeof tokens)[];
}

/** Text with stand-ins, cut where they stand. */
function cut(text: string): Cut {
  const parts = text.split(new RegExp(`(${Object.values(tokens).join('|')})`));
  const keyOf = (token: string) =>
    (Object.keys(tokens) as (keyof typeof tokens)[]).find((key) => tokens[key] === token)!;
  return {
    literals: parts.filter((_, index) => index % 2 === 0),
    keys: parts.filter((_, index) => index % 2 === 1).map(keyOf),
  };
}

function fill({ literals, keys }: Cut, person: Person, escape: (text: string) => string): string {
  let text = literals[0] ?? '';
  for (const [index, key] of keys.entries()) text += escape(person[key]) + literals[index + 1]!;
  return text;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };
const escapeHtml = (text: string) =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (mark) => entities[mark]!) : text;
const asIs = (text: string) => text;

const letter = openLetter();
const subject = cut(letter.subject);
const text = cut(letterText(letter).replaceAll('\n', '\r\n'));
/** Lines are kept under the 998 of RFC 5322 by breaks after closing tags, so that the markup needs no encoding. */
const html = cut(
  `<!DOCTYPE html>${renderToStaticMarkup(createElement(templates.check_in, { letter }))}`
    .replaceAll(/<\/(?:p|td|tr|table|div|style|head|title)>/g, '$&\r\n')
    .replaceAll('}', '}\r\n '),
);
if (
  `${html.literals.join('zz')}${text.literals.join('zz')}`
    .split('\r\n')
    .some((line) => line.length > 800 || line.startsWith('.'))
)
  throw new Error('The letter of the bound has lines that would need an encoding.');

const date = new Date().toUTCString().replace('GMT', '+0000');

function mimeOf(person: Person): Buffer {
  return Buffer.from(
    `From: "Harbour Studio" <letters@agency.example>\r\nTo: ${person.email}\r\nSubject: ${fill(subject, person, asIs)}\r\n` +
      `Message-ID: <${person.id}@agency.example>\r\nDate: ${date}\r\nList-Unsubscribe: <${person.stopUrl}>\r\n` +
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n' +
      'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n' +
      `Content-Transfer-Encoding: 8bit\r\n\r\n${fill(text, person, asIs)}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n` +
      `Content-Transfer-Encoding: 8bit\r\n\r\n${fill(html, person, escapeHtml)}\r\n--b--\r\n.\r\n`,
  );
}

function payloadOf(person: Person): object {
  return {
    from: 'Harbour Studio <letters@agency.example>',
    to: [person.email],
    subject: fill(subject, person, asIs),
    html: fill(html, person, escapeHtml),
    text: fill(text, person, asIs),
    headers: { 'List-Unsubscribe': `<${person.stopUrl}>` },
    tags: [{ name: 'message', value: person.id }],
  };
}

interface Carrier {
  send: (people: Person[]) => Promise<string[]>;
  close: () => void;
}

function openCarrier(via: Via, port: number): Carrier {
  if (via === 'smtp') {
    const pipe = new SmtpPipe(port, connections);
    return {
      send: (people) =>
        Promise.all(people.map((person) => pipe.send('letters@agency.example', person.email, mimeOf(person)))),
      close: () => pipe.close(),
    };
  }
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    async send(people) {
      const calls: Promise<string[]>[] = [];
      for (let at = 0; at < people.length; at += lettersOfACall)
        calls.push(callBatch(agent, port, people.slice(at, at + lettersOfACall)));
      return (await Promise.all(calls)).flat();
    },
    close: () => agent.destroy(),
  };
}

async function callBatch(agent: Agent, port: number, people: Person[]): Promise<string[]> {
  const body = Buffer.from(JSON.stringify(people.map(payloadOf)));
  const answer = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: '/emails/batch',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      (response) => {
        let taken = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (taken += chunk));
        response.on('end', () => resolve(taken));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
  return (JSON.parse(answer) as { data: { id: string }[] }).data.map((one) => one.id);
}

async function sendBatch(pool: Pool, carrier: Carrier): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string; contact_id: string }>(
      `with due as (select e.id from bare_enrollments e where e.state = 'active' and e.due_at <= now() order by e.due_at limit $1 for update skip locked)
      update bare_enrollments e set state = 'claimed' from due, bare_contacts c
      where e.id = due.id and c.id = e.contact_id and c.stopped_at is null returning e.id, e.contact_id`,
      [batch],
    );
    const people = rows.map((row) => personOf(uuidv7(), Number(row.id)));
    const ids = people.map((person) => person.id);
    await client.query(
      `insert into bare_messages (id, enrollment_id, contact_id, step, state, subject, created_at)
      select i, e, c, 0, 'sending', s, now() from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[]) u (i, e, c, s)`,
      [
        ids,
        rows.map((row) => row.id),
        rows.map((row) => row.contact_id),
        people.map((person) => fill(subject, person, asIs)),
      ],
    );
    await client.query('commit');
    const answers = await carrier.send(people);
    await client.query('begin');
    await client.query(
      `update bare_messages m set state = 'accepted', accepted_at = now(), provider_id = u.p from unnest($1::uuid[], $2::text[]) u (i, p) where m.id = u.i`,
      [ids, answers],
    );
    await client.query(
      `update bare_enrollments set state = 'active', step = step + 1, due_at = now() + interval '30 days' where id = any($1::bigint[])`,
      [rows.map((row) => row.id)],
    );
    await client.query('commit');
    return rows.length;
  } finally {
    client.release();
  }
}

async function sendLetters(task: Extract<ContestantTask, { do: 'letters' }>): Promise<ContestantResult> {
  const pool = new Pool({ connectionString: task.url, max: batchesAtOnce });
  const carrier = openCarrier(task.via, task.port);
  try {
    await fillBareTables(pool, task.letters);
    const started = performance.now();
    let done = 0;
    const work = async () => {
      for (let sent = await sendBatch(pool, carrier); sent > 0; sent = await sendBatch(pool, carrier)) done += sent;
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, work));
    const ms = performance.now() - started;
    await checkBareTables(pool, task.letters);
    return { ms, done, rssMiB: peakRssMiB() };
  } finally {
    carrier.close();
    await pool.end();
  }
}

serveTasks(async (task: ContestantTask) => {
  if (task.do === 'claim') throw new Error('The claim is measured against itself: there is no bound to run.');
  return sendLetters(task);
});
