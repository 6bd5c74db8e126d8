import test from 'ava';
import fc from 'fast-check';
import { type Facts, factsOf } from '../../analytics/facts/facts.ts';
import { erasedPerson } from '../../analytics/facts/rows.ts';
import { decide } from '../../workflows/domain/decide.ts';
import {
  at,
  command,
  lea,
  type OpenFields,
  openAction,
  requester,
  rules,
  Ticket,
} from '../domain/desk.ts';
import { holdsInManyCases } from '../domain/many_cases.ts';
import { anyRules } from '../domain/random_process.ts';
import { step } from '../domain/random_steps.ts';
import { sourceOf } from './given.ts';

/** What the warehouse tells of people: of requesters a pseudonym, of those whom a ticket names nothing. */

const pseudonym = (id: string) =>
  id === erasedPerson ? 'erased' : `~${[...id].reverse().join('')}`;
const ofErased = () => 'erased';

const lives = fc.record({
  rules: anyRules,
  steps: fc.array(step, { maxLength: 20 }),
});

test('whatever happens to a ticket, its facts have the id of no requester, copied person or manager', (t) => {
  const property = fc.property(lives, ({ rules: deskRules, steps }) => {
    const ticket = new Ticket(at(0, '09:00'), openAction({ category: 'vpn' }), deskRules);
    let now = at(0, '09:00');
    for (const { afterMs, actor, name, payload } of steps) {
      now += afterMs;
      const decision = decide(ticket.state, command(name, actor, payload), now, deskRules);
      if (decision.kind === 'refusal') continue;
      ticket.state = decision.state;
      ticket.events.push(...decision.events);
    }
    const text = JSON.stringify(factsOf(sourceOf(ticket), pseudonym));
    return !/acc-(camille|paul|ines)/.test(text);
  });
  t.notThrows(() => holdsInManyCases(t, property));
});

/** A ticket about a device, which a field of its form names too. */
function ofDevice(): Ticket {
  const process = {
    ...rules.process,
    fields: { machine: { position: 0, kind: 'device' as const } },
  };
  const fields: OpenFields = { fields: { machine: 'itm-7' } };
  return new Ticket(at(0, '09:00'), fields, { ...rules, process })
    .does(at(0, '09:10'), lea, 'markAffected', { add: ['itm-7', 'itm-8'] })
    .does(at(0, '09:20'), lea, 'markAffected', { remove: ['itm-8'] });
}

test('by the device of a ticket one tells whose it was, until they are erased', (t) => {
  const told = (facts: Facts) => ({
    items: facts.ticket_items.map(({ item_id }) => item_id),
    fields: facts.ticket_fields.map(({ field, kind, value_text }) => [field, kind, value_text]),
    isInEvents: /itm-/.test(JSON.stringify(facts.ticket_events)),
  });
  const ticket = ofDevice();
  t.is(ticket.state.requesterId, requester.id);
  t.deepEqual(told(factsOf(sourceOf(ticket), pseudonym)), {
    items: ['itm-7'],
    fields: [['machine', 'device', 'itm-7']],
    isInEvents: true,
  });
  t.deepEqual(told(factsOf(sourceOf(ticket), ofErased)), {
    items: [],
    fields: [['machine', 'device', null]],
    isInEvents: false,
  });
});
