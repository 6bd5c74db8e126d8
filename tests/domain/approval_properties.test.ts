import test from 'ava';
import fc from 'fast-check';
import { isMissing } from '../../workflows/domain/approval.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { needed } from '../../workflows/domain/quorum.ts';
import {
  isOpen,
  lapsesAt,
  openApprovals,
  requestersOf,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { at, command, day, requester, Ticket } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyRules } from './random_process.ts';
import { type Step, step } from './random_steps.ts';

/** Whatever a process asks for, and whatever people and time do. */
const lives = fc.tuple(
  anyRules.filter(({ process }) => (process.approvals ?? []).length > 0),
  fc.array(
    fc.oneof(
      { weight: 1, arbitrary: step },
      { weight: 2, arbitrary: step.filter(({ name }) => /approv/i.test(name)) },
    ),
    { maxLength: 20 },
  ),
);

function live(rules: Rules, steps: Step[], see: (state: TicketState) => void): Ticket {
  let now = at(0, '09:00');
  const ticket = new Ticket(now, { category: 'vpn', type: 'service_request' }, rules);
  see(ticket.state);
  for (const { afterMs, actor, name, payload } of steps) {
    now += afterMs;
    ticket.refusalOf(now, command(name, actor, payload));
    see(ticket.state);
  }
  ticket.waitUntil(now + 60 * day);
  see(ticket.state);
  return ticket;
}

type Requested = Extract<TicketEvent, { type: 'approval_requested' }>['data'];

/** What was said of each asking, kept by hand from the events alone. */
interface Asking {
  asked: Requested;
  said: { answer: 'granted' | 'refused'; by: string; seat: string }[];
  isSettled: boolean;
  end?: TicketEvent;
}

function askingsOf(events: readonly TicketEvent[]): Asking[] {
  const askings = new Map<number, Asking>();
  for (const event of events) {
    if (event.type === 'approval_requested') {
      if (askings.has(event.data.n)) throw new Error(`${event.data.n} is asked twice`);
      askings.set(event.data.n, { asked: event.data, said: [], isSettled: false });
      continue;
    }
    const isWord = ['approval_answered', 'approval_granted', 'approval_refused'].includes(
      event.type,
    );
    if (!isWord && event.type !== 'approval_lapsed' && event.type !== 'approval_withdrawn')
      continue;
    const { n } = event.data as { n: number };
    const asking = askings.get(n);
    if (!asking) throw new Error(`${event.type} of ${n}, which nobody asked`);
    // What was granted can be withdrawn later, and nothing else be said of it.
    if (asking.isSettled && event.type !== 'approval_withdrawn') {
      throw new Error(`${event.type} of ${n}, which is settled`);
    }
    if (isWord) {
      const data = event.data as { answer?: 'granted' | 'refused'; onBehalfOf?: string };
      const answer = data.answer ?? (event.type === 'approval_granted' ? 'granted' : 'refused');
      const { id } = event.actor;
      asking.said.push({ answer, by: id, seat: data.onBehalfOf ?? id });
    }
    if (event.type === 'approval_answered') continue;
    asking.isSettled = true;
    asking.end ??= event;
  }
  return [...askings.values()];
}

test('nothing is granted without its quorum, and a decision is of one asking', (t) => {
  let grants = 0;
  holdsInManyCases(
    t,
    fc.property(lives, ([rules, steps]) => {
      const { events } = live(rules, steps, () => {});
      for (const { asked, said, end } of askingsOf(events)) {
        const yes = said.filter(({ answer }) => answer === 'granted');
        const seats = new Set(yes.map(({ seat }) => seat));
        const people = new Set(yes.map(({ by }) => by));
        t.is(seats.size, yes.length, 'each of those who decide is heard once');
        if (!asked.isCountedBySeat) t.is(people.size, yes.length, 'and each person');
        if (end?.type !== 'approval_granted') continue;
        grants += 1;
        const least = needed(asked.quorum, end.data.of);
        t.not(least, undefined);
        t.true(yes.length >= (least ?? 0));
        const isOver = said.some(({ answer }) => answer === 'refused') && !asked.areRefusalsCounted;
        t.false(isOver, 'one refusal would have ended it');
      }
    }),
  );
  t.true(grants > 0, 'something was granted');
});

test('nobody who waits for the ticket decides, for themselves or by a deputy', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([rules, steps]) => {
      const { events } = live(rules, steps, () => {});
      for (const { said } of askingsOf(events)) {
        for (const { by, seat } of said) t.false([by, seat].includes(requester.id));
      }
    }),
  );
});

test('each open asking has a group that decides and a deadline, and the ticket waits for it', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([rules, steps]) => {
      live(rules, steps, (state) => {
        const open = openApprovals(state);
        if (!isOpen(state)) {
          t.true(open.length === 0 || state.status === 'merged');
          return;
        }
        t.is(open.length > 0, state.pending?.reason === 'approval');
        for (const approval of open) {
          t.true(approval.approverGroup in rules.process.groups);
          t.true((lapsesAt(state, approval) ?? 0) > state.openedAt);
        }
        if (open.length > 0) t.is(state.waitingForAgent, null, 'nobody is asked to work');
      });
    }),
  );
});

test('what is wanted and not granted is asked, or comes after what is', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([rules, steps]) => {
      live(rules, steps, (state) => {
        const wanted = (rules.process.approvals ?? []).some((rule) =>
          isMissing(rule, state, { at: state.updatedAt, rules }),
        );
        if (isOpen(state) && wanted) t.true(openApprovals(state).length > 0);
        t.false(openApprovals(state).some(({ by }) => by && requestersOf(state).includes(by.id)));
      });
    }),
  );
});
