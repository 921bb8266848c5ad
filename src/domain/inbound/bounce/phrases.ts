/**
 * What mail servers say when they refuse, sorted by what it means for the address. Matched against one line with single spaces.
 * Soft comes first: a server that says "blocked" and "unknown user" in one breath has judged the sender, not the address.
 */
const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu');

/** The box is there and holds no more. */
const full = any(
  String.raw`(mail)?box (is |for (the )?user is |has exceeded |size |.{0,30})?(full|limit|exceed|over)`,
  String.raw`(over|exceed\w*|above|out of) (the |its |his |their |your )?(\w+ )?(quota|storage|(allo\w+ )?(disk ?)?space|mailbox size)`,
  String.raw`quota (is )?(exceed|full|reached)|quota.{0,40}exceed|disk ?quota|overquota|over[- ]quota|mail ?folder.{0,20}full`,
  String.raw`(not |in)(have )?(enough|sufficient) (disk |storage )?space|insufficient (system |disk )?(storage|resources|space)|no space left|overdrawn`,
  String.raw`too many messages (in|on)|mailbox.{0,40}(voll|llen[oa]|plein|vol\b|pien[ao]|cheia|full)|speicherplatz|boîte.{0,20}pleine|casilla.{0,20}llena|message store.{0,30}full|容量|満杯|一杯|已满|已滿|空间不足|가득|용량[^.]{0,20}초과|переполнен|заполнен|превышен[^.]{0,30}(квот|лимит|размер ящик)|(postlåda|postkasse|brevlåda)[^.]{0,30}\\b(full|fuld)|täynnä|przepełnion|skrzynka[^.]{0,30}pełna|schránka[^.]{0,30}plná|megtelt|(căsuț|cutia)[^.]{0,30}plin|kutusu[^.]{0,20}dolu|γεμάτ`,
);

/** The mail itself was too much. */
const size = any(
  String.raw`(message|mail|size).{0,60}(too (large|big|long)|exceeds|larger than|zu groß|trop (gros|volumineux))`,
  String.raw`(too (large|big)|oversized) (message|mail)|(message|mail) size (exceeds|limit)|exceed\w* (the )?(maximum |fixed |allowed )?(message )?(size|length)|size limit`,
);

/** The server judged the sender, its network, the content or the manner. */
const judged = any(
  String.raw`\bspam|unsolicited|\bube\b|\buce\b|bulk (e-?)?mail|mass mailer|junk|virus|infected|malware|phish|worm\b`,
  String.raw`black ?list|block ?list|blocked|dnsbl|\brbl\b|spamhaus|spamcop|sorbs|surbl|barracuda|reputation|(?<!not )listed (in|on|at|by)|banned|blacklisted`,
  String.raw`polic(y|ies)|not (authori[sz]ed|permitted|allowed) to (send|relay|post|e-?mail)|unauthori[sz]ed|prohibited|forbidden`,
  String.raw`relay(ing)? (access )?(is )?(denied|not allowed|not permitted|prohibited|disabled)|unable to relay|not relay|relaying|rcpthosts|we do not relay|open relay`,
  String.raw`access denied|authentication|authenticat|\bspf\b|\bdkim\b|\bdmarc\b|\bptr\b|reverse dns|rdns|dynamic ip|generic (host|ip)|helo|ehlo`,
  String.raw`sender (address )?(is )?(rejected|denied|blocked|refused|unknown|verif)|domain of sender|sender domain|invalid sender|from address|mail ?from.{0,30}(reject|denied|invalid)|verify sender|sender verif|callout`,
  String.raw`content (was )?(reject|filter|violat)|message (was )?(content )?(reject|filter|refus|block)\w*|rejected (due|because|for)|filtered|fingerprint|header error|not rfc|rfc ?\d* compl|syntax error|multiple addresses in from`,
  String.raw`rate (limit|of)|too many (connections|recipients|emails|mails|sessions|errors|concurrent)|frequency limited|throttl|at a rate|connection (limit|refused|dropped|reset|timed)|too fast|per hour|per day`,
  String.raw`only (accepts|takes) (mail|messages) from|not accepting (mail|messages) from|restricted|permission to (post|send|write)|private list|moderat|subscri|spamschutz|abgelehnt wegen|迷惑メール`,
);

/** It may work later, or the server is at fault. */
const passing = any(
  String.raw`temporar|try (again|later)|retry|timed? ?out|timeout|expired|too (old|long)( in| on|$)|greylist|gr[ae]y ?list|deferred|delayed|not been collected|gave up|given up after`,
  String.raw`too many hops|loops? back|mail loop|loop(ing)? detected|routing loop|forwarding loop|hop count`,
  String.raw`suspend|inactive|disabled|deactivated|locked|frozen|not active|no longer accepts mail|on hold|expired account|dormant|administratively|closed for`,
  String.raw`service (is )?(currently )?(unavailable|not available|refuse)|system (error|problem|failure)|internal (server )?error|software error|local error|configuration error|cannot open|can't create|i\/o error|command (died|output)|unable to connect|connection (refused|timed)|network (unreachable|error)|no route to host|host (is )?(down|unreachable|not reachable)|server (is )?(down|busy)|protocol (violation|error)|lost connection|conversation with`,
  String.raw`not unique|several matches|ambiguous`,
);

/** There is no such person. */
const nobody = any(
  String.raw`(user|recipient|mailbox|account|address|addressee|alias|person|member|subscriber|customer|destination|e-?mail|name|rcpt|local ?part)( name| address| account| id)?(\(s\))?( you (entered|specified|tried to reach))?(?:[^.;]|\.(?=\S)){0,60}(is |was |are |were )?(unknown|not (be )?(found|exist|known|listed|valid|recogni[sz]ed|registered|local)|doesn'?t exist|does not exist|do not exist|no longer (exist|valid|on|in|with|available|active|here)|isn'?t (valid|listed|known)|invalid|non-?exist|not a (known|valid)|could ?n[o']t be found|cannot be found|wasn.t found|has left|is wrong)`,
  String.raw`(unknown|invalid|no such|illegal|bad|nonexist[ea]nt|non-existent|undefined|unrecogni[sz]ed|incorrect|inexistent|not a (valid|known|registered)|unroutable|no valid)[: ]+(or \w+ )?(local |virtual |final |e-?mail |mail |destination |primary |smtp |this |the )*(user|recipient|mailbox|account|address|addressee|alias|name|person|member|customer|rcpt|destinat|local ?part|id\b|box|domain user)`,
  String.raw`no (mailbox|user|account|one|body|recipients?|person|mail box|such|valid recipients?|matching)( (here|by|with|found|at|listed|of|on|matching|called|account|user|that))|nobody (here|by)|not our (customer|user)|no such (person|one)|does ?n[o']t have an? [\w.]+ ?(account|mailbox|user)|don'?t (have|know) (an?|any|this|that) (account|user|mailbox|one|recipient)|there is no (one|user|such|mailbox|account)|not listed in|who are you looking for|no existe|doesn.t like recipient|doesn.t handle mail for`,
  String.raw`recipient (address )?(rejected|denied|refused)(?=\W{0,3}($|\(|\[|see\b|\n))|recipient (address )?(not found|not known)|rejected recipient|address (was )?(rejected|unknown)|unknown (local|virtual)|mailbox (is )?(unavailable|not available)|unrout(e)?able address|not a valid mailbox|undeliverable address|couldn.t be found or is invalid|recipientnotfound|(to an?|this|that|e-?mail|user'?s?) (address|account|name)? ?(that )?(doesn.t|does not) exist|unable to find user|possibly incorrect|invalid (final )?(delivery )?user ?id|(moved|left) (the company|to|permanently|no forwarding)|has moved|no longer (with|employed|works|work|a user)|user has (moved|left)`,
  String.raw`(utilisateur|destinataire|adresse|boîte|compte)(?:[^.;]|\.(?=\S)){0,40}(inconnu|invalide|n.exist|introuvable|inexist)|inconnue? (à|du|sur)|(destinatario|usuario|dirección|buzón|cuenta|utente|casella|indirizzo)(?:[^.;]|\.(?=\S)){0,60}(desconocid|no (existe|encontrad|válid)|inexistent|sconosciut|inesistente|non (esiste|valid|trovat))|(usuário|endereço|destinatário|conta)(?:[^.;]|\.(?=\S)){0,40}(desconhecid|não (existe|encontrad)|inexistent|inválid)`,
  String.raw`(benutzer|empfänger|adresse|konto|postfach|mailbox|nutzer)(?:[^.;]|\.(?=\S)){0,60}(unbekannt|nicht (gefunden|bekannt|vorhanden|verfügbar|gültig)|existiert nicht|ungültig)|(unbekannte|ungültige|falsche)[rsn]? (benutzer|empfänger|adresse|e-?mail)|nie istnieje|nieznany|konto niedostępne|użytkownik|(пользовател|адресат|ящик|получател)(?:[^.;]|\.(?=\S)){0,40}(не (найден|существует|зарегистр)|неизвест|отсутств)|(宛先|アドレス|ユーザー?|メールボックス)[^。]{0,40}(見つかりません|存在しません|不明|ありません)|(用户|帐号|账号|收件人|邮箱)[^。]{0,20}(不存在|未知|无效)|使用者不存在|找不到|查无此人|无此用户|不存在|見つかりませんでした|찾을 수 없|존재하지 않|não pôde ser encontrad|non (è stato|è stata) trovat|(e-?mailadres|adres|geadresseerde)[^.]{0,60}niet gevonden|(adress|mottagare|användare)[^.]{0,40}(finns inte|okänd|hittades inte)|gick inte att hitta|(adresse|modtager|mottaker|bruker|bruger)[^.]{0,60}(findes ikke|finnes ikke|ikke fundet|ikke funnet|ukendt|ukjent)|ei löyt?y|tuntematon (vastaanottaja|käyttäjä)|nebyl[ao]? nalezen|neexistuje|neznám[ýá] (příjemce|uživatel|adresa)|nem (található|létezik)|ismeretlen (címzett|felhasználó)|nu (a fost găsit|există)|(alıcı|adres|kullanıcı)[^.]{0,40}(bulunamadı|yok|mevcut değil)|nie można odnaleźć|(адрес|користувач)[^.]{0,40}(не знайден|не існує|не найден)|δεν βρέθηκε|introuvable|onbekende? (gebruiker|ontvanger|adres)|(gebruiker|ontvanger|adres)(?:[^.;]|\.(?=\S)){0,30}(onbekend|bestaat niet)`,
);

/** A name server that may answer better later. */
export const lookupLater =
  /(not found|lookup|resol\w+|dns|name server)[^.;]{0,30}(try again|time?d? ?out|temporar|later)|temporar[^.;]{0,30}(lookup|resol|dns|name server)/i;
/** qmail's own words for it, whatever code a server puts behind them. */
export const certainlyNobody = /no mailbox here by that name/i;

/** There is no such place, or it takes no mail at all. */
const nowhere = any(
  String.raw`(host|domain|site|system|server|zone|destination)( or domain)?( name)?(?:[^.;]|\.(?=\S)){0,50}(unknown|not found|(does|do) ?n[o']t exist|not exist|non-?exist|is invalid|isn.t valid|cannot be found|could not be found|not (be )?(resolved|reachable))`,
  String.raw`(unknown|no such|invalid|bad|nonexistent|illegal|unrouteable|unroutable|unresolvable|cannot resolve|can.t find any|could ?n.t find (any|a)|unable to (find|resolve)) (mail )?(host|domain|destination|mail exchange|mx)`,
  String.raw`nxdomain|(?<![@\w.-])[\w-]+(\.[\w-]+)+ (does not exist|not found)|indicated no smtp service|no smtp service|no (mx|a|dns|mail exchangers?)( or (mx|a|aaaa))?( records?)?( was)? ?(found|exist|for|or)|name service error|name or service not known|domain name not found|dns (error|lookup failed)|malformed (or unexpected )?name server reply|no mail (servers?|exchangers?|hosts?)|null ?mx|(does|do) ?n[o']t (accept|receive) (any )?(e-?mail|mail)( at all)?|never accepts mail|host does not accept|not reachable|mx records? (points?|resolves?|lead)[^.;]{0,40}(non-?exist|nowhere|invalid|local)|domain (has )?expired|routing: unknown`,
);

export type Meaning = 'full' | 'size' | 'judged' | 'passing' | 'nobody' | 'nowhere';

const rules: [Meaning, RegExp][] = [
  ['full', full],
  ['size', size],
  ['judged', judged],
  ['nobody', nobody],
  ['nowhere', nowhere],
  ['passing', passing],
];

/** Everything that the text says, in the order of the table. */
export function meaningsOf(text: string): Meaning[] {
  const line = text.slice(0, 4000).replaceAll(/\s+/g, ' ');
  return rules.filter(([, pattern]) => pattern.test(line)).map(([meaning]) => meaning);
}
