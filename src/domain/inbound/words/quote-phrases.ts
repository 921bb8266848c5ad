/** The lines by which mail programs announce the mail that is answered or passed on, by language. Each is tried on one short run of text. */
const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu');

const verbs =
  'wrote|writes|said|schrieb|geschrieben|a écrit|écrit|escribió|escribio|escribi=F3|ha scritto|scritto|schreef|geschreven|escreveu|skrev|skrifaði|kirjoitti|pisze|napisał|napisała|napsal|napsala|napísal|написала?|пишет|пише|написав|schreibt|yazdı|írta|a scris|γράψει|έγραψε|menulis|đã viết|写道|寫道|のメッセージ|書きました|wrote|작성|님이 작성';
/** Something that only stands in such a line: a date, a time, an address. */
const dated = String.raw`\d{1,2}[:.]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}|[^\s@<>"]{1,64}@[^\s@<>"]{1,64}`;
const days = String.raw`(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|mie|jue|vie|sáb|sab|dom|ma|wo|za|zo|man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|pn|wt|śr|sr|czw|pt|sob|ndz|po|út|st|čt|pá|пн|вт|ср|чт|пт|сб|вс|нд)\p{L}{0,12}\.?,?`;
const opens = String.raw`(?:on|am|le|el|il|em|op|den|på|pe|w dniu|dnia|dne|dňa|în|la|vào|pada|in data|a|у|в|at|do|no dia|el día|tarihinde|kl\.)\s+(?:the\s+)?(?:${days}\s*)?(?=.{0,30}\d)`;

/** How "On …, Jo <jo@…> wrote:" begins, in one run of text: words for a day, and then a date. */
export const datedOpening = any(
  String.raw`^[>\s*"-]{0,12}(?:${opens}|(?:${days}|\p{L}{3,14},)\s+(?:den\s+)?\d|在\s?\d|\d{1,4}[-/. 年:]\s?\d|\d{1,2}\s+\p{L}{3,10}\.?\s+\d{4}|on .{2,60} you wrote)`,
);
/** Or it begins with the writer and names a date or an address further on: "Jo <jo@…> schrieb am …:" */
const namedOpening = any(
  String.raw`^[>\s*"-]{0,12}["']?[\p{Lu}\p{Lo}<][^:]{0,80}?(?:<|\(|"|\bon\b|\bam\b|\ble\b|\bel\b|[^\s@<>"]{1,64}@).{0,300}$`,
);
const datedAnywhere = any(dated);

/** Whether a run of text that begins with the writer is about a mail and not a sentence. */
export function namesMail(run: string): boolean {
  return namedOpening.test(run) && datedAnywhere.test(run);
}

/** It must also end as such lines do. */
export const attributionEnd = any(
  String.raw`(?:${verbs})(?:\([^)]{1,4}\))?(?: (?:the following|folgendes|het volgende|el siguiente mensaje)|,? ?["'<(]?(?:[^:]|:\d\d){0,110})?\s?[:：][\s*]*$`,
  String.raw`wrote\s?-{2,}\s*$|のメッセージ[:：]?\s*$|写道[:：]\s*$`,
);

/** Gmail and others without a verb: "2014-10-17 11:28 GMT+03:00 Jo <jo@…>:" */
export const bareAttribution = any(
  String.raw`^[>\s]{0,6}\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}.{0,160}<[^<>]{3,200}>\s?[:：]\s*$`,
  String.raw`^[>\s]{0,6}\d{1,2}[./]\d{1,2}[./]\d{2,4}.{0,120}<[^<>]{3,200}>\s?[:：]\s*$`,
);

/** In any language: a date and an address in one run that ends in a colon, where a marked quote follows. */
export const anyAttribution = any(
  String.raw`^(?=.*(?:\d{4}|\d{1,2}[:.]\d{2})).*<[^<>\s]{1,64}@[^<>\s]{1,200}>.{0,80}[:：]\s*$`,
);

/** An attribution at the end of a line of own words, as Yahoo's plain text has it. */
export const inlineAttribution =
  /\s(?:On (?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?\d{0,2} ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\S{0,7} .{4,200}(?:wrote)\s?:)\s*$/i;

/** A line of its own between dashes or the like that says which mail follows. */
export const separator = any(
  String.raw`^[>\s]{0,6}[-_*=]{2,40}\s?(?:.{0,20}\s)?(?:original|forwarded|reply message|weitergeleitete|ursprüngliche|originale?|antwort nachricht|mensaje (?:original|reenviado|anterior)|message (?:d.origine|transféré|initial|original|from)|messaggio (?:originale|inoltrato)|oorspronkelijk|doorgestuurd|mensagem|alkuperäinen|vidarebefordrat|ursprungligt|oprindelig|opprinnelig|videresendt|wiadomość|původní|przekazana|исходное|пересылаемое|пересланное|转发|原始|元の|転送|원본).{0,40}[-_*=]{2,40}\s*$`,
  String.raw`^[>\s]{0,6}(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|vidarebefordrat brev|weitergeleitete nachricht)\s?:?\s*$`,
  String.raw`^[>\s]{0,6}[-_*=#]{0,40}\s?(?:please )?(?:reply|respond|write|type|antworte?n?|répondez|responda|rispondi)\b.{0,40}(?:above|over|oberhalb|über|au-dessus|encima|arriba|sopra|boven)\b.{0,30}(?:line|linie|ligne|línea|linea|lijn|delimiter)`,
);

const names = {
  from: 'from|von|de|da|van|från|fra|od|от|від|lähettäjä|kimden|feladó|expéditeur|reply-to|发件人|寄件者|差出人|보낸 사람|από|от кого|gönderen|dari|từ|de la|saatja|nuo|מאת|من',
  sent: 'sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|fecha|data|inviato|verzonden|skickat|sendt|dato|lähetetty|wysłano|odesláno|отправлено|дата|gönderildi|küldve|发送时间|日期|寄件日期|送信日時|日付|보낸 날짜|päiväys|enviada(?: em)?|wysłane|verzonden op|trimis|elküldve|dátum|tarih|στάλθηκε|ημερομηνία|надіслано|изпратено|odoslané|poslano|đã gửi|dikirim|saadetud|išsiųsta|nosūtīts|enviat|נשלח|תאריך|تاريخ الإرسال|تاريخ',
  to: 'to|an|à|para|pour|a|aan|naar|till|til|do|komu|кому|vastaanottaja|kime|címzett|cc|kopie|kopia|kopi|копия|收件人|抄送|宛先|받는 사람|destinataire|收件者|către|προς|do|prima|za|tới|kepada|adressaat|kam|per a|до|אל|إلى',
  subject:
    'subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|тема|aihe|konu|tárgy|主题|主旨|件名|제목|subiect|θέμα|predmet|zadeva|относно|chủ đề|subjek|teema|tema|temats|assumpte|נושא|الموضوع|re',
};
export type HeaderName = keyof typeof names;

const headerLine = Object.entries(names).map(
  ([name, words]) =>
    [name as HeaderName, any(String.raw`^[>\s*|]{0,10}(?:${words})\s?(?:\*+\s?)?[:：](?:\s|\*|$|["<])`)] as const,
);

/** Which line of a quoted header this is ("From:", "*Gesendet:*"); null where it is none. */
export function headerNameOf(line: string): HeaderName | null {
  const start = line.slice(0, 120);
  return headerLine.find(([, pattern]) => pattern.test(start))?.[0] ?? null;
}

/** Lotus Notes puts the writer's name and date on lines of their own; these words come right after them. */
export const notesLine =
  /^\s*(sent by:|please respond to\b|gesendet von:|bitte antworten an\b|envoyé par ?:|enviado por:)/i;
