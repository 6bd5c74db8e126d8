import path from 'node:path';
import test from 'ava';
import { installProcesses, shipVersions, writeFolder } from '../../database/process_versions.ts';
import { initPackage } from '../../packages/init_package.ts';
import { loadPackage } from '../../packages/load_package.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import type { Offers } from '../../workflows/processes/routing/offers.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type ApiDesk, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let building: ProcessDefinition;

const title = { en: 'Rooms', fr: 'Locaux' };
/** Doors are for everybody, the heating for one site. */
const offers: Offers = {
  default: 'it_support',
  pages: {
    doors: { title, process: 'building', categories: ['doors'] },
    heating: { title, process: 'building', categories: ['heating'], for: { sites: ['Lyon'] } },
    it: { title: { en: 'IT', fr: 'Informatique' }, process: 'it_support' },
  },
  routes: [{ name: 'monitored', when: { channels: ['monitoring'] }, process: 'building' }],
};

const by = { program: 'cli' } as const;

test.before(async () => {
  desk = await startApiDesk();
  await installProcesses(desk.database);
  const folder = path.join(temporaryFolder(), 'desk');
  initPackage(folder);
  const loaded = await loadPackage(folder);
  building = loaded.definitions[0]?.definition as ProcessDefinition;
  await shipVersions(desk.database, {
    definitions: [building],
    offers,
    commit: null,
    by,
  });
  await desk.database('accounts').where('account_id', 'acc-paul').update({ site: 'Lyon' });
  await eventually(async () => {
    const { body } = await desk.as('demo-owner').get('/api/processes');
    return body.items.some((one: { id: string }) => one.id === 'building');
  });
});

const texts = { subject: 'It does not close', description: 'It never did.' };

test.serial(
  'what is shipped is followed by new tickets at once, and led to by its category',
  async (t) => {
    const ticket = await desk.as('demo-requester').opens({ ...texts, category: 'doors' });
    t.like(ticket.process, { id: 'building', version: 1 });
    const other = await desk.as('demo-requester').opens(texts);
    t.is(other.process.id, 'it_support');
  },
);

test.serial('a route leads where neither process nor page was named', async (t) => {
  const ticket = await desk.as('demo-agent').opens({ ...texts, channel: 'monitoring' });
  t.is(ticket.process.id, 'building');
});

test.serial('agents are told which process a ticket would follow, and why that one', async (t) => {
  const why = async (query: string) =>
    (await desk.as('demo-agent').get(`/api/route?${query}`)).body;
  t.deepEqual(await why('category=doors'), { process: 'building', by: 'category', name: 'doors' });
  t.deepEqual(await why('channel=monitoring'), {
    process: 'building',
    by: 'route',
    name: 'monitored',
  });
  t.deepEqual(await why('page=it'), { process: 'it_support', by: 'page', name: 'it' });
  t.deepEqual(await why('process=building'), { process: 'building', by: 'named', name: null });
  t.deepEqual(await why(''), { process: 'it_support', by: 'default', name: null });
  t.is((await desk.as('demo-agent').get('/api/route?page=nowhere')).status, 400);
});

test.serial('a requester asks for what is on a page of theirs, and for nothing else', async (t) => {
  const camille = desk.as('demo-requester');
  const heating = { ...texts, process: 'building', category: 'heating' };
  const refused = await camille.post('/api/tickets', heating);
  t.is(refused.status, 400);
  t.like(refused.body.errors[0], { path: 'body.category', received: '"heating"' });
  t.is((await camille.post('/api/tickets', { ...texts, page: 'heating' })).status, 400);
  const unoffered = await camille.post('/api/tickets', { ...texts, process: 'service_requests' });
  t.like(unoffered.body.errors[0], { path: 'body.process' });
  t.is((await desk.as('paul-requester').opens(heating)).category, 'heating');
  t.is((await desk.as('demo-agent').opens(heating)).process.id, 'building');
});

test.serial(
  'the catalogue has what one may ask for, with when it would be done, in both languages',
  async (t) => {
    const of = async (token: 'demo-requester' | 'paul-requester', query: string) => {
      const { body } = await desk.as(token).get(`/api/catalogue?${query}`);
      return body.items as { id: string; title: string; items: Record<string, unknown>[] }[];
    };
    const seen = await of('demo-requester', 'locale=fr');
    t.deepEqual(
      seen.map(({ id }) => id),
      ['doors', 'it'],
    );
    const doors = seen[0]?.items[0];
    t.like(doors, {
      kind: 'category',
      id: 'doors',
      title: 'Portes et serrures',
      needsApproval: false,
    });
    t.like(doors?.answer, { withinMinutes: 240 });
    const found = await of('paul-requester', 'locale=fr&q=CHAUFFAGE');
    t.deepEqual(
      found.map(({ id, items }) => [id, items.map((item) => item.id)]),
      [['heating', ['heating']]],
    );
  },
);

test.serial(
  'whoever only asks is told of processes what is on their pages, and no more',
  async (t) => {
    const camille = desk.as('demo-requester');
    const listed = (await camille.get('/api/processes')).body.items;
    t.deepEqual(listed.map(({ id }: { id: string }) => id).sort(), ['building', 'it_support']);
    t.is((await camille.get('/api/processes/service_requests')).status, 404);
    t.is((await camille.get('/api/processes/imported_history')).status, 404);
    const { body } = await camille.get('/api/processes/building');
    const ids = (items: { id: string }[]) => items.map(({ id }) => id);
    t.deepEqual(ids(body.categories), ['doors']);
    t.deepEqual(ids(body.pages), ['doors']);
    t.deepEqual(
      [body.groups, body.calendars, body.tiers, body.clocks, body.gates, body.tasks],
      [[], [], [], [], [], []],
    );
    t.is((await camille.get('/api/processes/building?version=1')).status, 200);
    const paul = (await desk.as('paul-requester').get('/api/processes/building')).body;
    t.deepEqual(ids(paul.categories), ['doors', 'heating']);
    const agent = (await desk.as('demo-agent').get('/api/processes/building')).body;
    t.true(agent.groups.length > 0 && agent.clocks.length > 0);
    // What an agent opens for them they can read.
    const heating = {
      ...texts,
      process: 'building',
      category: 'heating',
      requester: 'acc-camille',
    };
    await desk.as('demo-agent').opens(heating);
    await eventually(async () => {
      const now = (await camille.get('/api/processes/building')).body;
      return ids(now.categories).includes('heating');
    });
  },
);

test.serial('a ticket keeps why it follows its process, and its history says so', async (t) => {
  const agent = desk.as('demo-agent');
  const why = async (fields: object) => {
    const { id } = await agent.opens({ ...texts, ...fields });
    const { body } = await agent.get(`/api/tickets/${id}/events`);
    return body.items.find(({ type }: { type: string }) => type === 'ticket_opened').data.routedBy;
  };
  t.deepEqual(await why({ channel: 'monitoring' }), { kind: 'route', name: 'monitored' });
  t.deepEqual(await why({ category: 'doors' }), { kind: 'category', name: 'doors' });
  t.deepEqual(await why({}), { kind: 'default', name: null });
  const camille = desk.as('demo-requester');
  const { id } = await camille.opens(texts);
  t.notRegex(JSON.stringify((await camille.get(`/api/tickets/${id}/events`)).body), /routedBy/);
});

test.serial(
  'a version that was shipped is not another process: nothing of its shipment is',
  async (t) => {
    const changed = { ...building, bounceLimit: 9 };
    const shipment = { definitions: [changed], commit: null, by };
    await t.throwsAsync(shipVersions(desk.database, shipment), {
      message: /building version 1 was shipped as another process .*: raise its version/,
    });
    const later = { ...building, version: 3 };
    await t.throwsAsync(shipVersions(desk.database, { ...shipment, definitions: [later] }), {
      message: /building version 3 cannot be shipped: expected version 2/,
    });
    const ours = { ...building, id: 'it_support' };
    await t.throwsAsync(shipVersions(desk.database, { ...shipment, definitions: [ours] }), {
      message: /it_support comes with Palier/,
    });
  },
);

test.serial('titles change within a version, and tickets read them at once', async (t) => {
  const doors = { ...building.categories.doors, title: { en: 'Gates', fr: 'Portails' } };
  const renamed = {
    ...building,
    categories: { ...building.categories, doors },
  } as ProcessDefinition;
  const { versions } = await shipVersions(desk.database, {
    definitions: [renamed],
    commit: null,
    by,
  });
  t.like(versions[0], { version: 1, outcome: 'texts' });
  await eventually(async () => {
    const { body } = await desk.as('demo-requester').get('/api/processes/building?locale=en');
    return body.categories[0].title === 'Gates';
  });
});

test.serial(
  'each version says what it changed, and an older one is shipped as the next',
  async (t) => {
    const owner = desk.as('demo-owner');
    const second = { ...building, version: 2, bounceLimit: 3 };
    await shipVersions(desk.database, { definitions: [second], commit: 'abc', by });
    const { body } = await owner.get('/api/processes/building/versions?limit=1');
    t.like(body.items[0], { version: 2, commit: 'abc', from: 'command_line', by: null });
    t.true(
      body.items[0].changes.some((line: string) => /bounce/i.test(line)),
      JSON.stringify(body.items[0].changes),
    );
    const next = await owner.get(`/api/processes/building/versions?limit=1&cursor=${body.next}`);
    t.like(next.body.items[0], { version: 1, changes: null });
    const address = '/api/processes/building/versions/3';
    for (const _ of ['once', 'again']) {
      const answer = await owner.put(address, { of: 1 });
      t.is(answer.status, 200);
      t.like(answer.body, { version: 3, from: 'desk', by: { id: 'acc-nadia' } });
    }
    const doors = { ...building.categories.doors, title: { en: 'Locks', fr: 'Serrures' } };
    const third = { ...building, version: 3, categories: { ...building.categories, doors } };
    await shipVersions(desk.database, {
      definitions: [third as ProcessDefinition],
      commit: null,
      by,
    });
    t.is((await owner.put(address, { of: 1 })).status, 200);
    const kept = await desk.database('process_versions').where({ process_id: 'building' });
    const { definition } = kept.find((row) => row.version === 3) ?? {};
    t.is(definition?.categories.doors?.title.en, 'Locks', 'sent again it puts no old titles back');
    t.is((await owner.put('/api/processes/building/versions/9', { of: 1 })).status, 400);
    t.is((await owner.put(address, { of: 7 })).status, 400);
    t.is((await owner.put(address, { of: 2 })).status, 400);
    t.is(
      (await desk.as('demo-agent').put('/api/processes/building/versions/4', { of: 1 })).status,
      403,
    );
  },
);

test.serial(
  'forms and fields are judged by the version that the ticket follows, whatever was shipped since',
  async (t) => {
    const titled = { title: { en: 'Note', fr: 'Note' } };
    const field = { kind: 'text', ...titled } as const;
    const asking = (version: number, name: string) => ({
      ...building,
      version,
      fields: { [name]: field },
      tasks: { look: { ...titled, group: 'janitors', form: { [name]: field } } },
    });
    const isPresent = (version: number) =>
      eventually(async () => {
        const { body } = await desk.as('demo-agent').get('/api/processes/building?locale=en');
        return body.version === version;
      });
    await shipVersions(desk.database, { definitions: [asking(4, 'key')], commit: null, by });
    await isPresent(4);
    const agent = desk.as('demo-agent');
    const { id } = await agent.opens({ ...texts, process: 'building' });
    await shipVersions(desk.database, { definitions: [asking(5, 'lock')], commit: null, by });
    await isPresent(5);
    const tasks = `/api/tickets/${id}/tasks`;
    t.is((await agent.post(tasks, { task: 'look' })).status, 201);
    const completed = (name: string) =>
      agent.put(`${tasks}/1/completion`, { answers: { [name]: 'Quetzalcoatl' } });
    const filled = (name: string) =>
      agent.put(`/api/tickets/${id}/fields`, { fields: { [name]: 'Quetzalcoatl' } });
    for (const says of [completed, filled]) {
      t.is((await says('lock')).status, 400);
      const answer = await says('key');
      t.is(answer.status, 200, JSON.stringify(answer.body));
    }
    // So is what the ticket shows of them.
    const { body: ticket } = await agent.get(`/api/tickets/${id}`);
    t.deepEqual(
      ticket.fields.map(({ name, shown }: { name: string; shown: string }) => [name, shown]),
      [['key', 'Quetzalcoatl']],
    );
    const { body: ended } = await agent.get(tasks);
    t.deepEqual(ended.items[0].answers, [{ name: 'key', title: 'Note', shown: 'Quetzalcoatl' }]);
    const asked = await Promise.all(
      [4, 5].map((version) => agent.get(`/api/processes/building?version=${version}`)),
    );
    t.deepEqual(
      asked.map(({ body }) => [body.fields[0].id, body.tasks[0].form[0].id]),
      [
        ['key', 'key'],
        ['lock', 'lock'],
      ],
    );
  },
);

test.serial(
  'owners see what is offered, what leads to two processes, and what is not shipped',
  async (t) => {
    const { database } = desk;
    const problems = [
      { file: 'building.ts', line: 12, message: 'entryGroup: "x"; expected one of y' },
    ];
    const processes = [{ id: 'building', version: 7, hash: 'none' }];
    await writeFolder(database, { folder: '/srv/processes', processes, problems });
    const { body } = await desk.as('demo-owner').get('/api/shipping?locale=en');
    t.deepEqual(body.folder.problems, problems);
    t.deepEqual(body.folder.processes, [{ id: 'building', version: 7, isShipped: false }]);
    t.like(body.routes[0], { name: 'monitored', process: 'building' });
    t.is((await desk.as('demo-requester').get('/api/shipping')).status, 403);
  },
);
