import { z } from 'zod';
import { checkLine } from '../../domain/checks.ts';
import { keysOf } from '../../domain/keys.ts';
import {
  type NoteParameter,
  noteParameters,
  type RuleAction,
  type RuleActionName,
} from '../../domain/rules/rule.ts';
import { isTagWord } from '../../domain/tags.ts';
import { dnsTypes, visibilities } from '../../domain/ticket.ts';
import type { CalendarDefinition } from '../calendars/definition.ts';
import type { ProcessDefinition } from '../define.ts';
import type { Check } from '../definitions/checks.ts';
import { checkClassification, checkRecipients } from '../definitions/named_problems.ts';
import { type Duration, minutesOf } from '../durations.ts';
import { keyWords, minutesWords } from '../process_words.ts';
import type { ActionDefinition, ActionForms } from './definition.ts';
import { checkFieldsSet } from './field_values.ts';

/** All that is known of one kind of action outside of the core. */
interface ActionWords<K extends RuleActionName> {
  /** How it is written, for what comes from outside the types. */
  shape: z.ZodType;
  /** What of it the process does not have, or cannot mean. */
  check(check: Check, form: ActionForms[K], path: string): void;
  compile(form: ActionForms[K], definition: ProcessDefinition): RuleAction<K>;
  /** As an owner would say it: `tell the assignee`. */
  words(action: RuleAction<K>): string;
}

const texts = z.array(z.string());

/** Kinds of links that rules make beside the process's own. */
const manualLinks = ['related', 'parent', 'child'];

/** As the desk writes ids of tickets. */
const ticketId = /^tkt-[0-9a-hjkmnp-tv-z]{26}$/;

const host = z.string().min(1).max(253);
const subjectShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dns'),
    name: host,
    type: z.enum(dnsTypes),
    expect: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('tcp'), host, port: z.int().min(1).max(65_535) }),
  z.strictObject({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }),
    status: z.int().min(100).max(599).optional(),
    containing: z.string().min(1).optional(),
  }),
]);

const kinds: { [K in RuleActionName]: ActionWords<K> } = {
  notify: {
    shape: z.strictObject({ notify: texts.min(1) }),
    check: (check, { notify }, path) => checkRecipients(check, notify, `${path}.notify`),
    compile: ({ notify }) => ({ do: 'notify', recipients: [...notify] }),
    words: ({ recipients }) => `tell ${recipients.map(keyWords).join(' and ')}`,
  },
  assign: {
    shape: z.strictObject({ assign: z.string(), skills: texts.min(1).optional() }),
    check(check, { assign }, path) {
      if (assign !== 'queue') check.group(assign, `${path}.assign`);
    },
    compile: ({ assign, skills }) => ({
      do: 'assign',
      ...(assign !== 'queue' && { group: assign }),
      ...(skills && { skills: [...skills] }),
    }),
    words({ group, skills }) {
      const to = group === undefined ? 'back to its queue' : `to ${keyWords(group)}`;
      return `give it ${to}${skills ? ` for ${skills.join(' and ')}` : ''}`;
    },
  },
  set: {
    shape: z.strictObject({
      set: z.strictObject({
        type: z.string().optional(),
        category: z.string().nullable().optional(),
        service: z.string().nullable().optional(),
        impact: z.string().optional(),
        urgency: z.string().optional(),
        priority: z.string().optional(),
        fields: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
      }),
    }),
    check(check, { set }, path) {
      const { fields, ...classification } = set;
      check.expect(Object.keys(set).length > 0, `${path}.set`, set, 'at least one thing to set');
      checkClassification(check, classification, `${path}.set`);
      if (fields) checkFieldsSet(check, fields, `${path}.set.fields`);
    },
    compile: ({ set }) => ({ do: 'set', ...set }) as RuleAction<'set'>,
    words({ do: _, fields = {}, ...classification }) {
      const all = { ...classification, ...fields };
      const said = Object.entries(all).map(
        ([name, value]) => `${keyWords(name)} to ${value ?? 'nothing'}`,
      );
      return `set ${said.join(', ')}`;
    },
  },
  tag: {
    shape: z.strictObject({ tag: texts, untag: texts.optional() }),
    check(check, { tag, untag = [] }, path) {
      check.expect(tag.length + untag.length > 0, `${path}.tag`, tag, 'at least one word');
      for (const word of [...tag, ...untag]) {
        check.expect(
          isTagWord(word),
          `${path}.tag`,
          word,
          'small letters and digits, as vip-lounge',
        );
      }
    },
    compile: ({ tag, untag }) => ({
      do: 'tag',
      ...(tag.length > 0 && { add: [...tag] }),
      ...(untag && { remove: [...untag] }),
    }),
    words: ({ add = [], remove = [] }) =>
      [
        ...(add.length > 0 ? [`tag it ${add.join(', ')}`] : []),
        ...(remove.length > 0 ? [`take off the tag ${remove.join(', ')}`] : []),
      ].join(' and '),
  },
  askApproval: {
    shape: z.strictObject({ askApproval: z.string() }),
    check(check, { askApproval }, path) {
      const { approvals = [] } = check.definition;
      check.oneOf(
        askApproval,
        approvals.map(({ name }) => name),
        `${path}.askApproval`,
      );
    },
    compile: ({ askApproval }) => ({ do: 'askApproval', approval: askApproval }),
    words: ({ approval }) => `ask for the approval ${keyWords(approval)}`,
  },
  hold: {
    shape: z.strictObject({
      hold: z.string(),
      for: z.strictObject({ length: z.unknown(), calendar: z.string() }).optional(),
    }),
    check(check, { hold, for: waits }, path) {
      check.oneOf(hold, reasonsOf(check.definition), `${path}.hold`);
      if (!waits) return;
      check.calendar(waits.calendar, `${path}.for.calendar`);
      check.duration(waits.length, waits.calendar, `${path}.for.length`);
    },
    compile: ({ hold, for: waits }, definition) => ({
      do: 'hold',
      reason: hold,
      ...(waits && {
        forMinutes: lengthIn(definition, waits.length, waits.calendar),
        calendar: waits.calendar,
      }),
    }),
    words: ({ reason, forMinutes, calendar }) =>
      `put it on hold for ${keyWords(reason)}${
        forMinutes === undefined ? '' : `, ${minutesWords(forMinutes)} of ${calendar}`
      }`,
  },
  resume: {
    shape: z.strictObject({ resume: z.literal(true) }),
    check: () => {},
    compile: () => ({ do: 'resume' }),
    words: () => 'resume it',
  },
  note: {
    shape: z.strictObject({ note: z.string(), visibility: z.enum(visibilities).optional() }),
    check(check, { note }, path) {
      check.oneOf(note, Object.keys(check.definition.noteTemplates ?? {}), `${path}.note`);
    },
    compile: ({ note, visibility = 'internal' }, { noteTemplates = {} }) => ({
      do: 'note',
      template: note,
      visibility,
      parameters: parametersOf(Object.values(noteTemplates[note] ?? {})),
    }),
    words: ({ template, visibility }) => `add the ${visibility} note ${keyWords(template)}`,
  },
  escalate: {
    shape: z.strictObject({
      escalate: z.union([z.literal('functional'), z.strictObject({ hierarchical: z.number() })]),
    }),
    check(check, { escalate }, path) {
      if (escalate === 'functional') return;
      const { hierarchyLevels } = check.definition;
      const level = escalate.hierarchical;
      const isLevel = Number.isInteger(level) && level >= 1 && level <= hierarchyLevels;
      check.expect(isLevel, `${path}.escalate`, level, `a level from 1 to ${hierarchyLevels}`);
    },
    compile: ({ escalate }) =>
      escalate === 'functional'
        ? { do: 'escalate', functional: true }
        : { do: 'escalate', hierarchical: escalate.hierarchical },
    words: (action) =>
      'functional' in action
        ? 'escalate it to more skill'
        : `tell level ${action.hierarchical} of management`,
  },
  addTask: {
    shape: z.strictObject({ addTask: z.string() }),
    check: (check, { addTask }, path) =>
      check.oneOf(addTask, Object.keys(check.definition.tasks ?? {}), `${path}.addTask`),
    compile: ({ addTask }) => ({ do: 'addTask', task: addTask }),
    words: ({ task }) => `add the task ${keyWords(task)}`,
  },
  webhook: {
    shape: z.strictObject({ webhook: z.string() }),
    check: (check, { webhook }, path) =>
      check.expect(webhook.trim() !== '', `${path}.webhook`, webhook, 'the name of a webhook'),
    compile: ({ webhook }) => ({ do: 'webhook', webhook }),
    words: ({ webhook }) => `call the webhook ${webhook}`,
  },
  page: {
    shape: z.strictObject({ page: z.string() }),
    check(check, { page }, path) {
      if (page !== 'group') check.group(page, `${path}.page`);
    },
    compile: ({ page }) => ({ do: 'page', ...(page !== 'group' && { group: page }) }),
    words: ({ group }) =>
      `page whoever is on call in ${group === undefined ? 'its group' : keyWords(group)}`,
  },
  link: {
    shape: z.strictObject({
      link: z.string(),
      to: z.union([z.literal('event'), z.strictObject({ ticket: z.string() })]),
    }),
    check(check, { link, to }, path) {
      const own = Object.keys(check.definition.links ?? {});
      check.oneOf(link, [...manualLinks, ...own], `${path}.link`);
      if (to === 'event') return;
      check.expect(ticketId.test(to.ticket), `${path}.to.ticket`, to.ticket, 'the id of a ticket');
    },
    compile: ({ link, to }) => ({
      do: 'link',
      kind: link,
      to: to === 'event' ? 'event' : { ticketId: to.ticket },
    }),
    words: ({ kind, to }) =>
      `link it as ${keyWords(kind)} to ${to === 'event' ? 'the ticket it was linked to' : to.ticketId}`,
  },
  startPlaybook: {
    shape: z.strictObject({ startPlaybook: z.string() }),
    check: (check, { startPlaybook }, path) =>
      check.oneOf(startPlaybook, check.definition.playbooks ?? [], `${path}.startPlaybook`),
    compile: ({ startPlaybook }) => ({ do: 'startPlaybook', playbook: startPlaybook }),
    words: ({ playbook }) => `begin the playbook ${keyWords(playbook)}`,
  },
  check: {
    shape: z.strictObject({ check: subjectShape, as: z.string().optional() }),
    check(check, { as }, path) {
      if (as === undefined) return;
      const { categories } = check.definition;
      const steps = Object.values(categories).flatMap(({ runbook = {} }) => Object.keys(runbook));
      check.oneOf(as, [...new Set(steps)], `${path}.as`);
    },
    compile: ({ check: subject, as }) => ({
      do: 'check',
      subject,
      ...(as !== undefined && { runbookStep: as }),
    }),
    words: ({ subject, runbookStep }) =>
      `check ${checkLine(subject)}${runbookStep === undefined ? '' : `, as ${keyWords(runbookStep)}`}`,
  },
};

/** A length of time in minutes of a calendar of the process. */
export function lengthIn(
  { calendars }: ProcessDefinition,
  length: Duration,
  calendar: string,
): number {
  return minutesOf(length, calendars[calendar] as CalendarDefinition);
}

/** Words in braces: `{priority}`. */
const placeholder = /\{(\w+)\}/g;

/** What of a ticket these texts speak of. */
export function placeholdersIn(all: readonly string[]): string[] {
  return [
    ...new Set(all.flatMap((text) => [...text.matchAll(placeholder)].map(([, name]) => name))),
  ]
    .filter((name) => name !== undefined)
    .sort();
}

function parametersOf(all: readonly string[]): NoteParameter[] {
  const named = placeholdersIn(all);
  return noteParameters.filter((name) => named.includes(name));
}

/** Every kind of action, by the word that it begins with. */
export const actionKinds: readonly RuleActionName[] = keysOf(kinds);

export const actionShape = z.union(
  actionKinds.map((kind) => kinds[kind].shape) as [z.ZodType, z.ZodType],
  { error: `an action: { ${actionKinds.join(' }, { ')} }` },
);

function kindOf(form: ActionDefinition): RuleActionName {
  return actionKinds.find((kind) => kind in form) as RuleActionName;
}

export function checkAction(check: Check, form: ActionDefinition, path: string): void {
  const inspect = <K extends RuleActionName>(kind: K) =>
    kinds[kind].check(check, form as ActionForms[K], path);
  inspect(kindOf(form));
}

export function compileAction(form: ActionDefinition, definition: ProcessDefinition): RuleAction {
  const compile = <K extends RuleActionName>(kind: K) =>
    kinds[kind].compile(form as ActionForms[K], definition);
  return compile(kindOf(form));
}

export function actionWords(action: RuleAction): string {
  const say = <K extends RuleActionName>(kind: K) => kinds[kind].words(action as RuleAction<K>);
  return say(action.do);
}

/** What people, and rules, can set a ticket to wait for. */
function reasonsOf({ pending }: ProcessDefinition): string[] {
  return Object.keys(pending).filter((reason) => reason !== 'approval');
}
