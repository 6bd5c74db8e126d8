import type { ProblemState } from '../../workflows/domain/problem.ts';
import type { Row } from './rows.ts';

export type ProblemFacts = Record<'problems', Row[]>;

/** A problem as the desk's database has it; instants in milliseconds UTC. */
export interface SourceProblem {
  problemId: string;
  number: number;
  origin: string;
  isOpen: boolean;
  lastSeq: number;
  state: ProblemState;
}

/** What the warehouse says of a problem. Its texts stay where they can be erased. */
export function problemFacts({ state, ...problem }: SourceProblem): ProblemFacts {
  return {
    problems: [
      {
        problem_id: problem.problemId,
        number: problem.number,
        origin: problem.origin,
        process_id: state.processId,
        status: state.status,
        is_open: problem.isOpen,
        category: state.category,
        service: state.service,
        impact: state.impact,
        urgency: state.urgency,
        priority: state.priority,
        is_priority_overridden: state.priorityOverridden,
        group_id: state.group,
        owner_id: state.owner,
        has_root_cause: state.rootCauseId !== null,
        has_workaround: state.workaroundId !== null,
        opened_at: state.openedAt,
        known_error_at: state.knownErrorAt,
        resolved_at: state.resolvedAt,
        closed_at: state.closedAt,
        review_at: state.reviewAt,
        updated_at: state.updatedAt,
        last_seq: problem.lastSeq,
      },
    ],
  };
}
