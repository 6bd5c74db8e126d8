import test from 'ava';
import type { LogCase } from '../../activities/import/log_row.ts';
import type { Mapping } from '../../activities/import/mapping.ts';
import { importedTicketId, replayCase } from '../../activities/import/replay_case.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { isTicketId } from '../../workflows/ids.ts';
import { csvFields, csvMapping, readWhole, writeLog } from './small_logs.ts';

const head = 'case,activity,time,agent';

async function replay(rows: string[], mapping: Mapping = csvMapping(), columns = head) {
  const log = await readWhole(writeLog('log.csv', [columns, ...rows].join('\n')), mapping);
  const [logCase] = log.cases as [LogCase];
  const until = logCase.rows.at(-1)?.at ?? 0;
  return replayCase(logCase, mapping, log.process, until);
}

function told(events: TicketEvent[], line: number): string[] {
  return events
    .filter(({ type, source }) => source?.line === line && type !== 'attention_scheduled')
    .map((event) => (event.type === 'history_noted' ? `noted: ${event.data.reason}` : event.type));
}

test('a log and a case always give the same ticket, and others give others', (t) => {
  t.true(isTicketId(importedTicketId('log', 'Case 1')));
  t.is(importedTicketId('log', 'Case 1'), importedTicketId('log', 'Case 1'));
  t.not(importedTicketId('log', 'Case 1'), importedTicketId('log', 'Case 2'));
  t.not(importedTicketId('log', 'Case 1'), importedTicketId('other', 'Case 1'));
});

test('every row causes at least one event that carries it as its source', async (t) => {
  const { events, state } = await replay([
    'A,open,2026-01-05T09:00Z,Anna',
    'A,take,2026-01-05T10:00Z,Anna',
    'A,take,2026-01-05T10:30Z,Anna',
    'A,wait,2026-01-05T11:00Z,Anna',
    'A,solve,2026-01-06T11:00Z,Anna',
    'A,solve,2026-01-07T11:00Z,Bruno',
    'A,close,2026-01-08T11:00Z,',
    'A,close,2026-01-08T11:00Z,Anna',
    'A,take,2026-01-09T11:00Z,Anna',
  ]);
  t.deepEqual(told(events, 3), ['ticket_assigned', 'work_started']);
  t.deepEqual(told(events, 4), ['noted: It changed nothing']);
  t.deepEqual(told(events, 6), ['pending_ended', 'ticket_resolved']);
  t.true(told(events, 7).includes('ticket_reopened'));
  t.true(told(events, 7).includes('ticket_resolved'));
  t.deepEqual(told(events, 8), ['ticket_closed']);
  t.regex(told(events, 9)[0] ?? '', /^noted: Refused: The ticket is closed/);
  t.regex(told(events, 10)[0] ?? '', /^noted: Refused: The ticket is closed/);
  t.is(state.status, 'closed');
  t.is(state.resolution?.n, 2);
  t.is(state.closedAt, Date.parse('2026-01-08T11:00Z'));
});

test('a history has no deadline but its own rows: nothing happens by itself for years', async (t) => {
  const { events, state } = await replay([
    'A,open,2010-01-05T09:00Z,Anna',
    'A,take,2016-01-05T10:00Z,Anna',
    'A,solve,2022-01-05T10:00Z,Anna',
  ]);
  t.is(state.status, 'resolved');
  t.true(events.every(({ source }) => source !== undefined));
});

test('a step of nobody in particular is the importer’s', async (t) => {
  const { events } = await replay(['A,open,2026-01-05T09:00Z,', 'A,take,2026-01-05T10:00Z,']);
  t.deepEqual(events[0]?.actor, { kind: 'system', id: 'import' });
  t.deepEqual(told(events, 3), ['noted: Refused: Only agents can do this.']);
});

test('messages in a log answer the requester', async (t) => {
  const { state, texts } = await replay([
    'A,open,2026-01-05T09:00Z,Anna',
    'A,take,2026-01-05T09:10Z,Anna',
    'A,answer,2026-01-05T10:00Z,Anna',
    'A,ask,2026-01-05T11:00Z,Anna',
  ]);
  t.is(state.firstResponseAt, Date.parse('2026-01-05T10:00Z'));
  t.is(state.requesterMessageCount, 1);
  t.deepEqual(
    texts.map(({ author }) => author.kind),
    ['agent', 'requester'],
  );
});

const columnMapping = csvMapping({
  fields: {
    ...csvFields,
    group: 'team',
    tier: 'level',
    impact: 'impact',
    urgency: 'urgency',
    priority: 'priority',
    category: 'area',
    service: 'product',
    requester: 'caller',
    subject: 'title',
  },
  values: { tier: { '1': 'first_line', '2': 'second_line' } },
});
const columns = `${head},team,level,impact,urgency,priority,area,product,caller,title`;

test('columns of the log become the ticket’s own, and a move to a higher tier an escalation', async (t) => {
  const { events, state } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Anna,Front office,1,high,medium,,Réseau / Wi-Fi,CRM 2,Carla,No Wi-Fi',
      'A,take,2026-01-05T10:00Z,Anna,Front office,1,high,medium,,Réseau / Wi-Fi,CRM 2,Carla,',
      'A,take,2026-01-06T10:00Z,Bruno,Back office,2,high,high,,Réseau / Wi-Fi,CRM 2,Carla,',
      'A,solve,2026-01-07T10:00Z,Bruno,Front office,1,high,high,p3,Réseau / Wi-Fi,CRM 2,Carla,',
    ],
    columnMapping,
    columns,
  );
  const opened = events.find(({ type }) => type === 'ticket_routed');
  t.like(opened, { data: { group: 'front_office', tier: 1, fromGroup: null } });
  t.like(state.escalations[0], {
    kind: 'functional',
    fromGroup: 'front_office',
    toGroup: 'back_office',
    fromTier: 1,
    toTier: 2,
    outcome: 'accepted',
  });
  t.like(state, {
    category: 'réseau_wi_fi',
    service: 'crm_2',
    impact: 'high',
    urgency: 'high',
    priority: 'p3',
    priorityOverridden: true,
    group: 'front_office',
    tier: 1,
    status: 'resolved',
  });
  const back = events.findLast(({ type }) => type === 'ticket_routed');
  t.like(back, { data: { fromGroup: 'back_office', cause: 'manual' } });
});

test('a log may be replayed under a process of the desk, whose promises then count', async (t) => {
  const mapping = csvMapping({
    process: 'it_support',
    fields: {
      case: 'case',
      activity: 'activity',
      timestamp: 'time',
      resource: 'agent',
      group: 'team',
    },
  });
  const { events, state } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Anna,service_desk',
      'A,take,2026-01-05T10:00Z,Anna,service_desk',
      'A,solve,2026-01-30T10:00Z,Anna,service_desk',
    ],
    mapping,
    `${head},team`,
  );
  t.true(events.some(({ type }) => type === 'sla_breach'));
  t.true(events.some(({ type, source }) => type === 'escalated' && source === undefined));
  t.is(state.status, 'resolved');
  t.is(state.processId, 'it_support');
});

test('rules of a mapping can look at the ticket, at who has it and at what comes later', async (t) => {
  const mapping = csvMapping({
    activities: {
      open: [{ when: { opens: true }, steps: [] }],
      touch: [
        { when: { assignee: ['nobody'] }, steps: [{ action: 'accept' }] },
        { when: { assignee: ['other'] }, steps: [{ action: 'note', reason: 'other' }] },
        { when: { followedBy: ['end'] }, steps: [{ action: 'note', reason: 'more to come' }] },
        {
          when: { status: ['in_progress'], tier: ['first_line'] },
          steps: [{ action: 'note', reason: 'last' }],
        },
      ],
      end: [{ when: { tier: ['third_line'] }, steps: [{ action: 'cancel' }] }],
    },
  });
  const { events } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Anna',
      'A,touch,2026-01-05T10:00Z,Anna',
      'A,touch,2026-01-05T11:00Z,Bruno',
      'A,touch,2026-01-05T12:00Z,Anna',
      'A,end,2026-01-05T13:00Z,Anna',
      'A,touch,2026-01-05T14:00Z,Anna',
    ],
    mapping,
  );
  t.deepEqual(told(events, 3), ['ticket_assigned', 'work_started']);
  t.deepEqual(told(events, 4), ['noted: other']);
  t.deepEqual(told(events, 5), ['noted: more to come']);
  t.deepEqual(told(events, 6), ['noted: No rule of the mapping applied']);
  t.deepEqual(told(events, 7), ['noted: last']);
});
