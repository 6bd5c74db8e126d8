import { definePlaybook } from 'palier/playbook';

/** Does the same for three at once, and fails after it. */
export const branches = definePlaybook({
  name: 'branches',
  version: 1,
  title: { en: 'Branches', fr: 'Branches' },
  input: {},
  async run(desk) {
    const sums = await Promise.all(
      [1, 2, 3].map(async (n) => {
        await desk.task({ name: 'ask', title: `Number ${n}`, group: 'desk' });
        const sum = await desk.activity<number>('add', { a: n, b: 10 });
        await desk.ticket.tag({ name: 'noted', add: [`noted-${n}`] });
        return sum;
      }),
    );
    await desk.activity('breaks once', null, { retries: 0 });
    await desk.ticket.tag({ name: 'summed', add: [`sums-${sums.join('-')}`] });
  },
});

/** Of two that are done at once one fails. */
export const beside = definePlaybook({
  name: 'beside',
  version: 1,
  title: { en: 'Beside', fr: 'À côté' },
  input: {},
  async run(desk) {
    const [, count] = await Promise.all([
      desk.activity('breaks once', null, { retries: 1 }),
      desk.activity<number>('count', null, { name: 'counted' }),
    ]);
    await desk.ticket.tag({ name: 'counted so far', add: [`count-${count}`] });
  },
});
