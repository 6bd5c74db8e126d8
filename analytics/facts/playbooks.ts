import type { Row } from './rows.ts';
import { eventsOf, type SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** A run of a playbook as the desk's database has it; instants in milliseconds UTC. */
export interface SourceRun {
  runId: string;
  n: number;
  playbook: string;
  version: number;
  retryOf: string | null;
  fromStep: string | null;
  status: string;
  parkedStep: string | null;
  parkedPlace: string | null;
  startedAt: number;
  endedAt: number | null;
  /** In the order in which they began. */
  steps: SourceStep[];
}

export interface SourceStep {
  key: string;
  position: number;
  kind: string;
  place: string | null;
  status: string;
  startedAt: number;
  endedAt: number | null;
}

/** One row for each run that the ticket began: nothing of what it was given, or of what it said. */
export function playbookRunRows(ticket: SourceTicket): Row[] {
  const started = new Map(
    eventsOf(ticket, 'playbook_started').map((event) => [event.data.runId, event]),
  );
  return ticket.runs.map((run) => {
    const beginning = started.get(run.runId);
    return {
      ticket_id: ticket.ticketId,
      run_id: run.runId,
      n: run.n,
      playbook: run.playbook,
      version: run.version,
      group_id: ticket.state.group,
      started_at: run.startedAt,
      started_by_kind: beginning?.actor.kind ?? null,
      rule: beginning?.data.rule ?? null,
      retry_of: run.retryOf,
      from_step: run.fromStep,
      status: run.status,
      ended_at: run.endedAt,
      parked_step: run.parkedStep,
      parked_place: run.parkedPlace,
      step_count: run.steps.length,
      ...traitsOf(ticket),
    };
  });
}

export function playbookStepRows({ ticketId, runs }: SourceTicket): Row[] {
  return runs.flatMap(({ runId, playbook, version, steps }) =>
    steps.map(({ key, position, kind, place, status, startedAt, endedAt }) => ({
      ...{ ticket_id: ticketId, run_id: runId, position, step: key, playbook, version },
      ...{ kind, place, status, started_at: startedAt, ended_at: endedAt },
    })),
  );
}
