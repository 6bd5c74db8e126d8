import type {
  Expression,
  ExpressionField,
  FormFieldCondition,
  ServiceLevelTarget,
  SpanCondition,
} from '../domain/process.ts';
import type { Approvers, Quorum } from '../domain/ticket.ts';

/** A condition as an owner would say it: `priority p1 or p2 and not group network`. */
export function conditionWords(expression: Expression): string {
  if ('all' in expression) return joined(expression.all, 'and', 'every ticket');
  if ('any' in expression) return joined(expression.any, 'or', 'no ticket');
  if ('not' in expression) return `not ${inner(expression.not)}`;
  if ('fact' in expression) return `words of ${expression.fact}`;
  if ('formField' in expression) return formFieldWords(expression);
  if ('within' in expression) return `within ${expression.within}`;
  if ('span' in expression) return spanWords(expression);
  if ('count' in expression) return `at least ${expression.atLeast} ${keyWords(expression.count)}`;
  if ('assigneeHas' in expression) return `an assignee with ${expression.assigneeHas}`;
  const above = 'andAbove' in expression ? ' or above' : '';
  return `${subjectWords(expression)} ${expression.in.join(' or ')}${above}`;
}

function subjectWords(leaf: Extract<Leaf, { in: string[] }>): string {
  if ('requester' in leaf) return `requester ${leaf.requester}`;
  if ('device' in leaf) return `device ${leaf.device}`;
  if ('formField' in leaf) return keyWords(leaf.formField);
  return leaf.field === 'requesterTier' ? 'requester tier' : leaf.field;
}

/** `waiting for 30 min of office or more`. */
function spanWords({ span, atLeastMinutes, calendar }: SpanCondition): string {
  const length = minutesWords(atLeastMinutes);
  const hours = calendar === undefined ? '' : ` of ${calendar}`;
  return `${keyWords(span)} for ${length}${hours} or more`;
}

/** `size large`, `newcomer known`, `quantity from 2 to 5`. */
function formFieldWords(condition: FormFieldCondition): string {
  const name = keyWords(condition.formField);
  if ('in' in condition) return `${name} ${condition.in.join(' or ')}`;
  if ('isKnown' in condition) return `${name} known`;
  const { min, max } = condition;
  return [
    name,
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(max === undefined ? [] : [`to ${max}`]),
  ].join(' ');
}

function joined(parts: Expression[], word: 'and' | 'or', none: string): string {
  const [first] = parts;
  if (!first) return none;
  return parts.length === 1 ? conditionWords(first) : parts.map(inner).join(` ${word} `);
}

function inner(expression: Expression): string {
  const isSimple = !('all' in expression || 'any' in expression || 'not' in expression);
  return isSimple ? conditionWords(expression) : `(${conditionWords(expression)})`;
}

/** `90` → `1 h 30 min`. Working time: a day of it depends on the calendar, so days are not used. */
export function minutesWords(minutes: number): string {
  const remainder = minutes % 60;
  const hours = (minutes - remainder) / 60;
  if (hours === 0) return `${remainder} min`;
  return remainder === 0 ? `${hours} h` : `${hours} h ${remainder} min`;
}

/** A promise as an owner would say it: `resolution of priority p1 within 4 h of office`. */
export function targetWords({ clock, when, targetMinutes, calendar }: ServiceLevelTarget): string {
  const within = minutesWords(targetMinutes);
  return `${keyWords(clock)} of ${conditionWords(when)} within ${within} of ${calendar}`;
}

export function keyWords(key: string): string {
  return key.replaceAll('_', ' ');
}

/** What conditions compare a field with. */
export function valuesMentioned(conditions: Expression[], field: ExpressionField): string[] {
  return leaves(conditions).flatMap((leaf) =>
    'field' in leaf && leaf.field === field ? leaf.in : [],
  );
}

export type Leaf = Exclude<Expression, { all: unknown } | { any: unknown } | { not: unknown }>;

/** The parts of conditions that look at a ticket. */
export function leaves(conditions: Expression[]): Leaf[] {
  return conditions.flatMap((condition) => {
    if ('all' in condition) return leaves(condition.all);
    if ('any' in condition) return leaves(condition.any);
    if ('not' in condition) return leaves([condition.not]);
    return [condition];
  });
}

/** What a part of a condition looks at: of two that look at the same, one can decide the other. */
export function subjectOf(leaf: Leaf): string {
  if ('field' in leaf) return leaf.field;
  if ('fact' in leaf) return `fact ${leaf.fact}`;
  if ('formField' in leaf) return `formField ${leaf.formField}`;
  if ('requester' in leaf) return `requester ${leaf.requester}`;
  if ('device' in leaf) return `device ${leaf.device}`;
  if ('within' in leaf) return `within ${leaf.within}`;
  if ('span' in leaf) return `span ${leaf.span} ${leaf.calendar ?? ''}`.trim();
  if ('count' in leaf) return `count ${leaf.count}`;
  return `skill ${leaf.assigneeHas}`;
}

/** Who decides an approval, in words. */
export function approverWords({ approverGroup, managerOf, personIn, quorum }: Approvers): string {
  if (personIn !== undefined) {
    return `the person in ${keyWords(personIn)}, otherwise ${approverGroup}`;
  }
  if (managerOf) {
    const whose = managerOf === 'manager' ? "manager's manager" : 'manager';
    return `the requester's ${whose}, otherwise ${approverGroup}`;
  }
  if (quorum === undefined) return approverGroup;
  return `${quorumWords(quorum)} of ${approverGroup}`;
}

export function quorumWords(quorum: Quorum): string {
  return quorum === 'majority' ? 'more than half' : String(quorum);
}
