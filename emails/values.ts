import { cleanLines, cleanName, cleanPhrase, cleanSentence, cleanUrl } from './clean.ts';
import { newsParagraphs } from './news-text.ts';
import { dayInWords, formatLocale, isDay, moneyInWords, yearsBetween } from './numbers.ts';
import type { LetterProps } from './props.ts';
import { thingOf } from './thing.ts';

/** What a letter can name, by name; what is not there is undefined, never an empty string. */
export type Values = Record<string, string | undefined>;

export interface NewsText {
  title: string;
  paragraphs: readonly string[];
  url: string | undefined;
}

/** The props of one letter, cleaned and put into words. */
export interface LetterValues {
  values: Values;
  reason: LetterProps['statedReason'];
  highlights: string[];
  news: NewsText[];
  address: string[];
  stop: string | undefined;
  choose: string | undefined;
}

/**
 * Puts the props into words of one language. `today` is the day of the letter: an offer that has run out by then, or
 * amends still to be made, are not there, so that no letter offers what is over or promises what is not done.
 */
export function letterValues(props: LetterProps, language: string, today: string): LetterValues {
  const locale = formatLocale(props.locale, language);
  const highlights = props.highlights.map(({ text }) => cleanPhrase(text)).filter((text) => text !== undefined);
  const news = props.news
    .slice(0, 3)
    .map(newsText)
    .filter((item) => item !== undefined);
  const address = cleanLines(props.house.postalAddress);
  return {
    reason: props.statedReason,
    highlights: highlights.slice(0, 2),
    news,
    address,
    stop: cleanUrl(props.links.stop),
    choose: cleanUrl(props.links.choose),
    values: {
      clientName: cleanName(props.clientName),
      senderName: cleanName(props.sender.name),
      senderTitle: cleanName(props.sender.title),
      senderPhone: cleanPhrase(props.sender.phone),
      postalAddress: address.length > 0 ? address.join(', ') : undefined,
      houseName: cleanName(props.house.name),
      salutation: cleanPhrase(props.contact.salutation),
      firstName: cleanPhrase(props.contact.firstName),
      lastName: cleanPhrase(props.contact.lastName),
      keepInTouch: cleanUrl(props.links.keepInTouch),
      personalLine: cleanSentence(props.personalLine),
      highlight1: highlights[0],
      highlight2: highlights[1],
      newsTitle: news[0]?.title,
      newsTitle2: news[1]?.title,
      newsTitle3: news[2]?.title,
      newsUrl: news.find((item) => item.url !== undefined)?.url,
      ...times(props, language, locale, today),
      ...wrong(props, language, locale, today),
      ...offer(props, locale, today),
    },
  };
}

function times(props: LetterProps, language: string, locale: string, today: string): Values {
  const since = isDay(props.clientSince) ? props.clientSince : undefined;
  const left = isDay(props.leftOn) ? props.leftOn : undefined;
  return {
    clientSince: dayInWords(since, 'month', locale),
    leftMonth: dayInWords(left, 'month', locale),
    years: since === undefined ? undefined : yearsBetween(since, left ?? today, language),
    revisitMonth: dayInWords(props.revisitOn, isNear(props.revisitOn, today) ? 'monthOnly' : 'month', locale),
  };
}

/** Within half a year the month alone is enough: "you asked me to write in September". */
function isNear(day: string | null, today: string): boolean {
  return isDay(day) && isDay(today) && Math.abs(Date.parse(day) - Date.parse(today)) < 180 * 86_400_000;
}

function wrong(props: LetterProps, language: string, locale: string, today: string): Values {
  const account = cleanSentence(props.whatWentWrong);
  const done = isDay(props.amends?.doneOn) && props.amends.doneOn <= today ? props.amends : undefined;
  const amends = cleanSentence(done?.text);
  return {
    whatWentWrong: account,
    wrongThing: account === undefined ? undefined : thingOf(account, language),
    amends,
    amendsOn: amends === undefined ? undefined : dayInWords(done?.doneOn, 'day', locale),
  };
}

function offer({ offer: found }: LetterProps, locale: string, today: string): Values {
  const title = cleanPhrase(found?.title);
  const terms = cleanSentence(found?.terms);
  if (!found || title === undefined || terms === undefined) return {};
  if (isDay(found.validUntil) && found.validUntil < today) return {};
  return {
    offerTitle: title,
    offerTerms: terms,
    offerPrice: found.price ? moneyInWords(found.price.amount, found.price.currency, locale) : undefined,
    offerUntil: dayInWords(found.validUntil, 'day', locale),
    offerTitleFigure: /\d[\d.,]*/.exec(title)?.[0],
  };
}

function newsText(item: LetterProps['news'][number]): NewsText | undefined {
  const title = cleanPhrase(item.title);
  return title === undefined ? undefined : { title, paragraphs: newsParagraphs(item.body), url: cleanUrl(item.url) };
}
