import test from 'ava';
import { decide } from '../../workflows/domain/decide.ts';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { lackingIn } from '../../workflows/domain/readable.ts';
import { at, command, lea, rules, Ticket } from './desk.ts';

/** As a desk compiled it before processes had names for their tiers and priorities. */
function older(): Rules {
  const { tiers: _, priorities: _priorities, ...process } = rules.process;
  const { then: _then, ...requester } = process.pending.requester;
  const pending = { ...process.pending, requester };
  return { ...rules, process: { ...process, pending } as unknown as ProcessSnapshot };
}

test('what a compiled process lacks is named; of one that is whole, nothing', (t) => {
  t.deepEqual(lackingIn(rules.process), []);
  t.deepEqual(lackingIn(older().process), ['tiers', 'priorities', 'pending.requester.then']);
});

test('a ticket of a process that an older desk compiled refuses what people and time ask, in words', (t) => {
  const { state } = new Ticket(at(0, '09:00'), {});
  for (const action of [command('accept', lea, {}), { name: 'timeout' } as const]) {
    const decision = decide(state, action, at(20, '09:00'), older());
    t.like(decision, { kind: 'refusal', refusal: { code: 'process_unreadable' } });
  }
});

test('it takes a later version, and does then what time has asked meanwhile', (t) => {
  const { state } = new Ticket(at(0, '09:00'), {});
  const process = { ...rules.process, version: 2, hash: 'small-2' };
  const carried = decide(
    state,
    {
      name: 'migrateProcess',
      actor: { kind: 'system', id: 'migrate' },
      commandId: 'migrate',
      process,
      calendars: rules.calendars,
    },
    at(20, '09:00'),
    older(),
  );
  if (carried.kind === 'refusal') return t.fail(carried.refusal.code);
  t.is(carried.state.processVersion, 2);
  const later = decide(carried.state, { name: 'timeout' }, at(20, '09:01'), { ...rules, process });
  t.true(later.kind === 'events' && later.events.some(({ type }) => type === 'sla_breach'));
});
