import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import { CliError } from '../cli_error.ts';
import { configuredTemporal } from '../servers/temporal_server.ts';
import { tell } from '../talk.ts';
import { findDesk } from './desk_file.ts';
import { readSettings } from './settings.ts';

/** A worker asks for work at least once a minute, whether there is any or not. */
const silenceMaxMs = 90_000;

/**
 * Whether Temporal hears a worker of this machine: the health check of a container.
 * @throws CliError where it does not, or where Temporal itself does not answer
 */
export async function checkWorker(): Promise<void> {
  const target = configuredTemporal() ?? (await targetOfDesk());
  const connection = await Connection.connect(target.connectionOptions);
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: target.namespace,
      taskQueue: { name: ticketTaskQueue },
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
    const ours = (pollers ?? []).filter((poller) => poller.identity?.endsWith(`@${hostname()}`));
    const heardAt = Math.max(0, ...ours.map((poller) => tsToMs(poller.lastAccessTime)));
    if (Date.now() - heardAt > silenceMaxMs) {
      throw new CliError(`No worker of ${hostname()} fetches work from ${ticketTaskQueue}`);
    }
    tell(`A worker of ${hostname()} fetches work from ${ticketTaskQueue}`);
  } finally {
    await connection.close();
  }
}

async function targetOfDesk() {
  const desk = await findDesk(readSettings().home);
  if (!desk) throw new CliError('No desk runs here and TEMPORAL_ADDRESS is not set');
  const { temporalAddress: address, temporalNamespace: namespace } = desk;
  return { connectionOptions: { address }, namespace };
}
