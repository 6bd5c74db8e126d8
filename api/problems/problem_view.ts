import {
  isProblemOpen,
  isProblemOverdue,
  type ProblemState,
} from '../../workflows/domain/problem.ts';
import { allowedOnProblem } from '../../workflows/domain/problem_rules.ts';
import { showData } from '../http/shown_data.ts';
import { shownActor } from '../http/shown_fields.ts';
import { groupRefOf, iso, isoOrNull, personOf, type Viewpoint } from '../tickets/parts.ts';
import type { ProblemEventView, ProblemRecord, ProblemSummary } from './contract.ts';
import type { ProblemEventRow, StoredProblem } from './find_problems.ts';
import { type ProblemEventParts, shownProblemFields, shownTypeOf } from './shown_event.ts';

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

export function problemEventView(
  { record, seq, type, at, actor, data }: ProblemEventRow,
  parts: ProblemEventParts,
): ProblemEventView {
  return {
    id: `${record}.${seq}`,
    type: shownTypeOf(type),
    at: at.toISOString(),
    actor: shownActor(actor, parts),
    data: showData(data, shownProblemFields, parts),
  } as ProblemEventView;
}
