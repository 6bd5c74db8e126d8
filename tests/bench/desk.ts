import { parseArgs } from 'node:util';
import { measureActions } from './desk/actions.ts';
import { openBenchDesk } from './desk/bench_desk.ts';
import { measureDeadlines } from './desk/deadlines.ts';
import { measureIdle } from './desk/idle.ts';
import { measureLongTicket } from './desk/long_ticket.ts';
import { describeMachine } from './desk/machine.ts';
import { measurable, measureMemory } from './desk/memory.ts';
import { measureSpeed } from './desk/speed.ts';
import { print } from './talk.ts';

/**
 * `npm run bench`: what a ticket costs, beside the least a durable workflow could cost
 * (`floor_workflow.ts`), in one run on one machine: about twelve minutes. `-- --quick` takes two,
 * to see that it works; its figures are not to be quoted. `-- --only speed,memory` measures some.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'idle,speed,actions,long,deadlines,memory' },
  },
});

const whole = {
  idle: { settleSeconds: 30, measuredSeconds: 60 },
  loads: [
    { clients: 1, lives: 20 },
    { clients: 10, lives: 100 },
    { clients: 50, lives: 150 },
    { clients: 200, lives: 300 },
  ],
  rounds: 3,
  messageCounts: [10, 1_000, 5_000],
  deadlines: 2_000,
  memory: { before: 600, measured: 600 },
};

const quick: typeof whole = {
  idle: { settleSeconds: 5, measuredSeconds: 10 },
  loads: [
    { clients: 1, lives: 5 },
    { clients: 10, lives: 30 },
  ],
  rounds: 1,
  messageCounts: [10, 100],
  deadlines: 100,
  memory: { before: 100, measured: 100 },
};

const sizes = values.quick ? quick : whole;
const asked = new Set(values.only.split(','));

print(await describeMachine());
print('Servers, workers, API and clients share the machine; 503s are counted and tried again');
print("Bare is Temporal's SDK as it comes: it takes a stack trace of each promise, ours does not");
if (asked.has('idle')) await measureIdle(sizes.idle);

const desk = await openBenchDesk();
try {
  const workers = [await desk.start('worker'), await desk.start('bare worker')];
  await desk.start('API');
  if (asked.has('speed') || asked.has('actions')) {
    const lives = await measureSpeed(desk, sizes.loads, sizes.rounds);
    if (asked.has('actions')) await measureActions(desk, lives);
  }
  if (asked.has('deadlines')) await measureDeadlines(desk, sizes.deadlines);
  if (asked.has('long')) await measureLongTicket(desk, sizes.messageCounts);
  if (asked.has('memory')) {
    for (const worker of workers) await worker.stop();
    await desk.start('worker', measurable(desk, 'worker'));
    await desk.start('bare worker', measurable(desk, 'bare worker'));
    await measureMemory(desk, sizes.memory);
  }
} finally {
  await desk.close();
}
