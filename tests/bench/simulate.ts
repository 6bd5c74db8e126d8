import { livePastTicket } from '../../cli/demo/past_ticket.ts';
import { seededRandom } from '../../cli/demo/random.ts';
import { stories } from '../../cli/demo/stories.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';
import { compileCalendars, definitionOf, snapshotOf } from '../../workflows/processes/index.ts';
import { Simulator } from '../../workflows/processes/simulate/simulate.ts';

/**
 * How many tickets a second the core lives through on one processor core: a year of a made-up desk
 * is run through its process and through a candidate. Another number of tickets can be given:
 * `npm run bench:simulate -- 50000`.
 */
const ticketCount = Number(process.argv[2] ?? 20_000);
const dayMs = 86_400_000;
const fromMs = Date.UTC(2026, 0, 5);
const toMs = fromMs + 364 * dayMs;
const batchSize = 500;

const definition = definitionOf('it_support');
const snapshot = snapshotOf(definition);
const calendars = compileCalendars(definition, fromMs - dayMs, toMs + 366 * dayMs);
const rules = { process: snapshot, calendars };
const sooner = snapshot.targets.map((target) => ({
  ...target,
  targetMinutes: Math.ceil(target.targetMinutes * 0.8),
}));
const candidate = { process: { ...snapshot, version: 2, targets: sooner }, calendars };

function madeUp(number: number) {
  const random = seededRandom(number);
  const { ticketId, events } = livePastTicket({
    ticketId: ticketIdFrom(String(number).padStart(26, '0')),
    requester: { id: `acc-${number % 500}`, tier: random.chance(0.05) ? 'vip' : 'standard' },
    story: random.weigh(stories),
    openedAt: fromMs + Math.floor(((toMs - fromMs) * number) / ticketCount),
    rules,
    random,
    today: toMs,
  });
  return { ticketId, events };
}

const simulator = new Simulator(
  { current: { rules }, candidate: { rules: candidate } },
  { fromMs, toMs: toMs + 30 * dayMs, zone: 'Europe/Paris' },
);
let cpuSeconds = 0;
let wallSeconds = 0;
for (let start = 0; start < ticketCount; start += batchSize) {
  const size = Math.min(batchSize, ticketCount - start);
  const histories = Array.from({ length: size }, (_, index) => madeUp(start + index));
  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  for (const history of histories) simulator.add(history);
  wallSeconds += (performance.now() - wallBefore) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuSeconds += (user + system) / 1_000_000;
}
const report = simulator.finish();
const eventCount = report.current.eventCount + report.candidate.eventCount;

// By processor time: on a shared machine the clock on the wall tells how busy the others are.
const perSecond = (count: number) => Math.round(count / cpuSeconds).toLocaleString('en');
process.stdout.write(`${ticketCount} tickets through two processes: \
${cpuSeconds.toFixed(2)} s of processor time, ${wallSeconds.toFixed(2)} s by the clock
  ${perSecond(ticketCount)} tickets/s, each through both processes
  ${perSecond(2 * ticketCount)} tickets/s through one process
  ${perSecond(eventCount)} events/s (${(eventCount / 2 / ticketCount).toFixed(1)} a ticket)
`);
