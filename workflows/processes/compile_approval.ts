import type { ApprovalRule } from '../domain/process.ts';
import type { Approvers } from '../domain/ticket.ts';
import type { ApprovalDefinition, ApproversOf } from './approvals.ts';
import type { WaitingDefinition } from './define.ts';
import type { Duration } from './durations.ts';

/** A length of time in minutes of a calendar. */
type LengthIn = (duration: Duration, calendar: string) => number;

/** @param waiting how tickets wait that wait for an approval */
export function compileApproval(
  definition: ApprovalDefinition,
  waiting: WaitingDefinition<string> | undefined,
  length: LengthIn,
): ApprovalRule {
  const { name, when, by, refusedAs, after, givenFor } = definition;
  const next = othersAsked(definition);
  const wait = waiting && compileWait(definition, waiting, length);
  return {
    name,
    when,
    ...compileApprovers(by),
    refusedCode: refusedAs,
    ...(definition.ifNoLonger === 'kept' && { isKept: true as const }),
    ...(definition.ifGrantedAnother === 'allowed' && { isOpenToGranters: true as const }),
    ...(definition.ifOneRefuses === 'counted' && { areRefusalsCounted: true as const }),
    ...(definition.deputies === 'for_each' && { isCountedBySeat: true as const }),
    ...(after && { after: [...after] }),
    ...(wait && { wait }),
    ...(next.length > 0 && { next: next.map(compileApprovers) }),
    ...(givenFor && compileGivenFor(givenFor)),
  };
}

/** Who is asked where those before did not answer, in order. */
export function othersAsked({ ifUnanswered = 'refused' }: ApprovalDefinition): ApproversOf[] {
  if (ifUnanswered === 'refused') return [];
  const { ask } = ifUnanswered;
  return isList(ask) ? [...ask] : [ask];
}

function isList(ask: ApproversOf | readonly ApproversOf[]): ask is readonly ApproversOf[] {
  return Array.isArray(ask);
}

function compileApprovers(by: ApproversOf): Approvers {
  if (typeof by === 'string') return { approverGroup: by };
  if ('quorum' in by) return { approverGroup: by.of, quorum: by.quorum };
  const { otherwise: approverGroup } = by;
  return 'personIn' in by
    ? { approverGroup, personIn: by.personIn }
    : { approverGroup, managerOf: by.managerOf };
}

/** Beside others, or before others are asked, each has a deadline of its own. */
function compileWait(
  { after, within, reminders, ifUnanswered }: ApprovalDefinition,
  waiting: WaitingDefinition<string>,
  length: LengthIn,
): ApprovalRule['wait'] {
  if (!after && !within && !reminders && !ifUnanswered) return undefined;
  const { calendar } = waiting;
  const limitMinutes = length(within ?? waiting.limit, calendar);
  const reminderMinutes = (reminders ?? waiting.reminders ?? [])
    .map((reminder) => length(reminder, calendar))
    .filter((minutes) => minutes < limitMinutes);
  return { reminderMinutes, limitMinutes, calendar };
}

function compileGivenFor(givenFor: NonNullable<ApprovalDefinition['givenFor']>) {
  const givenUpTo = givenFor.flatMap((one) => (typeof one === 'object' ? one.upTo : []));
  return {
    givenFor: givenFor.map((one) => (typeof one === 'object' ? one.upTo : one)),
    ...(givenUpTo.length > 0 && { givenUpTo }),
  };
}
