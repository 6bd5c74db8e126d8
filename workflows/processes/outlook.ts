import { minuteMs } from '../domain/durations.ts';
import { holds, type Moment } from '../domain/expression.ts';
import { missingForHandOff } from '../domain/gate.ts';
import type { EscalationRule, GuardedStep, ProcessSnapshot } from '../domain/process.ts';
import { missingFields } from '../domain/required_fields.ts';
import { ruleDueAt } from '../domain/rules/explain.ts';
import type { ActingRule } from '../domain/rules/rule.ts';
import {
  type Approval,
  type Approvers,
  type Clock,
  type ClockWarning,
  findOpenClock,
  lapsesAt,
  openApprovals,
  openClocks,
  openEscalation,
  type TicketState,
} from '../domain/ticket.ts';
import { groupAbove, tierName } from '../domain/tiers.ts';
import { approverWords, conditionWords, keyWords, minutesWords } from './process_words.ts';
import { actionWords } from './rules/action_words.ts';
import { triggerWords } from './rules/rules.ts';

/** One thing that lies before a ticket, and how: a number is an instant, null is never. */
export type Prospect = number | string | null;

/** What differs in what lies before a ticket. */
export interface OutlookChange {
  subject: string;
  before: Prospect;
  after: Prospect;
}

/**
 * What a process has in store for a ticket as it is at a moment, by a name for each thing: its clocks, their
 * warnings, the rules that wait for it, who has to approve it, where it would climb and what must be
 * done first, how its wait ends.
 */
export function outlookOf(state: TicketState, moment: Moment): Map<string, Prospect> {
  const { process } = moment.rules;
  return new Map<string, Prospect>([
    ['priority', state.priority],
    [`tier of ${state.group}`, tierName(process, state.tier) ?? String(state.tier)],
    [`queue of ${state.group}`, `hours ${process.groups[state.group]?.calendar}`],
    ['climbs to', groupAbove(process, state)],
    ['before it climbs', askedBefore(state, moment)],
    ['before it waits', fieldsBefore(state, moment, 'setPending')],
    ['before it is resolved', fieldsBefore(state, moment, 'resolve')],
    ...approvals(state),
    ...ends(state, process),
    ...openClocks(state).flatMap(warningsOf),
    ...(process.rules ?? []).map((rule) => actingRuleAhead(rule, state)),
    ...process.escalationRules.flatMap((rule) => ruleAhead(rule, state, moment)),
  ]);
}

export function outlookChanges(
  before: Map<string, Prospect>,
  after: Map<string, Prospect>,
): OutlookChange[] {
  const subjects = [...new Set([...before.keys(), ...after.keys()])];
  return subjects
    .map((subject) => ({
      subject,
      before: before.get(subject) ?? null,
      after: after.get(subject) ?? null,
    }))
    .filter((change) => change.before !== change.after);
}

function askedBefore(state: TicketState, moment: Moment): Prospect {
  const steps = missingForHandOff(state, moment).map((one) =>
    'kind' in one ? `${one.count} × ${keyWords(one.kind)}` : `runbook step ${one.runbookStep}`,
  );
  return [...steps, ...missingFields(state, moment, 'escalate')].join(', ') || null;
}

function fieldsBefore(state: TicketState, moment: Moment, step: GuardedStep): Prospect {
  return missingFields(state, moment, step).join(', ') || null;
}

function approvals({ approvals: asked }: TicketState): [string, Prospect][] {
  return asked.map((approval) => [
    `approval ${approval.rule}`,
    approval.outcome === 'open' ? `asked of ${approverWords(approval)}` : approval.outcome,
  ]);
}

/** How the wait and the hand-off end that the ticket is in. */
function ends(state: TicketState, process: ProcessSnapshot): [string, Prospect][] {
  const { pending } = state;
  const after = afterWait(state, process);
  const lapse = process.onLapse === 'return' ? 'it goes back' : 'management is told';
  return [
    ['wait ends', firstToLapse(state)?.at ?? pending?.endsAt ?? null],
    ['after the wait', pending && after],
    ['hand-off nobody accepts', openEscalation(state) ? lapse : null],
  ];
}

/** The code a ticket is resolved with where nobody ends its wait; undefined where work goes on. */
export function codeAfterWait(state: TicketState, process: ProcessSnapshot): string | undefined {
  const { pending } = state;
  if (!pending) return undefined;
  if (pending.reason === 'approval') {
    const rule = ruleToLapse(state, process);
    return askedNext(state, process) ? undefined : rule?.refusedCode;
  }
  const { then = 'resume' } = process.pending[pending.reason] ?? {};
  return then === 'resume' ? undefined : then.resolve;
}

function afterWait(state: TicketState, process: ProcessSnapshot): string {
  const next = askedNext(state, process);
  if (next) return `${approverWords(next)} is asked`;
  const code = codeAfterWait(state, process);
  return code ? `it is ${code}` : 'work goes on';
}

/** The approval that lapses first of those the ticket waits for, and when. */
function firstToLapse(state: TicketState): { approval: Approval; at: number } | undefined {
  if (state.pending?.reason !== 'approval') return undefined;
  return openApprovals(state)
    .flatMap((approval) => {
      const at = lapsesAt(state, approval);
      return at === null ? [] : [{ approval, at }];
    })
    .sort((a, b) => a.at - b.at)[0];
}

function ruleToLapse(state: TicketState, { approvals = [] }: ProcessSnapshot) {
  const rule = firstToLapse(state)?.approval.rule;
  return approvals.find(({ name }) => name === rule);
}

/** Who is asked where the approval that lapses first is not decided in time. */
function askedNext(state: TicketState, process: ProcessSnapshot): Approvers | undefined {
  const { turn = 0 } = firstToLapse(state)?.approval ?? {};
  return ruleToLapse(state, process)?.next?.[turn];
}

function clockName({ name, cycle }: Clock): string {
  return `${keyWords(name)}${cycle > 1 ? ` ${cycle}` : ''}`;
}

function warningsOf(clock: Clock): [string, Prospect][] {
  return clock.warnings
    .filter(({ at }) => at !== null)
    .map((warning) => [`warning of ${clockName(clock)} ${momentWords(warning)}`, warning.at]);
}

function momentWords({ percent, beforeMs }: ClockWarning): string {
  if (beforeMs === undefined) return `at ${percent} %`;
  return `${minutesWords(beforeMs / minuteMs)} before it is due`;
}

/** When a rule will act, or what keeps it from acting; nothing where it has. */
function ruleAhead(rule: EscalationRule, state: TicketState, moment: Moment): [string, Prospect][] {
  const clock = findOpenClock(state, rule.clock);
  if (!clock || clock.rulesApplied.includes(rule.name)) return [];
  const then = 'functional' in rule.then ? 'to more skill' : `to level ${rule.then.hierarchical}`;
  const subject = `rule ${rule.name}, ${then}`;
  if (!holds(rule.when, state, moment)) return [[subject, `for ${conditionWords(rule.when)}`]];
  const warning = clock.warnings.find(
    ({ percent, beforeMs }) => percent === rule.atPercent && beforeMs === undefined,
  );
  const at = rule.atPercent >= 100 ? clock.dueAt : (warning?.at ?? null);
  return [[subject, at ?? `at ${rule.atPercent} % of ${keyWords(rule.clock)}`]];
}

/** When a rule acts by itself, that it has for good, or what it is on. */
function actingRuleAhead(rule: ActingRule, state: TicketState): [string, Prospect] {
  const { name, on, when, do: actions, once } = rule;
  const subject = `rule ${name}, ${actions.map(actionWords).join(', then ')}`;
  const { count = 0, hasActed } = state.ruleStandings?.[name] ?? {};
  if (count > 0 && (once === 'ticket' || hasActed)) return [subject, 'has acted'];
  return [subject, ruleDueAt(rule, state) ?? `on ${triggerWords(on)}, for ${conditionWords(when)}`];
}
