import { definePlaybook, StepFailure } from 'palier/playbook';

/** Looks at a server: what it finds decides what it does. */
export const looking = definePlaybook({
  name: 'looking',
  version: 1,
  title: { en: 'Looking', fr: 'Regarder' },
  input: { port: { title: { en: 'Port', fr: 'Port' }, kind: 'number' } },
  async run(desk, _ticket, { port }) {
    const { checks } = desk;
    const page = `http://127.0.0.1:${port}/`;
    const [listens, answers, wrong] = await Promise.all([
      checks.tcp('127.0.0.1', port, { name: 'listens' }),
      checks.http(page, { name: 'answers', containing: 'ready', retries: 3 }),
      checks.http(page, { name: 'says so', status: 404, retries: 0 }),
    ]);
    const found = [listens, answers, wrong].map(({ isMet }) => (isMet ? 'yes' : 'no')).join('-');
    await desk.ticket.tag({ name: 'verdict', add: [found] });
    try {
      await checks.http('http://10.1.2.3/', { name: 'inside' });
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      await desk.ticket.addMessage({ text: error.message, visibility: 'internal' });
    }
  },
});
