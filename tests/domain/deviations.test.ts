import test from 'ava';
import { deviationsOf } from '../../workflows/domain/deviations.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { allocator, at, lea, marc, process, requester, rules, Ticket, ungated } from './desk.ts';

/** What the code says must happen, and did not. */

const desk = (changed: Partial<ProcessSnapshot>) => ({
  ...rules,
  process: { ...process, gates: [], ...changed },
});

/** Every deviation as its kind and its detail. */
function departs({ events, rules: { process: followed } }: Ticket) {
  return deviationsOf(events, () => followed).map(({ kind, detail }) => [kind, detail]);
}

/** Handed to the network at 10:00, which has an hour to say whether it takes it. */
function handedUp(changed: Partial<ProcessSnapshot>): Ticket {
  return new Ticket(at(0, '09:00'), { category: 'vpn' }, desk(changed))
    .does(at(0, '09:30'), lea, 'accept')
    .does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
}

test('a hand-off that nobody answered in time departs, where it goes back and where management is told', (t) => {
  for (const onLapse of ['return', 'tell'] as const) {
    const late = handedUp({ onLapse }).waitUntil(at(0, '14:00'));
    t.deepEqual(departs(late), [['hand_off_lapsed', null]], onLapse);
    const answered = handedUp({ onLapse }).does(at(0, '10:30'), marc, 'acceptEscalation', { n: 1 });
    t.deepEqual(departs(answered.waitUntil(at(0, '14:00'))), [], onLapse);
  }
});

test('where all of management was told already, a hand-off that is late departs all the same', (t) => {
  const ticket = handedUp({ onLapse: 'tell', hierarchyLevels: 0 }).waitUntil(at(0, '14:00'));
  t.false(ticket.types().includes('escalation_lapsed'));
  t.deepEqual(departs(ticket), [['hand_off_lapsed', null]]);
});

const withTasks = {
  tasks: {
    laptop: { group: 'network', withinMinutes: 60, isRequired: true as const },
    badge: { group: 'desk' },
  },
};
const atWork = (changed: Partial<ProcessSnapshot> = withTasks) =>
  new Ticket(at(0, '09:00'), { category: 'vpn' }, desk(changed)).does(
    at(0, '09:30'),
    lea,
    'accept',
  );

test('a task of the process that is late departs once, however late it is', (t) => {
  const ticket = atWork().does(at(0, '09:30'), lea, 'addTask', { task: 'laptop' });
  ticket.waitUntil(at(0, '11:00')).does(at(0, '11:00'), marc, 'completeTask', { n: 1 });
  t.deepEqual(departs(ticket), [['task_late', 'laptop']]);
});

test('a task that people thought of themselves is no promise of the code', (t) => {
  const own = { titleId: 'txt-own', withinMinutes: 60, isRequired: true };
  const ticket = atWork().does(at(0, '09:30'), lea, 'addTask', own).waitUntil(at(0, '11:00'));
  ticket.does(at(0, '11:00'), lea, 'cancelTask', { n: 1 });
  t.true(ticket.types().includes('task_overdue'));
  t.deepEqual(departs(ticket), []);
});

test('a required task that was cancelled, or was open when it was resolved, was not done', (t) => {
  const cancelled = atWork()
    .does(at(0, '09:40'), lea, 'addTask', { task: 'laptop' })
    .does(at(0, '09:40'), lea, 'addTask', { task: 'badge' })
    .does(at(0, '09:50'), lea, 'cancelTask', { n: 1 })
    .does(at(0, '09:50'), lea, 'cancelTask', { n: 2 });
  t.deepEqual(departs(cancelled), [['task_undone', 'laptop']]);
  // The requester says that it works, and nobody has brought the laptop.
  const resolved = atWork().does(at(0, '09:40'), lea, 'addTask', { task: 'laptop' });
  resolved.does(at(0, '09:50'), requester, 'resolve', { code: 'solved_by_requester' });
  t.deepEqual(departs(resolved), [['task_undone', 'laptop']]);
  const done = atWork().does(at(0, '09:40'), lea, 'addTask', { task: 'laptop' });
  done.does(at(0, '09:50'), marc, 'completeTask', { n: 1 });
  done.does(at(0, '09:55'), requester, 'resolve', { code: 'solved_by_requester' });
  t.deepEqual(departs(done), []);
});

test('an approval that nobody decided in time departs, by the name that it has in the process', (t) => {
  const budget = {
    name: 'budget',
    when: { all: [] },
    approverGroup: 'core',
    refusedCode: 'no_answer',
    wait: { reminderMinutes: [], limitMinutes: 60, calendar: 'office' },
  };
  const waits = { pauses: [], reminderMinutes: [], limitMinutes: 6000, calendar: 'office' };
  const asked = desk({ approvals: [budget], pending: { ...process.pending, approval: waits } });
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, asked);
  t.deepEqual(departs(ticket.waitUntil(at(0, '12:00'))), [['approval_lapsed', 'budget']]);
});

test('what a rule was to do and the ticket refused departs', (t) => {
  const ticket = atWork({
    rules: [
      {
        name: 'order',
        on: { event: 'opened' },
        when: { all: [] },
        once: 'ticket',
        do: [{ do: 'addTask', task: 'none_such' }],
      },
    ],
  });
  t.deepEqual(departs(ticket), [['rule_refused', 'order: addTask']]);
});

test('a playbook that stopped at a step, and one that somebody cancelled, depart; one that was done does not', (t) => {
  const runOf = (ticket: Ticket) => ticket.last('playbook_started').data.runId;
  const started = () =>
    atWork().does(at(0, '09:40'), lea, 'startPlaybook', { playbook: 'arrival' });
  const stopped = started();
  const step = { step: 'order', place: 'arrival.ts:12' };
  stopped.does(at(0, '09:50'), allocator, 'parkPlaybook', { runId: runOf(stopped), ...step });
  t.deepEqual(departs(stopped), [['playbook_parked', 'arrival: order']]);
  const cancelled = started();
  cancelled.does(at(0, '09:50'), lea, 'cancelPlaybook', { runId: runOf(cancelled) });
  t.deepEqual(departs(cancelled), [['playbook_cancelled', 'arrival']]);
  const done = started();
  done.does(at(0, '09:50'), allocator, 'endPlaybook', { runId: runOf(done), outcome: 'done' });
  t.deepEqual(departs(done), []);
});

test('a ticket that went as its process says departs from nothing', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, ungated)
    .does(at(0, '09:30'), lea, 'accept')
    .does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
  t.deepEqual(departs(ticket), []);
});
