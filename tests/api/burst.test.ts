import test from 'ava';
import { callerOf, keyed, type Reply, startApiDesk } from './api_desk.ts';

const texts = { subject: 'No sound', description: 'Since the update.' };
const burst = Array.from({ length: 150 }, (_, n) => keyed(`burst-${n}`));

test('of 150 tickets opened at once each is opened or refused with nothing done, and a repeat opens it', async (t) => {
  const desk = await startApiDesk();
  const camille = callerOf(desk.server.url, 'demo-requester', 'impatient');
  const open = (key: (typeof burst)[number]) => camille.post('/api/tickets', texts, key);
  const answers = await Promise.all(burst.map(open));

  const isBusy = ({ status, body }: Reply) => status === 503 && body.code === 'busy';
  const opened = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(isBusy);
  t.is(opened.length + refused.length, burst.length, 'nobody is told anything else');
  t.true(opened.length > 0);
  t.true(refused.length > 0);
  for (const { headers } of refused) t.regex(headers.get('retry-after') ?? '', /^[123]$/);
  t.is((await desk.database('ticket_contents')).length, opened.length);
  const started = await desk.client.workflow.count("WorkflowType = 'ticketWorkflow'");
  t.true(started.count <= opened.length);

  t.is((await camille.get('/api/tickets?limit=1')).status, 200, 'whoever reads is not refused');
  for (const [index, answer] of answers.entries()) {
    let reply = answer;
    while (isBusy(reply)) reply = await open(burst[index] as (typeof burst)[number]);
    t.is(reply.status, 201);
  }
  t.is((await desk.database('ticket_contents')).length, burst.length);
});
