import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { type ConditionSubject, holds } from '../../workflows/domain/expression.ts';
import type { Expression, ServiceLevelTarget } from '../../workflows/domain/process.ts';
import { promisedWhen } from '../../workflows/processes/explore/promised.ts';
import { process } from '../domain/desk.ts';
import { holdsInManyCases } from '../domain/many_cases.ts';

const priorities = ['p1', 'p2', 'p3', 'p4'];
const categories = ['vpn', 'printer', 'phone'];
const contract: Expression = { requester: 'contract', in: ['gold'] };

const resolution = (when: Expression): ServiceLevelTarget => ({
  ...{ clock: 'resolution', when, targetMinutes: 60, calendar: 'office' },
});
const promised = (...conditions: Expression[]) =>
  promisedWhen({ ...process, targets: conditions.map(resolution) }, 'resolution');
const of = (field: 'priority' | 'category', ...values: string[]): Expression => ({
  ...{ field, in: values },
});

test('a table of promises by priority says in one list of whom anything is promised', (t) => {
  t.deepEqual(promised(...priorities.map((one) => of('priority', one))), {
    any: [{ all: [of('priority', ...priorities)] }],
  });
});

test('what a customer is promised says nothing of whether, where everybody is promised something', (t) => {
  const own = ['p1', 'p2'].map((one): Expression => ({ all: [contract, of('priority', one)] }));
  const all = ['p1', 'p2', 'p3'].map((one) => of('priority', one));
  t.deepEqual(promised(...own, ...all), { any: [{ all: [of('priority', 'p1', 'p2', 'p3')] }] });
  const [first] = own;
  t.deepEqual(promised(first as Expression), {
    any: [{ all: [contract, of('priority', 'p1')] }],
  });
});

const part = fc.oneof(
  fc.subarray(priorities, { minLength: 1 }).map((values) => of('priority', ...values)),
  fc.subarray(categories, { minLength: 1 }).map((values) => of('category', ...values)),
  fc.constantFrom<Expression>(contract, { not: contract }, { not: of('category', 'vpn') }),
);
const condition = fc.oneof(
  part,
  fc.array(part, { maxLength: 3 }).map((parts): Expression => ({ all: parts })),
);

test('said by less, it holds of the same tickets', (t) => {
  const subjects = priorities.flatMap((priority) =>
    categories.flatMap((category) =>
      [{}, { contract: 'gold' }].map(
        (requesterFacts) => ({ priority, category, requesterFacts }) as ConditionSubject,
      ),
    ),
  );
  const property = fc.property(fc.array(condition, { maxLength: 6 }), (conditions) => {
    const less = promised(...conditions);
    for (const subject of subjects) {
      assert.equal(holds(less, subject, null), holds({ any: conditions }, subject, null));
    }
  });
  holdsInManyCases(t, property);
  t.pass();
});
