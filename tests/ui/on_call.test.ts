import type { Page } from 'playwright-core';
import type { OnCallGroup } from '../../api/on_call/contract.ts';
import type { Ticket } from '../../api/tickets/contract.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { always } from '../../workflows/processes/public.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';
import { workshop } from './workshop.ts';

/** Who is on call, and who is paged: on the ticket, on a page of its own, by keyboard and on a phone. */

const nightShop = {
  ...workshop,
  id: 'night_shop',
  rules: {
    page_foremen: {
      title: { en: 'Page the foremen', fr: 'Appeler les contremaîtres' },
      on: { event: 'opened' },
      when: always,
      do: [{ page: 'foremen' }],
    },
  },
} as ProcessDefinition;

const address = '/api/on-call/night_shop/foremen';
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
    { target: 'person', person: 'acc-lea', waitMinutes: 30 },
    { target: 'person', person: 'acc-marc', waitMinutes: 30 },
  ],
  repeats: 0,
};

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk({ processes: [nightShop] });
  await desk.call('demo-owner', 'PUT', address, plan);
});

async function paged(): Promise<Ticket> {
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', {
    ...{ process: 'night_shop', subject: 'The press stands still', description: 'All of it.' },
    ...{ impact: 'plant', urgency: 'now' },
  });
  const read = () => desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
  await eventually(async () => Boolean((await read()).pages[0]?.person));
  return read();
}

async function inFrench(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.reload();
}

rule(
  'a ticket says who is paged and who is next, and whoever is paged has it by one press',
  async (t) => {
    const ticket = await paged();
    t.like(ticket.pages[0], { person: { id: 'acc-lea' }, nextPerson: { id: 'acc-marc' } });
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
    const line = page.locator('.paged');
    await line.getByText(/Paged: Léa Martin since \d\d:\d\d/).waitFor();
    await line.getByText(/Next: Marc Girard at \d\d:\d\d/).waitFor();
    t.deepEqual(await barriersIn(page, '.ticket-header'), []);
    await line.getByRole('button', { name: 'I have it' }).press('Enter');
    await line.waitFor({ state: 'detached' });
    await page.getByText(/Acknowledged by you|Acknowledged by Léa Martin/).waitFor();
    t.deepEqual(faults, []);
    await page.context().close();
  },
);

rule(
  'who is paged leaves an open screen when somebody else has it, in French on a phone',
  async (t) => {
    const ticket = await paged();
    const { page, faults } = await desk.open('demo-agent', {
      ...{ path: `/tickets/${ticket.id}`, width: 360, height: 740 },
      ...{ locale: 'fr-FR', colorScheme: 'dark' },
    });
    await inFrench(page);
    const line = page.locator('.paged');
    await line.getByText(/Appel d’astreinte\s: Léa Martin depuis/).waitFor();
    t.deepEqual(await barriersIn(page, '.ticket-header'), []);
    t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await desk.call('demo-agent-2', 'PUT', `/api/tickets/${ticket.id}/pages/1/acknowledgement`, {});
    await line.waitFor({ state: 'detached' });
    t.deepEqual(faults, []);
    await page.context().close();
  },
);

rule(
  'the page says who is on call now and next, and warns where nobody is for an hour',
  async (t) => {
    await desk.call('demo-owner', 'PUT', '/api/on-call/it_support/service_desk', {
      ...plan,
      layers: [
        {
          ...plan.layers[0],
          hours: {
            kind: 'week',
            windows: [{ days: ['monday', 'friday'], from: '18:00', until: '08:00' }],
          },
        },
      ],
    });
    const { page, faults } = await desk.open('demo-agent', { path: '/on-call' });
    const foremen = page.getByRole('region', { name: /^Foremen/ });
    await foremen.getByText('On call now:').waitFor();
    t.is(await foremen.locator('.on-call-gaps').count(), 0);
    t.true((await foremen.locator('.shift-calendar > ol > li').count()) >= 28);
    const nights = page.getByRole('region', { name: /^Service desk/ });
    await nights.getByText(/times nobody answers for an hour or longer/).waitFor();
    t.deepEqual(await barriersIn(page), []);
    t.deepEqual(faults, []);
    await page.context().close();
  },
);

rule('somebody of the group takes a shift over, and takes that back', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/on-call' });
  const group = page.getByRole('region', { name: /^Service desk/ });
  await group
    .getByRole('button', { name: /^Take it: shift of Marc Girard/ })
    .first()
    .press('Enter');
  await group.getByRole('button', { name: 'Save' }).press('Enter');
  await group.getByText(/Léa Martin has it: /).waitFor();
  t.true((await group.getByText('instead of Marc Girard').count()) > 0);
  await group.getByRole('button', { name: /^End: Léa Martin has it/ }).press('Enter');
  await group.getByText(/Léa Martin has it: /).waitFor({ state: 'detached' });
  t.deepEqual(faults, []);
  await page.context().close();
});

rule('whoever leads makes a rotation for a group that has none, and changes it', async (t) => {
  const { page, faults } = await desk.open('demo-owner', { path: '/on-call' });
  await page.getByRole('button', { name: 'Make a rotation for Network' }).press('Enter');
  await page.getByLabel('Name of the layer').fill('Nights');
  await page.getByLabel('Holds').selectOption('week');
  t.deepEqual(await barriersIn(page), []);
  await page.getByRole('button', { name: 'Save the rotation' }).press('Enter');
  const network = page.getByRole('region', { name: /^Network/ });
  await network.getByText('On call now:').waitFor();
  await network.getByRole('button', { name: /^Change the rotation/ }).press('Enter');
  await network.getByLabel('Minutes').first().fill('7');
  await network.getByRole('button', { name: 'Save the rotation' }).press('Enter');
  await network.getByLabel('Minutes').first().waitFor({ state: 'detached' });
  const { items } = await desk.call<{ items: OnCallGroup[] }>('demo-owner', 'GET', '/api/on-call');
  const made = items.find(({ group }) => group.id === 'network');
  t.is(made?.plan.levels[0]?.waitMinutes, 7);
  t.like(made?.plan.layers[0], { name: 'Nights', members: ['acc-marc'] });
  t.deepEqual(faults, []);
  await page.context().close();
});

rule('the page is a list on a phone, in French and in the dark', async (t) => {
  const { page, faults } = await desk.open('demo-owner', {
    ...{ path: '/on-call', width: 360, height: 740, colorScheme: 'dark' },
  });
  await inFrench(page);
  await page.getByRole('heading', { name: 'Astreintes', level: 1 }).waitFor();
  await page.getByText('D’astreinte maintenant').first().waitFor();
  await page
    .getByRole('button', { name: /^Modifier le roulement/ })
    .first()
    .click();
  t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  t.deepEqual(await barriersIn(page), []);
  t.deepEqual(faults, []);
  await page.context().close();
});

rule('everybody makes the address of their own calendar, and revokes it', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/on-call' });
  const part = page.getByRole('region', { name: 'My shifts in a calendar' });
  await part.getByRole('button', { name: 'Make an address' }).press('Enter');
  const made = await part.getByLabel('The address, shown this once').inputValue();
  const read = async () => (await page.request.get(made)).status();
  t.is(await read(), 200);
  t.deepEqual(await barriersIn(page), []);
  await part.getByRole('button', { name: 'Revoke the address' }).press('Enter');
  await part.getByRole('button', { name: 'Make an address' }).waitFor();
  t.is(await read(), 404);
  t.deepEqual(faults, []);
  await page.context().close();
});

rule('two shifts are swapped at once on the page, in French and in the dark', async (t) => {
  await desk.database('on_call_overrides').delete();
  const { page, faults } = await desk.open('demo-owner', {
    ...{ path: '/on-call', locale: 'fr-FR', colorScheme: 'dark', width: 360, height: 780 },
  });
  await inFrench(page);
  const foremen = page.getByRole('region', { name: /^Contremaîtres/ });
  await foremen.getByRole('button', { name: /^Échanger deux gardes/ }).click();
  const form = foremen.locator('form');
  const first = form.getByRole('combobox', { name: /^La garde/ });
  const firstTaken = await first.locator('option').nth(1).getAttribute('value');
  await first.selectOption(firstTaken ?? '');
  t.deepEqual(await barriersIn(page, '.on-call-group form'), []);
  const folder = process.env.PALIER_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/swap_fr_dark.png` });
  t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await form.getByRole('button', { name: 'Échanger' }).click();
  await form.waitFor({ state: 'detached' });
  const after = await desk.call<{ items: OnCallGroup[] }>('demo-owner', 'GET', '/api/on-call');
  const overrides = after.items.find((one) => one.process === 'night_shop')?.overrides ?? [];
  t.is(overrides.length, 2);
  t.is(new Set(overrides.map(({ person }) => person.id)).size, 2);
  t.deepEqual(faults, []);
  await page.context().close();
});
