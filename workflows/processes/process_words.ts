import type {
  Expression,
  ExpressionField,
  FormFieldCondition,
  ServiceLevelTarget,
} from '../domain/process.ts';
import type { Approvers, Quorum } from '../domain/ticket.ts';

/** A condition as an owner would say it: `priority p1 or p2 and not group network`. */
export function conditionWords(expression: Expression): string {
  if ('all' in expression) return joined(expression.all, 'and', 'every ticket');
  if ('any' in expression) return joined(expression.any, 'or', 'no ticket');
  if ('not' in expression) return `not ${inner(expression.not)}`;
  if ('fact' in expression) return `words of ${expression.fact}`;
  if ('formField' in expression) return formFieldWords(expression);
  const field = expression.field === 'requesterTier' ? 'requester tier' : expression.field;
  return `${field} ${expression.in.join(' or ')}`;
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
  const isSimple = 'field' in expression || 'formField' in expression || 'fact' in expression;
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

export type Leaf = Extract<
  Expression,
  { field: unknown } | { fact: unknown } | { formField: unknown }
>;

/** The parts of conditions that look at a ticket. */
export function leaves(conditions: Expression[]): Leaf[] {
  return conditions.flatMap((condition) => {
    if ('all' in condition) return leaves(condition.all);
    if ('any' in condition) return leaves(condition.any);
    if ('not' in condition) return leaves([condition.not]);
    return [condition];
  });
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
