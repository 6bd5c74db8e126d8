import test from 'ava';
import fc from 'fast-check';
import type { Action } from '../../workflows/domain/actions.ts';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type {
  ApprovalRule,
  Expression,
  ProcessSnapshot,
  Rules,
} from '../../workflows/domain/process.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import {
  isOpen,
  isOver,
  openApproval,
  openClocks,
  openTasks,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { at, command, day, hour, lea, marc, type OpenFields, openAction } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyRules } from './random_process.ts';
import { type Step, step } from './random_steps.ts';

const everything: Expression = { all: [] };
const when = fc.constantFrom<Expression>(
  everything,
  { field: 'type', in: ['service_request'] },
  { field: 'category', in: ['vpn'] },
  { field: 'tier', in: ['second_line', 'third_line'] },
);

const approval: fc.Arbitrary<ApprovalRule> = fc
  .record({
    name: fc.constantFrom('manager', 'budget'),
    when,
    approverGroup: fc.constantFrom('desk', 'core'),
    refusedCode: fc.constant('no_answer'),
    isKept: fc.boolean(),
  })
  .map(({ isKept, ...rule }) => (isKept ? { ...rule, isKept } : rule));
const approvals = fc.uniqueArray(approval, { selector: ({ name }) => name, maxLength: 2 });

/** What a version may lack that another has. */
const lack = fc.constantFrom('nothing', 'network', 'printer', 'intranet');

const versions: fc.Arbitrary<Rules> = fc
  .record({
    rules: anyRules,
    approvals,
    lack,
    networkTier: fc.constantFrom(1 as const, 2 as const),
    highest: fc.constantFrom('p1' as const, 'p2' as const),
    asksService: fc.boolean(),
  })
  .map(({ rules, approvals: asked, lack: lacking, networkTier, highest, asksService }) => {
    const process = without(lacking, rules.process);
    const { network } = process.groups;
    const { priorityMatrix: matrix } = process;
    const [waiting] = Object.values(process.pending);
    const before = ['resolve' as const];
    return {
      ...rules,
      process: {
        ...process,
        groups: {
          ...process.groups,
          ...(network && { network: { ...network, tier: networkTier } }),
        },
        priorityMatrix: {
          ...matrix,
          high: { ...matrix.high, high: process.priorities.includes(highest) ? highest : 'p1' },
        },
        ...(asked.length > 0 &&
          waiting && {
            approvals: asked,
            pending: { ...process.pending, approval: waiting },
          }),
        ...(asksService &&
          process.services.length > 0 && {
            requiredFields: [{ before, fields: ['service' as const], when: everything }],
          }),
      },
    };
  });

/** The process without one of its names, and whatever led to it. */
function without(name: string, process: ProcessSnapshot): ProcessSnapshot {
  const groups = Object.entries(process.groups).filter(([group]) => group !== name);
  const categories = Object.entries(process.categories).filter(([category]) => category !== name);
  return {
    ...process,
    services: process.services.filter((service) => service !== name),
    groups: Object.fromEntries(
      groups.map(([group, one]) => [
        group,
        one.escalatesTo === name ? { ...one, escalatesTo: 'core' } : one,
      ]),
    ),
    categories: Object.fromEntries(
      categories.map(([category, one]) => [
        category,
        name === 'network' ? { ...one, group: 'desk', escalation: {} } : one,
      ]),
    ),
  };
}

const openings = fc.record({
  type: fc.constantFrom('incident' as const, 'service_request' as const),
  category: fc.constantFrom('vpn', 'printer', null),
  service: fc.constantFrom('intranet', null),
});

/** A ticket in the hands of a test that follows one version, then another. */
class Life {
  state: TicketState;
  now: number;
  rules: Rules;

  constructor(openedAt: number, opening: OpenFields, rules: Rules) {
    const decision = decide(null, openAction(opening), openedAt, rules);
    if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
    this.state = decision.state;
    this.now = openedAt;
    this.rules = rules;
  }

  copy(): Life {
    return Object.assign(Object.create(Life.prototype), this);
  }

  try(action: Action): Refusal | undefined {
    const decision = decide(this.state, action, this.now, this.rules);
    if (decision.kind === 'refusal') return decision.refusal;
    this.state = decision.state;
    return undefined;
  }

  live(steps: readonly Step[]): this {
    for (const { afterMs, actor, name, payload } of steps) {
      this.now += afterMs;
      this.try(command(name, actor, payload));
    }
    return this;
  }

  migrate(to: Rules): Refusal | undefined {
    const refusal = this.try(command('migrateProcess', marc, to));
    if (!refusal) this.rules = to;
    return refusal;
  }

  /** Lets everything take place that time has brought about by now. */
  wait(ms: number): this {
    this.now += ms;
    this.try({ name: 'timeout' });
    return this;
  }

  /** What people would do to bring it to its end; gives what stood in the way. */
  end(): Refusal | undefined {
    const { categories, services } = this.rules.process;
    const [category = null] = Object.keys(categories);
    const [service = null] = services;
    if (isOpen(this.state)) {
      this.try(command('classify', lea, { category, service }));
      for (let asked = 0; openApproval(this.state) && asked < 20; asked++) {
        // Two approvals are granted by two people.
        const approver = { kind: 'agent', id: `acc-approver-${asked}` } as const;
        const refusal = this.try(command('approve', approver, { of: 3 }));
        if (refusal) return refusal;
      }
      for (const { n } of openTasks(this.state)) {
        const refusal = this.try(command('cancelTask', lea, { n }));
        if (refusal) return refusal;
      }
      const refusal = this.try(command('resolve', lea, { code: 'solved', noteId: 'note' }));
      if (refusal) return refusal;
    }
    if (this.state.status !== 'resolved') return undefined;
    return this.try(command('close', lea, {}));
  }
}

const lives = fc.record({
  openedAt: fc.integer({ min: at(0, '00:00'), max: at(20, '00:00') }),
  opening: openings,
  from: versions,
  to: versions,
  before: fc.array(step, { maxLength: 10 }),
  after: fc.array(step, { maxLength: 5 }),
});

type Drawn = typeof lives extends fc.Arbitrary<infer L> ? L : never;

/** Lives a ticket under one version and carries it over to the other. */
function migrated({ openedAt, opening, from, to, before }: Drawn) {
  const { categories, services } = from.process;
  const { category, service } = opening;
  const known = {
    ...opening,
    category: category && categories[category] ? category : null,
    service: service && services.includes(service) ? service : null,
  };
  const life = new Life(openedAt, known, from).live(before);
  life.wait(hour);
  const version = { ...to, process: { ...to.process, version: 2, hash: 'other' } };
  return { life, version, refusal: life.migrate(version) };
}

/** Everything the ticket holds by a name has its place in the version it follows. */
function isPlaced(state: TicketState, { process, calendars }: Rules): boolean {
  const { groups, categories, services, approvals: asked = [] } = process;
  const open = openApproval(state);
  const rule = asked.find(({ name }) => name === open?.rule);
  const asks = open?.turn ? rule?.next?.[open.turn - 1] : rule;
  return (
    groups[state.group]?.tier === state.tier &&
    (state.category === null || categories[state.category] !== undefined) &&
    (state.service === null || services.includes(state.service)) &&
    openClocks(state).every(({ calendar }) => calendars[calendar]) &&
    asks?.approverGroup === open?.approverGroup &&
    (open !== undefined) === (state.pending?.reason === 'approval')
  );
}

test('whatever its version was, a ticket keeps it and says what has no place, or can be brought to its end', (t) => {
  let migratedCount = 0;
  let refusedCount = 0;
  holdsInManyCases(
    t,
    fc.property(lives, (drawn) => {
      const { life, version, refusal } = migrated(drawn);
      if (refusal?.code === 'not_in_version') {
        refusedCount += 1;
        t.true(refusal.parameters.missing.length > 0);
        t.is(life.state.processVersion, 1);
        return;
      }
      if (refusal) {
        t.true(isOver(life.state), refusal.code);
        return;
      }
      migratedCount += 1;
      t.true(isPlaced(life.state, version));
      const alone = life.copy().wait(60 * day);
      if (isOpen(alone.state)) t.not(nextDeadline(alone.state), null);
      life.live(drawn.after).wait(hour);
      if (isOpen(life.state)) t.not(nextDeadline(life.state), null);
      t.is(life.end(), undefined);
    }),
  );
  t.log(`${migratedCount} carried over, ${refusedCount} kept`);
  t.true(Math.min(migratedCount, refusedCount) > 0);
});
