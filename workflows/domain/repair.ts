import type { Repair } from './actions.ts';
import type { Command } from './commands.ts';
import type { Draft } from './draft.ts';

/** Says that the ticket and what is written of it were brought together. */
export function repair(draft: Draft, { cause, restoredCount, lostCount, tellsTicket }: Repair) {
  draft.emit('history_repaired', {
    cause,
    restoredCount,
    lostCount,
    ...(tellsTicket && { ticket: draft.state }),
  });
}

/**
 * A command that was taken once, and that the ticket as it is now refuses: the texts it brought keep
 * their place, and whatever else it asked for is noted.
 */
export function keepWords(draft: Draft, command: Command): void {
  switch (command.name) {
    case 'addMessage':
    case 'receiveMessage':
      draft.emit('message_added', {
        messageId: command.messageId,
        visibility: command.name === 'addMessage' ? command.visibility : 'public',
        isFirstResponse: false,
        isAutomatic: command.name === 'addMessage' && (command.isAutomatic ?? false),
        ...(command.name === 'receiveMessage' && { fromTicketId: command.fromTicketId }),
      });
      break;
    case 'addDiagnosticStep':
      draft.emit('diagnostic_step_recorded', {
        stepId: command.stepId,
        kind: command.kind,
        runbookStep: command.runbookStep ?? null,
        hasRuledOut: command.hasRuledOut,
        tier: draft.state.tier,
      });
      break;
    case 'recordCheck':
      draft.emit('diagnostic_step_recorded', {
        stepId: command.stepId,
        kind: 'test',
        runbookStep: command.runbookStep ?? null,
        hasRuledOut: false,
        tier: draft.state.tier,
        check: command.check,
      });
      break;
    default:
      draft.emit('history_noted', { reason: 'repair', refused: command.name });
  }
}
