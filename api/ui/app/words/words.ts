import type {
  Article,
  DiagnosticStep,
  Input,
  ProblemSummary,
  TicketSort,
  TicketSummary,
} from '../../../contract.ts';

/** All words of a kind in their order: one that is left out, or that nobody knows, does not compile. */
function allOf<Word extends string>(words: Record<Word, true>): readonly Word[] {
  return Object.keys(words) as Word[];
}

export const statuses = allOf<TicketSummary['status']>({
  new: true,
  assigned: true,
  in_progress: true,
  pending: true,
  resolved: true,
  closed: true,
  cancelled: true,
  merged: true,
});

export const ticketTypes = allOf<TicketSummary['type']>({ incident: true, service_request: true });

export const priorities = allOf<ProblemSummary['priority']>({
  p1: true,
  p2: true,
  p3: true,
  p4: true,
});

/** Of impact and of urgency. */
export const levels = allOf<NonNullable<Input<'openTicket'>['body']['impact']>>({
  high: true,
  medium: true,
  low: true,
});

/** What somebody can wait for by their own decision. */
export const pendingReasons = allOf<Input<'setPending'>['body']['reason']>({
  requester: true,
  supplier: true,
  change: true,
});

export const stepKinds = allOf<DiagnosticStep['kind']>({
  information: true,
  reproduction: true,
  test: true,
  root_cause: true,
  workaround: true,
});

export const articleKinds = allOf<Article['kind']>({
  guide: true,
  faq: true,
  tutorial: true,
  known_error: true,
});

export const ticketSorts = allOf<TicketSort>({
  nextDeadline: true,
  priority: true,
  openedAt: true,
  '-openedAt': true,
  updatedAt: true,
  '-updatedAt': true,
});
