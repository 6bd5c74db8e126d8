import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type {
  EscalationRule,
  Expression,
  ProcessClock,
  Rules,
  ServiceLevelTarget,
} from '../../workflows/domain/process.ts';
import { checkRules } from '../../workflows/processes/check/check.ts';
import { explore, openAll } from '../../workflows/processes/explore/explore.ts';
import {
  type Extent,
  fullExtentOf,
  sparingExtentOf,
} from '../../workflows/processes/explore/sparing.ts';
import type { ViewName } from '../../workflows/processes/explore/views.ts';
import { at } from '../domain/desk.ts';
import { holdsInManyCases } from '../domain/many_cases.ts';
import { anySmallRules, smallRules } from './random_small_process.ts';

const openedAt = [at(0, '09:30'), at(5, '20:00')];
const nobody = { onTransition() {}, onRefusedOpening() {}, onRestless() {}, onBroken() {} };
const views: ViewName[] = ['lifecycle', 'escalation', 'clocks'];
/** To search one process in full takes as long as a thousand other cases, up to three minutes. */
const share = 1_000;

/** The states a search comes to, as the sparing search tells them apart. */
function keysOf(extent: Extent, rules: Rules, view: ViewName) {
  const { process, views, isTried } = extent;
  const searched = { process, calendars: rules.calendars };
  const { states, brokenMoves } = explore(
    searched,
    openAll(searched, openedAt),
    views[view],
    nobody,
    (move, state) => isTried(view, move, state),
  );
  const keyOf = sparingExtentOf(rules).views[view];
  return { keys: new Set(states.map(({ state }) => keyOf(state))), brokenMoves };
}

/** States of a view that only the full search comes to. */
function missingIn(rules: Rules, view: ViewName): string[] {
  const sparing = keysOf(sparingExtentOf(rules), rules, view);
  // Where moves break the core a search ends early: that is told, and what else there is, is not.
  if (sparing.brokenMoves > 0) return [];
  const full = keysOf(fullExtentOf(rules), rules, view);
  return [...full.keys].filter((key) => !sparing.keys.has(key));
}

/** What both say of a process, but for how much they looked at. */
function told(rules: Rules, isFull: boolean) {
  const { violations, notices } = checkRules(rules, at(0, '08:00'), { isFull });
  return { violations, notices };
}

test('a sparing search finds in any process what a full one finds, and nothing else', (t) => {
  const property = fc.property(anySmallRules, (rules) => {
    assert.deepEqual(told(rules, false), told(rules, true));
  });
  holdsInManyCases(t, property, share);
  t.pass();
});

test('a sparing search comes to every state that a full one comes to', (t) => {
  const property = fc.property(anySmallRules, (rules) => {
    for (const view of views) assert.deepEqual(missingIn(rules, view), [], view);
  });
  holdsInManyCases(t, property, share);
  t.pass();
});

const everyTicket: Expression = { all: [] };
const within = { targetMinutes: 240, calendar: 'office' } as const;
const soon = { targetMinutes: 30, calendar: 'always' } as const;
const about = (...categories: string[]): Expression => ({ field: 'category', in: categories });
const handsOver = { functional: true } as const;
const rule = (changes: Partial<EscalationRule>): EscalationRule => ({
  name: 'rule',
  clock: 'first_response',
  atPercent: 100,
  when: everyTicket,
  then: handsOver,
  ...changes,
});

const named: [ProcessClock, ...ProcessClock[]] = [
  { name: 'gold', measures: 'first_response' },
  { name: 'silver', measures: 'first_response' },
  { name: 'repair', measures: 'resolution' },
  { name: 'desk_work', measures: 'tier_work', tier: 'first_line' },
];

/** The small process with the first of these clocks, each for another customer, and with a warning. */
function withClocks({ process, calendars }: Rules, count: number, percent = 50): Rules {
  const clocks = named.slice(0, count);
  const targets = clocks.map(({ name }, i): ServiceLevelTarget => {
    const when: Expression = { requester: 'customer', in: [String(i)] };
    return { clock: name, when, ...(i % 2 === 0 ? within : soon) };
  });
  const warnings = clocks.map(({ name }) => ({ clock: name, percent }));
  return {
    calendars,
    process: { ...process, clocks, targets: [...process.targets, ...targets], warnings },
  };
}

const plainRules = smallRules({
  targets: [{ clock: 'resolution', when: everyTicket, ...within }],
  escalationRules: [],
});

test('clocks of a process that only watch add up in a search, and do not multiply', (t) => {
  const searched = (count: number) => {
    const { searches } = checkRules(withClocks(plainRules, count), at(0, '08:00'));
    return searches.reduce((sum, { moves }) => sum + moves, 0);
  };
  const [none, two, four] = [searched(0), searched(2), searched(4)];
  t.true(none < two && two < four);
  t.true(four < 5 * two, `${four} moves for four, ${two} for two`);
});

test('what is wrong with a clock is found beside others that only watch', (t) => {
  for (const isFull of [false, true]) {
    const { violations } = told(withClocks(plainRules, 2, 120), isFull);
    for (const clock of ['gold', 'silver']) {
      t.true(
        violations.some(({ message }) => message.includes(clock)),
        `${clock} ${isFull}`,
      );
    }
  }
});

test('clocks that only watch take nothing from what a search finds otherwise', (t) => {
  const property = fc.property(anySmallRules, ({ process, calendars }) => {
    // In full each clock multiplies what the others tell apart: there is little else here.
    const { rules: _, fields: __, tasks: ___, ...others } = process;
    const plain = { ...others, gates: [], approvals: [], requiredFields: [], survey: null };
    const rules = withClocks({ process: plain, calendars }, 2);
    assert.deepEqual(told(rules, false), told(rules, true));
  });
  holdsInManyCases(t, property, share);
  t.pass();
});

/** Processes in which two tickets were once taken for one. */
const mistaken: [string, Rules][] = [
  [
    'a promise that goes with the group comes back with the rule it has set off',
    smallRules({
      targets: [
        { clock: 'first_response', when: { field: 'group', in: ['night'] }, ...within },
        { clock: 'total_resolution', when: everyTicket, ...within },
      ],
      escalationRules: [rule({})],
    }),
  ],
  [
    'so it does where the rule comes before the breach',
    smallRules({
      targets: [
        { clock: 'total_resolution', when: { field: 'group', in: ['day'] }, ...within },
        { clock: 'first_response', when: everyTicket, ...within },
      ],
      escalationRules: [rule({ clock: 'total_resolution', atPercent: 50 })],
    }),
  ],
  [
    'which of two clocks began first says nothing of what comes',
    smallRules({
      targets: [
        { clock: 'resolution', when: everyTicket, ...soon },
        { clock: 'total_resolution', when: about('printer', 'phone'), ...soon },
        { clock: 'first_response', when: about('vpn', 'phone'), ...within },
        {
          clock: 'acknowledgement',
          when: { not: { field: 'service', in: ['intranet'] } },
          ...within,
        },
      ],
      escalationRules: [
        rule({ clock: 'resolution', when: { field: 'type', in: ['service_request'] } }),
      ],
      gates: [{ fromTier: 'first_line', requires: [], runbook: 'all' }],
      asked: {
        name: 'spending',
        when: about('phone'),
        givenFor: ['machine', 'size'],
        approverGroup: 'experts',
        refusedCode: 'no_answer',
      },
      onLapse: 'return',
      messageReopens: true,
    }),
  ],
];

for (const [title, rules] of mistaken) {
  test(`a sparing search sees that ${title}`, (t) => {
    for (const view of views) t.deepEqual(missingIn(rules, view), [], view);
  });
}
