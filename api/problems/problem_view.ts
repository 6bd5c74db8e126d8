import {
  isProblemOpen,
  isProblemOverdue,
  type ProblemState,
} from '../../workflows/domain/problem.ts';
import { allowedOnProblem } from '../../workflows/domain/problem_rules.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import { groupRefOf, iso, isoOrNull, personOf, type Viewpoint } from '../tickets/parts.ts';
import type { ProblemEventView, ProblemRecord, ProblemSummary } from './contract.ts';
import type { ProblemEventRow, StoredProblem } from './find_problems.ts';

type Names = ReadonlyMap<string, string | null>;

export function problemAccountIds({ owner, openedBy }: ProblemState): string[] {
  return owner === null ? [openedBy.id] : [openedBy.id, owner];
}

export function problemSummaryView(
  { state, number, texts, incidentCount, openIncidentCount }: StoredProblem,
  names: Names,
  viewpoint: Viewpoint,
): ProblemSummary {
  return {
    id: state.problemId,
    number,
    title: texts.get(state.titleId) ?? null,
    status: state.status,
    isOpen: isProblemOpen(state),
    isOverdue: isProblemOverdue(state, viewpoint.now),
    process: { id: state.processId },
    category: state.category,
    service: state.service,
    priority: state.priority,
    group: groupRefOf(state.processId, state.group, viewpoint),
    owner: state.owner === null ? null : personOf(state.owner, names),
    hasRootCause: state.rootCauseId !== null,
    hasWorkaround: state.workaroundId !== null,
    reviewAt: isoOrNull(state.reviewAt),
    openedAt: iso(state.openedAt),
    updatedAt: iso(state.updatedAt),
    resolvedAt: isoOrNull(state.resolvedAt),
    closedAt: isoOrNull(state.closedAt),
    incidentCount,
    openIncidentCount,
    seq: state.seq,
  };
}

export function problemView(
  stored: StoredProblem,
  names: Names,
  viewpoint: Viewpoint,
): ProblemRecord {
  const { state, texts } = stored;
  const text = (id: string | null) => (id === null ? null : (texts.get(id) ?? null));
  return {
    ...problemSummaryView(stored, names, viewpoint),
    description: text(state.descriptionId),
    impact: state.impact,
    urgency: state.urgency,
    priorityOverridden: state.priorityOverridden,
    openedBy: personOf(state.openedBy.id, names),
    rootCause: text(state.rootCauseId),
    workaround: text(state.workaroundId),
    knownErrorAt: isoOrNull(state.knownErrorAt),
    resolutionNote: text(state.resolutionNoteId),
    allowed: [...allowedOnProblem(state)],
  };
}

const textNames: Record<string, string> = {
  titleId: 'title',
  descriptionId: 'description',
  rootCauseId: 'rootCause',
  workaroundId: 'workaround',
  noteId: 'note',
};

/** Ids of the texts, people and tickets that an event names. */
export function namedInProblemEvent({ actor, data }: ProblemEventRow) {
  const ids = (names: string[]) =>
    names.map((name) => data[name]).filter((id) => typeof id === 'string');
  return {
    texts: ids(Object.keys(textNames)),
    people: [...ids(['owner']), ...(actor.kind === 'system' ? [] : [actor.id])],
    tickets: ids(['ticketId']),
  };
}

export interface ProblemEventParts {
  processId: string;
  names: Names;
  texts: ReadonlyMap<string, string>;
  tickets: ReadonlyMap<string, { number: number; subject: string }>;
}

export function problemEventView(
  { record, seq, type, at, actor, data }: ProblemEventRow,
  parts: ProblemEventParts,
  viewpoint: Viewpoint,
): ProblemEventView {
  const name = actor.kind === 'system' ? null : (parts.names.get(actor.id) ?? null);
  return {
    id: `${record}.${seq}`,
    // Who asks wants to know that it joined, not whether it was over by then.
    type: type.replace(/^past_/, '') as ProblemEventView['type'],
    at: at.toISOString(),
    actor: { ...actor, name },
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => readable(key, value, parts, viewpoint)),
    ),
  };
}

function readable(
  name: string,
  value: unknown,
  { processId, names, texts, tickets }: ProblemEventParts,
  { account }: Viewpoint,
): [name: string, value: unknown] {
  const textName = textNames[name];
  if (textName) return [textName, texts.get(String(value)) ?? null];
  if (name === 'owner') return [name, value === null ? null : personOf(String(value), names)];
  if (name === 'group') {
    const title = titleOf(processId, 'group', String(value), account.locale);
    return [name, { id: value, title }];
  }
  if (name === 'reviewAt' && typeof value === 'number') return [name, iso(value)];
  if (name === 'ticketId') {
    const { number = null, subject = null } = tickets.get(String(value)) ?? {};
    return ['ticket', { id: value, number, subject }];
  }
  return [name, value];
}
