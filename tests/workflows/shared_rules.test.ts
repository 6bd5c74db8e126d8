import test from 'ava';
import { sharedRules } from '../../workflows/shared_rules.ts';
import { rules } from '../domain/desk.ts';

const copy = () => structuredClone(rules);

test('tickets whose rules say the same hold one copy of them', (t) => {
  const one = sharedRules(copy());
  const other = sharedRules(copy());
  t.deepEqual(one, rules);
  t.is(one.process, other.process);
  t.is(one.calendars.office, other.calendars.office);
});

test('rules of one name that say something else stay apart', (t) => {
  const one = sharedRules(copy());
  const { process, calendars } = copy();
  const changed = sharedRules({ process: { ...process, bounceLimit: 9 }, calendars });
  t.is(changed.process.bounceLimit, 9);
  t.is(one.process.bounceLimit, rules.process.bounceLimit);
  t.is(changed.calendars.always, one.calendars.always);
});

test('no ticket can change the rules of another', (t) => {
  const { process } = sharedRules(copy());
  t.throws(() => Object.assign(process, { bounceLimit: 0 }), { instanceOf: TypeError });
  t.throws(() => Object.assign(process.groups.desk ?? {}, { tier: 3 }), { instanceOf: TypeError });
});
