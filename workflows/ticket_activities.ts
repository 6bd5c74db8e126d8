import { proxyActivities } from '@temporalio/workflow';
import type { TicketActivities } from './ports.ts';

/** What a ticket has done outside of its workflow. */
export const { recordEvents, compileCalendars, deliverCommand, findOnCall } =
  proxyActivities<TicketActivities>({
    // How long rows lag behind a ticket whose worker died in the middle of writing them.
    startToCloseTimeout: '10s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
  });

/** A playbook that cannot be begun within this is parked: the ticket has more to do than to wait for it. */
export const { beginPlaybook } = proxyActivities<TicketActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});
