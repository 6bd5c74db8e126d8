import type { Database } from '../../../database/connection.ts';
import { consentRoot, signConsentLink } from '../../../settings/consent_links.ts';
import { pageRoot, signPageLink } from '../../../settings/page_links.ts';
import { signSurveyLink, surveyRoot } from '../../../settings/survey_links.ts';
import type { EventData, EventType, TicketEvent } from '../../../workflows/domain/events.ts';
import { ownOf } from '../../../workflows/domain/keys.ts';
import {
  askedBySurvey,
  endedByApproval,
  isAmong,
  isOver,
  openApproval,
  openApprovals,
  openConsents,
  openTasks,
  shownClockOf,
  type Task,
  type TicketState,
} from '../../../workflows/domain/ticket.ts';
import { definitionFollowed, titleOf } from '../../../workflows/processes/index.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import { pendingWord } from '../../../workflows/processes/own_words.ts';
import { noteText } from '../../../workflows/processes/rules/note_text.ts';
import { filesOfMessage } from './attached_files.ts';
import type { ComposingContext } from './contract.ts';
import { findSolution, helpfulArticles } from './helpful_articles.ts';
import type { MailReason, SurveyChoice, TaskNews, What } from './matter.ts';
import type { Reading } from './reading_side.ts';
import { askedBefore, saidBefore } from './said_before.ts';
import { mailWords } from './words.ts';

/** An event that is told, with what is known around it. */
export interface Happening {
  database: Database;
  context: ComposingContext;
  event: TicketEvent;
  reason: MailReason;
  /** The ticket as it is now. */
  state: TicketState;
  reading: Reading;
  locale: Locale;
  subject: string;
  description: string;
  /** It is the first message of the mail: what was said before it goes with it. */
  isFirstSaid: boolean;
}

type Tell<T extends EventType> = (data: EventData[T], one: Happening) => Promise<What | null>;

/**
 * What each event is to whoever is told it, with texts and names as they are now; null where it is over
 * and telling it would mislead.
 */
const tells: { [T in EventType]?: Tell<T> } = {
  async ticket_opened(_data, { database, state, subject, description, locale, context }) {
    const clock = shownClockOf(state, 'first_response');
    const isPromised =
      clock?.dueAt != null && clock.stoppedAt === null && clock.breachedAt === null;
    return {
      type: 'received',
      answerBy: isPromised && clock.dueAt !== null ? new Date(clock.dueAt) : null,
      isForApproval: openApproval(state) !== undefined,
      articles: await helpfulArticles(
        database,
        { subject, description },
        { locale, deskUrl: context.deskUrl },
      ),
    };
  },
  async message_added({ messageId, visibility }, one) {
    const { database, event, reading, isFirstSaid, state } = one;
    const isInternal = visibility === 'internal';
    const message = await database('messages').where('message_id', messageId).first();
    if (!message || (message.visibility === 'internal' && reading.side !== 'desk')) return null;
    const isOfDesk = event.actor.kind === 'agent';
    return {
      type: 'said',
      by: await nameOf(database, message.author_id),
      at: new Date(event.at),
      body: message.body,
      isOfDesk,
      isInternal: isInternal || message.visibility === 'internal',
      files: await filesOfMessage(database, messageId, isOfDesk && reading.side !== 'desk'),
      before: isFirstSaid ? await saidBefore(database, state.ticketId, reading, event.seq) : [],
    };
  },
  async copy_added({ person }, { database, event, reading, description }) {
    if (person !== reading.accountId) return null;
    return { type: 'in_copy', by: await actorName(database, event), description };
  },
  async ticket_assigned({ assignee }, { database, event, reading, state, description }) {
    const isToReader = assignee === reading.accountId;
    if (isToReader && state.assignee !== assignee) return null;
    return {
      type: 'assigned',
      to: await nameOf(database, assignee),
      by: await actorName(database, event),
      isToReader,
      description: isToReader && reading.side === 'desk' ? description : null,
    };
  },
  async ticket_reopened({ noteId }, { database, event, reading }) {
    const note = reading.side === 'desk' ? await noteOf(database, noteId) : null;
    const isByRequester = event.actor.kind === 'requester';
    return { type: 'reopened', by: isByRequester ? await actorName(database, event) : null, note };
  },
  async ticket_cancelled({ noteId }, { database, event, reading }) {
    const note = reading.side === 'desk' ? await noteOf(database, noteId) : null;
    const isByRequester = event.actor.kind === 'requester';
    return { type: 'cancelled', by: isByRequester ? await actorName(database, event) : null, note };
  },
  async pending_started({ reason, until }, { database, event, reading, state, locale }) {
    if (state.pending?.reason !== reason) return null;
    const { title, waitsFor } = pendingWord(definitionFollowed(state), reason);
    return {
      type: 'on_hold',
      waitsFor,
      title: title[locale],
      until: until === null ? null : new Date(until),
      question:
        waitsFor === 'requester'
          ? await askedBefore(database, state.ticketId, reading, event.seq)
          : null,
    };
  },
  async pending_ended({ cause }) {
    return cause === 'approved' ? { type: 'approved' } : null;
  },
  async pending_reminder(_data, { database, event, reading, state }) {
    const { pending, ticketId } = state;
    const process = definitionFollowed(state);
    if (!pending || pendingWord(process, pending.reason).waitsFor !== 'requester') return null;
    const rule = process?.pending[pending.reason];
    const atLimit = rule && 'atLimit' in rule ? rule.atLimit : 'resume';
    return {
      type: 'reminder',
      question: await askedBefore(database, ticketId, reading, event.seq),
      resolvedAt: typeof atLimit === 'object' ? new Date(pending.endsAt) : null,
    };
  },
  async ticket_resolved(data, one) {
    const { database, reason, reading, state, locale, context } = one;
    const approval = endedByApproval(state);
    if (reason === 'not_approved' || (approval && state.resolution?.n === data.n)) {
      return {
        type: 'not_approved',
        by: approval?.by?.kind === 'agent' ? await nameOf(database, approval.by.id) : null,
        note: await noteOf(database, approval?.noteId ?? null),
      };
    }
    const isStill = state.status === 'resolved' && state.resolution?.n === data.n;
    const { deskUrl } = context;
    return {
      type: 'resolved',
      note: await noteOf(database, data.noteId),
      solution: await findSolution(database, data.articleId, { locale, deskUrl }),
      reopensUntil: isStill && reading.side === 'requester' ? new Date(data.autoCloseAt) : null,
      isReopenedByMessage: definitionFollowed(state)?.messageReopens ?? false,
      survey: surveyOf(data.n, one),
    };
  },
  async notification_requested({ rule }, { state, locale }) {
    return { type: 'rule', title: titleOfRule(state.processId, rule, locale) };
  },
  async rules_stopped({ rule }, { state, locale }) {
    return { type: 'rules_stopped', title: titleOfRule(state.processId, rule, locale) };
  },
  async rule_note_added({ text }, { state, locale }) {
    return { type: 'noted', body: noteText(text, state.processId, locale) };
  },
  async sla_warning({ name, cycle }, { state }) {
    const clock = state.clocks.find((one) => one.name === name && one.cycle === cycle);
    const isStillDue = clock?.stoppedAt === null && clock.breachedAt === null;
    return isStillDue && clock.dueAt !== null
      ? { type: 'warned', dueAt: new Date(clock.dueAt) }
      : null;
  },
  async escalated({ escalation }, { database, event, state, locale }) {
    const { level, reason, handOff, noteId = null } = escalation;
    const by = await actorName(database, event);
    const title = titleOfRule(state.processId, reason, locale);
    if (level !== null) {
      const note = await noteOf(database, noteId);
      return { type: 'told_management', level, title, by, note };
    }
    const now = state.escalations.find(({ n }) => n === escalation.n);
    if (now && isAmong(['refused', 'lapsed', 'withdrawn'], now.outcome)) return null;
    return {
      type: 'handed_off',
      by,
      title,
      note: await noteOf(database, handOff?.noteId ?? null),
      requestedOutcome: await noteOf(database, handOff?.requestedOutcomeId ?? null),
    };
  },
  async ticket_routed({ group }, { state }) {
    return state.group === group ? { type: 'handed_back' } : null;
  },
  consent_requested: ({ n }, one) => consentAsked(n, one, false),
  consent_reminder: ({ n }, one) => consentAsked(n, one, true),
  approval_requested: ({ n }, one) => approvalAsked(n, one),
  approval_reminder: ({ n }, one) => approvalAsked(n, one),
  async assignment_overdue({ dueAt }, { state }) {
    return state.assignee !== null || isOver(state)
      ? null
      : { type: 'overdue', dueAt: new Date(dueAt) };
  },
  task_added: (data, one) => taskTold(data, one),
  task_opened: (data, one) => taskTold(data, one),
  task_reopened: (data, one) => taskTold(data, one),
  task_assigned: (data, one) => taskTold(data, one),
  task_warned: (data, one) => taskTold(data, one, 'due'),
  task_overdue: (data, one) => taskTold(data, one, 'overdue'),
  task_completed: (data, one) => taskEnded(data, one, 'done'),
  task_cancelled: (data, one) => taskEnded(data, one, 'cancelled'),
  async attention_required(_data, { state }) {
    return isOver(state) ? null : { type: 'attention' };
  },
  async paged({ n, group, nextAt }, one) {
    const { state, locale, reading, context, event } = one;
    // Somebody has it already, or the next was paged.
    const page = (state.pages ?? []).find((open) => open.n === n);
    if (page?.person !== reading.accountId) return null;
    const { deskKey, deskUrl } = context;
    const { accountId, knownId: ticketId } = reading;
    const secret = signPageLink(deskKey, { accountId, ticketId, n }, event.at);
    return {
      type: 'paged',
      group: titleOf(state.processId, 'group', group, locale),
      nextAt: new Date(nextAt),
      acknowledgeUrl: deskUrl === null ? null : `${deskUrl}${pageRoot}/${secret}`,
    };
  },
  async page_unanswered({ group }, { state, locale }) {
    if (isOver(state)) return null;
    return { type: 'page_unanswered', group: titleOf(state.processId, 'group', group, locale) };
  },
  async delivery_refused() {
    return { type: 'not_taken' };
  },
  async ticket_merged() {
    return { type: 'merged' };
  },
  async ticket_unmerged() {
    return { type: 'parted' };
  },
  async merge_undone() {
    return { type: 'parted' };
  },
};

type TaskWhat = Extract<What, { type: 'task' }>;

/** A task that somebody has or may take, as long as it is open and still theirs. */
async function taskTold(
  { n }: { n: number },
  one: Happening,
  how?: TaskNews,
): Promise<TaskWhat | null> {
  const { database, event, state, locale, reading } = one;
  const task = openTasks(state).find((open) => open.n === n);
  if (!task) return null;
  const { assignee, dueAt, descriptionId } = task;
  if (assignee !== null && assignee !== reading.accountId) return null;
  const definition = taskDefinition(task, state);
  return {
    type: 'task',
    how: how ?? (assignee === null ? 'waiting' : 'given'),
    title: await taskTitle(task, one),
    dueAt: dueAt === null ? null : new Date(dueAt),
    by: await actorName(database, event),
    text:
      descriptionId === undefined
        ? (definition?.description?.[locale] ?? null)
        : await noteOf(database, descriptionId),
  };
}

async function taskEnded(
  { n, noteId }: { n: number; noteId: string | null },
  one: Happening,
  how: 'done' | 'cancelled',
): Promise<TaskWhat | null> {
  const { database, event, state } = one;
  const task = (state.tasks ?? []).find((ended) => ended.n === n);
  if (task?.outcome !== how) return null;
  return {
    ...{ type: 'task', how, title: await taskTitle(task, one), dueAt: null },
    by: await actorName(database, event),
    text: await noteOf(database, noteId),
  };
}

async function taskTitle(task: Task, { database, state, locale }: Happening): Promise<string> {
  if (task.titleId !== null) return (await noteOf(database, task.titleId)) ?? '';
  return titleOf(state.processId, 'task', task.name ?? '', locale);
}

function taskDefinition({ name }: Task, state: TicketState) {
  const { tasks = {} } = definitionFollowed(state) ?? {};
  return name === undefined ? undefined : ownOf(tasks, name);
}

/** An approval that somebody is asked for, as long as the ticket waits for it. */
async function approvalAsked(
  n: number,
  { database, state, locale, description }: Happening,
): Promise<What | null> {
  const approval = openApprovals(state).find((one) => one.n === n);
  if (!approval) return null;
  const { processId, category, service } = state;
  return {
    type: 'approval',
    title: titleOf(processId, 'approval', approval.rule, locale),
    requester: (await nameOf(database, state.requesterId)) ?? '',
    about: [
      ...(category === null ? [] : [titleOf(processId, 'category', category, locale)]),
      ...(service === null ? [] : [titleOf(processId, 'service', service, locale)]),
    ],
    description,
  };
}

/** What the requester is asked, as long as it is open. */
async function consentAsked(
  n: number,
  { database, state, reading, context }: Happening,
  isReminder: boolean,
): Promise<What | null> {
  const consent = openConsents(state).find((one) => one.n === n);
  const { deskKey, deskUrl } = context;
  const { accountId, knownId: ticketId } = reading;
  if (!consent || accountId !== state.requesterId) return null;
  const { expiresAt } = consent;
  const secret = signConsentLink(deskKey, { accountId, ticketId, n, expiresAt });
  const page = `${deskUrl}${consentRoot}/${secret}`;
  return {
    type: 'consent',
    title: (await noteOf(database, consent.titleId)) ?? '',
    text: await noteOf(database, consent.noteId),
    until: new Date(expiresAt),
    isReminder,
    answers: deskUrl === null ? null : { yes: `${page}?answer=yes`, no: `${page}?answer=no` },
  };
}

export function whatHappened(one: Happening): Promise<What | null> {
  return told(one.event.type, one.event.data, one);
}

async function told<T extends EventType>(
  type: T,
  data: EventData[T],
  one: Happening,
): Promise<What | null> {
  const tell: Tell<T> | undefined = tells[type];
  return (await tell?.(data, one)) ?? null;
}

const scores = [5, 4, 3, 2, 1] as const;

/** The survey, for whoever is asked and has not answered. */
function surveyOf(n: number, { state, reading, context }: Happening) {
  const { deskKey, deskUrl } = context;
  const { survey } = state;
  const { accountId, knownId: ticketId } = reading;
  if (deskUrl === null || survey?.n !== n || reading.side !== 'requester') return null;
  if (!askedBySurvey(state).includes(accountId)) return null;
  const { expiresAt } = survey;
  const secret = signSurveyLink(deskKey, { accountId, ticketId, n, expiresAt });
  const choices = scores.map(
    (score): SurveyChoice => ({ score, url: `${deskUrl}${surveyRoot}/${secret}?score=${score}` }),
  );
  return { until: new Date(expiresAt), choices };
}

function titleOfRule(processId: string, rule: string, locale: Locale): string {
  if (rule === 'assignment') return mailWords[locale].byAssignment;
  return titleOf(processId, 'escalationReason', rule, locale);
}

/** Null of the desk itself. */
function actorName(database: Database, { actor }: TicketEvent): Promise<string | null> {
  return actor.kind === 'system' ? Promise.resolve(null) : nameOf(database, actor.id);
}

export async function nameOf(database: Database, accountId: string): Promise<string | null> {
  const row = await database('accounts').where('account_id', accountId).first('display_name');
  return row?.display_name ?? null;
}

async function noteOf(database: Database, noteId: string | null): Promise<string | null> {
  if (noteId === null) return null;
  const row = await database('notes').where('note_id', noteId).first('body');
  return row?.body ?? null;
}
