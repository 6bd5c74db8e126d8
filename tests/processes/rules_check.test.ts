import test from 'ava';
import { checkProcess } from '../../workflows/processes/check/check.ts';
import { feedingRules } from '../../workflows/processes/check/feeding.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { all, is, never, not } from '../../workflows/processes/conditions.ts';
import { defineProcess, type ProcessDefinition } from '../../workflows/processes/define.ts';
import { hours } from '../../workflows/processes/durations.ts';
import { smallProcess } from './small_process.ts';

const title = { en: 'Title', fr: 'Titre' };
const from = Date.UTC(2026, 0, 5, 9);

const endless = (rules: ProcessDefinition['rules'], more: Partial<ProcessDefinition> = {}) => {
  const process = { ...smallProcess, ...more, rules };
  const { violations, notices } = checkProcess(process as never, from);
  return [...violations, ...notices].filter(({ rule }) => rule === 'rules_end');
};

test('rules that change each other’s doing back and forth are found, with a life of a ticket', (t) => {
  const [found, ...others] = endless({
    urgent: {
      title,
      on: { event: 'classified' },
      when: not(is('priority', 'p2')),
      do: [{ set: { priority: 'p2' } }],
    },
    not_so_urgent: {
      title,
      on: { event: 'classified' },
      when: is('priority', 'p2'),
      do: [{ set: { priority: 'p3' } }],
    },
  });
  t.deepEqual(others, []);
  t.is(
    found?.message,
    "Rules make each other act for ever, in one step: 'not_so_urgent', 'urgent'",
  );
  t.deepEqual(found?.about, ['rules.not_so_urgent', 'rules.urgent']);
  t.regex(found?.path[0] ?? '', /^a requester opens an incident/);
  t.regex(found?.path[1] ?? '', /^an agent/);
  t.regex(
    found?.path[2] ?? '',
    /^the rule '(urgent|not_so_urgent)' acts.*: set priority to p[23]$/,
  );
  t.regex(found?.path.at(-1) ?? '', /for ever$/);
});

test('rules that go round by way of time or the allocator are found, though each step ends', (t) => {
  const [held] = endless({
    hold_again: {
      title,
      on: { event: 'resumed' },
      do: [{ hold: 'supplier', for: { length: hours(1), calendar: 'office' } }],
    },
  });
  t.regex(held?.message ?? '', /for ever, with nobody touching the ticket: 'hold_again'/);
  const [passed] = endless({
    not_me: { title, on: { event: 'assigned' }, do: [{ assign: 'queue' }] },
  });
  t.regex(passed?.message ?? '', /with nobody touching the ticket: 'not_me'/);
});

test('rules feed each other where a third one, that feeds none of them, makes the condition hold again', (t) => {
  const [found] = endless({
    tags: {
      title,
      on: { event: 'tagged' },
      when: is('priority', 'p1'),
      do: [{ set: { priority: 'p2' } }, { tag: ['seen'], untag: ['again'] }],
    },
    tags_again: {
      title,
      on: { event: 'tagged' },
      when: is('priority', 'p1'),
      do: [{ set: { priority: 'p2' } }, { tag: ['again'], untag: ['seen'] }],
    },
    always_urgent: {
      title,
      on: { event: 'classified' },
      when: is('priority', 'p2'),
      do: [{ set: { priority: 'p1' } }],
    },
  });
  t.regex(found?.message ?? '', /for ever, in one step: .*'tags', 'tags_again'/);
});

test('rules feed each other where what would end it is refused to them', (t) => {
  const [found] = endless({
    tags: {
      title,
      on: { event: 'tagged' },
      when: is('priority', 'p3'),
      do: [{ set: { priority: 'p2' } }, { tag: ['seen'], untag: ['again'] }],
    },
    tags_again: {
      title,
      on: { event: 'tagged' },
      when: is('priority', 'p3'),
      do: [{ set: { priority: 'p2' } }, { tag: ['again'], untag: ['seen'] }],
    },
  });
  t.regex(found?.message ?? '', /act for ever, in one step: 'tags', 'tags_again'/);
});

test('a rule that sets what no other one sets, and does nothing else, feeds none that is for another value', (t) => {
  const process = compileProcess({
    ...smallProcess,
    rules: {
      urgent: {
        title,
        on: { event: 'classified' },
        when: not(is('priority', 'p1')),
        do: [{ set: { priority: 'p1' } }, { notify: ['group'] }],
      },
    },
  } as never);
  t.deepEqual(feedingRules(process), []);
});

test('a circle by what no life that is looked at has is told as one that could be', (t) => {
  const [found] = endless(
    {
      late_again: { title, on: { event: 'task_overdue' }, do: [{ addTask: 'badge' }] },
    },
    { tasks: { badge: { title, group: 'desk', within: hours(1) } } },
  );
  t.regex(found?.message ?? '', /could make each other act for ever, .*: 'late_again'/);
});

test('a rule that asks the network of each answer, or begins a playbook that may set it off, is told', (t) => {
  const subject = { kind: 'tcp', host: 'vpn.example.org', port: 443 } as const;
  const [asked] = endless({
    again: { title, on: { event: 'check_failed' }, do: [{ check: subject }] },
  });
  t.regex(asked?.message ?? '', /could make each other act for ever, .*: 'again'/);
  const begin = { title, on: { event: 'tagged' }, do: [{ startPlaybook: 'restart' }] } as const;
  const more = { playbooks: ['restart'] };
  t.regex(endless({ begin }, more)[0]?.message ?? '', /could make each other .*: 'begin'/);
  t.deepEqual(endless({ begin: { ...begin, once: 'ticket' } }, more), []);
});

test('what a rule links to, begins or asks is said where it is wrong', (t) => {
  const error = t.throws(
    () =>
      compileProcess({
        ...smallProcess,
        playbooks: ['restart'],
        rules: {
          one: {
            title,
            on: { event: 'opened' },
            do: [
              { link: 'related', to: 'event' },
              { link: 'sibling', to: { ticket: '1042' } },
              { startPlaybook: 'restrat' },
              { tag: ['vip-lounge', 'VIP lounge'] },
              { check: { kind: 'tcp', host: 'vpn.example.org', port: 443 }, as: 'ping' },
            ],
          },
        },
      } as never),
    { any: true },
  ) as { problems: { path: string }[] };
  t.deepEqual(error.problems.map(({ path }) => path).sort(), [
    'rules.one.do.0.to',
    'rules.one.do.1.link',
    'rules.one.do.1.to.ticket',
    'rules.one.do.2.startPlaybook',
    'rules.one.do.3.tag',
    'rules.one.do.4.as',
  ]);
});

test('a circle that acts once on a ticket, or whose conditions exclude each other, is none', (t) => {
  t.deepEqual(
    endless({
      urgent: {
        title,
        on: { event: 'classified' },
        when: not(is('priority', 'p2')),
        do: [{ set: { priority: 'p2' } }],
      },
      urgent_is_of_the_experts: {
        title,
        on: { event: 'classified' },
        when: is('priority', 'p2'),
        do: [{ set: { impact: 'high' } }, { tag: ['urgent'] }],
      },
    }),
    [],
  );
  t.deepEqual(
    endless({
      hold_once: {
        title,
        on: { event: 'resumed' },
        do: [{ hold: 'supplier', for: { length: hours(1), calendar: 'office' } }],
        once: 'ticket',
      },
    }),
    [],
  );
});

test('a rule that is for no ticket is told', (t) => {
  const process = defineProcess({
    ...smallProcess,
    rules: {
      nobody: {
        title,
        on: { event: 'opened' },
        when: all(is('priority', 'p1'), is('priority', 'p2')),
        do: [{ notify: ['group'] }],
      },
    },
  });
  const { violations } = checkProcess(process, from);
  t.deepEqual(
    violations.map(({ message }) => message),
    ["rules 'nobody' is for priority p1 and priority p2, and no ticket is that"],
  );
});

test('a process whose rules change tickets is searched with them, and holds', (t) => {
  const process = defineProcess({
    ...smallProcess,
    approvals: [{ name: 'risky', title, when: never, by: 'experts', refusedAs: 'silence' }],
    pending: {
      ...smallProcess.pending,
      approval: { title, pauses: [], reminders: [], limit: hours(8), calendar: 'office' },
    },
    rules: {
      forgotten: {
        title,
        on: { in: 'pending', after: hours(20), calendar: 'office' },
        do: [{ resume: true }, { notify: ['assignee'] }],
      },
      risky: {
        title,
        on: { event: 'made_major' },
        do: [{ askApproval: 'risky' }, { escalate: { hierarchical: 1 } }],
        once: 'ticket',
      },
    },
  });
  t.deepEqual(checkProcess(process, from).violations, []);
});
