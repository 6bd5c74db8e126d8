import { Context } from '@temporalio/activity';
import { keepProgramAccount } from '../../database/accounts.ts';
import type { Database } from '../../database/connection.ts';
import { writeNote } from '../../database/ticket_texts.ts';
import { checkLine } from '../../workflows/domain/checks.ts';
import type { CheckActivities } from '../../workflows/ports.ts';
import type { Reach } from '../webhooks/reachable.ts';
import { askNetwork } from './ask_network.ts';

/** Whose texts the answers are. */
const authorId = 'checks';

/** Checks of the network, as rules and playbooks ask for them. */
export function createChecks(database: Database, reach: Reach): CheckActivities {
  return {
    async runCheck({ ticketId, stepId, subject, timeoutMs, attemptsMax }) {
      const { attempt } = Context.current().info;
      const startedAt = performance.now();
      const heard = await askNetwork(subject, reach, timeoutMs);
      const elapsedMs = Math.round(performance.now() - startedAt);
      const { outcome, answer } = heard;
      const isFinal = outcome === 'met' || outcome === 'refused' || attempt >= attemptsMax;
      if (!isFinal) throw new Error(`${checkLine(subject)}: ${answer}`);
      await keepProgramAccount(database, authorId, 'Checks');
      await writeNote(database, {
        ...{ note_id: stepId, ticket_id: ticketId, author_id: authorId, kind: 'diagnostic_step' },
        ...{ body: checkLine(subject), outcome: `${answer} (${elapsedMs} ms)`, ruled_out: null },
      });
      return { outcome, elapsedMs, answer };
    },
  };
}
