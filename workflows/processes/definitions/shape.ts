import { z } from 'zod';
import type { Expression } from '../../domain/process.ts';
import { agentReasons, requesterReasons } from '../../domain/recipients.ts';
import { clockKinds, diagnosticStepKinds } from '../../domain/ticket.ts';
import { weekdays } from '../calendars/definition.ts';
import { notificationHours } from '../notifications/rules.ts';
import { actionShape } from '../rules/action_words.ts';
import { triggerShape } from '../rules/rules.ts';
import type { DefinitionProblem } from './error.ts';

/**
 * What a definition is made of, for what comes from outside the types: JSON files, casts, spreads.
 * Only the form is looked at here; whether names exist and lengths make sense is looked at after.
 */

const title = z.strictObject({ en: z.string(), fr: z.string() });
const titled = z.strictObject({ title });
const level = z.strictObject({ title, plainTitle: title.optional() });
/** Said in other words by who reads it: lengths of time and calendars have checks of their own. */
const later = z.unknown();
const calendarName = z.string();

const condition = z.custom<Expression>(
  isExpression,
  'a condition: all(), any(), not(), is(), fact(), field(), fieldIsKnown() or fieldFrom()',
);

const group = z.strictObject({
  title,
  tier: z.string(),
  calendar: calendarName,
  strategy: z.enum(['least_loaded', 'round_robin', 'longest_idle']).optional(),
  escalatesTo: z.string().optional(),
});

const diagnosticStepKind = z.enum(diagnosticStepKinds);

const category = z.strictObject({
  title,
  description: title.optional(),
  group: z.string(),
  skills: z.array(z.string()).optional(),
  escalation: z.record(z.string(), z.string().optional()).optional(),
  runbook: z
    .record(z.string(), z.strictObject({ kind: diagnosticStepKind, text: title }))
    .optional(),
});

const triageRule = z.strictObject({
  name: z.string(),
  when: condition,
  set: z.strictObject({
    category: z.string().optional(),
    service: z.string().optional(),
    group: z.string().optional(),
    impact: z.string().optional(),
    urgency: z.string().optional(),
    priority: z.string().optional(),
  }),
});

const escalationRule = z.strictObject({
  name: z.string(),
  title: title.optional(),
  clock: z.string(),
  atPercent: z.number(),
  when: condition,
  escalate: z.union([z.literal('functional'), z.strictObject({ hierarchical: z.number() })], {
    error: "'functional', or { hierarchical: level }",
  }),
  notify: z.array(z.string()).optional(),
});

const warning = z.union([z.number(), z.strictObject({ beforeDue: later })], {
  error: 'a percentage, or { beforeDue: minutes() }',
});

const targetTable = z.strictObject({
  when: condition.optional(),
  calendar: z.union([calendarName, z.record(z.string(), calendarName)], {
    error: 'a calendar, or one of each priority',
  }),
  byPriority: z.record(z.string(), z.record(z.string(), later)),
});
const oneTarget = z.strictObject({
  clock: z.string(),
  when: condition,
  within: later,
  calendar: calendarName,
});
/** What is wrong with one is told of what it is meant to be. */
const target = z.unknown().transform((value, context) => {
  const isTable = typeof value === 'object' && value !== null && 'byPriority' in value;
  const { error } = (isTable ? targetTable : oneTarget).safeParse(value);
  for (const issue of error?.issues ?? []) context.addIssue({ ...issue });
  return value;
});

const waitingRule = z.strictObject({
  title,
  pauses: z.array(z.string()).optional(),
  reminders: z.array(later).optional(),
  limit: later,
  calendar: calendarName,
});

const pendingRule = waitingRule.extend({
  atLimit: z
    .union([z.literal('resume'), z.strictObject({ resolve: z.string() })], {
      error: "'resume', or { resolve: code }",
    })
    .optional(),
  endsOn: z.literal('requester_message').optional(),
});

const approvers = z.union(
  [
    z.string(),
    z.strictObject({ managerOf: z.enum(['requester', 'manager']), otherwise: z.string() }),
    z.strictObject({ personIn: z.string(), otherwise: z.string() }),
    z.strictObject({
      quorum: z.union([z.number(), z.enum(['majority', 'all'])]),
      of: z.string(),
    }),
  ],
  { error: 'a group, a role, managerOf(), personIn() or quorumOf()' },
);

const approval = z.strictObject({
  name: z.string(),
  title,
  when: condition,
  by: approvers,
  after: z.array(z.string()).optional(),
  refusedAs: z.string(),
  within: later.optional(),
  reminders: z.array(later).optional(),
  ifUnanswered: z
    .union(
      [
        z.literal('refused'),
        z.strictObject({ ask: z.union([approvers, z.array(approvers).min(1)]) }),
      ],
      { error: "'refused', or { ask: who decides then }" },
    )
    .optional(),
  ifOneRefuses: z.enum(['refused', 'counted']).optional(),
  deputies: z.enum(['once', 'for_each']).optional(),
  ifNoLonger: z.enum(['withdrawn', 'kept']).optional(),
  ifGrantedAnother: z.enum(['refused', 'allowed']).optional(),
  givenFor: z.array(z.union([z.string(), z.strictObject({ upTo: z.string() })])).optional(),
});

const guardedSteps = z.array(z.enum(['escalate', 'setPending', 'resolve']));
const anyField = {
  title,
  hint: title.optional(),
  shownWhen: condition.optional(),
  required: z
    .strictObject({
      at: z.literal('opening').optional(),
      before: guardedSteps.optional(),
      when: condition.optional(),
    })
    .optional(),
};
const aKind = 'a kind: text, choice, number, date, person or device';
const kinds = {
  text: {
    kind: z.literal('text'),
    maxLength: z.number().optional(),
    lines: z.enum(['one', 'many']).optional(),
  },
  choice: { kind: z.literal('choice'), options: z.record(z.string(), titled) },
  number: {
    kind: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.number().optional(),
    unit: title.optional(),
  },
  date: { kind: z.literal('date'), min: z.string().optional(), max: z.string().optional() },
};
const field = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...kinds.text, ...anyField }),
    z.strictObject({ ...kinds.choice, ...anyField }),
    z.strictObject({ ...kinds.number, ...anyField }),
    z.strictObject({ ...kinds.date, ...anyField }),
    z.strictObject({ kind: z.literal('person'), ...anyField }),
    z.strictObject({ kind: z.literal('device'), ...anyField }),
  ],
  { error: aKind },
);

const formField = { title, hint: title.optional(), required: z.boolean().optional() };
const taskField = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...kinds.text, ...formField }),
    z.strictObject({ ...kinds.choice, ...formField }),
    z.strictObject({ ...kinds.number, ...formField }),
    z.strictObject({ ...kinds.date, ...formField }),
    z.strictObject({ kind: z.literal('person'), ...formField }),
    z.strictObject({ kind: z.literal('device'), ...formField }),
  ],
  { error: aKind },
);

const task = z.strictObject({
  title,
  description: title.optional(),
  group: z.string(),
  within: later.optional(),
  calendar: calendarName.optional(),
  checklist: z.array(title).optional(),
  form: z.record(z.string(), taskField).optional(),
  isRequired: z.boolean().optional(),
  isShown: z.boolean().optional(),
});

const notificationRule = z.strictObject({
  bell: z.boolean().optional(),
  desktop: z.boolean().optional(),
  mail: z
    .union(
      [
        z.enum(['never', 'at_once', 'hourly']),
        z.strictObject({ daily: z.string() }),
        z.strictObject({ weekly: z.enum(weekdays), at: z.string() }),
      ],
      { error: "'never', 'at_once', 'hourly', daily('08:00') or weekly('monday', '08:00')" },
    )
    .optional(),
  webhook: z.boolean().optional(),
  hours: z.enum(notificationHours).optional(),
  isFixed: z.boolean().optional(),
});

const notificationRules = z.strictObject({
  requesters: z.partialRecord(z.enum(requesterReasons), notificationRule).optional(),
  agents: z.partialRecord(z.enum(agentReasons), notificationRule).optional(),
});

const clock = z.discriminatedUnion(
  'measures',
  [
    z.strictObject({
      title,
      measures: z.enum(clockKinds).exclude(['tier_work']),
    }),
    z.strictObject({ title, measures: z.literal('tier_work'), tier: z.string() }),
  ],
  { error: `what it measures: one of ${clockKinds.join(', ')}` },
);

const definitionShape = z.strictObject({
  id: z.string(),
  version: z.number(),
  title,
  calendars: z.record(z.string(), later),
  groups: z.record(z.string(), group),
  entryGroup: z.string(),
  tiers: z.record(z.string(), titled).optional(),
  priorities: z
    .record(z.string(), z.strictObject({ title, promise: z.literal(false).optional() }))
    .optional(),
  clocks: z.record(z.string(), clock).optional(),
  impacts: z.record(z.string(), level).optional(),
  urgencies: z.record(z.string(), level).optional(),
  roles: z.record(z.string(), titled).optional(),
  categories: z.record(z.string(), category),
  skills: z.array(z.string()).optional(),
  services: z.record(z.string(), titled.extend({ description: title.optional() })),
  textFacts: z.record(z.string(), z.array(z.string())).optional(),
  priorityMatrix: z.record(z.string(), z.record(z.string(), z.string())),
  defaults: z.strictObject({ impact: z.string(), urgency: z.string() }),
  triage: z.array(triageRule).optional(),
  targets: z.array(target),
  warnings: z.record(z.string(), z.array(warning).optional()),
  escalationRules: z.array(escalationRule).optional(),
  rules: z
    .record(
      z.string(),
      z.strictObject({
        title,
        on: triggerShape,
        when: condition.optional(),
        do: z.array(actionShape),
        once: z.literal('ticket').optional(),
      }),
    )
    .optional(),
  noteTemplates: z.record(z.string(), title).optional(),
  playbooks: z.array(z.string()).optional(),
  escalationReasons: z.record(z.string(), titled),
  gates: z
    .array(
      z.strictObject({
        fromTier: z.string(),
        when: condition.optional(),
        requires: z.partialRecord(diagnosticStepKind, z.number()).optional(),
        runbook: z
          .union([z.literal('all'), z.array(z.string())], {
            error: "'all', or names of steps of a runbook",
          })
          .optional(),
      }),
    )
    .optional(),
  requiredFields: z
    .array(
      z.strictObject({
        before: guardedSteps,
        fields: z.array(z.enum(['category', 'service'])),
        when: condition.optional(),
      }),
    )
    .optional(),
  fields: z.record(z.string(), field).optional(),
  tasks: z.record(z.string(), task).optional(),
  bounceLimit: z.number(),
  onLapse: z.enum(['return', 'tell']),
  hierarchyLevels: z.number(),
  links: z.record(z.string(), z.strictObject({ title, inverse: z.string() })).optional(),
  pending: z.object({ approval: waitingRule.optional() }).catchall(pendingRule),
  approvals: z.array(approval).optional(),
  notificationHours: calendarName.optional(),
  notifications: notificationRules.optional(),
  assignment: later,
  attention: z.strictObject({ after: later, calendar: calendarName }),
  reopenWindow: z.strictObject({ length: later, calendar: calendarName }),
  messageReopens: z.boolean(),
  answerTakesTicket: z.boolean().optional(),
  survey: z.strictObject({ expiresAfter: later, calendar: calendarName }).nullable(),
  resolutionCodes: z.record(
    z.string(),
    z.strictObject({
      title,
      requires: z.array(z.enum(['note', 'rootCause', 'article'])).optional(),
    }),
  ),
});

/** Where a definition is not made of what a process is made of. */
export function shapeProblems(definition: unknown): DefinitionProblem[] {
  return problemsOf(definitionShape.safeParse(definition).error, definition);
}

export function problemsOf(
  error: z.ZodError | undefined,
  from: unknown,
  prefix: readonly PropertyKey[] = [],
): DefinitionProblem[] {
  return (error?.issues ?? []).flatMap((issue) => {
    const at = (path: readonly PropertyKey[], expected: string) => ({
      path: [...prefix, ...path].join('.'),
      value: valueAt(from, path),
      expected,
    });
    if (issue.code !== 'unrecognized_keys') return [at(issue.path, expectedBy(issue))];
    return issue.keys.map((key) => at([...issue.path, key], 'no such key'));
  });
}

const typeWords: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    default:
      return issue.message;
  }
}

function valueAt(from: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], from);
}

function isFormFieldCondition(one: Partial<Record<string, unknown>>): boolean {
  const { formField: _, ...others } = one;
  const keys = Object.keys(others).sort().join();
  const isBound = (value: unknown) => typeof value === 'number' || typeof value === 'string';
  if (keys === 'in')
    return Array.isArray(one.in) && one.in.every((item) => typeof item === 'string');
  if (keys === 'isKnown') return one.isKnown === true;
  return ['max', 'min', 'max,min'].includes(keys) && Object.values(others).every(isBound);
}

function isComparison(one: Partial<Record<string, unknown>>): boolean {
  const { andAbove, ...plain } = one;
  if (andAbove !== undefined && (andAbove !== true || one.field !== 'tier')) return false;
  const [read, list, ...others] = Object.keys(plain).sort((a) => (a === 'in' ? 1 : -1));
  const isRead = read === 'field' || read === 'requester' || read === 'device';
  return isRead && typeof one[read] === 'string' && list === 'in' && others.length === 0;
}

function isAmount(one: Partial<Record<string, unknown>>): boolean {
  const { count, span, atLeast, atLeastMinutes, calendar, ...others } = one;
  if (Object.keys(others).length > 0) return false;
  if (typeof count === 'string') return typeof atLeast === 'number' && span === undefined;
  const isInHours = calendar === undefined || typeof calendar === 'string';
  return typeof span === 'string' && typeof atLeastMinutes === 'number' && isInHours;
}

function isExpression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Partial<Record<string, unknown>>;
  const keys = Object.keys(one).join();
  if (typeof one.formField === 'string') return isFormFieldCondition(one);
  const areTexts = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === 'string');
  switch (keys) {
    case 'all':
    case 'any':
      return Array.isArray(one[keys]) && one[keys].every(isExpression);
    case 'not':
      return isExpression(one.not);
    case 'fact':
    case 'within':
    case 'assigneeHas':
      return typeof one[keys] === 'string';
    default:
      return isAmount(one) || (isComparison(one) && areTexts(one.in));
  }
}
