import { addressesIn } from '../addresses.ts';
import { flat } from '../body.ts';
import {
  bareStop,
  clearStop,
  demanded,
  negated,
  ofOthers,
  qualified,
  toTheReader,
  unclearStop,
} from './stop-phrases.ts';

const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu');
/** A wish is said early and briefly; longer texts speak of other things. */
const longestWish = 3000;
/** Not the dot of "Art. 17" or of "Nr. 3". */
const sentenceEnd = /(?<=[.!?。！？]) (?!\d)/;

/**
 * Whether the new words of a mail (see visibleText) wish that we stop writing. 'clear' is honoured at once, 'unclear' holds and
 * asks the rep; null: no such wish.
 */
export function stopWish(visibleText: string): 'clear' | 'unclear' | null {
  const written = visibleText.slice(0, longestWish).replaceAll('’', "'");
  if (demanded.test(flat(written))) return 'clear';
  const text = flat(written).replaceAll(toTheReader, '').trim();
  if (text === '') return null;
  if (negated.test(text) || ofOthers.test(text)) return 'unclear';
  if (bareStop.test(text) || stopsInFirstLine(written)) return 'clear';
  if (clearStop.test(text)) return clearStop.test(withoutQualified(text)) ? 'clear' : 'unclear';
  return text.length < 600 && unclearStop.test(text) ? 'unclear' : null;
}

/** What is left without the sentences that wish for less; "Not before March. Or better, take me off your list." stays clear. */
function withoutQualified(text: string): string {
  return text
    .split(sentenceEnd)
    .filter((sentence) => !qualified.test(sentence))
    .join(' ');
}

/** One word, and below it nothing but who says it: a name, a company, a telephone number, no sentence. */
function stopsInFirstLine(written: string): boolean {
  const [first = '', ...below] = written.trim().split('\n');
  const rest = flat(below.join('\n'));
  return bareStop.test(first.trim()) && rest.length <= 200 && !/[.!?。！？](\s|$)/.test(rest);
}

const erase = any(
  String.raw`(delete|erase|remove|destroy|wipe) (all |any |of )*(my|our) (personal |stored )*(data|information|details|records?)\b(?! (analys|sheet|set|base|model))|(delet|eras|remov|destroy)\w*[^.!?]{0,30}\b(data|information|details|records?|everything)[^.!?]{0,20}\b(you (hold|have|store|keep)|(about|on|concerning) (me|us)\b)|(right (to|of) (erasure|be forgotten))|(delet|eras)(e|ion|ure) (of )?(all )?(my|our) (personal )?(data|information|account)|article 17|gdpr (deletion|erasure)|forget me\b`,
  String.raw`(löschen|entfernen|vernichten) sie (bitte )?(umgehend |sofort )?(alle |sämtliche )*(meine|unsere|über mich|zu meiner person)[^.]{0,40}daten|lösch(ung|en)[^.]{0,25}(meiner|unserer|meine|aller) [^.]{0,30}daten|recht auf (löschung|vergessenwerden)|art(ikel|\.) ?17 (ds-?gvo|dsgvo)`,
  String.raw`(supprim|effac)(er|ez)[^.]{0,25}(mes|nos|toutes) [^.]{0,20}(données|informations)|suppression de (toutes )?mes données|droit à l.(oubli|effacement)|(elimin|borr|suprim)[a-z]{1,5}[^.]{0,20}(mis|todos) [^.]{0,12}datos|(supresión|eliminación) de (todos )?mis datos|derecho (al olvido|de supresión)|(cancell|elimin)[a-z]{1,5}[^.]{0,20}(i )?(miei|tutti) [^.]{0,12}dati|diritto all.(oblio|cancellazione)|(verwijder|wis)(en|t)?[^.]{0,20}(mijn|alle) [^.]{0,20}gegevens|mijn gegevens [^.]{0,20}(te )?verwijderen|(apag|elimin|exclu)[a-zçã]{1,5}[^.]{0,20}(d?os )?meus dados`,
  String.raw`(radera\p{L}*|ta bort) (alla )?mina (person)?uppgifter|slett?et? (alle )?mine (person)?(oplysninger|opplysninger|data)|poista\p{L}* [^.]{0,20}(henkilö)?tietoni|(usun|usuń)\p{L}* (wszystkich |wszystkie )?(moich|moje|danych osobowych|dane osobowe)( danych| dane)?|výmaz (všech |mých )*osobních údajů|(vymažte|smažte) [^.]{0,15}(údaje|data)\b|töröl\p{L}* [^.]{0,20}adataim|șterge\p{L}* [^.]{0,20}datel\p{L}* (mele|cu caracter personal)|verilerimi[^.]{0,20}sil|διαγρ\p{L}* [^.]{0,25}(δεδομέν|στοιχεί)\p{L}* μου`,
  String.raw`(удалит|стер)\p{L}* [^.]{0,20}(мои|персональн\p{L}*|личн\p{L}*) [^.]{0,20}(данн|информац)|видал\p{L}* [^.]{0,20}(мої|персональн\p{L}*) [^.]{0,20}дан|(個人情報|個人データ)[^。]{0,12}(削除|消去)|(删除|刪除)[^。]{0,10}(我|本人)的?[^。]{0,6}(个人|個人)?(信息|数据|資料|资料)|개인 ?정보[^.]{0,12}(삭제|파기)|حذف (جميع )?بياناتي`,
);
/** Data of a project: of a page, a server, a test. */
const ofAProject = any(
  String.raw`\b(server|serveur|servidor|web ?sites?|websites?|home ?pages?|pages?|sites?|portfolio|slides?|brochure|staging|test|tests?\p{L}*|shop|profile|seite|webseite|formular|präsentation|página|sitio|sito|pagina)\b`,
);
const personal = any(
  String.raw`\b(personal|personen|personnel|personales|personali|pessoais|persoons)|\b(about|on|concerning) me\b|gdpr|ds-?gvo|rgpd|article 17|art(ikel|\.) ?17`,
);

/**
 * Whether the new words of a mail clearly ask that personal data be deleted (GDPR article 17). Who has a web page made writes
 * "remove the details of the fair" too.
 */
export function deleteRequest(visibleText: string): boolean {
  const text = flat(visibleText.slice(0, longestWish)).replaceAll('’', "'");
  const kept = /(do not|don't|never|not) (delete|erase|remove)|nicht (löschen|gelöscht)|ne (pas )?supprim\w+ pas/i.test(
    text,
  );
  const asked = text
    .split(sentenceEnd)
    .some((sentence) => erase.test(sentence) && (!ofAProject.test(sentence) || personal.test(sentence)));
  return asked && !kept;
}

/** Up to the verb, over the dots of "Co. KG" and "example.com" but not into the next sentence. */
const within = String.raw`(?:[^.!?]|(?<=\b(?:fa|co|dr|inc|ltd|st))\.|\.(?=\S)){0,80}?`;

/** Whoever is gone for the day, or does not work on Fridays any more, has not left the company. */
const gone = any(
  String.raw`no longer (with|at)\b(?! (my|the|this|his|her|their) (desk|office|phone|computer|number|address))|no longer (works?|working)\b(?! (on|from|today|this|late|part|full|remotely|((mon|tues|wednes|thurs|fri|satur|sun)day|weekend)s?)\b)|no longer (employed|part of|an employee|a member of|in (the|this) (company|role)|associated)|(do|does)(n'?t| not) work (for|at|here|with (us|the company))\b(?! (on|today))[^.]{0,40} any ?more|(has|have|had|'ve) ((now|recently|since|already|just) )?left (the |our |this |my )?(company|firm|organi[sz]ation|business|team|role|agency)|left (the company|our company)|am leaving (the|our|my) (company|firm|role|position|job|team)|last (working )?day (at|with) |(has|have) (resigned|retired)|is retired|employment (with|at) ${within}(has )?(ended|come to an end)`,
  String.raw`(?<!(?<!\b(?:ab|seit) )heute |(derzeit|gerade|woche) )nicht (mehr|länger) (bei|für|in|im)\b${within}(tätig|beschäftigt|angestellt|unternehmen|arbeite)|nicht (mehr|länger) (tätig|beschäftigt|teil (des|unseres|von))|(?<!heute )nicht mehr im unternehmen|(unternehmen|firma|agentur) ([\p{L}\d.]+ ){0,4}verlassen|unser haus verlassen|verl(ässt|asse|ieß) ([\p{L}\d.]+ ){0,3}(unternehmen|firma)|ausgeschieden|arbeitet? nicht (mehr|länger)(?! (am|an|heute|freitags|von))|im ruhestand`,
  String.raw`ne (travaille|collabore) plus(?! (le |les |aujourd|cette |ce |à distance))|ne (fait|fais) plus partie|n'(est|occupe) plus (employée?|salariée?|en poste|ce poste|dans (notre|la société|l'entreprise))|n'est plus (parmi|chez) nous|quitté (définitivement )?(la (société|compagnie)|l'(entreprise|agence)|notre (société|entreprise|équipe|agence|groupe)|le groupe|(ses|mes) fonctions)|à la retraite`,
  String.raw`ya no (trabaja|trabajo)(?! (los |el |hoy|esta ))|ya no (forma|formo) parte|ya no (pertenece|pertenezco) a|ya no está en la empresa|(ha|he) dejado de (trabajar (en|para|con)|formar parte)|(ha|he) (dejado|abandonado) (la|nuestra) (empresa|compañía|organización)|dejó (la|nuestra) (empresa|compañía)|(se ha|me he) jubilado`,
  String.raw`non (lavora|lavoro|collabora|collaboro) più(?! (il |oggi|di |questa ))|non (fa|faccio) più parte|non (è|sono) più (un |una )?(dipendente|impiegat[oa]|in azienda|parte)|lasciato (l'azienda|la (nostra )?(società|azienda)|il (nostro )?gruppo)|in pensione`,
  String.raw`(werk|werkt)\b(?! (vandaag|op ))[^.]{0,30}niet (meer|langer)(?! (op|vandaag|deze))|werkzaam[^.]{0,30}niet (meer|langer)|niet (meer|langer) (\p{L}+ ){0,2}(werkzaam|in dienst)|(het|ons|de|onze) (bedrijf|firma|organisatie) ([\p{L}\d.]+ ){0,3}verlaten|uit dienst|met pensioen`,
  String.raw`(já )?não (trabalha|trabalho|faz|faço) mais|deixou a empresa|já não (trabalha|faz parte)`,
);

/** Words with a capital that are no company: days, months, and how German writes "you". */
const noName = String.raw`(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May\b|June|July|August|September|October|November|December|Ihnen|Ihr|Sie|Tisch|Büro|Haus|Gebäude|Arbeitsplatz|Feierabend|Urlaub|I\b)`;
const name = String.raw`${noName}[\p{Lu}\d][\p{L}\d&.'’-]*(?: (?:[\p{Lu}\d][\p{L}\d.'’-]*|&|und|and|et|y|e|en)){0,4}`;
const sentenceEnds = String.raw`(?=\s*(?:$|[.,;:!)(]|(?:and|as of|effective|since|on \d|in \p{Lu}|in \d|at the end|permanently|for good|to (?:pursue|join|start|take)|et|depuis|y|desde|e|da|dal|en|sinds|per|zum|seit)\b))`;

/** "Has left Northwind": a name begins with a capital, so here capitals count. */
const goneFrom = new RegExp(
  [
    String.raw`\b(?:has|have|'ve) (?:(?:now|recently|since|already|just) )?left ${name}${sentenceEnds}`,
    String.raw`\b(?:hat|[Hh]abe)(?: ich)? ${name} (?:(?!das|die|den|und)[\p{L}\d.]+ ){0,4}verlassen|\b(?:hat|[Hh]abe)(?: ich)? (?:die )?${name} (?:GmbH|AG|SE|KG|UG)\b[^.!?]{0,40}verlassen`,
    String.raw`nicht (?:mehr|länger) bei (?:der |dem |den )?(?:Firma )?${name}`,
    String.raw`\b(?:ai|a) (?:définitivement )?quitté ${name}${sentenceEnds}|n'(?:est|suis) plus chez ${name}|[Nn]e suis plus chez ${name}`,
    String.raw`\b[Hh][ae] dejado ${name}${sentenceEnds}|[Dd]ejó ${name}${sentenceEnds}|[Yy]a no (?:está|estoy) en ${name}`,
    String.raw`\b[Hh][ao] lasciato ${name}${sentenceEnds}|[Nn]on (?:è|sono) più (?:in|presso|con) ${name}`,
    String.raw`\b(?:heeft|[Hh]eb)(?: ik)? ${name} (?:(?!het|de|en\b)[\p{L}\d.]+ ){0,4}verlaten|niet (?:meer|langer) bij ${name}`,
  ].join('|'),
  'u',
);
/** Who comes back has left a town, or the building. */
const comesBack = any(
  String.raw`\b(back (on|in|at|by|from)|return(s|ing)? (on|to|in)|will return|zurück|wieder (da|im|erreichbar|für)|de retour|reviens|reviendra|regres|vuelv|vuelt|torn(o|a|erò|erà)\b|rientr|terug)`,
);

/** Whether a text says that its writer has left the company, and the address it names instead; null where it names none. */
export function leftCompany(text: string): { left: boolean; successor: string | null } {
  const words = flat(text.slice(0, longestWish)).replaceAll('’', "'");
  const said = words.search(gone);
  const at = said >= 0 || comesBack.test(words) ? said : words.search(goneFrom);
  if (at < 0) return { left: false, successor: null };
  const contact = words
    .slice(at)
    .search(
      /contact|reach|write|e-?mail|instead|successor|replac|nachfolg|wenden|kontakt|ansprech|contact(ez|e|ar)|adress(ez|er)|diríj|dirij|contatt|rivolg|neem|sucessor|dirig/i,
    );
  const named = addressesIn(words.slice(contact < 0 ? at : at + contact))[0] ?? addressesIn(words.slice(at))[0] ?? null;
  return { left: true, successor: named };
}
