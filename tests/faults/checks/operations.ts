import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { isAcknowledged, isRefused, type Operation, type OperationName } from '../ledger.ts';
import type { DeskRecord, Finding, FindingCode } from '../record.ts';
import { eventsByTicket, survivorsOf } from './by_ticket.ts';

type Record = Omit<DeskRecord, 'warehouse'>;
interface Place {
  ticketId: string;
  event: TicketEvent;
}

/** What a command always says, once. Those left out say at least something, or nothing at all. */
const saying: Partial<{ [N in OperationName]: TicketEvent['type'] }> = {
  openTicket: 'ticket_opened',
  addMessage: 'message_added',
  addDiagnosticStep: 'diagnostic_step_recorded',
  classify: 'ticket_classified',
  setPending: 'pending_started',
  endPending: 'pending_ended',
  escalate: 'escalated',
  acceptEscalation: 'escalation_accepted',
  refuseEscalation: 'escalation_refused',
  link: 'ticket_linked',
  unlink: 'ticket_unlinked',
  merge: 'ticket_merged',
  unmerge: 'ticket_unmerged',
  declareMajor: 'major_incident_declared',
  withdrawMajor: 'major_incident_withdrawn',
  resolve: 'ticket_resolved',
  reopen: 'ticket_reopened',
  close: 'ticket_closed',
  cancel: 'ticket_cancelled',
  recordSatisfaction: 'satisfaction_recorded',
};
/** Sent back down, a hand-off that nobody accepted is refused instead. */
const otherwise = new Set(['escalate']);
/** Accepting what one works on already changes nothing. */
const maySayNothing = new Set<OperationName>(['accept', 'assign']);

/** Whether each operation is in its ticket as often as people were told, with its texts. */
export function checkOperations(record: Record): Finding[] {
  const byTicket = eventsByTicket(record);
  const byCommand = new Map<string, Place[]>();
  for (const [ticketId, events] of byTicket) {
    for (const event of events) {
      if (event.commandId === null) continue;
      const places = byCommand.get(event.commandId) ?? [];
      places.push({ ticketId, event });
      byCommand.set(event.commandId, places);
    }
  }
  const texts = textsOf(record);
  return record.operations.flatMap((operation) => {
    const places = byCommand.get(operation.commandId) ?? [];
    const about = (code: FindingCode, text: string): Finding => ({
      code,
      subject: operation.commandId,
      text: `${wordsOf(operation)}: ${text}`,
    });
    return [
      ...checkDone(operation, places, byTicket, about),
      ...checkAnswers(operation, about),
      ...checkShown(operation, places, about),
      ...checkTexts(operation, places, texts, about),
    ];
  });
}

type About = (code: FindingCode, text: string) => Finding;

function wordsOf({ n, name, accountId, ticketId, key }: Operation): string {
  return `operation ${n}, ${name} of ${accountId} on ${ticketId} with key ${key}`;
}

function checkDone(
  operation: Operation,
  places: Place[],
  byTicket: Map<string, TicketEvent[]>,
  about: About,
): Finding[] {
  const findings: Finding[] = [];
  const { name, ticketId } = operation;
  if (places.length === 0) {
    const isLost = isAcknowledged(operation) && !maySayNothing.has(name);
    return isLost ? [about('lost', 'acknowledged, and no event of it is there')] : [];
  }
  if (isRefused(operation)) {
    const { status, code } = operation.answers[0] ?? {};
    findings.push(about('done_though_refused', `answered ${status} ${code}, and it was done`));
  }
  const { answers, unansweredCount, busyCount } = operation;
  if (answers.length + unansweredCount === 0 && busyCount > 0) {
    findings.push(about('done_though_refused', 'the desk was busy each time, and it was done'));
  }
  const tickets = new Set(places.map((place) => place.ticketId));
  if (tickets.size > 1) {
    findings.push(about('done_twice', `on ${[...tickets].join(' and on ')}`));
  } else {
    const [only = ''] = tickets;
    const isKnown = only === ticketId || survivorsOf(ticketId, byTicket).has(only);
    if (!isKnown) findings.push(about('lost', `it was done on ${only} instead`));
  }
  const said = places.filter(({ event }) => event.type === saying[name]).length;
  if (said > 1 && tickets.size === 1)
    findings.push(about('done_twice', `${said} × ${saying[name]}`));
  // A repair that could not do it again has noted what was asked.
  const isNoted = places.some(({ event }) => event.type === 'history_noted');
  if (said === 0 && saying[name] && !otherwise.has(name) && !isNoted) {
    findings.push(about('lost', `its events lack ${saying[name]}`));
  }
  const seqs = places.map(({ event }) => event.seq);
  const isSplit = Math.max(...seqs) - Math.min(...seqs) + 1 !== places.length;
  if (isSplit && tickets.size === 1) {
    findings.push(about('done_twice', `its events lie apart: ${seqs.join(', ')}`));
  }
  return findings;
}

/** A key used again gives its first answer. */
function checkAnswers({ answers }: Operation, about: About): Finding[] {
  const [first, ...others] = answers;
  if (!first || first.status >= 400) return [];
  return others
    .filter(({ status, ticketId }) => status !== first.status || ticketId !== first.ticketId)
    .slice(0, 1)
    .map(({ status, code = '', ticketId = '' }) =>
      about(
        'other_answer',
        `first ${first.status} ${first.ticketId}, then ${status} ${code}${ticketId}`,
      ),
    );
}

/** Every answer, the first and each later one, shows the ticket with what was done. */
function checkShown({ ticketId, answers }: Operation, places: Place[], about: About): Finding[] {
  const doneAt = places.find((place) => place.ticketId === ticketId)?.event.seq ?? 0;
  return answers
    .filter((answer) => answer.ticketId === ticketId && (answer.seq ?? doneAt) < doneAt)
    .slice(0, 1)
    .map(({ seq }) => about('answer_behind', `it was done at ${doneAt}, and answered with ${seq}`));
}

interface Texts {
  /** Ids of the rows that hold it, by text. */
  ids: Map<string, string[]>;
}

function textsOf({ rows }: Record): Texts {
  const ids = new Map<string, string[]>();
  const add = (text: string, id: string) => ids.set(text, [...(ids.get(text) ?? []), id]);
  for (const { ticket_id, subject, description } of rows.contents) {
    add(subject, ticket_id);
    add(description, ticket_id);
  }
  for (const { message_id, body } of rows.messages) add(body, message_id);
  for (const { note_id, body } of rows.notes) add(body, note_id);
  return { ids };
}

/** Each text of what was acknowledged is in one row, which the events of its command name. */
function checkTexts(
  operation: Operation,
  places: Place[],
  { ids }: Texts,
  about: About,
): Finding[] {
  if (!isAcknowledged(operation)) return [];
  return operation.texts.flatMap(({ text }) => {
    const rows = ids.get(text) ?? [];
    if (rows.length === 0) return [about('text_lost', `no row holds ${JSON.stringify(text)}`)];
    if (rows.length > 1) {
      return [about('text_twice', `${rows.join(' and ')} hold ${JSON.stringify(text)}`)];
    }
    const [id = ''] = rows;
    const isNamed = places.some(({ event }) => JSON.stringify(event.data).includes(`"${id}"`));
    if (isNamed || places.length === 0) return [];
    return [about('text_changed', `its events do not name ${id}, which holds its text`)];
  });
}
