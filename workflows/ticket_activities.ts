import { proxyActivities } from '@temporalio/workflow';
import type { TicketActivities } from './ports.ts';

/** What a ticket has done outside of its workflow. */
export const { recordEvents, compileCalendars, deliverCommand, beginPlaybook, findOnCall } =
  proxyActivities<TicketActivities>({
    // How long rows lag behind a ticket whose worker died in the middle of writing them.
    startToCloseTimeout: '10s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
  });
