import test from 'ava';
import fc from 'fast-check';
import { courseOf } from '../../workflows/domain/course.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { at, command, Ticket } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { step } from './random_steps.ts';

test('where a ticket was, told from its events alone, is where it was', (t) => {
  holdsInManyCases(
    t,
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' });
      let now = at(0, '09:00');
      for (const { afterMs, actor, name, payload } of steps) {
        now += afterMs;
        ticket.refusalOf(now, command(name, actor, payload));
      }
      let state: TicketState | null = null;
      let isOpened = false;
      for (const [event, where] of courseOf(ticket.events)) {
        state = evolve(state, event);
        // The group is known with the event after the opening.
        isOpened ||= event.type === 'ticket_routed';
        if (!isOpened) continue;
        const { status, pending, group, tier, assignee, workStartedAt } = state;
        t.deepEqual(where, {
          status,
          pending: status === 'pending' ? (pending?.reason ?? null) : null,
          group,
          tier,
          assignee,
          hasBegun: workStartedAt !== null,
        });
      }
    }),
  );
});
