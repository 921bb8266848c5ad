/** The words of machines that answer for people, by language. */
const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu');

/** A subject that begins so was written by a program. */
export const automaticSubject = any(
  String.raw`^(\[[^\]]{1,40}\] ?)?(automatic (reply|response)|auto[- ]?(reply|response|responder|matic reply|mated (reply|response))|automated (reply|response)|réponse automatique|respuesta autom[aá]tica|resposta autom[aá]tica|risposta automatica|automatische antwort|automatisch antwoord|autosvar|automatiskt svar|automatisk svar|automaattinen vastaus|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|automatikus válasz|răspuns automat|otomatik yanıt|автоответ|автоматический ответ|автоматична відповідь|自動応答|自動返信|自动答复|自动回复|自動回覆|자동 회신|automātiska atbilde|automatické odpovědi|samodejni odgovor)(?=\s*([:：(–—.!"“-]|$|(from|to|re|de|from|von|an|auf|à|a|di|do|van)\b))`,
);

/** A subject that begins so says that somebody is away; a person may write that as well. */
export const awaySubject = any(
  String.raw`^(\[[^\]]{1,40}\] ?)?(out[- ]of[- ](the[- ])?office|ooo\b|oof\b|auto:|away from|i'?a?m (away|out)|on (vacation|holiday|leave|annual leave|maternity)|vacation (reply|notice|message|response)|holiday (reply|notice)|abwesen(heit|d)|außer haus|nicht im (büro|haus)|im urlaub|urlaub|absence|absent|absen[cç]e du bureau|en congé|fuera de (la )?oficina|ausente|ausencia|fora do escritório|ausência|férias|fuori (sede|ufficio)|assenza|assente|afwezig|niet aanwezig|frånvaro|ikke til stede|fraværende|fravær|poissa|nieobecn|mimo kancelář|不在|부재중|yerimde|отсутству)`,
  String.raw`\b(is|am|are|will be|currently) (out of (the )?office|away from (the|my) (office|mail|desk)|on (vacation|holiday|leave))|^(re: )?.{0,40}vacation auto`,
);

/** Words that only a program says of itself. */
export const automaticText = any(
  String.raw`(this is|you have received|this e-?mail is) an? (automat(ic|ed)|auto)[- ]?(generated )?(reply|response|answer|acknowledg\w+|e-?mail response|vacation)|auto-?(reply|responder|generated (reply|response))|automatically generated (reply|response|acknowledg)|(reply|response) (was|is) (sent|generated) automatically|automatic(ally)? (generated )?(reply|response|acknowledg)|vacation program|(this|the) (e-?mail|message|mail|reply)[^.]{0,40}(was|is|has been) (generated |sent )?automatic(ally)?( generated| sent)?|it was generated automatically|dit is een automatisch|det(ta|te) är ett automatiskt|dette er (et|en) automatisk|to jest automatyczn|toto je automatick|это автоматическ|otomatik (olarak|bir) `,
  String.raw`(dies(e|es)? ist|hierbei handelt es sich um) eine automatische (antwort|abwesenheit|rück)|automatisch (generierte|erstellte|erzeugte|versandte|verschickte)[nrs]? (antwort|abwesenheit|rück|eingangs|empfangs|e-?mail|mail|nachricht|bestätigung)|automatisch (erstellt|generiert|erzeugt|versendet|verschickt)\b|réponse automatique|respuesta autom[aá]tica|risposta automatica|resposta autom[aá]tica|automatisch (antwoord|gegenereerd antwoord)|自動(応答|返信)|自动回复`,
);

/** A mail that says so of itself, in a whole statement: "I got your automatic reply" says it of another. */
export const selfDeclaredText = any(
  String.raw`(?<!if )this (is|e-?mail is|mail is|message is) an? (automat(ic|ed)|auto)[- ]?(ally )?(generated |system )?(reply|response|answer|acknowledge?ment|confirmation|e-?mail|mail|message)|this (e-?mail|mail|message|reply|response) (was|is|has been) ((sent|generated|created) automatically|automatically (sent|generated|created))`,
  String.raw`(?<!(wenn|falls|ob) )dies(e|es)? (ist eine|ist) automatisch\p{L}* (\p{L}+ )?(antwort|abwesenheits|rück|eingangs|empfangs|e-?mail|mail|nachricht|benachrichtigung|bestätigung)|dies(e|es)? (antwort|e-?mail|mail|nachricht) (wurde|ist|wird) (vom system |von unserem system )?automatisch (erstellt|generiert|erzeugt|versendet|verschickt|gesendet)|hierbei handelt es sich um eine automatisch`,
  String.raw`(ceci|c'est|ce (message|courriel|mail)|cet e-?mail|cette réponse)( est| a été)? ?(un |une )?(message |réponse |courriel |e-?mail |envoyée? |générée? |rédigée? )*automatique(ment)?|est[ea] (es |es un |es una |é uma? )?(correo |mensaje |respuesta |mensagem |resposta |e-?mail )*(ha sido |es |foi |é )?(generad[oa] |gerad[oa] |enviad[oa] )?(de forma )?autom[aá]tic[oa](mente)?|quest[oa] (è |messaggio |risposta |e-?mail |mail )+(un |una |stat[oa] )?(messaggio |risposta |e-?mail |inviat[oa] |generat[oa] )*automatic`,
  String.raw`dit (is een|bericht is( een)?|antwoord is( een)?) automatisch|det(ta|te) (är ett|är en|er et|er en) (automatisk|autosvar)|tämä on automaattinen|to jest (wiadomość |odpowiedź )?(wygenerowana )?automatyczn|(toto je|tento e-?mail (byl|bol)) automatick|ez egy automatikus|acesta este un (mesaj|răspuns) automat|bu (bir otomatik|otomatik bir)|это автоматическ|це автоматичн|(本|この)メールは[^。]{0,25}自動|(本|此)(邮件|郵件)[^。]{0,10}(自动|自動)|이 ?메일은 ?자동`,
);

/** A help desk says that a mail came in; a person says so too, so that something else must speak for a machine. */
export const receivedText = any(
  String.raw`(we('ve| have)?|i have|has been|was|successfully|is hereby) (now |just |successfully )?(received|got|registered|logged|recorded)( (your|the|a|an))?( [\w-]+){0,3} ?(request|message|e-?mail|ticket|inquiry|enquiry|query|case|application|feedback|correspondence)\b|(we )?got your (request|message|e-?mail|ticket)|your (request|message|e-?mail|ticket|inquiry|enquiry|case|query)( \(?#?[\w-]+\)?)? (has been|was|is) (received|registered|created|logged|opened|assigned)|(ticket|case|reference|request) (number|id|no\.?|#)|acknowledg\w+ (the )?receipt|(ticket|incident|case|request)( #?[\w-]*\d[\w-]*)? (has been|was) (created|opened|logged)`,
  String.raw`(ihre|deine) (anfrage|nachricht|e-?mail|mitteilung)[^.]{0,60}(eingegangen|erfasst|erhalten|registriert|angelegt)|haben (ihre|deine) (anfrage|nachricht|e-?mail)[^.]{0,20}erhalten|eingangsbestätigung|ticket-?nummer|votre (demande|message|courriel|e-?mail)[^.]{0,50}(reçue?|enregistrée?|pris en compte)|avons bien reçu votre|accusé de réception|hemos recibido (su|tu)|(su|tu) (solicitud|mensaje|consulta)[^.]{0,40}(recibid|registrad)|abbiamo ricevuto|(sua|tua) richiesta[^.]{0,40}(ricevut|registrat|presa in carico)|hebben (uw|je)[^.]{0,30}ontvangen|(uw|je) (bericht|vraag|verzoek|e-?mail)[^.]{0,20}(is|werd) ontvangen|ontvangstbevestiging|recebemos (a )?(sua|o seu|seu)|受け付けました|受付(いた)?しました|已收到您的|получили ваше|ваш[еа]? (обращение|заявка|запрос|письмо)[^.]{0,40}(принят|зарегистр|получен)|otrzymaliśmy|zgłoszenie[^.]{0,40}(zarejestr|przyję|otrzyma)`,
);

/** Words by which somebody says that they are not there. */
export const awayText = any(
  String.raw`(i'?a?m|i will be|i'?ll be|we are|is|i have been|am) (currently |now |presently )?(\w+ )?(out of (the |my )?(office|country|town)|away( from| until| on|$| at|\.)|on (vacation|holidays?|(annual |maternity |parental |paternity |sick )?leave)|travel+ing|not (in (the|my) office|at my desk|available|reading)|unavailable|attending)`,
  String.raw`out of (the )?office (until|from|through|as of|today|this|and|with|on)|(will|i'll) (return|be back|reply|respond|read|answer|get back|attend)( to)?.{0,60}(when i|upon|on my return|until|after|as soon as|return)|limited access to (e-?mail|my mail)|no access to (my )?e-?mail|no longer (with|works?|employed|at)|has left (the )?(company|organi[sz]ation)`,
  String.raw`nicht im (büro|haus|hause)|(bin|ist|befinde mich) .{0,40}(abwesend|im urlaub|außer haus|nicht (erreichbar|im büro|anwesend))|absent(e)? (du|jusqu|pour|de)|(suis|serai) .{0,30}(absent|en congé|en vacances|en déplacement)|fuera de (la )?oficina|estoy (de vacaciones|ausente|fuera)|estaré (fuera|ausente|de vacaciones)|sono (assente|fuori|in ferie)|sarò (assente|fuori|in ferie)|estou (de férias|ausente|fora)|estarei (de férias|ausente|fora)|ben (ik )?.{0,20}(afwezig|niet aanwezig|op vakantie|met vakantie)|urlopie|nieobecn|不在|休暇|休假|出差中|휴가|부재 ?중`,
  String.raw`wieder (für sie )?(da|im büro|erreichbar|im dienst|anwesend)|\b(en|en) congés?\b|de retour (le|lundi|mardi|mercredi|jeudi|vendredi|dans)|(met|heb) (verlof|vakantie)|weer (aanwezig|bereikbaar|op kantoor)|på semester|är (ledig|borta|tillbaka)|holder (jeg )?ferie|på ferie|er (jeg )?tilbage|er (jeg )?tilbake|mimo kancelář|na dovolené|čerpám dovolenou|na dovolenke|lomalla|poissa|szabadságon|în concediu|izindeyim|izinde\b|tatildeyim|в отпуске|отсутствую|у відпустці|відсутн|i'?m ooo\b|\booo (until|this|from|till|today|next)|parental leave|maternity leave|on leave\b`,
);

/** A program that wants the sender to prove being human before it lets the mail in. */
export const challengeText = any(
  String.raw`(verify|confirm|prove|validate|authenticate)( that)? (you|yourself|your)( are)? ?.{0,40}(human|person|real|legitimate|not a (machine|robot|spammer)|sender|e-?mail address|message)`,
  String.raw`(awaiting|waiting for|pending|requires?|request(ing)?) (your |sender |a )?(verification|confirmation|authorization|approval)|(mail|message|e-?mail) (is |was |has been )?(being )?(held|quarantined|on hold|intercepted|suspended|pending)|challenge[- /]?response|spam ?arrest|spamblocker|boxbe|bluebottle|tmda|sender ?verification|approved sender|(added|add you) to (my|the|his|her|their) (allowed|approved|guest|safe|white)[- ]?(list|sender)|protect\w* (myself|my (mail|in)box|himself|herself|us) (from|against) (receiving )?(junk|spam|unsolicited)`,
  String.raw`(bestätigen|beweisen|verifizieren)[^.]{0,80}(mensch|kein (roboter|spammer|automat)|absender)|spamschutz[^.]{0,40}(gesichert|geschützt)|(confirm|prouv|vérifi|authentifi)[^.]{0,80}(êtes (bien )?(un )?humain|personne réelle|pas un robot|expéditeur)|(confirm|verifi)[^.]{0,80}(es (un )?humano|persona real|no es un robot|sei (un )?umano|persona reale|non sei un robot|é humano|não é um robô)|(bevestig|verifieer)[^.]{0,60}(mens bent|geen robot)|подтверд[^.]{0,60}(человек|не робот)`,
);

/** Speaks of the mail that its reader has sent; "verify your e-mail" is what one is told after signing up. */
export const sentMailText = any(
  String.raw`your (recent |original |first )?(messages?\b|e-?mails? (to|has|have|was|is|will|can|could|with|about|of|regarding|from)\b)|you('ve| have)? (just |recently )?(sent|e-?mailed|mailed|wrote|written)\b|(receive|accept|deliver) (your|messages?|e-?mails?|mail)\b|protect\w* (myself|my|himself|herself|us)\b|(added|add you) to (my|the|his|her|their)`,
  String.raw`(ihre|deine|ihrer|deiner) (e-?mail|mail|nachricht)\b(?!-)|(votre|ton) (courriel|message)|(su|tu) mensaje|(suo|tuo|vostro) messaggio|(uw|je) bericht|(sua|tua) mensagem|ваше (письмо|сообщение)`,
);

/** What a challenge asks for, in words that nothing else uses. */
export const guestListText =
  /(click|follow|visit|use|reply)[^.]{0,80}(have your (e-?mail )?address added|be added|add you(rself)?|add your)[^.]{0,80}(list|allowed|approved|contacts)|(on|to) my \w+ (guest|allowed|approved|safe) list|one-time automated message to (confirm|verify)/i;
