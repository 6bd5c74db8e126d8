import { days, definePlaybook, minutes } from 'palier/playbook';

/** Tags, waits, loops, branches, works in parallel and says what it found. */
export const plain = definePlaybook({
  name: 'plain',
  version: 1,
  title: { en: 'Plain', fr: 'Simple' },
  input: {
    word: { title: { en: 'Word', fr: 'Mot' }, kind: 'text' },
    wrong: { title: { en: 'Wrong', fr: 'Faux' }, kind: 'boolean', isOptional: true },
  },
  async run(desk, ticket, { word, wrong }) {
    await desk.ticket.tag({ name: 'first word', add: [word] });
    await Promise.all([
      desk.sleep(days(3), { name: 'three days' }),
      desk.sleep(minutes(5), { name: 'five minutes' }),
    ]);
    for (const urgency of ['low', 'high'] as const) {
      await desk.ticket.classify({ name: 'urgency', urgency });
    }
    const sum = await desk.activity<number>('add', { a: 2, b: 3 });
    if (wrong) throw new Error(`${ticket.category ?? 'nothing'} is wrong`);
    await desk.ticket.addMessage({ text: `The sum is ${sum}`, visibility: 'internal' });
  },
});
