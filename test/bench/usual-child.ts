/**
 * The usual way to send a drip from Node: a letter rendered by React Email for each person, composed and carried by
 * nodemailer's pool (or one call to Resend's SDK each), and rows written one at a time.
 */
// oxlint-disable-next-line no-restricted-imports -- what is compared is the renderer itself, not what letters are made of
import { render, toPlainText } from '@react-email/components';
import nodemailer from 'nodemailer';
import { Pool } from 'pg';
import { createElement } from 'react';
import { Resend } from 'resend';
import { uuidv7 } from 'uuidv7';
import type { Letter } from '../../emails/letter.ts';
import { templates } from '../../emails/templates.ts';
import { checkBareTables, fillBareTables } from './bare-tables.ts';
import { peakRssMiB, serveTasks } from './child.ts';
import { claimRowByRow } from './claim-row-by-row.ts';
import type { ContestantResult, ContestantTask, Via } from './contestant.ts';
import { openLetter, type Person, personOf, tokens } from './sample-letter.ts';

const from = 'Harbour Studio <letters@agency.example>';
const atOnce = 50;
const letter = JSON.stringify(openLetter());

/** Its props: the letter with this person's words in it. Filling them in costs a hundredth of rendering. */
function letterOf(person: Person): Letter {
  return JSON.parse(
    letter
      .replaceAll(tokens.firstName, person.firstName)
      .replaceAll(tokens.clientName, person.clientName)
      .replaceAll(tokens.stopUrl, person.stopUrl),
  ) as Letter;
}

async function compose(person: Person) {
  const props = letterOf(person);
  const html = await render(createElement(templates.check_in, { letter: props }));
  return {
    from,
    to: person.email,
    subject: props.subject,
    html,
    text: toPlainText(html),
    headers: {
      'List-Unsubscribe': `<${person.stopUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

type Mail = Awaited<ReturnType<typeof compose>>;
type Send = (mail: Mail, person: Person) => Promise<string>;

function openMailer(via: Via, port: number): { send: Send; close: () => void } {
  if (via === 'resend') {
    const resend = new Resend('re_bench', { baseUrl: `http://127.0.0.1:${port}` });
    return {
      async send(mail, person) {
        const { data } = await resend.emails.send({ ...mail, tags: [{ name: 'message', value: person.id }] });
        if (data === null) throw new Error('The sink refused a letter.');
        return data.id;
      },
      close: () => {},
    };
  }
  const mailer = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxMessages: Infinity,
    ignoreTLS: true,
  });
  return {
    async send(mail, person) {
      return (await mailer.sendMail({ ...mail, messageId: `<${person.id}@agency.example>` })).response;
    },
    close: () => mailer.close(),
  };
}

interface DueRow {
  id: string;
  contact_id: string;
  step: number;
}

async function sendOne(pool: Pool, row: DueRow, send: Send): Promise<void> {
  const person = personOf(uuidv7(), Number(row.id));
  const mail = await compose(person);
  await pool.query({
    name: 'queue',
    text: `insert into bare_messages (id, enrollment_id, contact_id, step, state, subject, created_at) values ($1, $2, $3, $4, 'queued', $5, now())`,
    values: [person.id, row.id, row.contact_id, row.step, mail.subject],
  });
  const answer = await send(mail, person);
  await pool.query({
    name: 'accept',
    text: `update bare_messages set state = 'accepted', accepted_at = now(), provider_id = $2 where id = $1`,
    values: [person.id, answer],
  });
  await pool.query({
    name: 'advance',
    text: `update bare_enrollments set state = 'active', claimed_until = null, step = step + 1, due_at = now() + interval '30 days' where id = $1`,
    values: [row.id],
  });
}

async function sendLetters(task: Extract<ContestantTask, { do: 'letters' }>): Promise<ContestantResult> {
  const pool = new Pool({ connectionString: task.url, max: 10 });
  const mailer = openMailer(task.via, task.port);
  try {
    await fillBareTables(pool, task.letters);
    const started = performance.now();
    let done = 0;
    for (;;) {
      // Claimed for five minutes: a second process must not send the same ones.
      const { rows } = await pool.query<DueRow>(
        `with due as (
          select id from bare_enrollments where state = 'active' and due_at <= now() order by due_at limit $1 for update skip locked
        ), claimed as (
          update bare_enrollments e set state = 'claimed', claimed_until = now() + interval '5 minutes' from due where e.id = due.id
          returning e.id, e.contact_id, e.step
        )
        select claimed.* from claimed join bare_contacts c on c.id = claimed.contact_id where c.stopped_at is null`,
        [atOnce],
      );
      if (rows.length === 0) break;
      await Promise.all(rows.map((row) => sendOne(pool, row, mailer.send)));
      done += rows.length;
    }
    const ms = performance.now() - started;
    await checkBareTables(pool, task.letters);
    return { ms, done, rssMiB: peakRssMiB() };
  } finally {
    mailer.close();
    await pool.end();
  }
}

async function claim(task: Extract<ContestantTask, { do: 'claim' }>): Promise<ContestantResult> {
  const pool = new Pool({ connectionString: task.url, max: 1 });
  try {
    return { ...(await claimRowByRow(pool, task.steps)), rssMiB: peakRssMiB() };
  } finally {
    await pool.end();
  }
}

serveTasks((task: ContestantTask) => (task.do === 'letters' ? sendLetters(task) : claim(task)));
