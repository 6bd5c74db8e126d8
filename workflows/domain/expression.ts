import { addWorkingMs, isWorkingAt, nextBoundaryAfter, workingMsBetween } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import { minuteMs } from './durations.ts';
import type {
  CountName,
  Expression,
  ExpressionField,
  FormFieldCondition,
  ProcessSnapshot,
  Rules,
  SpanCondition,
  SpanName,
  TimeCondition,
} from './process.ts';
import { assigneeSkillsMax, type FieldValue, type TicketState, waitingSince } from './ticket.ts';

/** What of a ticket's life conditions read; a form has none of it. */
type LivedField =
  | 'requesterFacts'
  | 'affected'
  | 'affectedFacts'
  | 'assigneeSkills'
  | 'openedAt'
  | 'unansweredSince'
  | 'mergedFrom'
  | 'pending'
  | 'waitingForAgent'
  | 'tierEnteredAt'
  | 'resolution'
  | 'escalations'
  | 'escalationCount'
  | 'bounceCount'
  | 'breachCount'
  | 'requesterMessageCount';

/** What conditions read of a ticket; null where it is not known, as in a form. */
export type ConditionSubject = { readonly [F in ExpressionField]: TicketState[F] | null } & Pick<
  TicketState,
  'facts' | 'fields'
> &
  Partial<Pick<TicketState, LivedField>>;

/** When a condition is asked, and in which hours. A draft of a decision is one: the instant of its step. */
export interface Moment {
  readonly at: number;
  readonly rules: Rules;
}

/**
 * Whether a condition holds for a ticket. `all` of nothing is true, `any` of nothing is false. Of what
 * is not known nothing holds: of time, where there is no moment.
 *
 * @param tiers what the process calls them: conditions name a tier, of which a ticket has the rank
 */
export function holds(
  expression: Expression,
  ticket: ConditionSubject,
  moment: Moment | null,
  tiers: readonly string[] = moment?.rules.process.tiers ?? [],
): boolean {
  // What conditions mostly are, first: after each step very many are looked at.
  if ('field' in expression) {
    const { field } = expression;
    const value = field === 'tier' ? tiers[(ticket.tier ?? 0) - 1] : ticket[field];
    return value !== null && value !== undefined && expression.in.includes(value);
  }
  if ('all' in expression) return expression.all.every((one) => holds(one, ticket, moment, tiers));
  if ('any' in expression) return expression.any.some((one) => holds(one, ticket, moment, tiers));
  if ('not' in expression) return !holds(expression.not, ticket, moment, tiers);
  if ('fact' in expression) return ticket.facts.includes(expression.fact);
  if ('formField' in expression) {
    return holdsOfField(expression, ticket.fields?.[expression.formField]);
  }
  if ('requester' in expression) {
    const known = ticket.requesterFacts?.[expression.requester];
    return known !== undefined && expression.in.includes(known);
  }
  if ('device' in expression) {
    return Object.values(ticket.affectedFacts ?? {}).some((facts) => {
      const known = facts[expression.device];
      return known !== undefined && expression.in.includes(known);
    });
  }
  if ('count' in expression) return countOf(ticket, expression.count) >= expression.atLeast;
  if ('assigneeHas' in expression) {
    return ticket.assigneeSkills?.includes(expression.assigneeHas) === true;
  }
  return moment !== null && holdsOfTime(expression, ticket, moment);
}

/** Of what is not known nothing holds. */
export function holdsOfField(
  condition: FormFieldCondition,
  value: FieldValue | undefined,
): boolean {
  if (value === undefined) return false;
  if ('in' in condition) return condition.in.includes(String(value));
  if ('isKnown' in condition) return true;
  const { min, max } = condition;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function holdsOfTime(
  condition: TimeCondition,
  ticket: ConditionSubject,
  { at, rules }: Moment,
): boolean {
  if ('within' in condition) return isWorkingAt(calendarOf(rules, condition.within), at);
  const since = spanStart(ticket, condition.span);
  if (since === null) return false;
  const { atLeastMinutes, calendar } = condition;
  const lastedMs =
    calendar === undefined ? at - since : workingMsBetween(calendarOf(rules, calendar), since, at);
  return lastedMs >= atLeastMinutes * minuteMs;
}

/** Since when it lasts; null while it does not. */
function spanStart(ticket: ConditionSubject, span: SpanName): number | null {
  switch (span) {
    case 'age':
      return ticket.openedAt ?? null;
    case 'waiting': {
      const { unansweredSince = null, mergedFrom = [] } = ticket;
      return waitingSince({ unansweredSince, mergedFrom });
    }
    case 'pending':
      return ticket.pending?.since ?? null;
    case 'unassigned':
      return ticket.waitingForAgent?.since ?? null;
    case 'at_tier':
      return ticket.tierEnteredAt ?? null;
  }
}

function countOf(ticket: ConditionSubject, count: CountName): number {
  switch (count) {
    case 'reopenings': {
      const { n = 0, reopenedAt = null } = ticket.resolution ?? {};
      return reopenedAt === null ? Math.max(0, n - 1) : n;
    }
    case 'hand_offs': {
      // Of those that told management each is there still.
      const told = ticket.escalations?.filter(({ kind }) => kind === 'hierarchical') ?? [];
      return (ticket.escalationCount ?? 0) - told.length;
    }
    case 'bounces':
      return ticket.bounceCount ?? 0;
    case 'escalations':
      return ticket.escalationCount ?? 0;
    case 'breaches':
      return ticket.breachCount ?? 0;
    case 'requester_messages':
      return ticket.requesterMessageCount ?? 0;
    case 'merged':
      return ticket.mergedFrom?.length ?? 0;
    case 'affected':
      return ticket.affected?.length ?? 0;
  }
}

/**
 * The next instant after `now` at which time alone may make a condition another; null where it cannot.
 * Before it the condition is what it is now, as long as the ticket is what it is. Where a calendar ends
 * earlier than that it is where it ends: more may be known of it by then.
 */
export function nextChangeAt(
  expression: Expression,
  ticket: ConditionSubject,
  rules: Rules,
  now: number,
): number | null {
  const instants = timeConditions(expression).flatMap((condition) => {
    const at =
      'within' in condition
        ? nextBoundaryAfter(calendarOf(rules, condition.within), now)
        : reachedAt(condition, ticket, rules);
    return at !== null && at > now ? [at] : [];
  });
  return instants.length === 0 ? null : Math.min(...instants);
}

/** So many changes by time are looked through for one at which a condition holds. */
const changesAhead = 100;

/**
 * The next instant after `now` at which time alone makes a condition hold, as far as the ticket stays
 * what it is; where that is very far, an instant at which to look again. Null where time does not.
 */
export function nextHoldingAt(
  expression: Expression,
  ticket: ConditionSubject,
  rules: Rules,
  now: number,
): number | null {
  if (!couldHoldInTime(expression, ticket)) return null;
  let at: number | null = now;
  for (let ahead = 0; ahead < changesAhead; ahead++) {
    at = nextChangeAt(expression, ticket, rules, at);
    if (at === null || holds(expression, ticket, { at, rules })) return at;
  }
  return at;
}

/** Whether it holds of the ticket as it is at some instant, where any time may come. */
export function couldHoldInTime(expression: Expression, ticket: ConditionSubject): boolean {
  return outcomesInTime(expression, ticket).includes(true);
}

/** What a condition may come to as time passes. */
function outcomesInTime(expression: Expression, ticket: ConditionSubject): boolean[] {
  if ('within' in expression || 'span' in expression) return [true, false];
  if ('not' in expression) return outcomesInTime(expression.not, ticket).map((one) => !one);
  const parts = 'all' in expression ? expression.all : 'any' in expression ? expression.any : null;
  if (parts === null) return [holds(expression, ticket, null)];
  const each = parts.map((part) => outcomesInTime(part, ticket));
  const isEach = (outcome: boolean) => each.every((outcomes) => outcomes.includes(outcome));
  const isSome = (outcome: boolean) => each.some((outcomes) => outcomes.includes(outcome));
  const [canHold, canFail] =
    'all' in expression ? [isEach(true), isSome(false)] : [isSome(true), isEach(false)];
  return [...(canHold ? [true] : []), ...(canFail ? [false] : [])];
}

function reachedAt(
  { span, atLeastMinutes, calendar }: SpanCondition,
  ticket: ConditionSubject,
  rules: Rules,
): number | null {
  const since = spanStart(ticket, span);
  if (since === null) return null;
  const ms = atLeastMinutes * minuteMs;
  return calendar === undefined ? since + ms : addWorkingMs(calendarOf(rules, calendar), since, ms);
}

/** The parts of a condition that time alone can change. */
export function timeConditions(expression: Expression): TimeCondition[] {
  if ('all' in expression) return expression.all.flatMap(timeConditions);
  if ('any' in expression) return expression.any.flatMap(timeConditions);
  if ('not' in expression) return timeConditions(expression.not);
  return 'within' in expression || 'span' in expression ? [expression] : [];
}

/** Every condition by which a process decides something of a ticket. */
export function conditionsOf(process: ProcessSnapshot): Expression[] {
  const known = conditionsByProcess.get(process);
  if (known) return known;
  const { triage, targets, escalationRules, gates, approvals = [], requiredFields = [] } = process;
  const rules = [
    ...[...triage, ...targets, ...escalationRules, ...gates, ...approvals, ...requiredFields],
    ...Object.values(process.rules ?? {}),
  ];
  const fields = Object.values(process.fields ?? {});
  const conditions = [
    ...rules.map(({ when }) => when),
    ...fields.flatMap(({ shownWhen, required }) => [shownWhen, required?.when]),
  ].filter((when) => when !== undefined);
  conditionsByProcess.set(process, conditions);
  return conditions;
}

const conditionsByProcess = new WeakMap<ProcessSnapshot, Expression[]>();

/** The skills that conditions ask about, each once. */
export function skillsRead(expressions: readonly Expression[]): string[] {
  const read = (expression: Expression): string[] => {
    if ('all' in expression) return expression.all.flatMap(read);
    if ('any' in expression) return expression.any.flatMap(read);
    if ('not' in expression) return read(expression.not);
    return 'assigneeHas' in expression ? [expression.assigneeHas] : [];
  };
  return [...new Set(expressions.flatMap(read))].slice(0, assigneeSkillsMax);
}

/** What a condition reads of a ticket: what every ticket has, and fields of the process, by name. */
export function fieldsRead(expression: Expression): string[] {
  if ('all' in expression) return expression.all.flatMap(fieldsRead);
  if ('any' in expression) return expression.any.flatMap(fieldsRead);
  if ('not' in expression) return fieldsRead(expression.not);
  if ('formField' in expression) return [expression.formField];
  return 'field' in expression ? [expression.field] : [];
}
