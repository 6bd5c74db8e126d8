import test from 'ava';
import * as schemas from '../../api/contract.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';
import { type ApiDesk, type Body, startApi, startApiDesk, type Token } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

interface StreamEvent {
  id: string | undefined;
  event: string;
  data: Body;
}

/** Reads GET /api/stream as a browser does, until it is closed. */
class StreamReader {
  readonly events: StreamEvent[] = [];
  lastEventId: string | undefined;
  #controller = new AbortController();
  #waiting: (() => void)[] = [];
  hasEnded = false;

  static async open(
    token: Token,
    { url = desk.server.url, lastEventId }: { url?: string; lastEventId?: string } = {},
  ) {
    const reader = new StreamReader();
    onTeardown(() => reader.close());
    const response = await fetch(`${url}/api/stream`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: reader.#controller.signal,
    });
    void reader.#read(response);
    await reader.until((event) => event.event === 'ready');
    return reader;
  }

  async #read(response: Response): Promise<void> {
    let unread = '';
    try {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (unread + chunk).split('\n\n');
        unread = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // Closed from this side.
    }
    this.hasEnded = true;
    for (const wake of this.#waiting) wake();
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const [name = '', ...rest] = line.split(': ');
        return [name, rest.join(': ')];
      }),
    );
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const event = fields.get('event');
    if (event === undefined) return;
    this.events.push({ id: fields.get('id'), event, data: JSON.parse(fields.get('data') ?? '') });
    for (const wake of this.#waiting) wake();
  }

  /** The first event, come or to come, for which `holds` does. */
  async until(holds: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    for (;;) {
      const found = this.events.find(holds);
      if (found) return found;
      if (this.hasEnded) throw new Error('the stream ended first');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#controller.abort();
  }
}

const changeOf = (id: string, type?: string) => (event: StreamEvent) =>
  event.event === 'ticket' &&
  event.data.id === id &&
  (type === undefined || event.data.types.includes(type));

test('agents are told of each change of a ticket with the ticket as it is then', async (t) => {
  const stream = await StreamReader.open('demo-agent');
  const camille = desk.as('demo-requester');
  const { id } = await camille.opens({ subject: 'Watched' });
  const opened = await stream.until(changeOf(id, 'ticket_opened'));
  schemas.ticketChange.parse(opened.data);
  t.like(opened.data.ticket, { subject: 'Watched', status: 'new' });
  await desk.as('demo-agent').put(`/api/tickets/${id}/acceptance`);
  const accepted = await stream.until(changeOf(id, 'work_started'));
  t.is(accepted.data.ticket.assignee.name, 'Léa Martin');
  t.true(accepted.data.seq > opened.data.seq);
});

test('requesters are told of what they may read of their own tickets, and of nothing else', async (t) => {
  const stream = await StreamReader.open('demo-requester');
  const lea = desk.as('demo-agent');
  const foreign = await desk.as('paul-requester').opens({ subject: 'Of Paul' });
  const own = await desk.as('demo-requester').opens({ subject: 'Of Camille' });
  await stream.until(changeOf(own.id));
  await lea.post(`/api/tickets/${own.id}/messages`, { body: 'psst', visibility: 'internal' });
  const step = { kind: 'test', step: 'x', outcome: 'y' };
  await lea.post(`/api/tickets/${own.id}/diagnostic-steps`, step);
  const said = await lea.post(`/api/tickets/${own.id}/messages`, { body: 'Hello Camille' });
  const told = await stream.until(
    (event) => changeOf(own.id)(event) && event.data.seq >= said.body.seq,
  );
  t.deepEqual(told.data.types, []);
  t.is(told.data.ticket.tier, null);
  t.false(stream.events.some((event) => event.data.id === foreign.id));
  t.false(JSON.stringify(stream.events).includes('Paul'));
  const ofOwn = stream.events.filter((event) => event.data.id === own.id);
  t.true(
    ofOwn.every((event) => event.data.seq <= 7 || event.data.seq >= said.body.seq),
    'notes and steps among agents are not even hinted at',
  );
});

test('a reader that comes back with Last-Event-ID misses nothing', async (t) => {
  const lea = desk.as('demo-agent');
  const first = await StreamReader.open('demo-agent');
  const before = await lea.opens();
  await first.until(changeOf(before.id));
  const mark = first.lastEventId as string;
  first.close();
  const missed = [];
  for (let i = 0; i < 5; i++) missed.push((await lea.opens({ subject: `Missed ${i}` })).id);
  const second = await StreamReader.open('demo-agent', { lastEventId: mark });
  for (const id of missed) t.truthy(await second.until(changeOf(id)));
});

test.serial(
  'a mark too old to repeat everything since asks the reader to start over',
  async (t) => {
    const watching = await StreamReader.open('demo-agent');
    const { id } = await desk.as('demo-agent').opens();
    await watching.until(changeOf(id));
    await desk.database.raw(
      'insert into export_outbox (ticket_id, first_seq, last_seq) ' +
        'select ?, 1, 1 from generate_series(1, 1100)',
      [id],
    );
    const afterwards = await desk.as('demo-agent').opens();
    t.truthy(await watching.until(changeOf(afterwards.id)), 'a burst hides no change behind it');
    const stream = await StreamReader.open('demo-agent', { lastEventId: '1' });
    t.truthy(await stream.until((event) => event.event === 'resync'));
  },
);

test.serial('a mark from before the outbox begins asks the reader to start over', async (t) => {
  const watching = await StreamReader.open('demo-agent');
  const { id } = await desk.as('demo-agent').opens();
  await watching.until(changeOf(id));
  const mark = watching.lastEventId as string;
  watching.close();
  await desk.database('export_outbox_floor').update({ xid: mark });
  const late = await StreamReader.open('demo-agent', { lastEventId: mark });
  t.truthy(await late.until((event) => event.event === 'resync'));
});

test('a stopping API ends its streams, and readers go on where they were at the next one', async (t) => {
  const env = { DATABASE_URL: desk.databaseUrl, TEMPORAL_ADDRESS: desk.temporal.address };
  const leaving = await startApi(env);
  const reader = await StreamReader.open('demo-agent', { url: leaving.url });
  const lea = desk.as('demo-agent');
  const seen = await lea.opens();
  await reader.until(changeOf(seen.id));
  await leaving.stop();
  await t.throwsAsync(
    reader.until(() => false),
    { message: 'the stream ended first' },
  );
  const missed = await lea.opens();
  const next = await StreamReader.open('demo-agent', {
    ...(reader.lastEventId === undefined ? {} : { lastEventId: reader.lastEventId }),
  });
  t.truthy(await next.until(changeOf(missed.id)));
});

const presenceAt = (id: string, people: object[]) => (event: StreamEvent) =>
  event.event === 'presence' &&
  event.data.ticket === id &&
  JSON.stringify(event.data.people) === JSON.stringify(people);

test('agents at one ticket see each other over two APIs, until one leaves or is silent', async (t) => {
  t.timeout(120_000);
  const env = { DATABASE_URL: desk.databaseUrl, TEMPORAL_ADDRESS: desk.temporal.address };
  const second = await startApi(env);
  const { id } = await desk.as('demo-requester').opens({ subject: 'Two look at it' });
  const lea = await StreamReader.open('demo-agent', { url: second.url });
  const camille = await StreamReader.open('demo-requester');
  const elsewhere = await StreamReader.open('demo-owner');
  const shows = (doing: string, window = 'one') =>
    desk.as('demo-agent-2').put(`/api/tickets/${id}/presence`, { window, doing });
  const leaReads = () =>
    desk.as('demo-agent').put(`/api/tickets/${id}/presence`, { window: 'hers', doing: 'reading' });
  const marc = (doing: string) => [{ id: 'acc-marc', name: 'Marc Girard', doing }];

  await leaReads();
  t.is((await shows('reading')).status, 200);
  schemas.presence.parse((await lea.until(presenceAt(id, marc('reading')))).data);
  await shows('writing', 'two');
  t.truthy(await lea.until(presenceAt(id, marc('writing'))));
  const answer = await shows('nothing', 'two');
  t.deepEqual(
    answer.body.people,
    [{ id: 'acc-lea', name: 'Léa Martin', doing: 'reading' }],
    'nobody is told of themselves',
  );
  await leaReads();
  const before = lea.events.length;
  // His other window is open still, and is not heard of any more.
  await eventually(async () => {
    await leaReads();
    return lea.events.slice(before).some(presenceAt(id, []));
  });
  t.false(JSON.stringify([...camille.events, ...elsewhere.events]).includes('"presence"'));
  const refused = await desk
    .as('demo-requester')
    .put(`/api/tickets/${id}/presence`, { window: 'one', doing: 'reading' });
  t.like(refused, { status: 403 });
  const [rows] = await desk.database('ticket_events').where('ticket_id', id).count();
  t.true(Number(rows?.count) < 12, 'nothing of it is kept with the ticket');
});

test('presence at a ticket that is not there, or said otherwise than asked, is refused', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const said = { window: 'one', doing: 'reading' };
  t.is((await lea.put('/api/tickets/tkt-0000000000000000000000000z/presence', said)).status, 404);
  const wrong = await lea.put(`/api/tickets/${id}/presence`, { window: 'a b', doing: 'sleeping' });
  t.is(wrong.status, 400);
  t.deepEqual(
    wrong.body.errors.map(({ path }: Body) => path),
    ['body.window', 'body.doing'],
  );
});
