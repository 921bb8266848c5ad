import { addressesIn } from '../addresses.ts';
import { plainWords } from './plain-words.ts';

const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'u');

/** "I am the wrong person", "somebody else decides": words without accents, in lower case. */
const wrong = any(
  String.raw`\bwrong (person|contact|address|department)\b|\bnot the (right|correct|best|appropriate) (person|contact|one|address|department)\b|\b(no longer|not( the one)?) (responsible|in charge)\b|\bi (don't|do not|no longer) (handle|deal with|look after|decide)\b|\b(please )?(contact|speak to|ask|write to) my colleague\b|\bhas taken over (from me|my)\b`,
  String.raw`\bnicht (mehr )?(zustandig|verantwortlich|der richtige|die richtige)\b|\bfalsche[rn]? (person|ansprechpartner\w*|adresse|abteilung)\b|\b(zustandig|ansprechpartner\w*) (ist|dafur ist|hierfur ist)\b`,
  String.raw`\bpas la bonne personne\b|\bmauvais(e)? (personne|interlocuteur|adresse)\b|\bpas le bon (interlocuteur|contact)\b|\b(ne suis|n'est) (pas|plus) (responsable|charge\w*|en charge)\b|\bne m'occupe plus\b`,
  String.raw`\bno soy (yo )?(la persona|el responsable|la responsable|quien)\b|\bpersona equivocada\b|\bya no (soy responsable|me encargo|llevo)\b|\bnon sono (io )?(la persona|il responsabile|la responsabile)\b|\bpersona sbagliata\b|\bnon (mi occupo|sono) piu (di|responsabile)\b`,
  String.raw`\bniet de juiste persoon\b|\bverkeerde persoon\b|\bniet (meer )?verantwoordelijk\b|\bga (hier )?niet (meer )?over\b|\bnao sou (a pessoa|o responsavel|a responsavel)\b|\bpessoa errada\b|\bfel person\b|\binte ratt person\b|\bforkert person\b|\bfeil person\b|\bniewlasciwa osoba\b`,
);

/** Whether somebody says that another person is meant. A person decides upon it. */
export function saysWrongPerson(visibleText: string): boolean {
  return wrong.test(plainWords(visibleText));
}

const word = String.raw`\p{Lu}[\p{L}'’-]+`;
const fullName = String.raw`(${word}(?: (?:von|van|de|den|der|del|della|di|da|dos|la|le|el|\p{Lu}\.|${word})){1,3})`;
/** "Sam Reed at sam@…", "Sina Reed (s.reed@…)", "Max Muster unter …". */
const nameBefore = new RegExp(
  String.raw`${fullName}[,:]?\s*(?:[(<\[,:–—-]|\b(?:at|on|via|by|under|per|unter|über|sous|à|en|al|a|all'indirizzo|op|via|em|através de|e-?mail|mail|tel)\b|\s){0,6}\s*(?:mailto:)?$`,
  'u',
);
const nameAfterVerb = new RegExp(
  String.raw`(?:[Cc]ontact|[Rr]each out to|[Ww]rite to|[Ss]peak to|[Rr]eplaced by|[Ss]uccessor is|[Tt]aken over by|Nachfolger(?:in)? (?:ist|wird)|wenden Sie sich an|an (?:Frau|Herrn|meine Kollegin|meinen Kollegen)|[Cc]ontacter|[Cc]ontactez|remplacée? par|[Cc]ontacte a|diríjase a|contattare|sostituit[oa] da|contact op(?:nemen)? met|opvolger is)(?: (?:Mr|Ms|Mrs|Dr|Frau|Herrn?|M|Mme)\.?| (?:my|our|meine|unsere|mon|ma|mijn) [\p{Ll}]+)* ${fullName}`,
  'u',
);

/** The name of whom a text proposes instead, next to the address it gives or after words that propose; null where it names nobody. */
export function successorName(visibleText: string, address: string | null): string | null {
  const text = visibleText.slice(0, 3000).replaceAll(/\s+/g, ' ');
  const at = address === null ? -1 : text.indexOf(address);
  const near = at < 0 ? undefined : nameBefore.exec(text.slice(Math.max(0, at - 120), at))?.[1];
  const found = near ?? nameAfterVerb.exec(text)?.[1] ?? null;
  return found === null || addressesIn(found).length > 0
    ? null
    : found.replace(/^(?:Please|Contact|Bitte|Frau|Herrn?|Mr|Ms|Mrs|Dr|Mme|An) /u, '');
}
