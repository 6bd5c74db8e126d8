import type { CommandPayload } from './commands.ts';
import { refuseFarAhead } from './dates.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { type Consent, consentsMax, openConsents, type TicketState } from './ticket.ts';

/**
 * What a playbook asks of the requester before it goes on: yes or no. They are reminded once, half-way;
 * what nobody has answered by its end has lapsed, and is no consent.
 */

export function requestConsent(draft: Draft, payload: CommandPayload['requestConsent']): void {
  const { state, at } = draft;
  if (openConsents(state).length >= consentsMax) {
    throw new Refused('too_many_consents', { limit: consentsMax });
  }
  const { titleId, noteId, withinMs, run } = payload;
  const expiresAt = at + withinMs;
  refuseFarAhead(at, expiresAt);
  const n = (state.consentCount ?? 0) + 1;
  const nextAt = at + Math.floor(withinMs / 2);
  draft.emit('consent_requested', { n, titleId, noteId, expiresAt, nextAt, ...(run && { run }) });
}

export function answerConsent(draft: Draft, payload: CommandPayload['answerConsent']): void {
  const { answer, noteId = null } = payload;
  const { n, run } = known(draft.state, payload.n);
  draft.emit('consent_answered', { n, answer, noteId, ...(run && { run }) });
}

/** Whoever asked does not want to know any more. */
export function withdrawConsent(draft: Draft, payload: CommandPayload['withdrawConsent']): void {
  const { n, run } = known(draft.state, payload.n);
  draft.emit('consent_withdrawn', { n, ...(run && { run }) });
}

export function remindOfConsent(draft: Draft, { n }: { n: number }): void {
  draft.emit('consent_reminder', { n });
}

export function consentLapsed(draft: Draft, { n }: { n: number }): void {
  const { run } = known(draft.state, n);
  draft.emit('consent_lapsed', { n, ...(run && { run }) });
}

function known(state: TicketState, n: number): Consent {
  const consent = (state.consents ?? []).find((one) => one.n === n);
  if (!consent) throw new Refused('no_consent', { n });
  if (consent.outcome !== 'open') throw new Refused('consent_over', { outcome: consent.outcome });
  return consent;
}
