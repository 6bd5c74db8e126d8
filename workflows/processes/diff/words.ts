import type {
  ApprovalRule,
  Category,
  CompiledField,
  EscalationRule,
  Expression,
  GuardedStep,
  HandOffGate,
  PendingRule,
  ProcessClock,
  ProcessSnapshot,
  RequiredFields,
  ServiceLevelTarget,
  SupportGroup,
  TaskTemplate,
  TriageRule,
  WaitingRule,
} from '../../domain/process.ts';
import type { ActingRule, RuleAction } from '../../domain/rules/rule.ts';
import type { Approvers, Quorum } from '../../domain/ticket.ts';
import type { CalendarDefinition, WorkingInterval } from '../calendars/definition.ts';
import type { LocalizedText } from '../define.ts';
import type { CompleteRule } from '../notifications/rules.ts';
import { ruleWords } from '../notifications/words.ts';
import {
  approverWords,
  conditionWords,
  keyWords,
  minutesWords,
  quorumWords,
} from '../process_words.ts';
import { actionWords } from '../rules/action_words.ts';
import { actingRuleWords, triggerWords } from '../rules/rules.ts';
import { type Difference, orderStep } from './deep_difference.ts';

/** Last step of the path to hours that are called otherwise: no calendar is called that. */
export const renamedStep = '#renamed';

/** What a difference of two processes means, in words; undefined where nobody found any yet. */
export function wordsFor(difference: Difference): string | undefined {
  const { path } = difference;
  if (path.at(-1) === orderStep) return orderWords(difference);
  for (const [pattern, word] of patterns) {
    if (pattern.length !== path.length) continue;
    if (!pattern.every((part, i) => part === '*' || part === path[i])) continue;
    const names = path.filter((_, i) => pattern[i] === '*');
    return word(names, difference);
  }
  return undefined;
}

/** Order has a meaning in two lists; elsewhere it is what people see. */
function orderWords({ path, before, after }: Difference): string {
  const [section = ''] = path;
  const where = path.slice(0, -1).map(keyWords).join(', ');
  const meaning =
    section === 'targets'
      ? '. The first that applies counts'
      : section === 'triage'
        ? '. A later rule sees what an earlier one set'
        : '';
  return `Order of ${where}: ${list(before)} → ${list(after)}${meaning}`;
}

type Word = (names: string[], difference: Difference) => string | undefined;
type Show<T> = (value: T) => string;

/** `subject: old → new`; what is missing on a side is `nothing`. */
function change<T>(subject: string, show: Show<T> = String): (d: Difference) => string {
  const shown = (value: unknown) =>
    value === undefined || value === null ? 'nothing' : show(value as T);
  return ({ before, after }) => `${subject}: ${shown(before)} → ${shown(after)}`;
}

/** The same of what means something where a process does not say it. */
function from<T>(subject: string, show: (value: T | undefined) => string) {
  return ({ before, after }: Difference) =>
    `${subject}: ${show(before as T | undefined)} → ${show(after as T | undefined)}`;
}

/** Something that is there on one side only. */
function existence<T>(subject: string, show: Show<T> = () => ''): (d: Difference) => string {
  const described = (value: unknown) => {
    const text = show(value as T);
    return text === '' ? '' : ` (${text})`;
  };
  return (difference) => {
    const { before, after } = difference;
    if (before === undefined) return `New: ${subject}${described(after)}`;
    if (after === undefined) return `Gone: ${subject}${described(before)}`;
    return change<T>(subject, show)(difference);
  };
}

/** A condition; every ticket where there is none. */
function shownWords(condition: Expression | undefined): string {
  return condition ? conditionWords(condition) : 'every ticket';
}

function askedWords(required: CompiledField['required']): string {
  const { at, before = [], when } = required ?? {};
  const steps = [...(at ? ['opening'] : []), ...before.map(stepWords)];
  return `before ${list(steps)}${when ? ` for ${conditionWords(when)}` : ''}`;
}

function fieldWords(field: CompiledField): string {
  const { kind, shownWhen, required } = field;
  return [
    kind,
    ...(field.kind === 'choice' ? [`of ${list(field.options)}`] : []),
    ...(shownWhen ? [`for ${conditionWords(shownWhen)}`] : []),
    ...(required ? [`asked for ${askedWords(required)}`] : []),
  ].join(', ');
}

function list(values: unknown): string {
  return Array.isArray(values) && values.length > 0 ? values.join(', ') : 'none';
}

/** Patterns are paths in which `*` is a name. The first that fits has the word. */
const words: Record<string, Word> = {
  version: (_n, d) => change('Version')(d),
  id: (_n, d) => change('Another process')(d),
  'title.*': ([locale], d) => change(`Title (${locale})`, quoted)(d),
  'texts.runbooks.*.*': ([category, step], d) =>
    existence(`Text of step ${step} of the runbook of ${category}`)(d),
  'texts.runbooks.*.*.text.*': ([category, step, locale], d) =>
    change(`Step ${step} of the runbook of ${category} (${locale})`, quoted)(d),
  'texts.runbooks.*.*.kind': ([category, step], d) =>
    change(`Kind of step ${step} of the runbook of ${category}`)(d),
  'texts.tasks.*': ([task], d) => existence(`Words of task ${task}`)(d),
  'texts.tasks.*.*': ([task], d) => change(`Words of task ${task}`, JSON.stringify)(d),
  'texts.fields.*': ([field], d) => existence(`Words of field ${field}`)(d),
  'texts.fields.*.title.*': ([field, locale], d) =>
    change(`Title of field ${field} (${locale})`, quoted)(d),
  'texts.fields.*.hint': ([field], d) => existence(`Hint of field ${field}`, localized)(d),
  'texts.fields.*.hint.*': ([field, locale], d) =>
    change(`Hint of field ${field} (${locale})`, quoted)(d),
  'texts.fields.*.unit': ([field], d) => existence(`Unit of field ${field}`, localized)(d),
  'texts.fields.*.unit.*': ([field, locale], d) =>
    change(`Unit of field ${field} (${locale})`, quoted)(d),
  'texts.fields.*.options': ([field], d) => existence(`Titles of the options of field ${field}`)(d),
  'texts.fields.*.options.*': ([field, option], d) =>
    existence(`Title of option ${option} of field ${field}`, localized)(d),
  'texts.fields.*.options.*.*': ([field, option, locale], d) =>
    change(`Title of option ${option} of field ${field} (${locale})`, quoted)(d),
  'texts.*.*': ([section, name], d) => existence(`Title of ${name}, ${keyWords(section ?? '')}`)(d),
  'texts.*.*.*': ([, name, locale], d) => change(`Title of ${name} (${locale})`, quoted)(d),

  entryGroup: (_n, d) => change('Group where tickets enter')(d),
  'groups.*': ([group], d) => existence<SupportGroup>(`Support group ${group}`, groupWords)(d),
  'groups.*.tier': ([group], d) => change(`Tier of support group ${group}`)(d),
  'groups.*.calendar': ([group], d) => change(`Hours of support group ${group}`)(d),
  'groups.*.strategy': ([group], d) => change(`How ${group} shares out its tickets`, keyWords)(d),
  'groups.*.escalatesTo': ([group], d) => change(`Where support group ${group} escalates to`)(d),

  'categories.*': ([category], d) => existence<Category>(`Category ${category}`, categoryWords)(d),
  'categories.*.group': ([category], d) => change(`Group of category ${category}`)(d),
  'categories.*.skills.*': ([category, skill], d) =>
    existence(`Skill ${skill}, needed for category ${category}`)(d),
  'categories.*.escalation.*': ([category, tier], d) =>
    change(`Where category ${category} climbs to at tier ${tier}`)(d),
  'categories.*.runbook.*': ([category, step], d) =>
    existence(`Step ${step} of the runbook of category ${category}`)(d),

  'services.*': ([service], d) => existence(`Service ${service}`)(d),

  'tiers.*': ([tier], d) => existence(`Tier ${tier}`)(d),
  'priorities.*': ([priority], d) => existence(`Priority ${priority}`)(d),
  'unpromised.*': ([priority], d) =>
    existence(`Priority ${priority}, which is promised nothing`)(d),
  unpromised: (_n, d) => existence('Priorities that are promised nothing', list)(d),
  'impacts.*': ([impact], d) => existence(`Impact ${impact}`)(d),
  'urgencies.*': ([urgency], d) => existence(`Urgency ${urgency}`)(d),
  'priorityMatrix.*': ([impact], d) => existence(`Priorities of ${impact} impact`)(d),
  'priorityMatrix.*.*': ([impact, urgency], d) =>
    change(`Priority of ${impact} impact and ${urgency} urgency`)(d),
  'defaults.*': ([field], d) => change(`Default ${field}`)(d),

  'triage.*': ([rule], d) => existence<TriageRule>(`Triage rule ${rule}`, triageWords)(d),
  'triage.*.when': ([rule], d) => change(`When triage rule ${rule} applies`, conditionWords)(d),
  'triage.*.set.*': ([rule, field], d) => change(`What triage rule ${rule} sets as ${field}`)(d),

  clocks: (_n, d) => existence('Clocks of its own')(d),
  'clocks.*': ([clock], d) =>
    existence<ProcessClock>(`Clock ${keyWords(clock ?? '')}`, clockWords)(d),
  'clocks.*.measures': ([clock], d) =>
    change(`What clock ${keyWords(clock ?? '')} measures`, keyWords)(d),
  'clocks.*.tier': ([clock], d) => change(`Tier at which clock ${keyWords(clock ?? '')} counts`)(d),

  'targets.*': ([target], d) =>
    existence<ServiceLevelTarget>(`Target of ${keyWords(target ?? '')}`, targetWords)(d),
  'targets.*.targetMinutes': ([target], d) =>
    change(`Target of ${keyWords(target ?? '')}`, minutesWords)(d),
  'targets.*.calendar': ([target], d) =>
    change(`Hours in which the target of ${keyWords(target ?? '')} counts`)(d),

  'warnings.*': ([warning], d) => existence(`Warning of clock ${keyWords(warning ?? '')}`)(d),

  'escalationRules.*': ([rule], d) =>
    existence<EscalationRule>(`Escalation rule ${rule}`, escalationWords)(d),
  'escalationRules.*.clock': ([rule], d) => change(`Clock of escalation rule ${rule}`, keyWords)(d),
  'escalationRules.*.atPercent': ([rule], d) =>
    change(`Moment of escalation rule ${rule}, in percent of the target`)(d),
  'escalationRules.*.when': ([rule], d) =>
    change(`When escalation rule ${rule} applies`, conditionWords)(d),
  'escalationRules.*.then': ([rule], d) =>
    change<EscalationRule['then']>(`Where escalation rule ${rule} leads`, thenWords)(d),
  'escalationRules.*.notify': ([rule], d) =>
    change<string[]>(`Who is told by escalation rule ${rule}`, list)(d),
  'escalationRules.*.notify.*': ([rule, role], d) =>
    existence(`${role}, told by escalation rule ${rule}`)(d),
  rules: (_n, d) =>
    change<ActingRule[]>('Rules that act', (rules) => list(rules.map(({ name }) => name)))(d),
  'rules.*': ([rule], d) => existence<ActingRule>(`Rule ${rule}`, actingRuleWords)(d),
  'rules.*.on': ([rule], d) => change(`What rule ${rule} is on`, triggerWords)(d),
  'rules.*.when': ([rule], d) => change(`When rule ${rule} acts`, conditionWords)(d),
  'rules.*.do': ([rule], d) =>
    change<RuleAction[]>(`What rule ${rule} does`, (actions) =>
      actions.map(actionWords).join(', then '),
    )(d),
  'rules.*.once': ([rule], d) =>
    from<string>(`How often rule ${rule} acts`, (once) =>
      once ? 'once on a ticket' : 'each time',
    )(d),
  'texts.noteTemplates.*': ([template], d) => existence(`Note template ${template}`, localized)(d),
  'texts.noteTemplates.*.*': ([template, locale], d) =>
    change(`Text of note template ${template} (${locale})`, quoted)(d),
  'escalationReasons.*': ([reason], d) => existence(`Escalation reason ${reason}`)(d),

  'gates.*': ([tier], d) =>
    existence<HandOffGate>(`Gate before leaving tier ${tier}`, gateWords)(d),
  'gates.*.requires.*': ([tier, kind], d) =>
    existence<{ min: number }>(
      `Diagnostic steps of kind ${keyWords(kind ?? '')} before leaving tier ${tier}`,
      ({ min }) => `at least ${min}`,
    )(d),
  'gates.*.requires.*.min': ([tier, kind], d) =>
    change(`Diagnostic steps of kind ${keyWords(kind ?? '')} before leaving tier ${tier}`)(d),
  'gates.*.runbook': ([tier], d) =>
    change<'all' | string[]>(`Runbook steps before leaving tier ${tier}`, (steps) =>
      steps === 'all' ? 'all of them' : list(steps),
    )(d),
  'gates.*.runbook.*': ([tier, step], d) =>
    existence(`Runbook step ${step}, to be carried out before leaving tier ${tier}`)(d),
  requiredFields: (_n, d) =>
    change<RequiredFields[]>('What must be known before a step', (rules) =>
      rules.map(requiredWords).join('; '),
    )(d),
  'requiredFields.*': (_n, d) =>
    existence<RequiredFields>('What must be known before a step', requiredWords)(d),
  'requiredFields.*.fields.*': ([step, field], d) =>
    existence(`${capital(field)}, to be known before ${stepWords(step)}`)(d),
  fields: (_n, d) =>
    change<Record<string, CompiledField>>('Fields that tickets are asked', (fields) =>
      list(Object.keys(fields)),
    )(d),
  'fields.*': ([field], d) => existence<CompiledField>(`Field ${field}`, fieldWords)(d),
  'fields.*.kind': ([field], d) => change(`Kind of field ${field}`)(d),
  'fields.*.position': ([field], d) =>
    change<number>(`Place of field ${field} in the form`, (place) => String(place + 1))(d),
  'fields.*.shownWhen': ([field], d) =>
    change<Expression | undefined>(`When field ${field} is shown`, shownWords)(d),
  'fields.*.required': ([field], d) =>
    change<CompiledField['required']>(`When field ${field} is asked for`, askedWords)(d),
  'fields.*.required.at': ([field], d) =>
    `Field ${field} ${d.after ? 'must' : 'need not'} be filled in when a ticket is opened`,
  'fields.*.required.before': ([field], d) =>
    change<GuardedStep[]>(`Steps that field ${field} is asked before`, list)(d),
  'fields.*.required.before.*': ([field, step], d) =>
    existence(`Field ${field}, to be known before ${stepWords(step)}`)(d),
  'fields.*.required.when': ([field], d) =>
    change<Expression | undefined>(`Where field ${field} is asked for`, shownWords)(d),
  'fields.*.options': ([field], d) => change<string[]>(`Options of field ${field}`, list)(d),
  'fields.*.options.*': ([field, option], d) => existence(`Option ${option} of field ${field}`)(d),
  'fields.*.min': ([field], d) => change(`Least value of field ${field}`)(d),
  'fields.*.max': ([field], d) => change(`Greatest value of field ${field}`)(d),
  'fields.*.decimals': ([field], d) => change(`Decimals of field ${field}`)(d),
  'fields.*.maxLength': ([field], d) => change(`Longest text of field ${field}, in characters`)(d),
  'fields.*.lines': ([field], d) => change(`Lines of field ${field}`)(d),
  tasks: (_n, d) =>
    change<Record<string, TaskTemplate>>('Tasks', (tasks) => list(Object.keys(tasks)))(d),
  'tasks.*': ([task], d) =>
    existence<TaskTemplate>(`Task ${task}`, ({ group }) => `of ${group}`)(d),
  'tasks.*.group': ([task], d) => change(`Who does task ${task}`)(d),
  'tasks.*.withinMinutes': ([task], d) => change(`How long task ${task} may take`, minutesWords)(d),
  'tasks.*.calendar': ([task], d) => change(`Hours in which task ${task} counts`)(d),
  'tasks.*.itemCount': ([task], d) => change(`Items of the checklist of task ${task}`)(d),
  'tasks.*.form': ([task], d) =>
    change<NonNullable<TaskTemplate['form']>>(`Form of task ${task}`, (form) =>
      list(Object.entries(form).map(([name, field]) => `${name}, ${fieldWords(field)}`)),
    )(d),
  'tasks.*.isRequired': ([task], { after }) =>
    `Task ${task} ${after ? 'must' : 'need not'} end before a ticket is resolved`,
  'tasks.*.isShown': ([task], { after }) =>
    `Requesters ${after ? 'see' : 'do not see'} task ${task}`,
  bounceLimit: (_n, d) => change('Bounces after which management is told')(d),
  onLapse: (_n, d) => change('What happens to a hand-off nobody accepted in time', lapseWords)(d),
  hierarchyLevels: (_n, d) => change('Levels of management that can be told')(d),

  'pending.*': ([reason], d) =>
    existence<WaitingRule & Partial<PendingRule>>(
      `Pending for ${pendingWords(reason)}`,
      pendingRuleWords,
    )(d),
  'pending.*.endsOn': ([reason], d) =>
    existence(
      `Waiting for ${pendingWords(reason)} ends`,
      () => 'with a message of the requester',
    )(d),
  'links.*': ([link], d) => existence<string>(`Link ${link}`, keyWords)(d),
  links: (_n, d) => existence('Links of its own')(d),
  'pending.*.pauses.*': ([reason, clock], d) =>
    existence(`Pause of ${keyWords(clock ?? '')} while waiting for ${pendingWords(reason)}`)(d),
  'pending.*.reminderMinutes.*': ([reason, minutes], d) =>
    existence(
      `Reminder after ${minutesWords(Number(minutes))} of waiting for ${pendingWords(reason)}`,
    )(d),
  'pending.*.limitMinutes': ([reason], d) =>
    change(`Limit of waiting for ${pendingWords(reason)}`, minutesWords)(d),
  'pending.*.calendar': ([reason], d) =>
    change(`Hours in which waiting for ${pendingWords(reason)} counts`)(d),
  'pending.*.then': ([reason], d) =>
    change<NonNullable<PendingRule['then']>>(
      `End of waiting for ${pendingWords(reason)}`,
      pendingEndWords,
    )(d),

  approvals: (_n, d) =>
    change<ApprovalRule[]>('Approvals', (rules) => list(rules.map((rule) => rule.name)))(d),
  'approvals.*': ([rule], d) => existence<ApprovalRule>(`Approval ${rule}`, approvalWords)(d),
  'approvals.*.when': ([rule], d) => change(`When approval ${rule} is asked`, conditionWords)(d),
  'approvals.*.isOpenToGranters': ([rule], d) =>
    `Approval ${rule}: whoever granted another one ${d.after ? 'may' : 'may not'} grant it`,
  'approvals.*.managerOf': ([rule], d) => change(`Whose manager decides approval ${rule}`)(d),
  'approvals.*.personIn': ([rule], d) => change(`Field that names who decides approval ${rule}`)(d),
  'approvals.*.quorum': ([rule], d) =>
    from(`How many have to grant approval ${rule}`, (quorum: Quorum = 1) => quorumWords(quorum))(d),
  'approvals.*.after': ([rule], d) => from(`What approval ${rule} is asked after`, afterWords)(d),
  'approvals.*.after.*': ([rule, other], d) =>
    existence(`${capital(other)}, after which approval ${rule} is asked`)(d),
  'approvals.*.areRefusalsCounted': ([rule], d) =>
    d.after
      ? `Approval ${rule}: refusals are counted now; one does not end it`
      : `Approval ${rule}: one refusal ends it now`,
  'approvals.*.isCountedBySeat': ([rule], d) =>
    `Approval ${rule}: whoever stands in for several counts ${d.after ? 'for each' : 'once'} now`,
  'approvals.*.wait': ([rule], d) => from(`How long approval ${rule} waits`, waitWords)(d),
  'approvals.*.next': ([rule], d) =>
    from(`Who is asked for approval ${rule} after that`, nextWords)(d),
  'approvals.*.givenUpTo': ([rule], d) =>
    change<string[] | undefined>(`What may become less under approval ${rule}`, (fields = []) =>
      list(fields),
    )(d),
  'approvals.*.givenUpTo.*': ([rule, field], d) =>
    existence(`${capital(field)}, which may become less under approval ${rule}`)(d),
  'approvals.*.approverGroup': ([rule], d) => change(`Who decides approval ${rule}`)(d),
  'approvals.*.refusedCode': ([rule], d) =>
    change(`Resolution code of what approval ${rule} refuses`)(d),
  'approvals.*.isKept': ([rule], { after }) =>
    after
      ? `Approval ${rule} now stands where a ticket no longer needs it`
      : `Approval ${rule} is now withdrawn where a ticket no longer needs it`,
  'approvals.*.givenFor': ([rule], d) =>
    from<string[]>(`What a change of asks for approval ${rule} again`, (fields) =>
      fields ? list(fields) : 'what is requested and what its condition reads',
    )(d),
  'approvals.*.givenFor.*': ([rule, field], d) =>
    existence(`${capital(field)}, which approval ${rule} is given for`)(d),
  notificationCalendar: (_n, d) => change('Hours in which notifications go out')(d),
  'notifications.*.*': ([side, reason], d) =>
    change<CompleteRule>(`How ${side} are told, ${keyWords(reason ?? '')}`, ruleWords)(d),

  assignmentMinutes: (_n, d) => change('Time a ticket may wait for an agent', minutesWords)(d),
  'attention.minutes': (_n, d) =>
    change('Time after which somebody must look at a ticket again', minutesWords)(d),
  'attention.calendar': (_n, d) => change('Hours in which attention counts')(d),
  'reopenWindow.minutes': (_n, d) =>
    change('Time in which a resolved ticket can be reopened', minutesWords)(d),
  'reopenWindow.calendar': (_n, d) => change('Hours in which the reopen window counts')(d),
  messageReopens: (_n, { after }) =>
    after
      ? 'A message of the requester now reopens a resolved ticket'
      : 'A message of the requester no longer reopens a resolved ticket',
  answerTakesTicket: (_n, { after }) =>
    after === false
      ? 'An agent’s answer on a ticket that nobody has no longer makes it theirs'
      : 'An agent’s answer on a ticket that nobody has now makes it theirs',
  survey: (_n, d) =>
    change<NonNullable<ProcessSnapshot['survey']>>(
      'Satisfaction survey',
      ({ expiresMinutes, calendar }) => `open for ${minutesWords(expiresMinutes)} of ${calendar}`,
    )(d),

  'resolutionCodes.*': ([code], d) =>
    existence<{ requires: string[] }>(`Resolution code ${code}`, ({ requires }) =>
      requires.length > 0 ? `needs ${list(requires)}` : '',
    )(d),
  'resolutionCodes.*.requires.*': ([code, field], d) =>
    existence(`${field}, needed for resolution code ${code}`)(d),

  [`calendars.${renamedStep}`]: (_n, { before, after }) =>
    `Calendar ${before} is called ${after}, with the same hours. To open tickets these are others: those that are not migrated no longer get theirs renewed`,
  'calendars.*': ([calendar], d) =>
    existence<CalendarDefinition>(`Calendar ${calendar}`, calendarWords)(d),
  'calendars.*.zone': ([calendar], d) => change(`Zone of calendar ${calendar}`)(d),
  'calendars.*.week.*': ([calendar, day], d) =>
    change<WorkingInterval[]>(`${capital(day)} of calendar ${calendar}`, hoursWords)(d),
  'calendars.*.holidays': ([calendar], d) =>
    change<object>(`Holidays of calendar ${calendar}`, placeWords)(d),
  'calendars.*.holidays.ics': ([calendar], d) =>
    change(`File of holidays of calendar ${calendar}`)(d),
  'calendars.*.holidays.closes': ([calendar], d) => closuresWords(calendar, d),
  'calendars.*.holidays.*': ([calendar, part], d) =>
    change(`${capital(part)} whose holidays calendar ${calendar} has`)(d),
  'calendars.*.closed': ([calendar], d) =>
    change<string[]>(`Dates on which calendar ${calendar} is closed`, list)(d),
  'calendars.*.closed.*': ([calendar, date], d) =>
    existence(`${date}, closed in calendar ${calendar}`)(d),
  'calendars.*.open': ([calendar], d) =>
    change<object>(`Dates with hours of their own in calendar ${calendar}`, (dates) =>
      list(Object.keys(dates)),
    )(d),
  'calendars.*.open.*': ([calendar, date], d) =>
    change<WorkingInterval[]>(`${date} of calendar ${calendar}`, hoursWords)(d),

  textFacts: (_n, d) => change<object>('Text facts', (facts) => list(Object.keys(facts)))(d),
  'textFacts.*': ([fact], d) => existence<string[]>(`Text fact ${fact}`, list)(d),
  'textFacts.*.*': ([fact, phrase], d) => existence(`“${phrase}”, words of text fact ${fact}`)(d),
};

const patterns = Object.entries(words).map(
  ([pattern, word]) => [pattern.split('.'), word] as const,
);

function quoted(text: string): string {
  return `“${text}”`;
}

function localized({ en, fr }: LocalizedText): string {
  return `${quoted(en)}, ${quoted(fr)}`;
}

function capital(text = ''): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function clockWords({ measures, tier }: ProcessClock): string {
  return tier === undefined ? keyWords(measures) : `${keyWords(measures)} ${tier}`;
}

function groupWords({ tier, calendar, strategy, escalatesTo }: SupportGroup): string {
  const above = escalatesTo === null ? 'escalates no further' : `escalates to ${escalatesTo}`;
  return `tier ${tier}, hours ${calendar}, ${keyWords(strategy)}, ${above}`;
}

function categoryWords({ group, skills, escalation, runbook }: Category): string {
  const climbs = Object.entries(escalation).map(([tier, to]) => `at tier ${tier} to ${to}`);
  return [
    `group ${group}`,
    ...(skills.length > 0 ? [`skills ${list(skills)}`] : []),
    ...(climbs.length > 0 ? [`climbs ${climbs.join(', ')}`] : []),
    ...(runbook.length > 0 ? [`runbook ${list(runbook)}`] : []),
  ].join('; ');
}

function triageWords({ when, set }: TriageRule): string {
  const settings = Object.entries(set).map(([field, value]) => `${field} ${value}`);
  return `for ${conditionWords(when)}: ${settings.join(', ')}`;
}

function targetWords({ targetMinutes, calendar }: ServiceLevelTarget): string {
  return `${minutesWords(targetMinutes)} of ${calendar}`;
}

function escalationWords({ clock, atPercent, when, then, notify }: EscalationRule): string {
  const told = notify && notify.length > 0 ? `, telling ${list(notify)}` : '';
  const moment = `at ${atPercent} % of ${keyWords(clock)}`;
  return `${moment}, for ${conditionWords(when)}: ${thenWords(then)}${told}`;
}

function thenWords(then: EscalationRule['then']): string {
  return 'functional' in then ? 'to more skill' : `to level ${then.hierarchical} of management`;
}

function gateWords({ requires, runbook = [] }: HandOffGate): string {
  const steps = runbook === 'all' ? ['the whole runbook'] : runbook.map((step) => `step ${step}`);
  return [...requires.map(({ kind, min }) => `${min} × ${keyWords(kind)}`), ...steps].join(', ');
}

function requiredWords({ before, fields, when }: RequiredFields): string {
  return `${list(fields)} before ${stepWords(before.join(' and '))}, for ${conditionWords(when)}`;
}

function stepWords(step = ''): string {
  return step.replace('setPending', 'setting it to pending');
}

function lapseWords(onLapse: ProcessSnapshot['onLapse']): string {
  return onLapse === 'return' ? 'it goes back' : 'management is told';
}

function pendingWords(reason = ''): string {
  return reason === 'approval' ? 'an approval' : `the ${keyWords(reason)}`;
}

function pendingRuleWords(rule: PendingRule): string {
  const { pauses, limitMinutes, calendar, then } = rule;
  const limit = `${minutesWords(limitMinutes)} of ${calendar}`;
  const end = then ? pendingEndWords(then) : 'it is not approved';
  return `pauses ${keyWords(list(pauses))}; at most ${limit}, then ${end}`;
}

function pendingEndWords(then: NonNullable<PendingRule['then']>): string {
  return then === 'resume' ? 'work goes on' : `it is resolved as ${then.resolve}`;
}

function afterWords(after: string[] | undefined): string {
  if (!after) return 'all before it, alone';
  return after.length === 0 ? 'nothing' : list(after);
}

function waitWords(wait: ApprovalRule['wait']): string {
  if (!wait) return 'as other approvals';
  return `at most ${minutesWords(wait.limitMinutes)} of ${wait.calendar}`;
}

function nextWords(next: Approvers[] = []): string {
  return next.length === 0 ? 'nobody' : next.map(approverWords).join(', then ');
}

function approvalWords(rule: ApprovalRule): string {
  const { when, refusedCode, isKept, isOpenToGranters, after, wait, next } = rule;
  const turn = after ? `, after ${afterWords(after)}` : '';
  const waiting = wait ? `, ${waitWords(wait)}` : '';
  const others = next ? `, then ${nextWords(next)}` : '';
  const kept = isKept ? '; kept where that no longer holds' : '';
  const approvers = approverWords(rule);
  const by = isOpenToGranters ? `${approvers}, also who granted another` : approvers;
  const asked = `for ${conditionWords(when)}: by ${by}${turn}${waiting}${others}`;
  return `${asked}; refused as ${refusedCode}${kept}`;
}

function calendarWords(hours: CalendarDefinition): string {
  if (typeof hours === 'object') return `hours in ${hours.zone}`;
  return hours === 'always' ? 'never closes' : '';
}

const closuresTold = 12;

function closuresWords(calendar: string | undefined, { before, after }: Difference): string {
  const [old, now] = [(before ?? []) as string[], (after ?? []) as string[]];
  const told = (word: string, days: string[]) => {
    const more = days.length > closuresTold ? ` and ${days.length - closuresTold} more` : '';
    return days.length === 0 ? [] : [`${word} ${days.slice(0, closuresTold).join(', ')}${more}`];
  };
  const changes = [
    ...told(
      'new',
      now.filter((day) => !old.includes(day)),
    ),
    ...told(
      'gone',
      old.filter((day) => !now.includes(day)),
    ),
  ];
  return `What the file of calendar ${calendar} closes: ${changes.join('; ')}`;
}

function hoursWords(intervals: readonly WorkingInterval[]): string {
  return intervals.length === 0 ? 'closed' : intervals.map((one) => one.join('–')).join(', ');
}

function placeWords(place: object): string {
  return Object.values(place)
    .filter((part) => typeof part === 'string')
    .join(' ');
}
