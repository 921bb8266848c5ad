/** Lines that a mail program or a telephone adds below what a person wrote. */
const deviceLine = new RegExp(
  [
    String.raw`^[<(*_\s]{0,4}(sent|send) (from|via|with|by|using|on|while)( a| an| my| the)?\b.{0,120}$`,
    String.raw`^(get|download) (\[?outlook|yahoo|gmail)\b.{0,160}$`,
    // Outlook on telephones, in whichever language: the link is the same.
    String.raw`^.{0,40}\boutlook\b.{0,60}<?https?://aka\.ms/\S{1,60}.{0,30}$|^outlook (för|für|til|for|voor|pour|para|per|pro|dla) (ios|android|mac)\b.{0,60}$|^(skaffa|hämta|hent|skaff|hanki|pobierz( aplikację)?|získat|získajte|obter o|получить|获取|下载|取得) ?outlook\b.{0,60}$|^(ios|android).{0,12}outlook.{0,4}(を入手|다운로드|edinin).{0,4}$`,
    String.raw`^(get|download) [\w ]{2,30} for (ios|android|mobile|iphone|ipad|mac|windows|desktop)\b.{0,120}$`,
    String.raw`^(from|sent from) my \w.{0,60}$|^\w{1,30} from mobile$`,
    String.raw`^(von|aus) (meinem|meiner|unterwegs|outlook|yahoo|gmx|web\.de|samsung).{0,80}gesendet\.?$|^gesendet (von|mit|via|aus)\b.{0,120}$|^diese (nachricht|e-?mail|mail) wurde (von|mit)\b.{0,120}gesendet\.?$|^(holen sie sich|hol dir) outlook.{0,120}$`,
    String.raw`^envoyé (de|depuis|à partir|avec|via)\b.{0,120}$|^(télécharger|obtenez) outlook.{0,120}$|^enviado (desde|do|de|a partir|con|com|via)\b.{0,120}$|^(obtener|obter) (\[?outlook).{0,120}$|^inviato da\b.{0,120}$|^scarica outlook.{0,120}$`,
    String.raw`^(verzonden|verstuurd) (vanaf|met|via|van)\b.{0,120}$|^outlook voor.{0,80}$|^(sendt|skickat|skickad|lähetetty|wysłano|wysłane|odesláno|отправлено|надіслано) (fra|från|z |ze |с |из |via).{0,120}$|^lähetetty .{0,60}$|.{0,10}(iphone|ipad|android).{0,12}(から送信|傳送|发送|傳送|에서 보냄)$|^発信元.{0,40}$|.{0,20}iphone から送信$`,
  ].join('|'),
  'iu',
);
/** Nothing but a rule: dashes, stars, and what Gmail's tracker leaves. */
const ruleLine = /^\s*(?:[-_=*~+#.]{2,}|ᐧ|\u200b|\u034f)\s*$/u;
const delimiter = /^\s{0,3}(?:--|[—–]{1,8}|__)\s?$/u;
/** A heading that firms put above their legal text. */
const disclaimer = /^\W{0,4}(?:legal )?(?:disclaimer|confidentiality notice)\W{0,4}$/i;
/** What stands below a delimiter is a signature only as long as one is. */
const longestSignature = 18;

/** The text without the signature below it; the text itself where nothing else would be left. */
export function withoutSignature(text: string): string {
  const lines = text.split('\n');
  const kept = trimTail(cutAtDelimiter(trimTail(lines)));
  return kept.some((line) => line.trim() !== '') ? kept.join('\n') : text;
}

/** RFC 3676 section 4.3: "-- " on a line of its own; many leave the space out. */
function cutAtDelimiter(lines: string[]): string[] {
  const from = Math.max(1, lines.length - longestSignature);
  const at = lines.findIndex(
    (line, index) => (index >= from && delimiter.test(line)) || (index > 0 && disclaimer.test(line)),
  );
  return at < 0 ? lines : lines.slice(0, at);
}

function trimTail(lines: string[]): string[] {
  let end = lines.length;
  while (end > 0) {
    const line = lines[end - 1]!.trim();
    if (line !== '' && !ruleLine.test(line) && !(line.length < 200 && deviceLine.test(line))) break;
    end -= 1;
  }
  return lines.slice(0, end);
}
