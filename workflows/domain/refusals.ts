/**
 * Why a command was not applied, in words an agent understands. Codes are stable: clients and
 * translations hang on them.
 */
export const refusalCodes = [
  'already_assigned',
  'already_decided',
  'already_there',
  'cannot_merge',
  'category_unknown',
  'code_unknown',
  'field_required',
  'gate_not_met',
  'group_unknown',
  'no_escalation',
  'no_higher_level',
  'no_higher_tier',
  'no_lower_tier',
  'no_survey',
  'no_approval',
  'not_linked',
  'not_major',
  'not_merged',
  'not_pending',
  'not_resolved',
  'not_waiting',
  'not_own_approval',
  'one_level_only',
  'only_agents',
  'only_requester',
  'process_older',
  'reason_unknown',
  'score_out_of_range',
  'service_unknown',
  'stale',
  'ticket_over',
  'ticket_resolved',
  'until_in_past',
  'waits_for_approval',
  'wrong_process',
  'idempotency_key_reused',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  code: RefusalCode;
  message: string;
  /** What must be done first, where that can be listed. */
  missing?: string[];
  /** What would have been accepted instead. */
  allowed?: string[];
}

/** Thrown inside the core only; `decide` gives it back as a value. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, message: string, more: Omit<Refusal, 'code' | 'message'> = {}) {
    super(message);
    this.refusal = { code, message, ...more };
  }
}
