import { addDays, addDuration } from '../../calendar.ts';
import { plainWords } from './plain-words.ts';
import { writtenDates, writtenMonths } from './written-date.ts';

const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'u');

/** "Not now", "ask again", "too early": words without accents, in lower case. */
const notNow = any(
  String.raw`\bnot (right |just )?now\b|\bnot (yet|at (the|this) (moment|time|point|stage)|for now|this (year|quarter|month|season|time)|before|until)\b|\b(fine|good|set|covered|sorted) (for now|at the moment|right now)\b|\blater (this|in the) (year|quarter|season)\b|\b(maybe|perhaps|possibly) (again )?(next|in|after|later|from)\b|\btoo (early|soon)\b|\bbad (time|timing)\b|\bno (budget|capacity|time) (this|until|before|right now|at the moment|for)|\bon hold (until|till)\b`,
  String.raw`\b(ask|write|call|contact|ping|try|remind|e-?mail|reach out|check( back| in)?|come back|get (back|in touch)|touch base|talk|speak|follow up|revisit|circle back|reconnect|pick (this|it) up)( to| with)?( me| us| it| this)?( again| back)? (again|later|in|next|after|around|once|early|mid|from|towards)\b`,
  String.raw`\b(im moment|derzeit|momentan|aktuell|gerade|jetzt|zur ?zeit|dieses jahr|vorerst|noch)\b[^.!?]{0,30}\b(nicht|kein\w*)\b|\b(nicht|kein\w*)\b[^.!?]{0,20}\b(jetzt|im moment|derzeit|momentan|zurzeit|dieses jahr)\b|\b(melden|schreiben|fragen|rufen|kontaktieren|kommen|versuchen)\b[^.!?]{0,40}\b(wieder|noch ?mal|noch einmal|erneut|spater)\b|\bmelden sie sich\b|\bspater (wieder|noch)\b|\bzu (fruh|einem spateren)\b|\berst (wieder )?(im|ab|nach|nachst\w*)\b`,
  String.raw`\bpas (pour (l'instant|le moment)|maintenant|encore|cette annee|actuellement)\b|\bpour (l'instant|le moment),? (pas|non|nous ne|je ne)\b|\b(recontact|relanc|reven|rappel|reecri)\w*[^.!?]{0,40}\b(en|dans|apres|a partir|plus tard|debut|fin|l'an|au)\b|\bplus tard\b|\btrop tot\b`,
  String.raw`\bno (por (ahora|el momento)|de momento|en este momento|este ano|todavia)\b|\b(ahora( mismo)?|por (ahora|el momento)|de momento),? no\b|\b(vuelv|contact|escrib|retom)\w*[^.!?]{0,40}\b(en|despues|mas adelante|a partir|dentro de|el proximo)\b|\bmas adelante\b|\bdemasiado pronto\b`,
  String.raw`\bnon (ora|adesso|per (ora|il momento)|al momento|quest'anno|ancora)\b|\b(per ora|al momento|adesso),? (no|non)\b|\b(ricontatt|risent|riscriv|richiam|riparl)\w*|\bpiu avanti\b|\btroppo presto\b`,
  String.raw`\b(nu|momenteel|op dit moment|voorlopig|dit jaar) (even )?(niet|geen|nog niet)\b|\bniet (nu|op dit moment|dit jaar)\b|\b(neem|kom|probeer|mail|bel|benader)\w*[^.!?]{0,40}\b(weer|opnieuw|later|terug)\b|\bte vroeg\b`,
  String.raw`\b(nao|por) (agora|neste momento|enquanto|este ano|ainda)\b|\b(agora|por enquanto),? nao\b|\b(volt|contact|contat|escrev|retom)\w*[^.!?]{0,40}\b(em|mais tarde|depois|daqui|no proximo|a partir)\b|\bmais tarde\b`,
  String.raw`\binte (nu|just nu|i ar)\b|\bikke (nu|na|lige nu|akkurat na|i ar)\b|\baterkom\b|\bvend tilbage\b|\bkom tilbake\b|\bnie teraz\b|\b(obecnie|na razie) nie\b|\bodezw\w+ (sie )?(ponownie|za|w)\b`,
);

const seasons: [string, RegExp][] = [
  [
    '03-01',
    /\b(spring(time)?|fruhling|fruhjahr|printemps|primavera|voorjaar|lente|varen|foraret|varen|wiosn\p{L}+|vesn\p{L}+)\b/u,
  ],
  ['06-01', /\b(summer(time)?|sommer|ete|verano|estate|zomer|verao|sommaren|sommeren|lat(o|em|a))\b/u],
  [
    '09-01',
    /\b(autumn|(in|the|this|next|until) fall|herbst|automne|otono|autunno|najaar|herfst|outono|hosten|efteraret|jesien\p{L}*)\b/u,
  ],
  ['12-01', /\b(winter|hiver|invierno|inverno|vintern|vinteren|zim[aey])\b/u],
];
const after =
  /\b(after|nach( dem| der| den)?|apres( le| la| l'| les)?|despues de(l| la)?|dopo (l')?(il|la)?|na( de| het)?|depois d[eoa])( the)? ?$/;
const monthOpens =
  /\b(in|im|until|till|next|after|around|from|by|of|ab|bis|anfang|mitte|ende|nach|en|a|em|au|des|debut|fin|apres|partir de|para|hasta|desde|di|da|dopo|inizio|fine|meta|vanaf|na|begin|eind|medio|w|i|till) ?$/;

const numbers = new Map(
  [
    ['one an einem einer un une una uno een um uma'],
    ['two couple zwei deux dos due twee dois duas'],
    ['three few ein paar drei trois tres tre drie quelques unos'],
    ['four vier quatre cuatro quattro quatro'],
    ['five funf cinq cinco cinque vijf'],
    ['six sechs seis sei zes half'],
    ['seven sieben sept siete sette zeven sete'],
    ['eight acht huit ocho otto oito'],
    ['nine neun neuf nueve nove negen'],
    ['ten zehn dix diez dieci tien dez'],
    ['eleven elf onze once undici'],
    ['twelve zwolf douze doce dodici twaalf doze'],
  ].flatMap(([words], index) => words!.split(' ').map((word) => [word, index + 1] as const)),
);
const span =
  /\b(?:in|dans|en|dentro de|tra|fra|over|daqui a|em) (?:about |etwa |circa |environ |unos |a |the next )?(\d{1,2}|\p{L}+)(?: of)? (days?|tag\p{L}*|jours?|dias?|giorni|dagen|weeks?|woche\p{L}*|semaines?|semanas?|settiman\p{L}|weken|week|months?|monat\p{L}*|mois|meses|mes|mesi|mese|maand\p{L}*|years?|jahr\p{L}*|ans?|annees?|anos?|anni|anno|jaar)\b/u;
const halfYear = /\b(half a year|six months|halben jahr|halbes jahr|six mois|medio ano|sei mesi|half jaar|meio ano)\b/;
const nextYear =
  /\b(next year|(new|coming) year|(im |ins )?(nachste[nsr]?|kommende[nsr]?|neue[nsr]?) jahr|l'(an|annee) prochaine?|el (ano que viene|proximo ano)|proximo ano|ano que vem|l'anno prossimo|prossimo anno|volgend jaar|nasta ar|naeste ar|neste ar|przyszlym roku)\b/;
const nextQuarter =
  /\b(next quarter|nachste[ns]? quartal|prochain trimestre|proximo trimestre|prossimo trimestre|volgend kwartaal)\b/;
const nextMonth =
  /\b(next month|nachste[nr]? monat|le mois prochain|mes que viene|proximo mes|mese prossimo|volgende maand)\b/;
const nextWeek =
  /\b(next week|nachste woche|la semaine prochaine|semana que viene|proxima semana|settimana prossima|volgende week)\b/;
const secondHalf =
  /\b(second half|zweite[ns]? (halbjahr|jahreshalfte|halfte)|second semestre|segundo semestre|secondo semestre|tweede helft)\b/;
const quarter = /\bq([1-4])\b(?: ?(?:of |\/ ?)?(20\d\d))?/;

/** A wish to be asked again, and the day it names (the first that it can mean); null: no such wish. A person decides upon it. */
export function laterWish(visibleText: string, receivedOn: string): { on: string | null } | null {
  const plain = plainWords(visibleText);
  return notNow.test(plain) ? { on: namedDay(plain, receivedOn) } : null;
}

function namedDay(plain: string, from: string): string | null {
  const written = writtenDates(plain, from, true).find(({ on }) => on > from);
  return (
    written?.on ??
    daysAhead(plain, from) ??
    monthNamedIn(plain, from) ??
    quarterNamedIn(plain, from) ??
    seasonNamedIn(plain, from) ??
    periodAhead(plain, from)
  );
}

/** "In three months", "dans six mois". */
function daysAhead(plain: string, from: string): string | null {
  if (halfYear.test(plain)) return addDuration(from, 'P6M');
  const match = span.exec(plain);
  if (match === null) return null;
  const count = Number(match[1]) || numbers.get(match[1]!) || (match[1] === 'a' ? 1 : 0);
  if (count === 0) return null;
  const unit = match[2]!;
  if (/^(day|tag|jour|dia|giorn|dag)/.test(unit)) return addDays(from, count);
  if (/^(we|wo|sem|set)/.test(unit)) return addDays(from, 7 * count);
  return addDuration(from, /^(mo|me|ma)/.test(unit) ? `P${count}M` : `P${count}Y`);
}

function monthNamedIn(plain: string, from: string): string | null {
  for (const { on, start, end } of writtenMonths(plain, from)) {
    const before = `${plain.slice(Math.max(0, start - 30), start)}${plain.slice(start, end).replace(/\p{L}+\.?(,? 20\d\d)?$/u, '')}`;
    if (after.test(before)) return addDuration(`${on.slice(0, 7)}-01`, 'P1M');
    if (monthOpens.test(before) || /(early|mid|late|end|beginning|start|middle)[ -](of )?$/.test(before)) return on;
  }
  return null;
}

function quarterNamedIn(plain: string, from: string): string | null {
  const match = quarter.exec(plain);
  if (match === null) return null;
  const day = `${String(Number(match[1]) * 3 - 2).padStart(2, '0')}-01`;
  return match[2] === undefined ? nextDay(day, from) : `${match[2]}-${day}`;
}

function seasonNamedIn(plain: string, from: string): string | null {
  for (const [day, pattern] of seasons) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const isAfter =
      after.test(plain.slice(0, match.index)) || /\b(after|nach)\b[^.!?]{0,8}$/.test(plain.slice(0, match.index));
    return nextDay(isAfter ? `${String((Number(day.slice(0, 2)) % 12) + 3).padStart(2, '0')}-01` : day, from);
  }
  return null;
}

function periodAhead(plain: string, from: string): string | null {
  const [year, month] = from.split('-').map(Number) as [number, number];
  if (nextYear.test(plain)) return `${year + 1}-01-15`;
  if (secondHalf.test(plain)) return nextDay('07-01', from);
  if (nextQuarter.test(plain))
    return nextDay(`${String(((Math.ceil(month / 3) * 3) % 12) + 1).padStart(2, '0')}-01`, from);
  if (nextMonth.test(plain)) return addDuration(`${from.slice(0, 7)}-01`, 'P1M');
  return nextWeek.test(plain) ? addDays(from, 7) : null;
}

/** The next such day of a year ('03-01') after the mail came. */
function nextDay(day: string, from: string): string {
  const year = Number(from.slice(0, 4));
  return `${year}-${day}` > from ? `${year}-${day}` : `${year + 1}-${day}`;
}
