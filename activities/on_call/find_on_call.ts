import type { Database } from '../../database/connection.ts';
import { findOnCall, rotationFor } from '../../database/on_call.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { OnCallAnswer, OnCallAsked, TicketActivities } from '../../workflows/ports.ts';
import { nextStep, pagedAt } from '../../workflows/processes/on_call/plan.ts';

/** Tells a ticket that pages who is on call, as people and their absences are known now. */
export function createOnCall(database: Database): Pick<TicketActivities, 'findOnCall'> {
  return {
    async findOnCall(asked: OnCallAsked): Promise<OnCallAnswer> {
      const { processId, group, level, round, tried, at } = asked;
      const key = { processId, groupId: group };
      const [known] = await findOnCall(database, key, [at, at + minuteMs]);
      const chosen = known?.plan.levels[level - 1];
      if (!known || !chosen) {
        return { found: { kind: 'nobody', reason: 'no_rotation' }, next: null };
      }
      const rotation = rotationFor(known, [at, at + minuteMs]);
      const answer = pagedAt(chosen, rotation, { leads: known.leads, tried, at });
      const next = nextStep(known.plan, { level, round });
      if (answer.kind === 'nobody') return { found: answer, next };
      const { person, layer, cause } = answer.person;
      const { waitMinutes } = chosen;
      return { found: { kind: 'person', person, layer, cause, waitMinutes }, next };
    },
  };
}
