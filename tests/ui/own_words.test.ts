import type { ProcessDescription } from '../../api/processes/contract.ts';
import type { Ticket, TicketPage } from '../../api/tickets/contract.ts';
import { shipVersions } from '../../database/process_versions.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, choosesAction, startUiDesk, type UiDesk } from './ui_desk.ts';
import { workshop } from './workshop.ts';

/** A process with hardly a word of the standard, from the API to the screens and the warehouse. */

let desk: UiDesk;
let pressId: string;
let ideaId: string;
const rule = browserRules(async () => {
  desk = await startUiDesk({ processes: [workshop as ProcessDefinition] });
  const opened = (subject: string, fields: object) =>
    desk.call('demo-requester', 'POST', '/api/tickets', {
      process: 'workshop',
      subject,
      description: 'Since this morning.',
      ...fields,
    });
  const press = await opened('The press stands still', { impact: 'plant', urgency: 'now' });
  pressId = press.id;
  ideaId = (await opened('A lamp at the bench', { impact: 'bench', urgency: 'some_day' })).id;
  await desk.call('demo-requester', 'POST', '/api/tickets', {
    subject: 'The printer is slow',
    description: 'Very.',
    category: 'hardware',
  });
});

const putBy = (id: string, name: string, body?: object) =>
  desk.call('demo-agent', 'PUT', `/api/tickets/${id}/${name}`, body);

rule(
  'the description of a process has its words in their order, in the language asked for',
  async (t) => {
    const about = (locale: string) =>
      desk.call<ProcessDescription>(
        'demo-agent',
        'GET',
        `/api/processes/workshop?locale=${locale}`,
      );
    const [en, fr] = [await about('en'), await about('fr')];
    t.deepEqual(
      en.priorities.map(({ id, rank, isPromised }) => [id, rank, isPromised]),
      [
        ['standstill', 1, true],
        ['danger', 2, true],
        ['loss', 3, true],
        ['nuisance', 4, true],
        ['comfort', 5, true],
        ['idea', 6, false],
      ],
    );
    t.deepEqual(
      fr.impacts.map(({ title }) => title),
      ['L’usine', 'Un hall', 'Une ligne', 'Un poste'],
    );
    t.is(fr.urgencies[0]?.plainTitle, 'Tout de suite');
  },
);

rule('what another process says is refused with what this one has', async (t) => {
  const error = await t.throwsAsync(putBy(pressId, 'classification', { priority: 'p1' }));
  t.regex(error?.message ?? '', /priority_unknown.*"allowed":\["standstill","danger","loss"/);
  const opening = await t.throwsAsync(
    desk.call('demo-requester', 'POST', '/api/tickets', {
      process: 'workshop',
      subject: 'x',
      description: 'y',
      impact: 'high',
    }),
  );
  t.regex(opening?.message ?? '', /400.*body\.impact.*plant, hall, line, bench/);
});

rule('lists are filtered by any name, and ordered by rank across processes', async (t) => {
  const list = (query: string) =>
    desk.call<TicketPage>('demo-agent', 'GET', `/api/tickets?${query}`);
  const { items } = await list('priority=standstill,idea');
  t.deepEqual(new Set(items.map(({ id }) => id)), new Set([pressId, ideaId]));
  const ordered = (await list('open=true&sort=priority')).items.map(({ priority }) => priority);
  t.deepEqual(ordered, ['standstill', 'p3', 'idea']);
});

rule(
  'the queue shows how urgent a ticket is by its rank, and filters by the process’s names',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-agent', { path: '/tickets' });
    const badge = (id: string) =>
      page
        .locator('.ticket-row', { has: page.locator(`a[href="/tickets/${id}"]`) })
        .locator('.badge.priority');
    await badge(pressId).waitFor();
    t.is(await badge(pressId).textContent(), 'Standstill');
    t.regex((await badge(pressId).getAttribute('class')) ?? '', /urgency-first/);
    t.regex((await badge(ideaId).getAttribute('class')) ?? '', /urgency-lower/);
    await page.locator('select[name=priority]').selectOption({ label: 'Standstill' });
    await page.waitForURL(/priority=standstill/);
    await badge(ideaId).waitFor({ state: 'detached' });
    t.true(await badge(pressId).isVisible());
    t.deepEqual(faults, []);
    await context.close();
  },
);

rule(
  'clocks of its own are shown by their names; what tiers owe each other is for agents',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-agent', {
      path: `/tickets/${pressId}`,
      width: 360,
    });
    await page.getByRole('list', { name: 'Service levels' }).getByText('In the hall').waitFor();
    await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
    await page.reload();
    const chips = page.getByRole('list', { name: 'Niveaux de service' });
    await chips.waitFor();
    const shown = ((await chips.textContent()) ?? '').replace(/\s+/g, ' ');
    t.regex(shown, /Reprise de l’usine/);
    t.regex(shown, /À l’atelier/);
    t.regex(shown, /Résolution/);
    t.deepEqual(await barriersIn(page, 'ul.clocks'), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(wide <= 360, `${wide} px`);
    t.deepEqual(faults, []);
    await context.close();
    const { clocks, counts } = await desk.call<Ticket>(
      'demo-requester',
      'GET',
      `/api/tickets/${pressId}`,
    );
    t.deepEqual(clocks.map(({ name }) => name).sort(), [
      'first_response',
      'resolution',
      'stopped_plant',
    ]);
    t.is(counts.clocks, clocks.length);
    const seen = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${pressId}`);
    t.like(
      seen.clocks.find(({ name }) => name === 'hall_work'),
      { measures: 'tier_work', status: 'running' },
    );
  },
);

rule('lists are filtered by any tier, called as the processes call it', async (t) => {
  const robot = await desk.call<Ticket>('demo-requester', 'POST', '/api/tickets', {
    process: 'workshop',
    subject: 'The robot stands askew',
    description: 'Since the night.',
    category: 'robot',
    impact: 'line',
    urgency: 'week',
  });
  const { page, context, faults } = await desk.open('demo-agent', { path: '/tickets' });
  const tiers = page.locator('select[name=tier]');
  const row = (id: string) => page.locator(`a[href="/tickets/${id}"]`);
  await tiers.locator('option', { hasText: 'Maker' }).waitFor({ state: 'attached' });
  await tiers.selectOption({ label: 'Maker' });
  await page.waitForURL(/tier=4/);
  await row(pressId).waitFor({ state: 'detached' });
  await row(robot.id).waitFor();
  await page.goto(`${desk.url}/tickets?process=workshop&tier=2`);
  await page
    .locator('select[name=tier] option:checked', { hasText: /^Fitting$/ })
    .waitFor({ state: 'attached' });
  await page.goto(`${desk.url}/tickets?process=workshop&tier=2,7`);
  await page
    .locator('select[name=tier] option:checked', { hasText: 'Fitting, Tier 7' })
    .waitFor({ state: 'attached' });
  t.deepEqual(faults, []);
  await context.close();
});

rule(
  'a ticket waits for what its process names, and a word of the requester ends what waits for them',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-agent', { path: `/tickets/${ideaId}` });
    await choosesAction(page, 'Put on hold');
    const reasons = page.locator('select[name=reason]');
    t.deepEqual(await reasons.locator('option').allTextContents(), [
      'Asked back',
      'Waiting for a spare part',
      'Waiting for works',
      'Until the night shift',
      'Waiting for an expert',
    ]);
    await reasons.selectOption({ label: 'Asked back' });
    await page.locator('form').getByRole('button', { name: 'Put on hold' }).click();
    await page.locator('.badge.status-pending').first().waitFor();
    const waits = await desk.call<Ticket>('demo-requester', 'GET', `/api/tickets/${ideaId}`);
    t.like(waits.pending, { reason: 'asked', waitsFor: 'requester' });
    await desk.call('demo-requester', 'POST', `/api/tickets/${ideaId}/messages`, {
      body: 'The left one.',
    });
    const goesOn = await desk.call<Ticket>('demo-requester', 'GET', `/api/tickets/${ideaId}`);
    t.is(goesOn.pending, null);
    const refused = await t.throwsAsync(putBy(ideaId, 'pending', { reason: 'supplier' }));
    t.regex(refused?.message ?? '', /pending_reason_unknown.*spare_part/);
    t.deepEqual(faults, []);
    await context.close();
  },
);

rule(
  'tickets are linked by a kind of their process, which reads the other way at the other end',
  async (t) => {
    await putBy(ideaId, `links/caused_by/${pressId}`);
    const { page, context, faults } = await desk.open('demo-agent', { path: `/tickets/${ideaId}` });
    await page.locator('.links', { hasText: 'Cause of this one' }).waitFor();
    await page.goto(`/tickets/${pressId}`);
    await page.locator('.links', { hasText: 'Caused by this one' }).waitFor();
    await choosesAction(page, 'Link');
    const kinds = await page.locator('select[name=kind] option').allTextContents();
    t.true(kinds.includes('Cause of this one'));
    t.deepEqual(faults, []);
    await context.close();
  },
);

rule(
  'a ticket is classified in its process’s words, in French, on a phone in the dark',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-agent', {
      path: `/tickets/${pressId}`,
      width: 360,
      height: 780,
      colorScheme: 'dark',
    });
    await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
    await page.reload();
    await page.getByText('Arrêt').first().waitFor();
    const dock = page.locator('.dock-actions');
    await dock.getByRole('button', { name: /^Autres actions/ }).click();
    await page.getByRole('button', { name: /^Qualifier/ }).click();
    await page.getByLabel('Impact').selectOption({ label: 'Un hall' });
    await page.getByLabel('Urgence').selectOption({ label: 'Cette semaine' });
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('.badge.priority', { hasText: 'Gêne' }).first().waitFor();
    const { scrollWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
    }));
    t.is(scrollWidth, 360);
    t.deepEqual(await barriersIn(page), []);
    t.deepEqual(faults, []);
    const ticket = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${pressId}`);
    t.like(ticket, { impact: 'hall', urgency: 'week', priority: 'nuisance' });
    await context.close();
  },
);

rule(
  'what ends a ticket and a task asks what the version asks that the ticket follows, not a newer one',
  async (t) => {
    /** A version whose tasks, codes and fields bear one name. */
    const called = (version: number, name: string, word: string): ProcessDefinition => {
      const titled = { title: { en: word, fr: word } };
      const field = { kind: 'text', ...titled } as const;
      return {
        ...workshop,
        version,
        resolutionCodes: { [name]: titled },
        fields: { [name]: { ...field, required: { before: ['resolve'] } } },
        tasks: { look: { ...titled, group: 'foremen', form: { [name]: field } } },
      } as ProcessDefinition;
    };
    const ship = async (definition: ProcessDefinition) => {
      const by = { program: 'cli' } as const;
      await shipVersions(desk.database, { definitions: [definition], commit: null, by });
      await eventually(async () => {
        const now = await desk.call<ProcessDescription>(
          'demo-agent',
          'GET',
          '/api/processes/workshop',
        );
        return now.version === definition.version;
      });
    };
    const opens = () =>
      desk.call('demo-requester', 'POST', '/api/tickets', {
        ...{ process: 'workshop', subject: 'The saw squeals', description: 'Since noon.' },
      });
    await ship(called(2, 'oiled', 'Oiled'));
    const older = await opens();
    await ship(called(3, 'replaced', 'Replaced'));
    const newer = await opens();
    t.deepEqual([older.process.version, newer.process.version], [2, 3]);
    for (const { id } of [older, newer]) {
      await desk.call('demo-agent', 'POST', `/api/tickets/${id}/tasks`, { task: 'look' });
    }
    const path = `/tickets/${older.id}`;
    const { page, context, faults } = await desk.open('demo-agent', { path });
    const tasks = page.getByRole('region', { name: 'Tasks' });
    const codes = page.locator('select[name=code] option');
    for (const [id, word] of [
      [older.id, 'Oiled'],
      [newer.id, 'Replaced'],
    ] as const) {
      await page.goto(`/tickets/${id}`);
      await tasks.getByText(`1. ${word}`).waitFor();
      await tasks.getByRole('button', { name: 'Complete' }).click();
      await tasks.getByLabel(word).fill('By hand');
      await tasks.getByRole('button', { name: 'Complete' }).click();
      await tasks.getByText('Done', { exact: true }).waitFor();
      await choosesAction(page, 'Resolve');
      await page.locator('.required-fields', { hasText: word }).waitFor();
      await codes.filter({ hasText: word }).waitFor({ state: 'attached' });
      t.deepEqual(await codes.allTextContents(), [word]);
      await putBy(id, 'fields', { fields: { [word.toLowerCase()]: 'By hand' } });
      await page.locator('.required-fields').waitFor({ state: 'detached' });
      await page.locator('textarea[name=note]').fill('It runs again.');
      await page.locator('form').getByRole('button', { name: 'Resolve' }).click();
      await eventually(async () => {
        const ended = await desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
        return ended.resolution?.code === word.toLowerCase();
      });
    }
    t.deepEqual(faults, []);
    await context.close();
  },
);
