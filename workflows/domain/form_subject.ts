import type { ConditionSubject } from './expression.ts';
import type {
  Channel,
  FieldValues,
  Level,
  RequesterFacts,
  RequesterTier,
  TicketType,
} from './ticket.ts';

/** What a form that opens a ticket says so far. */
export interface FilledForm {
  channel: Channel;
  requesterTier: RequesterTier;
  /** As far as whoever fills it in knows. */
  requesterFacts?: RequesterFacts | undefined;
  type?: TicketType | undefined;
  category?: string | null | undefined;
  service?: string | null | undefined;
  impact?: string | undefined;
  urgency?: string | undefined;
  facts?: string[] | undefined;
  fields?: FieldValues | undefined;
}

/**
 * What conditions read of a form: the ticket as it would open, before anything is done with it.
 * What only the process says of it later (priority, group, tier) is not known yet.
 */
export function formSubject(
  form: FilledForm,
  defaults: { impact: Level; urgency: Level },
): ConditionSubject {
  return {
    type: form.type ?? 'incident',
    channel: form.channel,
    category: form.category ?? null,
    service: form.service ?? null,
    impact: form.impact ?? defaults.impact,
    urgency: form.urgency ?? defaults.urgency,
    priority: null,
    requesterTier: form.requesterTier,
    group: null,
    tier: null,
    ...(form.requesterFacts && { requesterFacts: form.requesterFacts }),
    facts: form.facts ?? [],
    fields: form.fields ?? {},
  };
}
