/**
 * The names of the months as mail from many countries writes them, without accents and in lower case, as they stand in a
 * date (genitives and all). A name may be cut short after three letters.
 */
const names: readonly string[] = [
  'january januar januari janvier enero gennaio janeiro januar stycznia styczen ledna leden januara ianuarie ocak января январь сичня січень tammikuuta tammikuu ιανουαριου ιανουαριος gener januaris sijecanj',
  'february februar februari fevrier febrero febbraio fevereiro lutego luty unora unor februarie subat февраля февраль лютого лютии helmikuuta helmikuu φεβρουαριου februara februarja',
  'march marz maerz maart mars marzo marco marca marzec brezna brezen martie mart marts марта март березня березень maaliskuuta maaliskuu μαρτιου marcius mrt marca',
  'april avril abril aprile kwietnia kwiecien dubna duben aprilie nisan апреля апрель квітня квітень huhtikuuta huhtikuu απριλιου aprilis aprila',
  'may mai mayo maggio maio mei maj maja kvetna kveten mayis мая маи травня травень toukokuuta toukokuu μαιου majus',
  'june juni juin junio giugno junho czerwca czerwiec cervna cerven iunie haziran июня июнь червня червень kesakuuta kesakuu ιουνιου junius juna',
  'july juli juillet julio luglio julho lipca lipiec cervence cervenec iulie temmuz июля июль липня липень heinakuuta heinakuu ιουλιου julius jula',
  'august aout agosto augustus augusti sierpnia sierpien srpna srpen agustos августа август серпня серпень elokuuta elokuu αυγουστου augusztus avgusta',
  'september septembre septiembre settembre setembro wrzesnia wrzesien zari septembrie eylul сентября сентябрь вересня вересень syyskuuta syyskuu σεπτεμβριου szeptember sept septembra',
  'october oktober octobre octubre ottobre outubro pazdziernika pazdziernik rijna rijen octombrie ekim октября октябрь жовтня жовтень lokakuuta lokakuu οκτωβριου oktobra',
  'november novembre noviembre novembro listopada listopad noiembrie kasim ноября ноябрь листопада листопад marraskuuta marraskuu νοεμβριου novembra',
  'december dezember decembre diciembre dicembre dezembro grudnia grudzien prosince prosinec decembrie aralik desember декабря декабрь грудня грудень joulukuuta joulukuu δεκεμβριου decembra',
];
const months = names.map((line) => line.split(' '));

/** Cut short, these are words of other languages ("am 5. Sie", "out of office", "5 may be"). */
const words = new Set(['sie', 'out', 'set', 'mar', 'den', 'art', 'mas', 'for', 'sub', 'les', 'tem', 'nis', 'eki']);
const abbreviations = new Map([
  ['mar', 3],
  ['mrt', 3],
]);

/** The month that a word names, 1 to 12; null where it names none. */
export function monthNamed(word: string): number | null {
  const plain = word.replaceAll('ı', 'i').replaceAll('ł', 'l');
  const known = abbreviations.get(plain);
  if (known !== undefined) return known;
  if (plain.length < 3 || words.has(plain)) return null;
  const whole = months.findIndex((list) => list.includes(plain));
  const at = whole >= 0 ? whole : months.findIndex((list) => list.some((name) => name.startsWith(plain)));
  return at < 0 ? null : at + 1;
}
