import { describe, expect, it } from 'vitest';

import { visibleText, type VisibleTextOptions } from '../../../../src/domain/inbound/words/visible-text.ts';
import { cpuMs } from '../../../support/cpu.ts';

const ofText = (text: string, options?: VisibleTextOptions): string => visibleText({ text, html: null }, options);
const ofHtml = (html: string): string => visibleText({ text: null, html });

describe('an announced quote is left out', () => {
  it.each([
    'On Mon, Nov 16, 2026 at 9:12 AM Mara Lind <mara@agency.example> wrote:',
    'On Mon, Nov 16, 2026 at 9:12 AM Mara Lind\n<mara@agency.example>\nwrote:',
    'Am 16.11.26 um 09:12 schrieb Mara Lind <mara@agency.example>:',
    'Mara Lind <mara@agency.example> schrieb am Mo., 16. Nov. 2026, 09:12:',
    'Le lun. 16 nov. 2026 à 09:12, Mara Lind <mara@agency.example> a écrit :',
    'El lun, 16 nov 2026 a las 9:12, Mara Lind (<mara@agency.example>) escribió:',
    'Il giorno lun 16 nov 2026 alle ore 09:12 Mara Lind <mara@agency.example> ha scritto:',
    'Op ma 16 nov. 2026 om 09:12 schreef Mara Lind <mara@agency.example>:',
    'Em seg., 16 de nov. de 2026 às 09:12, Mara Lind <mara@agency.example> escreveu:',
    'Den mån 16 nov. 2026 kl 09:12 skrev Mara Lind <mara@agency.example>:',
    'W dniu 16.11.2026 o 09:12, Mara Lind pisze:',
    '2026-11-16 9:12 GMT+01:00 Mara Lind <mara@agency.example>:',
    '在 2026年11月16日，Mara Lind <mara@agency.example> 写道：',
  ])('%s', (line) => {
    expect(ofText(`Gladly.\n\n${line}\n> Dear Jo\n> thank you\n`)).toBe('Gladly.');
    expect(ofText(`Gladly.\n\n${line}\n\nDear Jo\nthank you\n`)).toBe('Gladly.');
  });
});

describe('a mail embedded below the words is left out', () => {
  it.each([
    '-----Original Message-----\nFrom: Mara Lind',
    '-----Ursprüngliche Nachricht-----\nVon: Mara Lind',
    '---------- Forwarded message ---------\nFrom: Mara Lind',
    'Begin forwarded message:\n\nFrom: Mara Lind',
    'From: Mara Lind <mara@agency.example>\nSent: Monday, November 16, 2026 9:12 AM\nTo: Jo\nSubject: Thank you',
    '*Von:* Mara Lind\n*Gesendet:* Montag, 16. November 2026\n*An:* Jo\n*Betreff:* Danke',
    '________________________________\nDe : Mara Lind\nEnvoyé : lundi 16 novembre 2026\nÀ : Jo\nObjet : Merci',
    '##- Please type your reply above this line -##',
  ])('%s', (start) => {
    expect(ofText(`Gladly.\n\n${start}\n\nDear Jo\n`)).toBe('Gladly.');
  });
});

it('keeps answers between quoted lines, in order', () => {
  expect(ofText('> Why?\n\nThe price.\n\n> When?\n\nIn spring.\n')).toBe('The price.\n\nIn spring.');
});

it('keeps what stands below a header on top', () => {
  expect(ofText('On 8 May 2026 17:34, "Mara" <mara@agency.example> wrote:\n\nGladly.\n')).toBe('Gladly.');
});

it.each([
  '-- \nJo Brandt\nNorthwind',
  '———\nJo Brandt',
  '--\nJo',
  'Sent from my iPhone',
  'Von meinem iPhone gesendet',
  'Envoyé de mon téléphone',
  'Get Outlook for iOS',
  'Enviado desde mi iPad',
  'Outlook für iOS<https://aka.ms/o0ukef> beziehen',
  'Skaffa Outlook för Android<https://aka.ms/AAb9ysg>',
  'Obter o Outlook para iOS',
  'iOS 版 Outlook を入手',
  'Get BlueMail for Android',
])('leaves out the signature "%s"', (signature) => {
  expect(ofText(`Gladly.\n\n${signature}\n`)).toBe('Gladly.');
  expect(ofText(`Gladly.\n\n${signature}\n`, { keepSignature: true })).toContain(signature.split('\n')[0]!.trim());
});

it('leaves out the header of a mail that stands on top, and keeps its words', () => {
  expect(ofText('Od: Jan <jan@a.example>\nWysłano: środa, 1 marca 2026\nTemat: Test\n\nGladly.')).toBe('Gladly.');
});

it('does not take a sentence for an announcement', () => {
  for (const text of [
    'On Monday we wrote: nothing.',
    'As you wrote: the price was too high.',
    'From: here to there, all good.',
    'I wrote to Sam on 3 May: he agrees.\nCall me.',
  ]) {
    expect(ofText(text)).toBe(text);
  }
});

it('leaves nothing of a mail that only quotes, and all of a mail that is only passed on', () => {
  expect(ofText('On Mon, Nov 16, 2026 at 9:12 AM Mara <m@a.example> wrote:\n> Dear Jo\n')).toBe('');
  expect(ofText('> An old saying.')).toBe('> An old saying.');
});

it('drops our own lines that came back without a mark', () => {
  const sent = 'Dear Jo, thank you for the years together.\nYours, Mara';
  expect(ofText('Gladly.\nDear Jo, thank you for the years together.', { sentTexts: [sent] })).toBe('Gladly.');
});

it('reads HTML: quote containers, answers between them, Outlook headers', () => {
  expect(ofHtml('<p>Gladly.</p><blockquote type="cite"><p>Dear Jo</p></blockquote>')).toBe('Gladly.');
  expect(ofHtml('<div>One</div><blockquote type="cite">Q</blockquote><div>Two</div>')).toBe('One\n\nTwo');
  expect(
    ofHtml(
      '<p>Gladly.</p><div id="divRplyFwdMsg"><b>From:</b> Mara<br><b>Sent:</b> Monday<br><b>To:</b> Jo<br><b>Subject:</b> Thanks<br></div><p>Dear Jo</p>',
    ),
  ).toBe('Gladly.');
  expect(ofHtml('<div>Gladly.</div><div class="gmail_signature">Jo Brandt</div>')).toBe('Gladly.');
});

it('stays quick on text made to be slow', { timeout: 60_000 }, async () => {
  const hostile = [
    'On '.repeat(60_000),
    '>'.repeat(150_000),
    `${'a@b.c '.repeat(30_000)}wrote:`,
    'On Mon, 1\n'.repeat(20_000),
    '-'.repeat(190_000),
    `${'<div>'.repeat(30_000)}Hi`,
    `${'<div></b>'.repeat(16_000)}Hi`,
    `${'<blockquote type="cite">'.repeat(190)}${'a<br>'.repeat(28_000)}`,
    `${'<ol><li>'.repeat(18_000)}Hi`,
    'From: \n'.repeat(25_000),
    ' '.repeat(190_000),
    `${'\n'.repeat(190_000)}Hi`,
    `Hi\n${'Jo wrote:\n'.repeat(19_000)}Hi`,
    `${'From: a\nTo: b\nSent: c\n\n'.repeat(8000)}Hi`,
    `${' On Mon, 16 Nov '.repeat(9000)}wrote:`,
  ];
  for (const text of hostile) {
    const cost = await cpuMs(() => {
      visibleText({ text, html: null });
      visibleText({ text: null, html: text });
    });
    expect(cost).toBeLessThan(1500);
  }
});
