/**
 * How programs say in a subject that somebody is away, or that nobody reads this. What Outlook, Gmail,
 * Exchange, GroupWise, Lotus and Zimbra write, in the languages of those who write to desks here.
 */
const subjects: readonly RegExp[] = [
  // English
  /^(automatic|auto[- ]?|autom\.) ?(reply|response|responder|answer)\s*(?:[:(–—-]|$)/i,
  /^auto\s*:/i,
  /^(i am |i'm )?(currently )?out of (the )?office\s*(?:[:(–—-]|$|until\b|till\b|from\b|re\b|auto)/i,
  /^(vacation|holiday|absence) (reply|response|notice|notification|message|auto)/i,
  /^away from (the |my )?(office|mail|desk)/i,
  /^[^:!?]{2,60} is out of the office\.$/i,
  /\(out of (the )?office\)$/i,
  // French
  /^réponse automatique\s*(?:[:(–—-]|$)/i,
  /^(message|réponse|notification) d['’]absence\b/i,
  /^absent(e|\(e\))?( du bureau)?\s*(:|$)/i,
  /^[^:!?]{2,60} est absent\(e\)( du bureau)?\.?$/i,
  /^absence( du bureau)?\s*(:|$)/i,
  /^(je suis |actuellement )+(absent|en congé)/i,
  /^accusé de réception automatique\b/i,
  // German
  /^automatische (antwort|rückmeldung|abwesenheit\w*)\s*(?:[:(–—-]|$)/i,
  /^abwesenheits(notiz|benachrichtigung|nachricht|meldung|assistent|agent)/i,
  /^(abwesend|abwesenheit)\s*(:|$)/i,
  /^(bin )?nicht im (büro|haus)\b/i,
  /^[^:!?]{2,60} ist außer haus\.?$/i,
  // Spanish
  /^(respuesta|contestación) automática\s*(?:[:(–—-]|$)/i,
  /^fuera de (la )?oficina\b/i,
  /^(mensaje de )?ausen(cia|te)\s*(:|$)/i,
  // Italian
  /^(risposta|messaggio) automatic[ao]\s*(?:[:(–—-]|$)/i,
  /^fuori (ufficio|sede)\b/i,
  /^(assenza|assente)( dall['’]ufficio)?\s*(:|$)/i,
  // Dutch
  /^automatisch (antwoord|bericht)\s*(?:[:(–—-]|$)/i,
  /^(afwezig(heid)?|afwezigheidsbericht|niet aanwezig)\b/i,
  /^buiten (het )?kantoor\b/i,
];

/** Sentences that such an answer begins with, where its subject is only `Re: …`. */
const beginnings: readonly RegExp[] = [
  /\bI('m| am| will be) (currently |presently )?(away from|out of) (the |my )?(office|desk)\b/i,
  /\bI('m| am| will be) (currently )?on (annual |maternity |parental |sick )?(leave|vacation|holiday)\b/i,
  /\b(this is an? (automatic|automated)|auto-generated) (reply|response|message|e-?mail)\b/i,
  /\bje (suis|serai) (actuellement |en ce moment )?(absente?|en congés?|en vacances|hors du bureau|indisponible)\b/i,
  /\bceci est (un message|une réponse) automatique\b/i,
  /\bich bin (derzeit |zur ?zeit |momentan |bis |vom )?.{0,40}(nicht im (büro|haus)|abwesend|im urlaub|außer haus)/i,
  /\bdies ist eine automatische (antwort|nachricht)\b/i,
  /\b(estoy|estaré) (actualmente )?(fuera de la oficina|ausente|de vacaciones)\b/i,
  /\best(e|a) es un(a)? (mensaje|respuesta) automátic[oa]\b/i,
  /\b(sono|sarò) (attualmente )?(fuori (sede|ufficio)|assente|in ferie)\b/i,
  /\bquesto è un messaggio automatico\b/i,
  /\bik ben (momenteel |tot |van )?.{0,40}(afwezig|niet op kantoor|met (vakantie|verlof))/i,
  /\bdit is een automatisch (antwoord|bericht)\b/i,
];

/** So short is an answer that says only this. */
const answerLengthMax = 1500;
const beginningLength = 250;

/**
 * Whether somebody's program says that they are away: a guess, from words alone.
 * @param visible the text without what it quotes
 * @returns the words that say so; null where none do
 */
export function findAwayWords(subject: string, visible: string, isReply: boolean): string | null {
  const bare = subject.replace(/^((re|aw|sv|tr|réf|antw)\s*:\s*)+/i, '');
  for (const pattern of subjects) {
    const found = pattern.exec(bare)?.[0] ?? pattern.exec(subject)?.[0];
    if (found !== undefined) return found.trim();
  }
  if (!isReply || visible.length > answerLengthMax) return null;
  const beginning = visible.trim().slice(0, beginningLength);
  for (const pattern of beginnings) {
    const found = pattern.exec(beginning)?.[0];
    if (found !== undefined) return found;
  }
  return null;
}
