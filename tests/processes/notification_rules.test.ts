import test from 'ava';
import { alwaysToldReasons } from '../../workflows/domain/muting.ts';
import { alarmReasons } from '../../workflows/domain/notification_words.ts';
import { notificationSides } from '../../workflows/domain/recipients.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { defineProcess } from '../../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { diffProcesses } from '../../workflows/processes/diff/diff.ts';
import {
  historyProcessId,
  type ProcessDefinition,
  processDefinitions,
} from '../../workflows/processes/index.ts';
import {
  daily,
  defaultRule,
  type NotificationRules,
  reasonsOfSide,
  ruleFor,
  weekly,
} from '../../workflows/processes/notifications/rules.ts';
import { ruleWords } from '../../workflows/processes/notifications/words.ts';
import { smallProcess } from './small_process.ts';

// What is wrong must be red in the editor: `tsc` fails where one of these lines has no error.
const wrongProcesses = [
  defineProcess({
    ...smallProcess,
    notifications: {
      // @ts-expect-error there is no such side
      managers: { assigned: { bell: true } },
    },
  }),
  defineProcess({
    ...smallProcess,
    notifications: {
      // @ts-expect-error there is no such reason
      agents: { asigned: { bell: true } },
    },
  }),
  defineProcess({
    ...smallProcess,
    notifications: {
      agents: {
        // @ts-expect-error there is no such channel
        mentioned: { pager: true },
        // @ts-expect-error mail comes at once, hourly, daily or weekly, or never
        assigned: { mail: 'monthly' },
        // @ts-expect-error a time of day is hours and minutes
        followed: { mail: daily('8 am') },
        // @ts-expect-error there is no such day
        reopened: { mail: weekly('someday', '08:00') },
        // @ts-expect-error the hours of nobody in particular
        handed_off: { hours: 'office' },
      },
      requesters: {
        // @ts-expect-error of this the desk is told
        escalated: { mail: 'at_once' },
      },
    },
  }),
];

test('what is wrong in how a process tells is red where it stands', (t) => {
  t.is(wrongProcesses.length, 3);
});

function problemsOf(notifications: NotificationRules): string[] {
  try {
    compileProcess({ ...smallProcess, notifications } as ProcessDefinition);
    return [];
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    return error.problems.map(({ path, expected }) => `${path}: ${expected}`);
  }
}

test('what must be told is told by the bell or by mail', (t) => {
  t.deepEqual(
    problemsOf({ agents: { assigned: { bell: false, desktop: false, mail: 'never' } } }),
    ['notifications.agents.assigned: the bell or mail: nobody is spared this'],
  );
  t.deepEqual(problemsOf({ agents: { assigned: { bell: false, desktop: false } } }), []);
  t.deepEqual(problemsOf({ requesters: { received: { mail: 'never' } } }), []);
});

test('an alarm waits for no digest, and a digest comes at a time of day', (t) => {
  t.deepEqual(problemsOf({ agents: { escalated: { mail: 'hourly' } } }), [
    "notifications.agents.escalated.mail: 'at_once' or 'never': in a digest an alarm comes when it is too late",
  ]);
  t.deepEqual(problemsOf({ agents: { followed: { mail: daily('24:00') } } }), [
    "notifications.agents.followed.mail: a time of day, as '08:00'",
  ]);
  t.deepEqual(problemsOf({ agents: { followed: { mail: weekly('monday', '08:00') } } }), []);
});

test('the desktop shows what the bell lists, so it is told by both', (t) => {
  t.deepEqual(problemsOf({ requesters: { received: { desktop: true } } }), [
    'notifications.requesters.received.desktop: bell: true with it: it shows what the bell lists',
  ]);
});

test('what comes from outside of the types is refused with what was expected', (t) => {
  const outside = { agents: { assigned: { mail: 'monthly' } } } as unknown as NotificationRules;
  t.deepEqual(problemsOf(outside), [
    "notifications.agents.assigned.mail: 'never', 'at_once', 'hourly', daily('08:00') or weekly('monday', '08:00')",
  ]);
});

test('how people are told is no part of what a ticket carries: its version need not rise', (t) => {
  const before = smallProcess as ProcessDefinition;
  const notifications = { agents: { followed: { mail: daily('08:00') } } };
  const after: ProcessDefinition = { ...before, notifications };
  t.is(compileProcess(after).hash, compileProcess(before).hash);
});

test('a diff says what changes of how people are told, and nothing where the default is written out', (t) => {
  const before = smallProcess as ProcessDefinition;
  const compared = (notifications: NotificationRules) => {
    const definition = { ...before, notifications };
    return { snapshot: compileProcess(definition), definition };
  };
  const from = { snapshot: compileProcess(before), definition: before };
  const { lines } = diffProcesses(
    from,
    compared({ agents: { followed: { mail: daily('08:00'), hours: 'group', isFixed: true } } }),
  );
  t.deepEqual(
    lines.map(({ text }) => text),
    [
      'How agents are told, followed: bell, desktop, in the recipient’s hours → bell, desktop, ' +
        'mail each day at 08:00, in the hours of the ticket’s group, nobody may choose otherwise',
    ],
  );
  t.deepEqual(
    diffProcesses(from, compared({ agents: { assigned: { mail: 'at_once' } } })).lines,
    [],
  );
});

/** What each reason is told by where a process does not say otherwise. */
const byDefault: Record<string, string> = {
  'requesters resolved': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters not_approved': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters cancelled': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters approved': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters answered': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters reminder': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters consent_requested': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters put_on_hold': 'mail at once, in the recipient’s hours',
  'requesters merge_undone': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters colleague_wrote': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters copied': 'bell, desktop, mail at once, in the recipient’s hours',
  'requesters received': 'mail at once, in the recipient’s hours',
  'agents approval_requested': 'bell, desktop, mail at once, in the recipient’s hours',
  'agents escalated': 'bell, desktop, mail at once, at any hour',
  'agents paged': 'bell, desktop, mail at once, at any hour, nobody may choose otherwise',
  'agents page_unanswered': 'bell, desktop, mail at once, at any hour',
  'agents attention_required': 'bell, desktop, mail at once, at any hour',
  'agents assigned': 'bell, desktop, mail at once, in the recipient’s hours',
  'agents warned': 'bell, in the recipient’s hours',
  'agents taken_over': 'bell, desktop, in the recipient’s hours',
  'agents mentioned': 'bell, desktop, mail at once, in the recipient’s hours',
  'agents assignment_overdue': 'bell, desktop, at any hour',
  'agents task_assigned': 'bell, desktop, mail at once, in the recipient’s hours',
  'agents task_due': 'bell, desktop, mail at once, in the recipient’s hours',
  'agents task_waiting': 'bell, desktop, in the recipient’s hours',
  'agents task_ended': 'bell, desktop, in the recipient’s hours',
  'agents rule': 'bell, desktop, mail at once, at any hour',
  'agents handed_off': 'bell, desktop, in the recipient’s hours',
  'agents handed_back': 'bell, desktop, in the recipient’s hours',
  'agents requester_wrote': 'bell, desktop, in the recipient’s hours',
  'agents reopened': 'bell, desktop, in the recipient’s hours',
  'agents cancelled': 'bell, desktop, in the recipient’s hours',
  'agents not_taken': 'bell, desktop, in the recipient’s hours',
  'agents merge_undone': 'bell, desktop, in the recipient’s hours',
  'agents followed': 'bell, desktop, in the recipient’s hours',
};

/** Where a shipped process tells otherwise. */
const otherwise: Record<string, Record<string, string>> = {
  it_support: {},
  follow_the_sun: {
    'agents handed_off': 'bell, desktop, mail at once, in the hours of the ticket’s group',
  },
  service_requests: {},
};

test('who hears what by which channel, by each process that comes with the desk', (t) => {
  const processes = processDefinitions().filter(({ id }) => id !== historyProcessId);
  t.deepEqual(processes.map(({ id }) => id).sort(), Object.keys(otherwise).sort());
  for (const { id, notifications } of processes) {
    const told = notificationSides.flatMap((side) =>
      reasonsOfSide(side).map((reason) => [
        `${side} ${reason}`,
        ruleWords(ruleFor(notifications, side, reason)),
      ]),
    );
    t.deepEqual(Object.fromEntries(told), { ...byDefault, ...otherwise[id] }, id);
  }
});

test('by default everybody is told what they must be, and of an alarm at once', (t) => {
  for (const side of notificationSides) {
    for (const reason of reasonsOfSide(side)) {
      const { bell, mail } = defaultRule(side, reason);
      if (isAmong(alwaysToldReasons, reason)) t.true(bell || mail !== 'never', reason);
      if (isAmong(alarmReasons, reason)) t.true(mail === 'never' || mail === 'at_once', reason);
    }
  }
});
