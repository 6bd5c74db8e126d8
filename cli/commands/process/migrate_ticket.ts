import { ApiError } from '../../../api/http/errors.ts';
import type { TicketWorkflows } from '../../../api/tickets/ticket_workflows.ts';
import type { TicketState } from '../../../workflows/domain/ticket.ts';
import {
  type ClockMove,
  changesOf,
  clockMoves,
  type ImmediateEffect,
} from '../../../workflows/processes/migration.ts';
import type { OutlookChange } from '../../../workflows/processes/outlook.ts';
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
  /** What else will be otherwise, and what is done at once. */
  changes: OutlookChange[];
  atOnce: ImmediateEffect[];
  /** Why not, or what cannot be told beforehand. */
  reason: string | null;
}

export function wouldMigrate(planned: PlannedTicket): MigrationOutcome {
  const { plan } = planned;
  switch (plan.kind) {
    case 'migrates':
      return outcomeOf(planned, 'would_migrate', plan);
    case 'refused':
      return outcomeOf(planned, 'refused', noEffect, refusalText(plan.refusal, 'en'));
    case 'unknown_hours': {
      const names = plan.calendars.join(', ');
      const reason = `the version has no hours called ${names}: they were renamed or are gone, and what the ticket used up in them only the ticket can tell`;
      return outcomeOf(planned, 'would_migrate', noEffect, reason);
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
    if (answer) return outcomeOf(planned, 'migrated', effectOn(planned, answer.ticket ?? state));
    return outcomeOf(planned, 'not_running', noEffect, 'no workflow of it runs any more');
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.status === 409;
    return outcomeOf(planned, isRefusal ? 'refused' : 'no_answer', noEffect, reasonOf(error));
  }
}

type Effect = Pick<MigrationOutcome, 'moves' | 'changes' | 'atOnce'>;

const noEffect: Effect = { moves: [], changes: [], atOnce: [] };

function effectOn({ state: before, plan, from, to }: PlannedTicket, after: TicketState): Effect {
  return {
    moves: clockMoves(before, after),
    changes: changesOf({ before, after }, { from, to }),
    atOnce: plan.kind === 'migrates' ? plan.atOnce : [],
  };
}

function outcomeOf(
  { state, number, to }: PlannedTicket,
  result: MigrationOutcome['result'],
  { moves, changes, atOnce }: Effect,
  reason: string | null = null,
): MigrationOutcome {
  const { ticketId, processVersion: fromVersion } = state;
  const toVersion = to.process.version;
  return { ticketId, number, fromVersion, toVersion, result, moves, changes, atOnce, reason };
}
