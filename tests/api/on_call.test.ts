import test from 'ava';
import ical from 'node-ical';
import { startServer } from '../../api/server.ts';
import { writeOnCall } from '../../database/on_call.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { pageRoot, signPageLink } from '../../settings/page_links.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { ActingRule } from '../../workflows/domain/rules/rule.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { eventually } from '../support/eventually.ts';
import {
  openLiveTicket,
  projected,
  rulesFrom,
  type StartedDesk,
  startLiveDesk,
} from '../support/live_desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { callerOf, type Token, writePeople } from './api_desk.ts';

/** How a group is on call is its team lead's to say, and whoever is paged says that they have it. */

const secretKey = 'the key of a desk that is a test';
const deskKey = openDeskKey({ secretKey, homeDir: '/nowhere' });
const address = '/api/on-call/it_support/service_desk';

const plan = {
  zone: 'Europe/Paris',
  layers: [
    {
      name: 'everybody',
      members: ['acc-lea', 'acc-marc'],
      handOver: { every: 'week', on: 'monday', at: '08:00' },
      startsOn: '2020-01-06',
      hours: { kind: 'always' },
    },
  ],
  levels: [
    { target: 'on_call', waitMinutes: 5 },
    { target: 'team_lead', waitMinutes: 10 },
  ],
  repeats: 1,
};

const pages: ActingRule = {
  name: 'page_at_once',
  on: { event: 'opened' },
  when: { all: [] },
  do: [{ do: 'page' }],
};

let desk: StartedDesk;
let server: Awaited<ReturnType<typeof startServer>>;

test.before(async () => {
  const rules = rulesFrom(Date.now());
  desk = await startLiveDesk({
    rules: { ...rules, process: { ...rules.process, rules: [pages] } },
  });
  await writePeople(desk.database);
  await desk.database('group_members').insert({
    ...{ process_id: 'it_support', group_id: 'service_desk', account_id: 'acc-lea', capacity: 5 },
  });
  // With the pages for browsers without script: they are how a mail's link is followed.
  server = await startServer({
    hasUi: true,
    env: {
      ...{ PORT: '0', PALIER_METRICS_PORT: '0', PALIER_LOG_LEVEL: 'silent' },
      ...{ PALIER_WAREHOUSE: temporaryFolder(), PALIER_HOME: temporaryFolder() },
      DATABASE_URL: desk.databaseUrl,
      TEMPORAL_ADDRESS: desk.temporal.address,
      PALIER_SECRET_KEY: secretKey,
    },
  });
  onTeardown(() => server.stop());
});

const as = (token: Token) => callerOf(server.url, token, 'patient');

test.serial('a team lead says how their group is on call, and agents see who it is', async (t) => {
  const owner = as('demo-owner');
  const set = await owner.put(address, plan);
  t.is(set.status, 200, JSON.stringify(set.body));
  t.is(set.body.now.kind, 'person');
  t.true(set.body.shifts.length >= 4);
  const { body } = await as('demo-agent').get('/api/on-call');
  t.is(body.items[0].group.id, 'service_desk');
  t.false(body.items[0].mayChange);
  t.is((await as('demo-agent').put(address, plan)).status, 403);
  t.is((await as('demo-requester').get('/api/on-call')).status, 403);
  const stale = await owner.put(address, plan, { 'if-match': '"7"' });
  t.is(stale.status, 412);
  const wrong = { ...plan, layers: [{ ...plan.layers[0], members: ['acc-nobody'] }] };
  const refused = await owner.put(address, wrong);
  t.is(refused.status, 400);
  t.is(refused.body.errors?.[0]?.path ?? refused.body.faults?.[0]?.path, 'body.layers.0.members');
});

test.serial(
  'whoever takes over from somebody says it of themselves, and of nobody else',
  async (t) => {
    const [from, until] = [Date.now() - 1_000, Date.now() + dayMs].map((at) =>
      new Date(at).toISOString(),
    );
    const lea = as('demo-agent');
    const other = await lea.post(`${address}/overrides`, { person: 'acc-marc', from, until });
    t.is(other.status, 403);
    const own = await lea.post(`${address}/overrides`, { person: 'acc-lea', from, until });
    t.is(own.status, 200, JSON.stringify(own.body));
    t.like(own.body.now, { person: { id: 'acc-lea' }, cause: 'override' });
    const [{ id, mayEnd }] = own.body.overrides;
    t.true(mayEnd);
    t.is((await lea.delete(`${address}/overrides/${id}`)).status, 204);
    t.is(
      (await lea.post(`${address}/overrides`, { person: 'acc-lea', from: until, until })).status,
      400,
    );
  },
);

test.serial('two people exchange their shifts, both or neither', async (t) => {
  // Whoever is away has no shift to give.
  await desk.database('absences').delete();
  const owner = as('demo-owner');
  const { body: before } = await owner.get('/api/on-call?weeks=6');
  interface Shift {
    from: string;
    until: string;
    onCall: { kind: string; person: { id: string } };
  }
  const shiftsOf = (body: { shifts: Shift[] }) =>
    body.shifts.map(({ from, until, onCall: { person } }) => ({ person: person.id, from, until }));
  // Whole turns, which begin in a week at the earliest: what was put there for now is over by then.
  const inAWeek = new Date(Date.now() + 7 * dayMs).toISOString();
  const [first, second, third] = shiftsOf(before.items[0]).filter(({ from }) => from > inAWeek);
  if (!first || !second || !third) throw new Error('too few shifts');
  t.not(first.person, second.person);
  t.is(first.person, third.person);
  const swaps = `${address}/swaps`;
  const shifts = [first, second];
  t.is((await as('demo-agent').post(swaps, { shifts })).status, 403);
  const holders = async () => {
    const { body } = await owner.get('/api/on-call?weeks=6');
    return shiftsOf(body.items[0])
      .filter(({ until }) => until > first.from && until <= second.until)
      .map(({ person, from }) => [person, from]);
  };
  const unchanged = await holders();
  const wrong = await owner.post(swaps, {
    shifts: [first, { ...second, person: first.person }],
  });
  t.is(wrong.body.errors[0].path, 'body.shifts.1.person');
  const notTheirs = await owner.post(swaps, {
    shifts: [first, { ...third, person: second.person }],
  });
  t.deepEqual([notTheirs.status, notTheirs.body.errors[0].path], [400, 'body.shifts.1.person']);
  await desk.database('absences').insert({
    ...{ absence_id: 'abs-swap', account_id: second.person, created_by: second.person },
    ...{ from_at: new Date(first.from), until_at: new Date(first.until) },
  });
  const absent = await owner.post(swaps, { shifts });
  t.deepEqual([absent.status, absent.body.errors[0].path], [400, 'body.shifts.1.person']);
  t.deepEqual(await holders(), unchanged, 'nothing is half done');
  await desk.database('absences').delete();
  const audited = async () =>
    (await desk.database('audit_entries').where('kind', 'on_call_changed').count())[0] ?? {};
  const told = await audited();
  const key = { 'idempotency-key': 'swap-once' };
  for (const _ of ['once', 'again']) {
    const done = await owner.post(swaps, { shifts }, key);
    t.is(done.status, 200, JSON.stringify(done.body));
    t.is(done.body.overrides.length, 2);
  }
  t.deepEqual(await holders(), [
    [second.person, first.from],
    [first.person, second.from],
  ]);
  t.is(Number((await audited()).count) - Number(told.count), 2);
  await desk.database('on_call_overrides').delete();
});

/** The shifts that a calendar reads, as [from, until] in milliseconds. */
async function readShifts(path: string): Promise<[number, number][]> {
  const answer = await fetch(`${server.url}${path}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const events = Object.values(ical.sync.parseICS(await answer.text()));
  return events.flatMap((one) =>
    one?.type === 'VEVENT' ? [[one.start.getTime(), one.end?.getTime() ?? 0]] : [],
  );
}

test.serial('a calendar reads one’s own shifts, without those that others took over', async (t) => {
  const lea = as('demo-agent');
  const marc = as('demo-agent-2');
  await desk.database('absences').delete();
  t.is((await as('demo-requester').post('/api/account/on-call-calendar')).status, 403);
  t.is((await lea.get('/api/account/on-call-calendar')).body.createdAt, null);
  const { path } = (await lea.post('/api/account/on-call-calendar')).body;
  const others = (await marc.post('/api/account/on-call-calendar')).body.path;
  const [stored] = await desk.database('on_call_calendars').where('account_id', 'acc-lea');
  t.false(JSON.stringify(stored).includes(path.split('/').at(-1)), 'its secret is kept as a hash');
  const before = await readShifts(path);
  const turns = (await readShifts(others)).map(([from]) => from);
  t.true(before.length > 5 && turns.length > 5);
  t.true(before.every(([from]) => !turns.includes(from)));
  const paris = (at: number) =>
    new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Paris' }).format(at);
  // Half a year has a change of clocks in it; the first may have begun before what is read.
  t.deepEqual([...new Set(before.slice(1).map(([from]) => paris(from)))], ['08:00']);

  const [taken, kept] = before.filter(([from]) => from > Date.now());
  if (!taken || !kept) throw new Error('no shift is to come');
  const [from, until] = taken.map((at) => new Date(at).toISOString());
  const instead = { person: 'acc-marc', from, until };
  t.is((await as('demo-owner').post(`${address}/overrides`, instead)).status, 200);
  const after = (await readShifts(path)).map(([at]) => at);
  t.false(after.includes(taken[0]));
  t.true(after.includes(kept[0]));

  const renewed = (await lea.post('/api/account/on-call-calendar')).body.path;
  await t.throwsAsync(readShifts(path), { message: '404' }, 'the address that was is over');
  t.is((await lea.delete('/api/account/on-call-calendar')).status, 204);
  await t.throwsAsync(readShifts(renewed), { message: '404' });
});

test.serial(
  'the link of a mail acknowledges by its button, never by being looked at',
  async (t) => {
    const key = { processId: desk.rules.process.id, groupId: 'desk' };
    const change = { version: null, commandId: 'c', fingerprint: 'f', by: 'acc-lea' };
    const alone: OnCallPlan = {
      ...{ zone: 'UTC', layers: [], repeats: 0 },
      levels: [{ target: 'person', layer: null, person: 'acc-lea', waitMinutes: 60 }],
    };
    await desk.database.transaction((trx) => writeOnCall(trx, key, alone, change));
    const ticket = await openLiveTicket(desk, { requesterId: 'acc-camille' });
    await desk.database('ticket_contents').insert({
      ...{ ticket_id: ticket.ticketId, requester_id: 'acc-camille' },
      ...{ subject: 'Down', description: 'All of it' },
      ...{ fingerprint: 'f', created_by: 'acc-camille' },
    });
    await eventually(async () => (await ticket.state()).pages?.length === 1);
    await projected(desk, ticket.ticketId, (await ticket.state()).seq);
    const link = { accountId: 'acc-lea', ticketId: ticket.ticketId, n: 1 };
    const secret = signPageLink(deskKey, link, Date.now());
    const asked = (path: string) =>
      fetch(`${server.url}/api/page-links/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify({ secret }),
      });
    const page = await fetch(`${server.url}${pageRoot}/${secret}`);
    t.is(page.status, 200);
    t.regex(await page.text(), /I have it/);
    t.is(((await (await asked('opened')).json()) as { state: string }).state, 'open');
    t.is(
      (await ticket.state()).pages?.length ?? 0,
      1,
      'a program that follows links answers nothing',
    );
    const done = await asked('acknowledged');
    t.is(((await done.json()) as { state: string }).state, 'over');
    await eventually(async () => ((await ticket.state()).pages ?? []).length === 0);
    t.is((await asked('acknowledged')).status, 200, 'once it is given it gives none');
    const forged = signPageLink(
      openDeskKey({ secretKey: 'another', homeDir: '/nowhere' }),
      link,
      0,
    );
    t.is((await fetch(`${server.url}${pageRoot}/${forged}`)).status, 404);
  },
);
