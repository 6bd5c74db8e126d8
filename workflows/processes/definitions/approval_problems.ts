import { isBefore } from '../../domain/approval.ts';
import { type ApprovalDefinition, type ApproversOf, approvedFields } from '../approvals.ts';
import { othersAsked } from '../compile_approval.ts';
import type { Check } from './checks.ts';
import { checkReminders } from './pending_problems.ts';
import { checkExpression } from './rule_problems.ts';

/** Nobody asks more people than this to agree. */
const quorumMax = 50;

export function checkApprovals(check: Check): void {
  const { approvals = [], resolutionCodes, notificationHours } = check.definition;
  const names = approvals.map(({ name }) => name);
  check.unique(names, 'approvals');
  approvals.forEach((approval, index) => {
    const path = `approvals.${index}`;
    check.title(approval.title, `${path}.title`);
    checkExpression(check, approval.when, `${path}.when`);
    checkApprovers(check, approval.by, `${path}.by`);
    othersAsked(approval).forEach((others, turn) => {
      checkApprovers(check, others, `${path}.ifUnanswered.ask.${turn}`);
    });
    checkCounting(check, approval, path);
    checkWait(check, approval, path);
    check.oneOf(approval.refusedAs, Object.keys(resolutionCodes), `${path}.refusedAs`);
    approval.after?.forEach((other, at) => {
      check.oneOf(other, names, `${path}.after.${at}`);
    });
    checkGivenFor(check, approval, path);
  });
  checkChain(check, approvals);
  if (notificationHours !== undefined) check.calendar(notificationHours, 'notificationHours');
}

function checkApprovers(check: Check, by: ApproversOf, path: string): void {
  const { groups, roles = {}, fields = {} } = check.definition;
  const known = [...Object.keys(groups), ...Object.keys(roles)];
  if (typeof by === 'string') {
    check.oneOf(by, known, path);
    return;
  }
  if ('quorum' in by) {
    check.oneOf(by.of, known, `${path}.of`);
    const { quorum } = by;
    const isCount =
      typeof quorum === 'string' ||
      (Number.isInteger(quorum) && quorum >= 2 && quorum <= quorumMax);
    const expected = `'all', 'majority' or a whole number from 2 to ${quorumMax}`;
    check.expect(isCount, `${path}.quorum`, quorum, expected);
    return;
  }
  check.oneOf(by.otherwise, known, `${path}.otherwise`);
  if (!('personIn' in by)) return;
  const people = Object.keys(fields).filter((name) => fields[name]?.kind === 'person');
  check.oneOf(by.personIn, people, `${path}.personIn`);
}

/** What is counted needs several who decide. */
function checkCounting(check: Check, approval: ApprovalDefinition, path: string): void {
  const asked = [approval.by, ...othersAsked(approval)];
  const areSeveral = asked.some((by) => typeof by === 'object' && 'quorum' in by);
  const expected = 'left out where one person decides: there is nothing to count';
  const { ifOneRefuses, deputies } = approval;
  const isCounted = ifOneRefuses === 'counted';
  check.expect(areSeveral || !isCounted, `${path}.ifOneRefuses`, ifOneRefuses, expected);
  check.expect(areSeveral || deputies !== 'for_each', `${path}.deputies`, deputies, expected);
}

function checkWait(check: Check, { within, reminders }: ApprovalDefinition, path: string): void {
  const waiting = check.definition.pending.approval;
  if (!waiting) return;
  const { calendar, limit } = waiting;
  if (within !== undefined) check.duration(within, calendar, `${path}.within`);
  const hours = check.definition.calendars[calendar];
  if (!reminders || !hours) return;
  checkReminders(check, { limit: within ?? limit, reminders }, hours, path);
}

function checkGivenFor(check: Check, { givenFor = [] }: ApprovalDefinition, path: string): void {
  const { fields = {} } = check.definition;
  const known = [...approvedFields, ...Object.keys(fields)];
  const numbers = Object.keys(fields).filter((name) => fields[name]?.kind === 'number');
  givenFor.forEach((field, at) => {
    const place = `${path}.givenFor.${at}`;
    if (typeof field === 'string') check.oneOf(field, known, place);
    else check.oneOf(field.upTo, numbers, `${place}.upTo`);
  });
}

/** In a circle each would wait for the others, and none would be asked. */
function checkChain(check: Check, approvals: readonly ApprovalDefinition[]): void {
  approvals.forEach((approval, index) => {
    const circle = circleFrom([approval.name], approvals);
    // It is said once, where its first approval stands.
    const isFirst = circle?.every(
      (name) => approvals.findIndex((one) => one.name === name) >= index,
    );
    if (!circle || !isFirst) return;
    const path = [...circle, approval.name].join(' after ');
    check.expect(false, `approvals.${index}.after`, path, 'approvals that end: this is a circle');
  });
}

/** The names on a way from an approval, by what it comes after, back to itself. */
function circleFrom(
  way: readonly string[],
  approvals: readonly ApprovalDefinition[],
): readonly string[] | undefined {
  const [first] = way;
  const last = approvals.find(({ name }) => name === way.at(-1));
  if (!last) return undefined;
  for (const { name } of approvals) {
    if (!isBefore(name, last, approvals)) continue;
    if (name === first) return way;
    const circle = way.includes(name) ? undefined : circleFrom([...way, name], approvals);
    if (circle) return circle;
  }
  return undefined;
}
