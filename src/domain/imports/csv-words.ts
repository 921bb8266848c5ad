import { type BasisKind, basisKinds, type ContactRole, contactRoles } from '../contact.ts';
import { foldName } from './csv-text.ts';
import { type Blocker, blockers, type Fault, faults, type Reason, reasons } from '../departure.ts';

/** The words that stand in cells where Ajar has a code: English and German, whatever their case and punctuation. */

type Dictionary<Code extends string> = ReadonlyMap<string, Code>;

function dictionary<Code extends string>(
  codes: readonly Code[],
  words: Partial<Record<Code, string>>,
): Dictionary<Code> {
  const entries = codes.flatMap((code) =>
    [code, ...(words[code]?.split('|') ?? [])].map((word) => [foldName(word), code] as const),
  );
  return new Map(entries);
}

const reasonWords = dictionary(reasons, {
  price: `too expensive | expensive | cost | costs | pricing | price too high | cheaper offer | Preis | Kosten | zu teuer | teuer
    | Preis zu hoch | günstigeres Angebot`,
  service_quality:
    'service | quality | poor service | poor quality | bad service | Qualität | Servicequalität | schlechter Service',
  results:
    'no results | poor results | performance | outcome | Ergebnisse | Ergebnis | keine Ergebnisse | Leistung | Erfolg',
  communication: 'poor communication | responsiveness | Kommunikation | schlechte Kommunikation | Erreichbarkeit',
  billing:
    'invoice | invoices | invoicing | billing issue | billing error | Rechnung | Rechnungen | Abrechnung | Abrechnungsfehler',
  mistake: 'error | errors | mistakes | our mistake | Fehler | Panne | Versehen',
  champion_left: `contact left | contact person left | our contact left | champion | Ansprechpartner weg | Ansprechpartner gewechselt
    | Ansprechpartnerwechsel | Kontakt gegangen`,
  competitor:
    'competition | lost to competitor | switched | switched provider | rival | Wettbewerb | Wettbewerber | Konkurrenz | Anbieterwechsel',
  owner_preference: `owner's preference | new owner | new management | management decision | change of ownership | acquisition | acquired
    | Inhaberwechsel | neue Geschäftsführung | Geschäftsführung | Übernahme | Wunsch der Geschäftsführung`,
  in_house: 'inhouse | insourcing | insourced | taken in house | intern | Eigenleistung | macht es selbst',
  project_finished: `project complete | project completed | project ended | project end | completed | finished | Projekt beendet
    | Projektende | Projekt abgeschlossen | abgeschlossen`,
  budget:
    'no budget | budget cut | budget cuts | cost cutting | kein Budget | Budgetkürzung | Sparmaßnahmen | Einsparung',
  out_of_business: `bankrupt | bankruptcy | insolvent | insolvency | closed | closed down | closure | ceased trading | Insolvenz
    | Geschäftsaufgabe | Betriebsaufgabe | Konkurs | Liquidation | aufgelöst`,
  we_ended: 'we ended it | ended by us | terminated by us | von uns gekündigt | durch uns | von uns beendet',
  other: 'misc | others | other reason | Sonstiges | Sonstige | andere | anderes | anderer Grund',
  unknown: 'not known | no reason | no reason given | unbekannt | keine Angabe | k. A. | weiß nicht | ?',
});

const faultWords = dictionary(faults, {
  ours: 'our | us | we | our fault | house | wir | uns | unsere | unsere Schuld | bei uns | selbst',
  theirs: 'their | them | client | the client | customer | their fault | Kunde | beim Kunden | deren Schuld',
  shared: 'both | both sides | mutual | beide | beidseitig | geteilt | gemeinsam',
  nobody: 'none | no one | no fault | neither | niemand | keiner | keine',
  unknown: 'not known | unbekannt | unklar | unclear | ?',
});

const blockerWords = dictionary(blockers, {
  dispute: 'disputed | in dispute | complaint | Streit | Streitfall | Reklamation',
  unpaid: 'overdue | open invoice | debt | not paid | unbezahlt | offen | offene Rechnung | Mahnung | Zahlungsverzug',
  legal: 'lawsuit | litigation | lawyer | court | Rechtsstreit | Anwalt | Gericht | Klage',
});

const roleWords = dictionary(contactRoles, {
  decision_maker: `decision maker | decider | owner | founder | CEO | managing director | director | president | Entscheider
    | Entscheiderin | Geschäftsführer | Geschäftsführerin | Geschäftsführung | Inhaber | Inhaberin | GF`,
  user: 'end user | Anwender | Anwenderin | Nutzer | Nutzerin',
  billing: 'accounting | accounts payable | finance | CFO | Buchhaltung | Rechnung | Rechnungswesen | Finanzen',
  technical: 'technology | tech | IT | engineer | CTO | Technik | Techniker | EDV',
  champion: 'advocate | sponsor | Fürsprecher | Fürsprecherin',
  other: 'misc | Sonstige | Sonstiges',
});

const basisWords = dictionary(basisKinds, {
  express_consent: 'consent | opt in | opted in | Einwilligung',
  contract_ended: 'contract | former contract | Vertrag | Vertragsverhältnis',
  purchase: 'sale | Kauf',
  inquiry: 'enquiry | request | Anfrage',
  published_address: 'published | public | öffentlich',
  unknown: 'unbekannt',
});

const yes = new Set(['yes', 'y', 'true', 't', '1', 'x', 'on', 'ja', 'j', 'wahr', '✓', '✔']);
const no = new Set(['no', 'n', 'false', 'f', '0', 'off', 'nein', 'falsch', 'nicht']);

/** Null: neither a yes nor a no. */
export function readFlag(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

function lookUp<Code extends string>(words: Dictionary<Code>, text: string): Code | null {
  return words.get(foldName(text)) ?? (text.trim() === '?' ? (words.get('unknown') ?? null) : null);
}

/** Each is null for a word nobody taught us. */
export const readReason = (text: string): Reason | null => lookUp(reasonWords, text);
export const readFault = (text: string): Fault | null => lookUp(faultWords, text);
export const readBlocker = (text: string): Blocker | null => lookUp(blockerWords, text);
export const readBasis = (text: string): BasisKind | null => lookUp(basisWords, text);

/** Roles are job titles in most files: what is none of ours is `other`, and no reason to reject anybody. */
export function readRole(text: string): ContactRole {
  return lookUp(roleWords, text) ?? 'other';
}
