import fc from 'fast-check';
import { at, command, Ticket } from '../domain/desk.ts';
import { step } from '../domain/random_steps.ts';

/**
 * Random lives of a ticket of the small desk, through every command there is. What the process
 * refuses did not happen.
 */
export const lives: fc.Arbitrary<Ticket> = fc
  .tuple(
    fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
    fc.array(step, { maxLength: 25 }),
  )
  .map(([openedAt, steps]) => {
    const ticket = new Ticket(openedAt, { category: 'vpn' });
    let now = openedAt;
    for (const { afterMs, actor, name, payload } of steps) {
      now += afterMs;
      ticket.refusalOf(now, command(name, actor, payload));
    }
    return ticket.waitUntil(Math.max(now, ticket.state.updatedAt));
  });
