import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import { recordRun } from '../../database/playbook_runs.ts';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import type { OutgoingCommand } from '../../workflows/domain/outgoing_commands.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { refusedFailureType } from '../../workflows/messages.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import type { CommandDelivery } from '../deliver_command.ts';
import { cancelTasks } from './cancel_tasks.ts';
import { findResolution } from './find_resolution.ts';
import { findWindow } from './find_window.ts';
import { judgeNamed } from './judge_named.ts';
import { judgeSpoken } from './judge_spoken.ts';
import { withTexts } from './texts.ts';

export interface PlaybookParts {
  database: Database;
  deliverCommand: CommandDelivery;
}

/** What runs of playbooks have done for them. */
export function createPlaybookActivities({
  database,
  deliverCommand,
}: PlaybookParts): Omit<PlaybookActivities, 'callWebhook' | 'runCheck' | 'callActivity'> {
  return {
    recordRun: (record) => recordRun(database, record),
    async giveTicket(given) {
      judgeSpoken(given);
      const { ticketId, commandId, name, playbook } = given;
      const textFields = await judgeNamed(database, given);
      const payload = (await withTexts(database, given, textFields)) as CommandPayload[CommandName];
      const actor = { kind: 'system', id: `playbook:${playbook}` } as const;
      const command = { ticketId, name, actor, commandId, payload };
      const { outcome, refusal } = await deliverCommand(command as OutgoingCommand<CommandName>);
      if (outcome !== 'delivered') throw refused(ticketId, refusal);
    },
    async tellTicket(command) {
      await deliverCommand(command);
    },
    cancelTasks: (run) => cancelTasks(database, deliverCommand, run),
    async findApproval({ ticketId, rule }) {
      const row = await database('tickets').where('ticket_id', ticketId).first('state');
      const approval = row?.state.approvals.findLast((one) => one.rule === rule);
      return { outcome: approval?.outcome ?? 'withdrawn', by: approval?.by?.id ?? null };
    },
    findResolution: (asked) => findResolution(database, asked),
    findWindow: (asked) => findWindow(database, asked),
    async readTexts({ ids }) {
      const rows = await database('notes').whereIn('note_id', ids).select('note_id', 'body');
      return Object.fromEntries(rows.map(({ note_id, body }) => [note_id, body]));
    },
  };
}

function refused(ticketId: string, refusal: Refusal | undefined): ApplicationFailure {
  const known: Refusal = refusal ?? {
    code: 'not_found',
    parameters: { what: 'ticket', received: ticketId },
  };
  return ApplicationFailure.nonRetryable(refusalText(known, 'en'), refusedFailureType, known);
}
