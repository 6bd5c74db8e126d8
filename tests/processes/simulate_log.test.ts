import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { getMapping } from '../../activities/import/choose_mapping.ts';
import { buildProcess } from '../../activities/import/import_process.ts';
import type { Mapping } from '../../activities/import/mapping.ts';
import { readLog } from '../../activities/import/read_log.ts';
import { replayLog } from '../../activities/import/replay_log.ts';
import { dayMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { compileCalendars, definitionOf, snapshotOf } from '../../workflows/processes/index.ts';
import { simulationReport } from '../../workflows/processes/simulate/report.ts';
import { type Simulation, Simulator } from '../../workflows/processes/simulate/simulate.ts';
import { csvFields, csvMapping, writeLog } from '../import/small_logs.ts';

const italianLog = path.resolve(
  import.meta.dirname,
  '../../../shared/data/helpdesk/helpdesk.xes.gz',
);

/** A log as the import stores it, and the same simulated under its own process. */
async function simulate(file: string, mapping: Mapping) {
  const log = await readLog([file], mapping);
  const { rules } = buildProcess(mapping, log);
  const candidate = definitionOf('it_support');
  const calendars = compileCalendars(candidate, log.fromMs, log.toMs + 400 * dayMs);
  const simulator = new Simulator(
    { current: { rules }, candidate: { rules: { process: snapshotOf(candidate), calendars } } },
    { fromMs: log.fromMs, toMs: log.toMs, zone: 'UTC' },
  );
  const stored: TicketEvent[][] = [];
  for await (const read of replayLog(log, mapping, buildProcess(mapping, log))) {
    if (read.kind === 'rejects') continue;
    stored.push(read.ticket.events);
    simulator.add(read.ticket);
  }
  await log.close();
  return { simulation: simulator.finish(), stored };
}

function figuresOf(stored: TicketEvent[][]) {
  const events = stored.flat();
  const escalated = events.flatMap((event) =>
    event.type === 'escalated' ? event.data.escalation : [],
  );
  return {
    eventCount: events.length,
    reopenedCount: events.filter(({ type }) => type === 'ticket_reopened').length,
    functional: escalated.filter(({ kind }) => kind === 'functional').length,
    groups: [
      ...new Set(
        events.flatMap((event) => (event.type === 'ticket_routed' ? event.data.group : [])),
      ),
    ].sort(),
  };
}

function figuresIn({ current }: Simulation) {
  return {
    eventCount: current.eventCount,
    reopenedCount: current.reopenedCount,
    functional: current.escalations.functionalByPeople,
    groups: current.loads.map(({ group }) => group).sort(),
  };
}

const mapping = csvMapping({
  fields: { ...csvFields, group: 'team', tier: 'team', category: 'area' },
  values: { tier: { Desk: 'first_line', Expert: 'second_line', Lab: 'third_line' } },
});
const rows = [
  'A,open,2026-01-05T09:00Z,,Desk,Mail',
  'A,take,2026-01-05T09:30Z,Bob,Desk,',
  'A,take,2026-01-05T10:00Z,Eve,Expert,',
  'A,solve,2026-01-06T09:00Z,Eve,Expert,',
  'A,solve,2026-01-07T09:00Z,Ivy,Lab,Disk',
  'A,close,2026-01-08T09:00Z,Bob,Desk,',
  'B,open,2026-01-05T09:00Z,,,',
  'B,take,2026-01-06T09:00Z,Eve,Expert,',
  'B,wait,2026-01-07T09:00Z,Eve,Expert,',
  'C,open,2026-01-05T10:00Z,,Lab,Mail',
];

test('a log is simulated as the import stores it: first groups, escalations, remarks, every event', async (t) => {
  const file = writeLog('log.csv', ['case,activity,time,agent,team,area', ...rows].join('\n'));
  const { simulation, stored } = await simulate(file, mapping);
  t.deepEqual(figuresIn(simulation), figuresOf(stored));
  t.is(simulation.current.escalations.functionalByPeople, 2);
  t.deepEqual(simulation.current.refused, []);
});

/** Any rows at all: what the rules refuse is part of a history too. */
const anyRow = fc.record({
  activity: fc.constantFrom('open', 'take', 'wait', 'escalate', 'solve', 'close', 'ask', 'answer'),
  agent: fc.constantFrom('', 'Bob', 'Eve'),
  team: fc.constantFrom('', 'Desk', 'Expert', 'Lab', 'Sea'),
  area: fc.constantFrom('', 'Mail', 'Disk'),
  minutes: fc.integer({ min: 0, max: 3000 }),
});
const anyCase = fc.array(anyRow, { minLength: 1, maxLength: 12 });

test('whatever a log tells, it is simulated as it is stored', async (t) => {
  t.timeout(240_000);
  const anyMapping = csvMapping({
    fields: { ...csvFields, group: 'team', tier: 'team', category: 'area' },
    values: {
      tier: { Desk: 'first_line', Expert: 'second_line', Lab: 'third_line', Sea: 'second_line' },
    },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyCase, { minLength: 1, maxLength: 5 }), async (cases) => {
      const lines = cases.flatMap((steps, number) => {
        let at = Date.UTC(2026, 0, 5);
        return steps.map(({ activity, agent, team, area, minutes }) => {
          at += minutes * minuteMs;
          return `T${number},${activity},${new Date(at).toISOString()},${agent},${team},${area}`;
        });
      });
      const head = 'case,activity,time,agent,team,area';
      const { simulation, stored } = await simulate(
        writeLog('any.csv', [head, ...lines].join('\n')),
        anyMapping,
      );
      t.deepEqual(figuresIn(simulation), figuresOf(stored));
    }),
    { numRuns: 100 },
  );
});

const withItalian = existsSync(italianLog) ? test : test.skip;
withItalian('so is a real one', async (t) => {
  t.timeout(240_000);
  const { simulation, stored } = await simulate(italianLog, await getMapping('italian_helpdesk'));
  t.deepEqual(figuresIn(simulation), figuresOf(stored));
});

test('a log that names no groups leaves them to the candidate; one that does takes its tickets there', async (t) => {
  const fields = { ...csvFields, category: 'area' };
  const file = writeLog(
    'log.csv',
    ['case,activity,time,agent,area,team', 'A,open,2026-01-05T09:00Z,Bob,email,network'].join('\n'),
  );
  const groupsOf = async (mapped: Record<string, string>) =>
    (await simulate(file, csvMapping({ fields: mapped }))).simulation.candidate.loads.map(
      ({ group }) => group,
    );
  t.deepEqual(await groupsOf(fields), ['service_desk']);
  t.deepEqual(await groupsOf({ ...fields, group: 'team' }), ['network']);
});

test('of many groups the report tells the largest, and the others as one', async (t) => {
  const many = Array.from({ length: 600 }, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, '0');
    return `T${index},open,2026-01-${day}T09:00Z,,Team ${index},`;
  });
  const file = writeLog('log.csv', ['case,activity,time,agent,team,area', ...many].join('\n'));
  const { simulation } = await simulate(
    file,
    csvMapping({ fields: { ...csvFields, group: 'team' } }),
  );
  const lines = simulationReport(simulation).split('\n');
  t.true(lines.length < 180, `${lines.length} lines`);
  // Of the 600 of the log and the two of the candidate.
  t.true(lines.some((line) => line.startsWith('  the other 592')));
  t.is(simulation.current.loads.length, 600);
});
