import { ApiError } from '../../../api/http/errors.ts';
import type { TicketWorkflows } from '../../../api/tickets/ticket_workflows.ts';
import { type ClockMove, clockMoves } from '../../../workflows/processes/migration.ts';
import { refusalText } from '../../../workflows/processes/refusal_words.ts';
import { reasonOf } from '../../cli_error.ts';
import type { PlannedTicket } from './open_tickets.ts';

/** What became of one ticket, or would. */
export interface MigrationOutcome {
  ticketId: string;
  number: number;
  fromVersion: number;
  toVersion: number;
  result: 'would_migrate' | 'migrated' | 'refused' | 'not_running' | 'no_answer';
  moves: ClockMove[];
  /** Why not, or what cannot be told beforehand. */
  reason: string | null;
}

export function wouldMigrate(planned: PlannedTicket): MigrationOutcome {
  const { plan } = planned;
  switch (plan.kind) {
    case 'migrates':
      return outcomeOf(planned, 'would_migrate', plan.moves);
    case 'refused':
      return outcomeOf(planned, 'refused', [], refusalText(plan.refusal, 'en'));
    case 'unknown_hours': {
      const reason = `the desk no longer has the hours of ${plan.calendars.join(', ')}`;
      return outcomeOf(planned, 'would_migrate', [], reason);
    }
  }
}

/**
 * Sends the migration to the ticket's workflow. Its command id follows from ticket and version, so
 * asking again after no answer changes nothing twice.
 */
export async function migrateTicket(
  workflows: TicketWorkflows,
  planned: PlannedTicket,
): Promise<MigrationOutcome> {
  const { state, to } = planned;
  const { id, version, hash } = to.process;
  try {
    const answer = await workflows.send(state.ticketId, 'migrateProcess', {
      ...to,
      actor: { kind: 'system', id: 'migrate' },
      commandId: `migrate-${id}-${version}-${state.ticketId}`,
      fingerprint: hash,
    });
    if (answer) return outcomeOf(planned, 'migrated', clockMoves(state, answer.ticket ?? state));
    return outcomeOf(planned, 'not_running', [], 'no workflow of it runs any more');
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.status === 409;
    return outcomeOf(planned, isRefusal ? 'refused' : 'no_answer', [], reasonOf(error));
  }
}

function outcomeOf(
  { state, number, to }: PlannedTicket,
  result: MigrationOutcome['result'],
  moves: ClockMove[],
  reason: string | null = null,
): MigrationOutcome {
  const { ticketId, processVersion: fromVersion } = state;
  return { ticketId, number, fromVersion, toVersion: to.process.version, result, moves, reason };
}
