import test from 'ava';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { planMigration } from '../../workflows/processes/migration.ts';
import { at, command, hour, lea, marc, office, rules, Ticket } from '../domain/desk.ts';

function version2(change: Partial<ProcessSnapshot>, calendars = rules.calendars): Rules {
  return { calendars, process: { ...rules.process, version: 2, hash: 'small-2', ...change } };
}

const shorter = version2({
  targets: rules.process.targets.map((target) =>
    target.clock === 'resolution' ? { ...target, targetMinutes: target.targetMinutes / 2 } : target,
  ),
});

/** Resolution is promised within 14 office hours: by Tuesday evening. */
const openedOnMonday = () => new Ticket(at(0, '09:00'), { category: 'printer' });

test('the plan says which promise moves, from when to when', (t) => {
  const plan = planMigration(openedOnMonday().state, { from: rules, to: shorter }, at(0, '10:00'));
  t.deepEqual(plan, {
    kind: 'migrates',
    moves: [
      {
        clock: 'resolution',
        cycle: 1,
        oldDueAt: at(1, '17:00'),
        newDueAt: at(0, '17:00'),
        oldTargetMs: 14 * hour,
        newTargetMs: 7 * hour,
        oldCalendar: 'office',
        newCalendar: 'office',
        isCancelled: false,
      },
    ],
  });
});

test('the live ticket then does what the plan said', (t) => {
  const ticket = openedOnMonday();
  const plan = planMigration(ticket.state, { from: rules, to: shorter }, at(0, '10:00'));
  ticket.act(at(0, '10:00'), command('migrateProcess', marc, shorter));
  t.is(ticket.state.processVersion, 2);
  t.true(plan.kind === 'migrates');
  if (plan.kind !== 'migrates') return;
  t.is(ticket.clock('resolution').dueAt, plan.moves[0]?.newDueAt as number);
  t.like(ticket.last('process_migrated').data, { fromVersion: 1, toVersion: 2, hash: 'small-2' });
});

test('a version with the same promises moves nothing', (t) => {
  const to = version2({ bounceLimit: 5 });
  const plan = planMigration(openedOnMonday().state, { from: rules, to }, at(0, '10:00'));
  t.deepEqual(plan, { kind: 'migrates', moves: [] });
});

test('what time has done until then is no effect of the migration', (t) => {
  const plan = planMigration(openedOnMonday().state, { from: rules, to: shorter }, at(9, '10:00'));
  t.true(plan.kind === 'migrates');
  if (plan.kind !== 'migrates') return;
  t.deepEqual(
    plan.moves.map(({ clock, oldDueAt, newDueAt }) => [clock, oldDueAt, newDueAt]),
    [['resolution', at(1, '17:00'), at(1, '17:00')]],
    'a promise that was broken stays broken when it was',
  );
});

test('a promise the new version does not make is cancelled', (t) => {
  const targets = rules.process.targets.filter(({ clock }) => clock !== 'first_response');
  const plan = planMigration(
    openedOnMonday().state,
    { from: rules, to: version2({ targets }) },
    at(0, '10:00'),
  );
  t.like(plan, { moves: [{ clock: 'first_response', isCancelled: true }] });
});

test('a paused promise has no due date before or after, and another target', (t) => {
  const ticket = openedOnMonday().does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  const plan = planMigration(ticket.state, { from: rules, to: shorter }, at(0, '11:00'));
  t.like(plan, { moves: [{ oldDueAt: null, newDueAt: null, newTargetMs: 7 * hour }] });
});

test('working time used is carried over to hours that are called otherwise', (t) => {
  const evenings = { ...office, id: 'shop' };
  const to = version2(
    {
      calendars: ['shop', 'always'],
      targets: rules.process.targets.map((target) => ({ ...target, calendar: 'shop' })),
      attention: { ...rules.process.attention, calendar: 'shop' },
    },
    { shop: evenings, always: rules.calendars.always as never },
  );
  const ticket = openedOnMonday().act(at(0, '12:00'), command('migrateProcess', marc, to));
  const clock = ticket.clock('resolution');
  t.is(clock.calendar, 'shop');
  t.is(clock.elapsedMs, 3 * hour);
  t.is(clock.dueAt, at(1, '17:00'));
});

test('a version without the ticket’s group is refused, with the groups it has', (t) => {
  const { desk: _, ...groups } = rules.process.groups;
  const plan = planMigration(
    openedOnMonday().state,
    { from: rules, to: version2({ groups }) },
    at(0, '10:00'),
  );
  t.like(plan, { kind: 'refused', refusal: { code: 'group_unknown' } });
});

test('hours that nobody defines any more leave the outcome open', (t) => {
  const { office: _, ...calendars } = rules.calendars;
  const plan = planMigration(
    openedOnMonday().state,
    { from: { ...rules, calendars }, to: shorter },
    at(0, '10:00'),
  );
  t.deepEqual(plan, { kind: 'unknown_hours', calendars: ['office'] });
});
