import test from 'ava';
import type { Ticket } from '../../api/contract.ts';
import { chords, pageKeys } from '../../api/ui/app/shortcuts.ts';
import { actionKeys } from '../../api/ui/app/ticket/action_keys.ts';
import { mainAction } from '../../api/ui/app/ticket/main_action.ts';

/** Which one action a ticket offers first, and the keys of all of them. */

type Standing = Parameters<typeof mainAction>[0];

const lea = { id: 'acc-lea', name: 'Léa Martin' };
const marc = { id: 'acc-marc', name: 'Marc Girard' };
const working: Ticket['allowed'] = ['addMessage', 'accept', 'resolve', 'escalate', 'setPending'];

const clock = (name: 'first_response' | 'resolution', status: 'running' | 'met') =>
  ({ name, measures: name, status }) as Ticket['clocks'][number];

function offers(said: Partial<Standing>, expected: ReturnType<typeof mainAction>) {
  const ticket = { status: 'in_progress', assignee: lea, pending: null, clocks: [] } as const;
  return test.macro((t) => {
    const standing: Standing = { ...ticket, clocks: [], allowed: working, ...said };
    t.is(mainAction(standing, lea.id), expected);
  });
}

test('a ticket that nobody has is taken', offers({ status: 'new', assignee: null }, 'accept'));
test('one that was given to me and not begun is begun', offers({ status: 'assigned' }, 'accept'));
test(
  'one of mine whose requester waits for a word is answered',
  offers({ clocks: [clock('first_response', 'running')] }, 'reply'),
);
test(
  'one of mine that is answered is resolved',
  offers({ clocks: [clock('first_response', 'met'), clock('resolution', 'running')] }, 'resolve'),
);
test('one that somebody else has is answered, not taken away', offers({ assignee: marc }, 'reply'));
test(
  'one that rests goes on',
  offers(
    {
      status: 'pending',
      pending: { reason: 'supplier' } as Ticket['pending'],
      allowed: [...working, 'endPending'],
    },
    'endPending',
  ),
);
test(
  'one that is handed to my group is accepted before anything else',
  offers({ assignee: null, allowed: [...working, 'acceptEscalation'] }, 'acceptEscalation'),
);
test(
  'one that waits for my approval is approved',
  offers({ status: 'pending', allowed: ['addMessage', 'approve', 'refuseApproval'] }, 'approve'),
);
test(
  'one that is resolved is closed',
  offers({ status: 'resolved', allowed: ['addMessage', 'reopen', 'close'] }, 'close'),
);
test(
  'one that was merged is taken apart again, as long as that is allowed',
  offers({ status: 'merged', allowed: ['unmerge'] }, 'unmerge'),
);
test(
  'what I may not do is not offered',
  offers({ status: 'new', assignee: null, allowed: ['addMessage'] }, 'reply'),
);

test('each key does one thing', (t) => {
  const keys = [...Object.values(actionKeys), ...Object.values(pageKeys).flat()];
  t.deepEqual(
    keys.filter((key, place) => keys.indexOf(key) !== place),
    [],
  );
  const letters = keys.filter((key) => /^\p{L}$/u.test(key));
  // What an AZERTY keyboard writes without a third hand, and no browser takes by itself.
  for (const key of letters) t.regex(key, /^[a-zA-Z]$/);
});

test('chords are none that a browser closes, opens or prints by', (t) => {
  const taken = ['W', 'T', 'N', 'P', 'Q', 'R', 'L', 'D', 'S'];
  for (const chord of Object.values(chords)) t.false(taken.includes(chord.at(-1) ?? ''));
});
