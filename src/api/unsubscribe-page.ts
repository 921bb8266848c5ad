import { createHash } from 'node:crypto';
import { dayInWords } from '../domain/calendar.ts';
import type { Preferences } from '../flows/suppressions/find-preferences.ts';
import { html, Markup } from './http/markup.ts';
import { fill, type UnsubscribeWords, wordsFor } from './unsubscribe-words.ts';

/** Which choice comes first: that of the link in the footer, "choose less", or "write to me twice a year". */
export type Opening = 'stop' | 'choose' | 'keep';

const style = `
:root { color-scheme: light dark; --paper: #faf8f4; --ink: #23211d; --quiet: #5f5a50; --line: #ddd6c9; --card: #fff; --strong: #2f4b3c; --on-strong: #fff; --focus: #1d5fb4; }
@media (prefers-color-scheme: dark) { :root { --paper: #191815; --ink: #ece8e0; --quiet: #b3ac9f; --line: #3a372f; --card: #22201c; --strong: #a9cdb6; --on-strong: #14201a; --focus: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 Georgia, 'Times New Roman', serif; }
main { max-width: 34rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; font-weight: 500; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; font-weight: 600; margin: 0 0 .25rem; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.about { color: var(--quiet); margin-bottom: 1.75rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.2rem 1.2rem; margin: 0 0 1rem; }
.state { border-left: .3rem solid var(--strong); }
.state p:last-child { margin-bottom: 0; }
.buttons { display: flex; flex-wrap: wrap; gap: .6rem; }
form { margin: 0; }
button { font: inherit; min-height: 2.75rem; padding: .45rem 1rem; border-radius: .45rem; border: 1px solid var(--quiet); background: transparent; color: var(--ink); cursor: pointer; }
button.strong { background: var(--strong); border-color: var(--strong); color: var(--on-strong); }
button:hover { text-decoration: underline; text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
label { display: block; color: var(--quiet); margin-bottom: .25rem; }
input { font: inherit; color: inherit; background: var(--paper); width: 100%; min-height: 2.75rem; padding: .4rem .6rem; border: 1px solid var(--quiet); border-radius: .45rem; margin-bottom: .75rem; }
a { color: inherit; }
`;

const styleSheet = new Markup(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing is loaded and nothing runs: the one style of the page is named by its hash. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** The page behind a valid link. `saved`: a choice has just been made. */
export function preferencesPage(preferences: Preferences, opening: Opening, saved: boolean): string {
  const words = wordsFor(preferences.locale);
  const title = fill(words.title, { house: preferences.houseName });
  const { maskedAddress } = preferences;
  return page(
    words,
    title,
    html`<h1>${title}</h1>
      <p class="about">${maskedAddress !== null && fill(words.about, { address: maskedAddress })}</p>
      ${stateOf(preferences, words, saved)}
      ${saved || preferences.stopped ? null : choices(preferences, words, opening)}
      ${saved && !preferences.stopped && html`<p><a href="?">${words.back}</a></p>`}`,
  );
}

/** For a link that is none of ours: the address can be typed. `done`: it was, and the answer is the same for every address. */
export function typedAddressPage(language: string, done: boolean): string {
  const words = wordsFor(language);
  const form = html`<p>${words.unknownText}</p>
    <section>
      <form method="post">
        <label for="address">${words.addressLabel}</label>
        <input id="address" name="address" type="email" autocomplete="email" maxlength="254" required />
        <button class="strong">${words.addressButton}</button>
      </form>
    </section>`;
  const answer = html`<section class="state" role="status"><p>${words.addressDone}</p></section>`;
  return page(
    words,
    words.unknownTitle,
    html`<h1>${words.unknownTitle}</h1>
      ${done ? answer : form}`,
  );
}

/** What the person agrees to with "write to me twice a year", in the words of the page. */
export function consentText(preferences: Preferences): string {
  return fill(wordsFor(preferences.locale).yearConsent, { house: preferences.houseName });
}

function page(words: UnsubscribeWords, title: string, body: Markup): string {
  return html`<!doctype html>
    <html lang="${words.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleSheet}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.text;
}

function stateOf(preferences: Preferences, words: UnsubscribeWords, saved: boolean): Markup | null {
  const lines = preferences.stopped ? [words.stopped, words.stoppedByMistake] : statesOf(preferences, words);
  if (lines.length === 0 && !saved) return null;
  return html`<section class="state" role="${saved ? 'status' : 'note'}">
    <h2>${saved ? words.saved : words.stateHeading}</h2>
    ${lines.map((line) => html`<p>${line}</p>`)}
  </section>`;
}

function statesOf(preferences: Preferences, words: UnsubscribeWords): string[] {
  const { stoppedTopics, quietUntil } = preferences;
  const locale = words.language === 'de' ? 'de-DE' : 'en-GB';
  return [
    preferences.wrongPerson && words.wrongPerson,
    stoppedTopics.includes('offers') && words.offersStopped,
    stoppedTopics.includes('news') && words.newsStopped,
    stoppedTopics.includes('personal') && words.personalStopped,
    quietUntil !== null && fill(words.quiet, { day: dayInWords(quietUntil, locale) }),
    preferences.twiceAYear && words.twiceAYear,
  ].filter((line) => line !== false);
}

function choices(preferences: Preferences, words: UnsubscribeWords, opening: Opening): Markup[] {
  const stop = card(words.stopHeading, words.stopText, button('stop_all', words.stopButton, opening === 'stop'));
  const less = lessOf(preferences, words);
  const later = card(
    words.laterHeading,
    words.laterText,
    ['3', '6', '12'].map((months) => button(`later_${months}`, fill(words.laterButton, { months }))),
  );
  const year = preferences.twiceAYear
    ? null
    : card(words.yearHeading, words.yearText, button('twice_a_year', words.yearButton, opening === 'keep'));
  const wrong = preferences.wrongPerson ? null : wrongPerson(words);
  const orders: Record<Opening, (Markup | null)[]> = {
    stop: [stop, less, later, year, wrong],
    choose: [less, later, year, wrong, stop],
    keep: [year, less, later, wrong, stop],
  };
  return orders[opening].filter((one) => one !== null);
}

function lessOf({ stoppedTopics }: Preferences, words: UnsubscribeWords): Markup | null {
  const buttons = [
    stoppedTopics.includes('offers') ? null : button('stop_offers', words.stopOffers),
    stoppedTopics.includes('news') ? null : button('stop_news', words.stopNews),
  ].filter((one) => one !== null);
  return buttons.length === 0 ? null : card(words.chooseHeading, words.chooseText, buttons);
}

function wrongPerson(words: UnsubscribeWords): Markup {
  return html`<section>
    <h2>${words.wrongHeading}</h2>
    <p>${words.wrongText}</p>
    <form method="post">
      <label for="successor">${words.wrongLabel}</label>
      <input id="successor" name="successor" maxlength="300" autocomplete="off" />
      <button name="action" value="wrong_person">${words.wrongButton}</button>
    </form>
  </section>`;
}

function card(heading: string, text: string, buttons: Markup | Markup[]): Markup {
  return html`<section>
    <h2>${heading}</h2>
    <p>${text}</p>
    <form method="post" class="buttons">${buttons}</form>
  </section>`;
}

function button(action: string, label: string, strong = false): Markup {
  return html`<button name="action" value="${action}" ${strong && html`class="strong"`}>${label}</button>`;
}
