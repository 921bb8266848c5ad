/**
 * What a column of a CSV file can hold: where its value belongs in a departure, how it is read, and the names people give
 * it. An earlier name goes before a later one when two columns could be the same field.
 */

export type CsvKind =
  | 'line'
  | 'text'
  | 'name'
  | 'contactName'
  | 'email'
  | 'host'
  | 'phone'
  | 'date'
  | 'money'
  | 'currency'
  | 'flag'
  | 'reason'
  | 'fault'
  | 'blocker'
  | 'role'
  | 'basis'
  | 'country'
  | 'locale'
  | 'timezone';

export interface CsvField {
  /** What `--map` calls it. */
  key: string;
  /** The place of the value in a departure; a pointer without its slashes. */
  path: readonly (string | number)[];
  kind: CsvKind;
  names: readonly string[];
}

const contact = (name: string) => ['contacts', 0, name] as const;
const client = (name: string) => ['client', name] as const;
const names = (list: string) => list.split('|').map((name) => name.trim());

function field(key: string, kind: CsvKind, path: readonly (string | number)[], list: string): CsvField {
  const pointer = path.join(' ');
  return { key, kind, path, names: [key, pointer, pointer.replace(' 0 ', ' '), ...names(list)].filter(Boolean) };
}

export const csvFields: readonly CsvField[] = [
  field(
    'client',
    'line',
    client('name'),
    `client name | company | company name | customer | customer name | account | account name | organisation | organization
    | organisation name | organization name | business | firm | Firma | Firmenname | Kunde | Kundenname | Unternehmen
    | Unternehmensname | Auftraggeber | Mandant`,
  ),
  field(
    'clientExternalId',
    'line',
    client('externalId'),
    `client id | client external id | customer id | customer number | customer no | account id | account number | company id
    | CRM id | Kundennummer | Kunden-Nr. | Kundennr | KdNr | Kunden-ID | Debitor | Debitorennummer | Mandantennummer`,
  ),
  field(
    'externalId',
    'line',
    ['externalId'],
    `external id | departure id | deal id | opportunity id | case id | reference | Vorgang | Vorgangsnummer
    | externe ID | Referenz`,
  ),
  field(
    'domain',
    'host',
    client('domain'),
    `domain | website | web site | web | URL | homepage | company domain | company domain name | website URL | Webseite
    | Internet | Internetadresse`,
  ),
  field(
    'country',
    'country',
    client('country'),
    'country | country code | Land | Staat | Ländercode | Länderkennzeichen',
  ),
  field('timezone', 'timezone', client('timezone'), 'time zone | timezone | tz | Zeitzone'),
  field('locale', 'locale', contact('locale'), 'locale | language | lang | client locale | Sprache'),
  field(
    'clientSince',
    'date',
    client('clientSince'),
    `client since | customer since | since | started on | start date | became a customer on | joined on | contract start
    | Kunde seit | Mandant seit | seit | Vertragsbeginn | Beginn`,
  ),
  field(
    'annualValue',
    'money',
    client('annualValue'),
    `annual value | value | annual revenue | yearly value | yearly revenue | ARR | ACV | annual contract value | contract value
    | amount | annual value amount | revenue | Jahreswert | Jahresumsatz | Umsatz | Wert | Betrag | Auftragswert | Vertragswert`,
  ),
  field('currency', 'currency', [], 'currency | currency code | annual value currency | Währung | Währungscode'),
  field(
    'owner',
    'email',
    client('owner'),
    `owner | owner email | account owner | account owner email | account manager | account manager email | sales rep
    | sales rep email | rep | rep email | key account manager | Betreuer | Kundenbetreuer | Betreuer E-Mail | zuständig
    | Verantwortlich | Vertrieb`,
  ),
  field(
    'email',
    'email',
    contact('email'),
    `email | e-mail | email address | e-mail address | contact email | mail | mail address | E-Mail-Adresse | Mailadresse
    | Kontakt E-Mail`,
  ),
  field(
    'firstName',
    'name',
    contact('firstName'),
    'first name | firstname | given name | forename | Vorname | Rufname',
  ),
  field(
    'lastName',
    'name',
    contact('lastName'),
    'last name | lastname | surname | family name | Nachname | Familienname | Zuname',
  ),
  field(
    'contactName',
    'contactName',
    contact('contactName'),
    `contact name | full name | contact | contact person | person | Ansprechpartner | Ansprechpartnerin | Kontakt
    | Kontaktperson | Kontaktname | vollständiger Name`,
  ),
  field(
    'salutation',
    'line',
    contact('salutation'),
    'salutation | greeting | letter salutation | Briefanrede | Grußformel | Begrüßung',
  ),
  field(
    'role',
    'role',
    contact('role'),
    'role | contact role | job role | Rolle | Funktion | Position | job title | title of contact',
  ),
  field(
    'phone',
    'phone',
    contact('phone'),
    'phone | telephone | phone number | tel | mobile | direct dial | Telefon | Telefonnummer | Rufnummer | Handy',
  ),
  field(
    'lead',
    'flag',
    contact('lead'),
    'lead | is lead | lead contact | main contact | primary contact | primary | Hauptkontakt | Hauptansprechpartner',
  ),
  field('basis', 'basis', ['contacts', 0, 'basis', 'kind'], 'basis | lawful basis | legal basis | Rechtsgrundlage'),
  field(
    'basisOn',
    'date',
    ['contacts', 0, 'basis', 'obtainedOn'],
    'basis on | basis date | consent on | consent date | Einwilligung am',
  ),
  field(
    'basisSource',
    'line',
    ['contacts', 0, 'basis', 'source'],
    'basis source | consent source | Quelle der Einwilligung',
  ),
  field(
    'noticeGiven',
    'flag',
    ['contacts', 0, 'basis', 'noticeGiven'],
    'notice given | opt-out notice | opt-out notice given',
  ),
  field(
    'departedOn',
    'date',
    ['departedOn'],
    `departed on | left on | departure date | departed | departure | left | date left | left at | leaving date | end date
    | contract end | ended on | churned on | churn date | churned | churned at | cancelled on | canceled on | cancellation date
    | cancelled | canceled | lost on | Austritt am | Austritt | Austrittsdatum | ausgetreten am | Abgang | Abgang am | Vertragsende
    | gekündigt zum | Kündigung zum | verloren am | Kündigung | Kündigung am | Kündigungsdatum | gekündigt am | Ende`,
  ),
  field(
    'noticeOn',
    'date',
    ['noticeOn'],
    `notice on | notice date | notice given on | notice received | notice received on | Kündigungseingang
    | Kündigung eingegangen | Kündigung eingegangen am | Kündigung | Kündigung am | Kündigungsdatum | gekündigt am`,
  ),
  field(
    'reason',
    'reason',
    ['reason'],
    `reason | departure reason | reason for leaving | reason left | churn reason | cancellation reason | lost reason
    | closed lost reason | why | Grund | Kündigungsgrund | Austrittsgrund | Abgangsgrund | Warum`,
  ),
  field(
    'statedByClient',
    'flag',
    ['statedByClient'],
    'stated by client | stated | said by client | vom Kunden genannt',
  ),
  field('statedReason', 'reason', ['statedReason'], 'stated reason | reason stated | genannter Grund'),
  field('ourReason', 'reason', ['ourReason'], 'our reason | internal reason | eigentlicher Grund | interner Grund'),
  field(
    'reasonDetail',
    'text',
    ['reasonDetail'],
    `reason detail | reason details | reason comment | churn detail | detail | details | Begründung | Erläuterung
    | Grund Details | Details zum Grund`,
  ),
  field('fault', 'fault', ['fault'], 'fault | whose fault | at fault | blame | Schuld | Verschulden | Verursacher'),
  field(
    'whatWentWrong',
    'text',
    ['whatWentWrong'],
    'what went wrong | went wrong | was schiefging | was ist schiefgegangen | Fehlerbeschreibung',
  ),
  field('amends', 'text', ['amends', 'text'], 'amends | made good | put right | Wiedergutmachung'),
  field(
    'amendsDoneOn',
    'date',
    ['amends', 'doneOn'],
    'amends done on | amends on | amends date | put right on | Wiedergutmachung am | erledigt am',
  ),
  field(
    'wouldReturnIf',
    'text',
    ['wouldReturnIf'],
    'would return if | returns if | would come back if | käme zurück wenn | kommt zurück wenn',
  ),
  field(
    'competitor',
    'line',
    ['competitor'],
    'competitor | went to | rival | new supplier | new provider | Wettbewerber | Konkurrent | neuer Anbieter',
  ),
  field('lessons', 'text', ['lessons'], 'lessons | lessons learned | lessons learnt | Lehren | Erkenntnisse'),
  field(
    'notes',
    'text',
    ['notes'],
    'notes | note | comment | comments | remarks | Notiz | Notizen | Bemerkung | Bemerkungen | Kommentar | Anmerkung',
  ),
  field(
    'personalLine',
    'line',
    ['personalLine'],
    'personal line | personal note | persönliche Zeile | persönlicher Satz',
  ),
  field(
    'renewalOn',
    'date',
    ['renewalOn'],
    'renewal on | renewal | renewal date | renews on | Verlängerung | Verlängerung am | Verlängerungsdatum',
  ),
  field('blockedBy', 'blocker', ['blockedBy'], 'blocked by | blocked | blocker | gesperrt wegen | Sperrgrund | Sperre'),
  field('pursue', 'flag', ['pursue'], 'pursue | win back | may be pursued | verfolgen | zurückgewinnen | nachfassen'),
  ...[1, 2, 3, 4, 5].map((number) =>
    field(
      `highlight${number}`,
      'line',
      ['highlights', number - 1, 'text'],
      ['highlight', 'success', 'Erfolg', 'Höhepunkt']
        .flatMap((name) => [`${name} ${number}`, ...(number === 1 ? [name, `${name}s`] : [])])
        .join('|'),
    ),
  ),
];

/** Without these a file cannot be imported. */
export const requiredFields = ['client', 'email', 'departedOn'] as const;

const byKey = new Map(csvFields.map((one) => [one.key, one]));

/** @throws for a key that is not in the table, which is a bug. */
export function fieldOf(key: string): CsvField {
  const found = byKey.get(key);
  if (found === undefined) throw new Error(`No field is called ${key}.`);
  return found;
}
