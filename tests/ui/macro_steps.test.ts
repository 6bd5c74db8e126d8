import test from 'ava';
import type { MacroStep } from '../../api/contract.ts';
import { type MacroFields, stepsBeside, stepsFrom } from '../../api/ui/app/macros/macro_steps.ts';

/** What the form of a macro does with steps that it has no field for. */

const made: MacroStep[] = [
  { do: 'resolve', code: 'fixed', note: 'Restarted.', rootCause: 'It was old.' },
  { do: 'reply', en: 'Done.' },
  { do: 'reply', en: 'And thank you.' },
  { do: 'assign', group: 'network', assignee: 'me' },
  { do: 'classify', category: 'vpn', impact: 'high' },
  { do: 'tag', add: ['vpn'], remove: ['new'] },
  { do: 'setFields', fields: { quantity: 2, justification: null } },
  { do: 'close' },
];
const shown: MacroFields = {
  en: 'Done.',
  group: 'network',
  category: 'vpn',
  fields: { quantity: 2 },
  tags: ['vpn'],
  code: 'fixed',
  solution: 'Restarted.',
};

test('a macro that is saved as it was shown does what it did, in its order', (t) => {
  t.deepEqual(stepsFrom(shown, made), made);
  t.deepEqual(stepsBeside(made), [{ do: 'reply', en: 'And thank you.' }, { do: 'close' }]);
});

test('a field that is changed changes its step alone, and one that is emptied takes it away', (t) => {
  const { category: _, en: __, fields: ___, ...rest } = shown;
  t.deepEqual(stepsFrom({ ...rest, tags: [], group: 'hardware' }, made), [
    made[0],
    { do: 'reply', en: 'And thank you.' },
    { do: 'assign', group: 'hardware', assignee: 'me' },
    { do: 'classify', impact: 'high' },
    { do: 'tag', remove: ['new'] },
    { do: 'setFields', fields: { justification: null } },
    { do: 'close' },
  ]);
});

test('what is added comes before what ends the ticket', (t) => {
  const before: MacroStep[] = [{ do: 'reply', en: 'Done.' }, { do: 'close' }];
  const fields = { en: 'Done.', note: 'By phone.', tags: [], code: 'fixed', solution: 'x' };
  t.deepEqual(
    stepsFrom(fields, before).map((step) => step.do),
    ['reply', 'note', 'resolve', 'close'],
  );
  t.deepEqual(
    stepsFrom({ ...fields, group: 'network', fields: { quantity: 1 } }, []).map((step) => step.do),
    ['assign', 'setFields', 'reply', 'note', 'resolve'],
  );
});
