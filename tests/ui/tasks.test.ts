import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(subject: string): Promise<Ticket> {
  return desk.call('demo-requester', 'POST', '/api/tickets', {
    ...{ subject, description: 'For Zoé, who begins on Monday.', process: 'service_requests' },
    ...{ type: 'service_request', category: 'equipment' },
  });
}

const adds = ({ id }: Ticket, task: object) =>
  desk.call<Ticket>('demo-agent', 'POST', `/api/tickets/${id}/tasks`, task);

async function shot(page: { screenshot(options: object): Promise<unknown> }, name: string) {
  const folder = process.env.PALIER_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

rule(
  'an agent adds a task on the ticket by key, takes it, ticks it and completes its form',
  async (t) => {
    const ticket = await opens('A laptop for Zoé');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
    await page.getByRole('heading', { name: 'A laptop for Zoé' }).waitFor();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
    await page.keyboard.press('Shift+T');
    await page.getByRole('combobox', { name: /^Task/ }).selectOption('prepare_laptop');
    await shot(page, 'adding');
    await page.locator('form').getByRole('button', { name: 'Add a task' }).click();
    const tasks = page.getByRole('region', { name: 'Tasks' });
    await tasks.getByText('1. Prepare the laptop').waitFor();
    await tasks.getByRole('button', { name: 'Take' }).click();
    for (const item of ['Image installed', 'Disk encrypted', 'Label put on']) {
      await tasks.getByLabel(item).click();
    }
    await shot(page, 'ticket');
    t.deepEqual(await barriersIn(page), []);
    await tasks.getByRole('button', { name: 'Complete' }).click();
    await tasks.getByLabel('Serial number').fill('SN-4711');
    await shot(page, 'completing');
    await tasks.getByRole('button', { name: 'Complete' }).click();
    await tasks.getByText('Done', { exact: true }).waitFor();
    const after = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${ticket.id}`);
    t.like(after.tasks[0], { outcome: 'done', assignee: { id: 'acc-lea' } });
    t.deepEqual(faults, []);
  },
);

rule(
  'the group and the checklist of a task are changed on its card, and ticks are kept',
  async (t) => {
    const ticket = await opens('A laptop for Yves');
    await adds(ticket, { title: 'Prepare it', checklist: ['Unpack it', 'Label it'] });
    const options = { colorScheme: 'dark', path: `/tickets/${ticket.id}` } as const;
    const { page, faults } = await desk.open('demo-agent', options);
    const tasks = page.getByRole('region', { name: 'Tasks' });
    await tasks.getByLabel('Label it').click();
    await tasks.getByRole('button', { name: 'Change' }).click();
    await tasks.getByRole('combobox', { name: /^Group/ }).selectOption('equipment_fulfilment');
    await tasks.getByRole('textbox', { name: /^Checklist/ }).fill('Label it\nCharge it');
    await shot(page, 'changing');
    t.deepEqual(await barriersIn(page), []);
    await tasks.getByRole('button', { name: 'Change' }).click();
    await tasks.getByLabel('Charge it').waitFor();
    const after = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${ticket.id}`);
    t.is(after.tasks[0]?.group.id, 'equipment_fulfilment');
    t.deepEqual(
      after.tasks[0]?.items.map(({ text, isDone }) => [text, isDone]),
      [
        ['Label it', true],
        ['Charge it', false],
      ],
    );
    t.deepEqual(faults, []);
  },
);

rule(
  'the page of tasks lists what is mine and what waits, on a phone, in the dark, in French',
  async (t) => {
    const ticket = await opens('Un écran');
    await adds(ticket, { title: 'Order the screen', assignee: 'acc-marc', withinMinutes: 60 });
    await adds(ticket, {
      title: 'Hand it over',
      assignee: 'acc-marc',
      after: [1],
      isRequired: true,
    });
    await desk.call('demo-owner', 'PUT', '/api/accounts/acc-marc', { locale: 'fr' });
    const options = { width: 360, colorScheme: 'dark', locale: 'fr-FR', path: '/tasks' } as const;
    const { page, faults } = await desk.open('demo-agent-2', options);
    await page.getByRole('heading', { name: 'Tâches' }).waitFor();
    await page.getByText('1. Order the screen').waitFor();
    await page.getByText('Après 1').waitFor();
    await shot(page, 'page_fr_dark');
    t.deepEqual(await barriersIn(page), []);
    const [wide, room] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    t.true(Number(wide) <= Number(room), 'no sideways scroll');
    const card = page.getByRole('listitem').filter({ hasText: '1. Order the screen' });
    await card.getByRole('button', { name: 'Terminer' }).click();
    await card.getByRole('button', { name: 'Terminer' }).click();
    await page.getByText('Après 1').waitFor({ state: 'detached' });
    t.deepEqual(faults, []);
  },
);
