/**
 * How mail programs mark what they quote and what they sign with, in the languages that reach a desk
 * here. A form is read on one line, blanks at its ends removed, `*` of bold removed.
 */

/** What stands above a quotation. A form may be broken over up to four lines. */
export const introductions: readonly RegExp[] = [
  // French: Gmail, Apple Mail, Thunderbird, Yahoo, Zimbra
  /^le\b.{3,200}\ba (é|e)crit\s*:$/i,
  /^.{2,120}\ba (é|e)crit (le|à)\b.{3,80}:$/i,
  /^(en date de|en réponse à)\b.{3,200}:$/i,
  // English
  /^on\b.{3,200}\bwrote\s*:$/i,
  /^.{2,120}\bwrote (on|at)\b.{3,80}:$/i,
  /^at \d.{3,120}\bwrote\s*:$/i,
  // German
  /^am\b.{3,200}\bschrieb\b.{0,120}:$/i,
  /^.{2,120}\bschrieb am\b.{3,80}:$/i,
  // Spanish, Italian, Dutch, Portuguese
  /^el\b.{3,200}\bescribi(ó|o)\s*:$/i,
  /^(il|in data)\b.{3,200}\bha scritto\s*:$/i,
  /^op\b.{3,200}\bschreef\b.{0,120}:$/i,
  /^em\b.{3,200}\bescreveu\s*:$/i,
  // Gmail of old, and phones: 2025-03-03 10:00 GMT+01:00 Marie Curie <marie@example.org>:
  /^\d{4}-\d{2}-\d{2}\b.{3,120}<[^<>\s]+@[^<>\s]+>\s*:$/,
];

/** An introduction without a quotation mark below must name when, or whom. */
export const datedOrAddressed = /\d|@/;

/** Lines above an earlier message that is copied whole. */
export const separators: readonly RegExp[] = [
  /^-{2,}\s*(message d['’]origine|message original|message initial)\s*-{2,}$/i,
  /^-{2,}\s*(original message|original appointment)\s*-{2,}$/i,
  /^-{2,}\s*(ursprüngliche nachricht|originalnachricht|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original)\s*-{2,}$/i,
  // Desks that ask to be answered above a line
  /^(#{2,}|-{2,}|={2,})\s*(please (reply|type your reply) above|répondez au-dessus|répondre au-dessus|merci de répondre au-dessus)\b.*$/i,
];

/** Lines above a message that is passed on: that message is what the sender has to say. */
export const forwards: readonly RegExp[] = [
  /^-{2,}\s*(forwarded message|message transféré|message transmis|weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada)( (by|par|de|from)\b.*)?\s*-*$/i,
  /^(begin forwarded message|début du message (transféré|réexpédié)|anfang der weitergeleiteten nachricht|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht)\s*:$/i,
];

/** Subjects of what is passed on. */
export const forwardedSubject = /^\s*(fwd?|tr|wg|rv|i|enc|doorst)\s*:/i;

/** The labels of the headers that Outlook copies above an earlier message. */
export const headerLabels = {
  from: /^(from|de|expéditeur|von|da|van)\s*:\s*\S/i,
  other:
    /^(sent|date|to|cc|subject|envoyé( le)?|à|objet|copie( à)?|gesendet|datum|an|betreff|enviad[oa]( el)?|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|importance|priorité)\s*:/i,
} as const;

/** The line that Outlook draws above those headers. */
export const rule = /^[_\u2014\u2500-]{10,}$/;

/** What a program or a phone adds below a text: one line, alone. */
export const programLines: readonly RegExp[] = [
  /^envoyé (de(puis)?|à partir d(e|u)|avec|via|par) (mon |ma |l['’]|d['’])?(\S+ ){0,5}\S+\.?$/i,
  /^envoyé (de(puis)?|à partir) .{2,60}(iphone|ipad|android|samsung|galaxy|blackberry|outlook|yahoo|orange|gmail|mobile|téléphone|windows|huawei|xiaomi|proton ?mail).{0,40}$/i,
  /^(obtenir|télécharge[rz]|obtenez) outlook pour (ios|android|mac)\b.{0,80}$/i,
  /^provenance\s*:\s*courrier pour windows.{0,20}$/i,
  /^sent (from|via|with|using) .{2,80}$/i,
  /^get outlook for (ios|android|mac)\b.{0,80}$/i,
  /^(von meinem .{2,40} gesendet|gesendet (von|mit|über) .{2,60}|holen sie sich outlook für .{2,40})\.?$/i,
  /^(enviado desde .{2,60}|inviato da(l|lla)? .{2,60}|verzonden (vanaf|met|van) .{2,60}|enviado (do|a partir do) .{2,60})\.?$/i,
];

/** Lines that only a program writes, of those that a person could have begun with. */
export const programLineLengthMax = 90;

/** The line above a signature (RFC 3676 §4.3): with its blank it is surely one. */
export const signatureMark = /^-- $/;
export const signatureLinesMax = 40;
/** Without its blank it is one where little follows. */
export const bareSignatureMark = /^--$/;
export const bareSignatureLinesMax = 12;
