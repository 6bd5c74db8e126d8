import http from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { askNetwork } from '../../activities/checks/ask_network.ts';
import { reachOf } from '../../activities/webhooks/reachable.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
} from './playbook_desk.ts';

let desk: PlaybookDesk;
let port: number;
let asked = 0;

test.before(async () => {
  desk = await startPlaybookDesk();
  const server = http.createServer((request, response) => {
    if (request.url === '/moved')
      return response.writeHead(302, { location: 'http://10.1.2.3/' }).end();
    // Ready the second time it is asked for its page.
    response.end(++asked > 2 ? 'the server is ready' : 'the server starts');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTeardown(async () => void server.close());
  port = (server.address() as AddressInfo).port;
});

test.serial(
  'a playbook checks: asked again until it is so, recorded as diagnostic steps, refused inside',
  async (t) => {
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'looking', { port });
    await runWith(desk, runId, 'done');
    const { tags, stepCounts, status } = await ticket.state();
    t.deepEqual(tags, ['yes-yes-no']);
    t.is(stepCounts.test, 4, 'what was refused is evidence, too');
    t.is(status, 'new', 'a check is no work of anybody');
    const notes = await desk
      .database('notes')
      .where('ticket_id', ticket.ticketId)
      .where('kind', 'diagnostic_step')
      .orderBy('body');
    t.deepEqual(
      notes.map(({ body }) => body),
      [
        'HTTP GET http://10.1.2.3/ = 2xx',
        `HTTP GET http://127.0.0.1:${port}/ = 2xx “ready”`,
        `HTTP GET http://127.0.0.1:${port}/ = 404`,
        `TCP 127.0.0.1:${port}`,
      ],
    );
    t.regex(
      notes[0]?.outcome ?? '',
      /^10\.1\.2\.3 is 10\.1\.2\.3, which is not a public address: expected a public one, or one of PALIER_CHECK_NETWORKS/,
    );
    t.regex(notes[1]?.outcome ?? '', /^200 OK, contains “ready” \(\d+ ms\)$/);
    const [message] = await desk.database('messages').where('ticket_id', ticket.ticketId);
    t.regex(message?.body ?? '', /^HTTP GET http:\/\/10\.1\.2\.3\/ = 2xx: 10\.1\.2\.3 is/);
  },
);

test.serial(
  'what a rule has checked is asked by the ticket itself, and recorded once',
  async (t) => {
    const ticket = await openTicket(desk);
    const subject = { kind: 'tcp', host: '127.0.0.1', port } as const;
    await ticket.does({ kind: 'system', id: 'rule:look' }, 'requestCheck', { subject });
    await eventually(async () => (await ticket.state()).stepCounts.test === 1);
    const { checks, checkCount } = await ticket.state();
    t.deepEqual(checks, []);
    t.is(checkCount, 1);
    const note = await desk
      .database('notes')
      .where('note_id', `${ticket.ticketId}-check-1`)
      .first();
    t.is(note?.body, `TCP 127.0.0.1:${port}`);
  },
);

test('a redirect is an answer: it is not followed', async (t) => {
  const subject = { kind: 'http', url: `http://127.0.0.1:${port}/moved` } as const;
  t.deepEqual(await askNetwork(subject, reachOf(['127.0.0.1']), 2_000), {
    outcome: 'not_met',
    answer: '302 Found',
  });
});

test('nothing that listens is an answer, and so is a name that is not there', async (t) => {
  const closed = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
  t.is((await askNetwork(closed, reachOf(['127.0.0.1']), 2_000)).outcome, 'not_met');
  const resolver = {
    resolve: async () => {
      throw Object.assign(new Error('queryA ENOTFOUND nowhere.test'), { code: 'ENOTFOUND' });
    },
    cancel: () => {},
  };
  const name = { kind: 'dns', name: 'nowhere.test', type: 'A' } as const;
  t.deepEqual(await askNetwork(name, reachOf([]), 2_000, resolver), {
    outcome: 'not_met',
    answer: 'queryA ENOTFOUND nowhere.test',
  });
});

test('records of names are compared as a zone writes them', async (t) => {
  const records: Record<string, unknown> = {
    MX: [{ priority: 10, exchange: 'mail.example.org' }],
    TXT: [['v=spf1 ', '-all']],
  };
  const resolver = { resolve: async (_: string, type: string) => records[type], cancel: () => {} };
  const ask = (type: 'MX' | 'TXT', expect: string) =>
    askNetwork(
      { kind: 'dns', name: 'example.org', type, expect },
      reachOf([]),
      2_000,
      resolver as never,
    );
  t.is((await ask('MX', '10 mail.example.org')).outcome, 'met');
  t.deepEqual(await ask('TXT', 'v=spf1 +all'), { outcome: 'not_met', answer: 'v=spf1 -all' });
});
