/** The words by which a notice of failed (or late) delivery is known, in its subject and in its text. */
const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu');

export const failureSubject = any(
  String.raw`^(\[[^\]]{1,40}\] ?)?(undeliver(able|ed)|unzustellbar|non remis|non recapitabile|no se puede entregar|onbestelbaar|niet bezorgd|não entregue|não é possível entregar|nie można dostarczyć|недоставленное|ikke leveret|kunde inte leverera|配信不能|無法傳遞|未送达|无法送达|传递失败|배달되지 않음|배달할 수 없음|kan (inte|ikke) leverer|olevererbar|toimittamat|ei voi toimittaa|ei toimitettavissa|nedoručiteľn|nedoručiteln|kézbesíthetetlen|nelivrabil|imposibil de livrat|teslim edileme|αδύνατη η παράδοση|μη παραδοτέο|ne može se isporučiti|ni mogoče dostaviti|недоставляем|не доставлено|לא ניתן למסירה|تعذر التسليم|returned mail|failure notice|failed mail)`,
  String.raw`(mail|message|delivery|e-?mail|transmission)( system)?[ :.-]*(delivery |transport |status )?(failure|failed|error|problem|report|notification)`,
  String.raw`deliver(y|ing)( status)? (notification|report|failure|failed|error|problem|has failed|unsuccessful|status|not possible)|(could|can|was|were|be) ?n[o']t (be )?(deliver|sent|send)|delivery (to|of).{0,40}fail|failed delivery|fail(ed|ure) to deliver|not delivered|non-?delivery|undeliver|returned (mail|to sender)|returning message|nondeliverable|unable to deliver|rejected (mail|message)|(mail|message) (was )?(rejected|blocked|returned|not sent)|mail bounced|bounced? (e-?mail|message|mail)|email bounce`,
  String.raw`unzustellbar|zustellung.{0,20}(fehl|nicht)|nicht zugestellt|échec de (la )?(remise|distribution)|non distribué|mancato recapito|mensaje (devuelto|no entregado)|error de entrega|entrega (falhou|não)|falha (na|de) entrega|не доставлен|недоставк|niedostarcz|zwrot|doručení|メールエラー|エラー通知|送信できません|配信.{0,6}(失敗|エラー|不能)|退信|(배달|전송|전달|발송) ?실패|системы доставки|undeliverable|iletilemedi`,
);

/** Mail is late, not lost. */
export const delaySubject = any(
  String.raw`\bdelay(ed)?\b|still being retried|could not send message for|not yet (been )?delivered|mail delivery warning|^warning[: -].{0,40}(send|deliver|message|mail)|verzögert|retard[ée]e?\b|retrasad|ritardat|vertraagd|delivery temporarily`,
);

export const delayText = any(
  String.raw`(this is a )?warning (message )?only|do not need to resend|has not yet been delivered|not yet been delivered|delivery attempts will continue|will (continue|keep) (to )?(try|retry|attempt)|(still|will) be(ing)? retried|has been (delayed|postponed)|was delayed|no action is required on your part|could not be delivered (yet|for (more than )?\d+ hours?)\b`,
);

/** The end: given up, so that a notice that speaks of delays too is a failure all the same. */
export const gaveUpText = any(
  String.raw`given up|gave up|giving up|permanent(ly)? (error|fail|fatal)|fatal error|has failed|failed permanently|unable to deliver|will not be retried|returned to (the )?sender|message (has )?expired|delivery (was )?canceled|could not be delivered to (one|all)`,
);

export const failureText = any(
  String.raw`(could|can|was|were|has|did|would|will)( ?n[o']t| not)( be| been)? (able to )?(successfully )?(deliver|transmit|sent|send|reach|forward|process|complet)`,
  String.raw`(deliver(y|ed|ing)|transmission|message|mail)(?:[^.]|\.(?=\S)){0,80}(fail(ed|ure|s)|unsuccessful|not possible|rejected|refused|bounced|returned)|undeliver(able|ed)|unable to (deliver|send|find user|relay)|permanent (fatal )?error|fatal errors?|cannot (be )?(deliver|sent)|failed permanently|returned to (you|sender)|did not reach|not accepting mail|is (currently )?unable to|wasn.t able to deliver|non[- ]deliver|failed recipient|had (permanent )?(delivery )?errors?|delivery errors|transcript of session|error message below|you are not a member of this mailing list|postponed`,
  String.raw`(konnte|kann|wurde)n? .{0,80}nicht .{0,40}(zugestellt|übermittelt|gesendet|ausgeliefert)|unzustellbar|fehlgeschlagen|n.a (pas )?pu être (remis|distribu|livr|délivr|envoy)|échec|impossible de (remettre|délivrer|distribuer)|no (se )?(ha |pudo |puede |fue |pudo ser )+(posible )?(entrega|ser entrega)|no se pudo|non (è stato|può essere|è possibile).{0,40}(consegn|recapit|inviat)|não (pôde|foi|pode).{0,30}(entreg|enviad)|kon niet worden (bezorgd|afgeleverd)|nie (została|mogła|może|udało).{0,30}(dostarcz|doręcz)|не (может быть|был[аои]?|удалось|доставлен).{0,30}достав|メールエラー|エラー通知|送信できません|配信でき|届きません|配達でき|送れません|无法(投递|送达|发送)|退回|投递失败|送信に失敗|配信に失敗|(leverans|levering)(en)?[^.]{0,80}(misslyckades|mislykkedes|mislyktes)|kunde inte leverer|kunne ikke lever|toimitus[^.]{0,80}epäonnistui|ei voitu toimittaa|(doručení|doručenie)[^.]{0,80}(selhalo|zlyhalo)|nepodařilo se doručit|kézbesítés[^.]{0,60}(sikertelen|nem sikerült)|livrarea[^.]{0,60}(a eșuat|eşuat)|nu a putut fi livrat|teslim edileme|teslimat[^.]{0,60}başarısız|(παράδοση|αποστολή)[^.]{0,60}(απέτυχε|δεν)|не вда(лося|ється)|(배달|전송|전달|발송)(하지|되지|에|을)? ?(못|실패)|传递失败|无法传递|退信|(recapito|consegna) non riuscit|bezorging[^.]{0,80}mislukt|falha na entrega|dostarczenie[^.]{0,40}nie powiodło|не удалось доставить|не может\s+быть (отправлен|доставлен)`,
);

/** Words that only a server says of a mail: enough without a server's sender, where nothing else speaks against it. */
export const serverText = any(
  String.raw`(your|a|the) (message|mail|e-?mail)( [^.]{0,60})? (could not|couldn't|cannot|can not|can't) be delivered (to|because)|unable to deliver (your )?(message|mail|e-?mail) to|(received|remote host said|server said|response was)[^.]{0,20}[45]\d\d[ -]|(pu|pas été) (être )?(délivré|delivré|delivre|remis|distribué)|error message below|送信できませんでした|配信できません`,
);

/** A list's program that lets a mail not in; one that only waits for its moderator does not say so. */
export const listRefusal = any(
  String.raw`\b(you|sender)\b[^.]{0,80} (are|is) not (a )?(member|subscriber|subscribed)|not (allowed|permitted|authori[sz]ed) to (post|send|write)|has been (automatically )?(rejected|refused)( by|\.)|only (list )?(members|subscribers) (can|may|are)`,
);
