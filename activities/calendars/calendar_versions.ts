import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { calendarWorkflowId, ticketTaskQueue } from '../../workflows/ids.ts';
import { type CalendarVersions, calendarsChangedSignal } from '../../workflows/messages.ts';
import type { CalendarActivities, CalendarVersionsRequest } from '../../workflows/ports.ts';
import { canonicalJson } from '../../workflows/processes/canonical_json.ts';
import {
  calendarVersionsOf,
  historyProcessId,
  processDefinitions,
} from '../../workflows/processes/index.ts';

/**
 * Starts a workflow for each process whose calendars are not those its tickets were last told of.
 * What was told lies beside the workflow in Temporal, for as long as that keeps it; after that
 * tickets are told again, and those that have the version already do nothing.
 */
export async function startAnnouncements(client: Client): Promise<void> {
  for (const definition of processDefinitions()) {
    if (definition.id === historyProcessId) continue;
    await announce(client, { processId: definition.id, versions: calendarVersionsOf(definition) });
  }
}

async function announce(client: Client, request: CalendarVersionsRequest): Promise<void> {
  const workflowId = calendarWorkflowId(request.processId);
  const told = await findTold(client, workflowId);
  if (told && canonicalJson(told) === canonicalJson(request.versions)) return;
  await client.workflow.start('calendarVersionsWorkflow', {
    workflowId,
    taskQueue: ticketTaskQueue,
    args: [request],
    memo: { versions: request.versions },
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
}

/** What the last run told, or tells; a run that failed has told nobody for certain. */
async function findTold(client: Client, workflowId: string): Promise<CalendarVersions | undefined> {
  try {
    const { memo, status } = await client.workflow.getHandle(workflowId).describe();
    const isGood = status.name === 'RUNNING' || status.name === 'COMPLETED';
    return isGood ? (memo?.versions as CalendarVersions | undefined) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const ticketsPerRead = 200;

export function createCalendarActivities(client: Client, database: Database): CalendarActivities {
  async function tell(ticketId: string, versions: CalendarVersions): Promise<number> {
    try {
      await client.workflow.getHandle(ticketId).signal(calendarsChangedSignal, versions);
      return 1;
    } catch (error) {
      // It has ended since it was read.
      if (error instanceof WorkflowNotFoundError) return 0;
      throw error;
    }
  }
  return {
    async announceVersions({ processId, versions }) {
      const context = Context.current();
      const progress = context.info.heartbeatDetails as Progress | undefined;
      let { after, ticketCount } = progress ?? { after: '', ticketCount: 0 };
      for (;;) {
        const ticketIds = await openTicketsAfter(database, processId, after);
        const last = ticketIds.at(-1);
        if (last === undefined) return { ticketCount };
        const told = await Promise.all(ticketIds.map((ticketId) => tell(ticketId, versions)));
        ticketCount += told.reduce((sum, one) => sum + one, 0);
        after = last;
        context.heartbeat({ after, ticketCount } satisfies Progress);
      }
    },
  };
}

/** How far an attempt came, for the one after it. */
interface Progress {
  after: string;
  ticketCount: number;
}

function openTicketsAfter(database: Database, processId: string, after: string): Promise<string[]> {
  return database('tickets')
    .where({ origin: 'live', process_id: processId })
    .where((one) => one.where('is_open', true).orWhere('status', 'resolved'))
    .where('ticket_id', '>', after)
    .orderBy('ticket_id')
    .limit(ticketsPerRead)
    .pluck('ticket_id');
}
