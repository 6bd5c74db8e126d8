import { compileCalendars, definitionOf, snapshotOf } from '../../workflows/processes/index.ts';
import { Simulator } from '../../workflows/processes/simulate.ts';
import { madeUpHistory } from './made_up_history.ts';

/**
 * How many tickets a second the core lives through on one processor core: a year of a made-up desk
 * is run through a process and through a candidate. `npm run bench:simulate -- 50000` takes another
 * number of tickets.
 */
const ticketCount = Number(process.argv[2] ?? 20_000);
const fromMs = Date.UTC(2026, 0, 5);
const toMs = Date.UTC(2027, 0, 4);
const dayMs = 86_400_000;

const definition = definitionOf('it_support');
const snapshot = snapshotOf(definition);
const calendars = compileCalendars(definition, fromMs - dayMs, toMs + 366 * dayMs);
const current = { rules: { process: snapshot, calendars } };
const candidate = {
  rules: {
    calendars,
    process: {
      ...snapshot,
      version: snapshot.version + 1,
      targets: snapshot.targets.map((target) => ({
        ...target,
        targetMinutes: Math.ceil(target.targetMinutes * 0.8),
      })),
    },
  },
};

const histories = [...madeUpHistory(current.rules, { ticketCount, fromMs, toMs, seed: 1 })];
const simulator = new Simulator({ current, candidate }, { fromMs, toMs, zone: 'Europe/Paris' });
const startedAt = performance.now();
const cpuAtStart = process.cpuUsage();
for (const history of histories) simulator.add(history);
const wallSeconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuAtStart);
/** On a machine that is shared, wall time says how busy the others are. */
const seconds = (user + system) / 1_000_000;
const report = simulator.finish();
const eventCount = report.current.eventCount + report.candidate.eventCount;

const perSecond = (count: number) => Math.round(count / seconds).toLocaleString('en');
process.stdout.write(
  [
    `${ticketCount} tickets through two processes: ${seconds.toFixed(2)} s of processor time, ` +
      `${wallSeconds.toFixed(2)} s by the clock`,
    `  ${perSecond(ticketCount)} tickets/s, each through both processes`,
    `  ${perSecond(2 * ticketCount)} tickets/s through one process`,
    `  ${perSecond(eventCount)} events/s (${(eventCount / 2 / ticketCount).toFixed(1)} a ticket)`,
    '',
  ].join('\n'),
);
