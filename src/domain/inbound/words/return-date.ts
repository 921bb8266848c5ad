import { addDays } from '../../calendar.ts';
import { plainWords } from './plain-words.ts';
import { writtenDates, writtenMonths, type WrittenDate } from './written-date.ts';

const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'u');
const reach = 60;

/** Words before a date that make it the day of the return. */
const returnsBefore = any(
  String.raw`(back|return(s|ing|ed)?|resum(e|ing)|available again|reachable again|in the office again)\b[^.!?]{0,30}$`,
  String.raw`(zuruck|wieder (da|im (buro|haus|dienst)|erreichbar|verfugbar|anwesend|personlich)?|erreichen sie mich( wieder)?)[^!?]{0,25}$`,
  String.raw`(de retour|retour|reviens|reviendrai|rentre(rai)?|a nouveau (disponible|joignable)|(disponible|joignable) a nouveau)[^!?]{0,25}$`,
  String.raw`(de vuelta|regreso|regresare|regresar|vuelvo|volvere|volver|reincorpor\w+|de nuevo|de volta|regressarei|regresso|volto|voltarei|retorno|retornarei|novamente|rientro|rientrero|di ritorno|tornero|torno|di nuovo|nuovamente)[^!?]{0,25}$`,
  String.raw`(terug|weer (aanwezig|bereikbaar|beschikbaar|op kantoor|in dienst)?|regressando|regressar|retornando)[^!?]{0,25}$`,
  String.raw`(tillbaka|ater(kommer)?|tilbage|tilbake|igen fra|palaan|takaisin|jalleen|zpet|vratim|opet|znovu|wracam|wroce|powrot|powroce|ponownie|revin|inapoi|ma intorc|visszaterek|ujra|donecegim|donus|вернусь|возвращ\p{L}*|выхожу|выиду|снова|повернусь|повертаюсь|знову)[^!?]{0,25}$`,
  String.raw`(返回|回来|回到|恢复|上班)[^。]{0,8}$|将?于$`,
  String.raw`\b(re-?opens?|re-?opening|open again|wieder (geoffnet|offen)|rouvr\w+|reabr\w+|riapr\w+|heropen\w*|oppnar igen|abner igen|apner igen|otwieramy)\b[^.!?]{0,25}$`,
);
/** Words after a date that do so: "ab dem 5. Januar bin ich wieder da". */
const returnsAfter = any(
  String.raw`^(?:(?!\b(?:not|nicht|ne|non|niet)\b)[^.!?]){0,40}\b(back|return|wieder|zuruck|de retour|de vuelta|de nuevo|di nuovo|di ritorno|terug|weer|de volta|novamente|a nouveau)\b`,
  String.raw`^[^.!?]{0,40}(tillbaka|tilbage|tilbake|takaisin|palaan|zpet|wracam|z powrotem|donecegim|вернусь|снова|буду)`,
  String.raw`^ ?(より|から|以降|に)[^。]{0,16}(出社|復帰|対応|通常|戻)|^[^。]{0,10}(返回|回来|回到|恢复|上班|起)|^[^.]{0,12}(복귀|출근|돌아)`,
);
/** Words before a date that make it the end of the absence. */
const endsBefore = any(
  String.raw`\b(until|till|til|bis|jusqu'?\s?(au|a|en)?|hasta|fino a\w*|tot|ate|al)( and including| inklusive| einschliesslich| en met| zum| inclus| el| le| il| dem| den| o| ao| dia| including)*[ ,:]*((the|le|el|il|den|dem|zum|o|dia|am)[ ,]+)*([a-z-]{2,14},?\.? )?$`,
  String.raw`(?<!\p{L})(до|по|do|till( och med)?|t\.?o\.?m\.?|til( og med)?|pana( pe| la| in)?|asti) ?((dnia|den|d\.) )?(\p{L}{2,13},? )?$|(至|到|直到) ?$`,
);
const throughBefore = any(
  String.raw`\b(through|thru|bis (einschliesslich|inklusive|inkl\.?)|tot en met|t/m|until and including|up to and including)( [a-z]+)?[ ,]*$`,
);
const throughAfter = any(
  String.raw`^,? ?\(?((ambos|ambas|both|beide|entrambi) )?(inclusive|included|inkl(usive|\.)|einschliesslich|inclus(e|o|ive|ivement)?|compreso|inclusief)\b`,
);
/** Words after a date that do so: まで, asti, -ig, kadar. */
const endsAfter = any(String.raw`^ ?(まで|为止|爲止|까지|asti|saakka|-?ig\b|(tarihine |gunune )?('?[yn]?[ea] )?kadar)`);
/** "24.12. - 05.01.", "from 24 December to 5 January". */
const rangeBefore = any(
  String.raw`\d{1,2}(st|nd|rd|th|er|\.)?( ?(of |de )?[a-z]{3,10}\.?)?(,? \d{4}|\.\d{1,2}\.?(\d{2,4})?|[/.]\d{1,2}([/.]\d{2,4})?)? ?(-|–|—|to|au|al|a|and|und|et|y|e|en)( the| le| el| il| dem| den| zum)? ?([a-z-]{2,12},? )?$`,
  String.raw`(\d|[日号號일]) ?(~|〜|～|–|-|至|到|から|부터) ?$`,
);
/** The first day of such a span is never the day of the return. */
const rangeAfter = any(
  String.raw`^ ?(-|–|—|~|〜|～|至|到|から|부터) ?(20\d\d ?[年년./-] ?)?\d{1,2}(?!\d) ?(st|nd|rd|th|[./月월]|\.? ?\p{L}{3})`,
);
/** How East Asia writes the day of the week behind a date: 11月24日(火), 11/24(月・祝), 12月1日（周二）, 11월 23일(월요일). */
const weekdayBehind =
  /(?<=[\d日号號일]) ?[(（](?:星期|周|週)?[月火水木金土日一二三四五六天월화수목금토일](?:曜日?|요일)?(?:[・･]祝)?[)）]/g;
const tomorrow = any(
  String.raw`(back|return\w*|re-?open\w*|zuruck|wieder|de retour|de vuelta|vuelvo|terug|torno|volto)[^.!?]{0,25}\b(tomorrow|morgen|demain|manana|domani|amanha)\b`,
  String.raw`\b(ab morgen|vanaf morgen|des demain|from tomorrow|a partir de (manana|amanha))\b[^.!?]{0,30}\b(back|wieder|weer|terug|de retour|disponible)`,
);

/**
 * The day on which somebody who is away says to return, as 'YYYY-MM-DD'; null where no such day is stated. "Until 5 January"
 * gives 5 January, as people mean either; "through 5 January" and "bis einschließlich" give the day after. `receivedOn` is the
 * day the mail came; null leaves dates without a year unread.
 */
export function returnsOn(text: string, receivedOn: string | null): string | null {
  const plain = plainWords(text).replaceAll(weekdayBehind, '');
  const from = receivedOn ?? '1970-01-01';
  const dates = writtenDates(
    plain,
    from,
    isEnglish(plain) || /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]/.test(plain),
  ).filter((date) => receivedOn !== null || /20\d\d/.test(plain.slice(date.start, date.end)));
  const ranked = dates.map((date) => ({ date, ...meaningOf(plain, date) })).filter(({ rank }) => rank > 0);
  const best = ranked.reduce<(typeof ranked)[number] | null>(
    (top, next) => (top === null || next.rank >= top.rank + (next.date.on > top.date.on ? 0 : 1) ? next : top),
    null,
  );
  if (best) return addDays(best.date.on, best.days);
  const month = receivedOn === null ? null : returnMonth(plain, receivedOn);
  if (month) return month;
  return receivedOn !== null && tomorrow.test(plain) ? addDays(receivedOn, 1) : null;
}

/** "I return in March", "until January 2027": the first day of that month, or its middle or end where it says so. */
function returnMonth(plain: string, from: string): string | null {
  for (const { on, start } of writtenMonths(plain, from)) {
    const before = `${plain.slice(Math.max(0, start - reach), start)} `;
    if (returnsBefore.test(before) || endsBefore.test(before)) return on;
  }
  return null;
}

function isEnglish(plain: string): boolean {
  return /\b(the|until|will|office|return|returning|back|away|pto|ooo|vacation|holidays?|leave|thanks?|please)\b/.test(
    plain,
  );
}

function meaningOf(plain: string, { start, end }: WrittenDate): { rank: number; days: number } {
  const before = plain.slice(Math.max(0, start - reach), start);
  const after = plain.slice(end, end + reach);
  if (rangeAfter.test(after)) return { rank: 0, days: 0 };
  if (throughBefore.test(before) || (endsBefore.test(before) && throughAfter.test(after))) return { rank: 2, days: 1 };
  if (endsBefore.test(before) || endsAfter.test(after)) return { rank: 2, days: 0 };
  if (returnsBefore.test(before)) return { rank: 4, days: 0 };
  if (returnsAfter.test(after)) return { rank: 3, days: 0 };
  if (rangeBefore.test(before)) return { rank: 1, days: throughAfter.test(after) ? 1 : 0 };
  return { rank: 0, days: 0 };
}
