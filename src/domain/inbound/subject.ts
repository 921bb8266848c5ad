const answerPrefix =
  /^(re|r|aw|antw|antwort|sv|vs|vá|odp|ynt|res|rif|ref|回复|回覆|答复|返信|bls|atb|отв|ha|rv)\s*(\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*/iu;
const forwardPrefix =
  /^(fwd?|wg|tr|vb|vl|doorst|i|enc|rv|pd|转发|轉寄|転送|továbbítás|ilt|πρθ|пересл)\s*(\[\d+\]|\(\d+\))?\s*[:：]\s*/iu;
const tag = /^\[[^\]\r\n]{1,60}\]\s*/u;

/** A subject without what answering, forwarding and lists put before it, so that the subjects of one thread are equal; case is kept. */
export function normalizeSubject(subject: string): string {
  return strip(subject, [answerPrefix, forwardPrefix, tag]);
}

/** Whether the subject says that this is an answer ("Re:", "AW:", also behind a list's [tag]). */
export function hasAnswerPrefix(subject: string): boolean {
  return answerPrefix.test(strip(subject, [tag]));
}

/** Whether the subject says that this was passed on ("Fwd:", "WG:"). */
export function hasForwardPrefix(subject: string): boolean {
  return forwardPrefix.test(strip(subject, [tag]));
}

function strip(subject: string, patterns: RegExp[]): string {
  let rest = subject.slice(0, 2000).replaceAll(/\s+/g, ' ').trim();
  for (let turn = 0; turn < 20; turn++) {
    const next = patterns.reduce((text, pattern) => text.replace(pattern, ''), rest);
    if (next === rest || next === '') break;
    rest = next;
  }
  return rest;
}
