import type { PlaybookStepKind } from '../../workflows/playbooks/port.ts';
import { day, lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveTicket } from '../support/live_desk.ts';
import { openTicket, type PlaybookDesk, runWith, startOn, stepsOf } from './playbook_desk.ts';

/** What has to happen around a run of each kind of step, so that it is done. */
const around: Record<
  PlaybookStepKind,
  ((desk: PlaybookDesk, ticket: LiveTicket, runId: string) => Promise<unknown>) | null
> = {
  command: null,
  async task(_desk, ticket) {
    await eventually(async () => (await ticket.state()).tasks?.length === 2);
    for (const n of [2, 1]) await ticket.does(lea, 'completeTask', { n });
  },
  async approval(_desk, ticket) {
    await eventually(async () => (await ticket.state()).approvals.length > 0);
    await ticket.does(lea, 'approve', {});
  },
  async consent(_desk, ticket) {
    await eventually(async () => (await ticket.state()).consents?.length === 1);
    await ticket.does(requester, 'answerConsent', { n: 1, answer: 'yes' });
  },
  ticket: null,
  webhook: null,
  check: null,
  activity: null,
  async wait(desk, _ticket, runId) {
    await eventually(async () => (await stepsOf(desk, runId)).includes('sleep: running'));
    await desk.temporal.fastForward(runId, 4 * day).catch(() => {});
  },
};

export const recordedKinds = Object.keys(around) as PlaybookStepKind[];

/** Carries out a run of a kind of step. @returns its id */
export async function liveRun(desk: PlaybookDesk, kind: PlaybookStepKind): Promise<string> {
  const ticket = await openTicket(desk, {
    type: 'service_request',
    category: 'arrival',
    service: 'standard_software',
    channel: 'email',
  });
  const runId = await startOn(desk, ticket, `kind_${kind}`);
  await around[kind]?.(desk, ticket, runId);
  await runWith(desk, runId, 'done');
  await desk.client.workflow.getHandle(runId).result();
  return runId;
}
