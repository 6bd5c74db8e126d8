import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { browserRules, choosesAction, startUiDesk, type UiDesk } from './ui_desk.ts';

/** What a process asks besides: fields that come as a form is filled in, on every way to a ticket. */

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule('the portal asks what fits the choice, keeps it, and opens with it', async (t) => {
  const { page, faults } = await desk.open('demo-requester', { path: '/portal/new', width: 360 });
  await page.getByRole('radio', { name: 'Service requests' }).check();
  t.is(await page.getByLabel('First day').count(), 0, 'nobody asked yet');
  await page.locator('[name=subject]').fill('Hugo begins');
  await page.locator('[name=description]').fill('With the team of Marc.');
  await page.locator('[name=category]').selectOption('arrival');
  await page.locator('[name="fields.first_day"]').fill('2027-03-01');
  await page.getByLabel('Look for a person by name').fill('Mar');
  await page
    .locator('[name="fields.welcomed_by.found"] option', { hasText: 'Marc' })
    .waitFor({ state: 'attached' });
  await page.locator('[name="fields.welcomed_by.found"]').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Choose another' }).waitFor();
  await page.reload();
  await page.locator('[name="fields.first_day"]').waitFor();
  t.is(await page.locator('[name="fields.first_day"]').inputValue(), '2027-03-01');
  await page.getByRole('button', { name: 'Choose another' }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(wide <= 360, String(wide));
  t.deepEqual(await barriersIn(page, 'form.new-ticket'), []);
  await page.locator('form.new-ticket button[type=submit]').click();
  await page.getByRole('heading', { name: 'Your answers' }).waitFor();
  await page.getByText('1 March 2027').waitFor();
  t.deepEqual(faults, []);
});

rule('an agent fills in what is missing by a key', async (t) => {
  const ticket = await desk.call<Ticket>('demo-requester', 'POST', '/api/tickets', {
    process: 'service_requests',
    category: 'equipment',
    service: 'laptop',
    subject: 'A computer to travel with',
    description: 'Mine is too heavy.',
  });
  const { page, faults } = await desk.open('demo-agent', {
    path: `/tickets/${ticket.id}`,
    locale: 'fr-FR',
  });
  await page.locator('#fields-title').waitFor();
  await page.keyboard.press('F');
  await page.locator('[name="fields.screen_size"]').selectOption('large');
  await page.locator('.dock-form button[type=submit]').click();
  await page.locator('#facts').getByText('16').waitFor();
  t.deepEqual(await barriersIn(page, '#facts'), []);
  t.deepEqual(faults, []);
});

rule('the pages without script ask in a step of their own', async (t) => {
  const { page } = await desk.open('demo-requester', {
    path: '/plain/new?process=service_requests',
  });
  await page.locator('[name=subject]').fill('Hugo begins');
  await page.locator('[name=description]').fill('With the team of Marc.');
  await page.locator('[name=category]').selectOption('arrival');
  await page
    .locator('main button[type=submit], form.new-ticket button[type=submit]')
    .last()
    .click();
  await page.locator('[name="fields.first_day"]').fill('2027-03-01');
  t.is(await page.locator('[name=subject]').inputValue(), 'Hugo begins');
  await page.locator('[name="named.welcomed_by"]').fill('Marc');
  await page.locator('form.new-ticket button[type=submit]').last().click();
  await page.getByRole('heading', { name: 'Your answers' }).waitFor();
  t.true((await page.content()).includes('1 March 2027'));
});

async function somebodyLeaves(subject: string): Promise<Ticket> {
  return desk.call<Ticket>('demo-requester', 'POST', '/api/tickets', {
    ...{ process: 'service_requests', category: 'departure', service: 'account_closure' },
    ...{ subject, description: 'On Friday.' },
  });
}

rule(
  'what a step is refused without is asked, and the step goes on as it was written',
  async (t) => {
    const { id } = await somebodyLeaves('Anne leaves');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}` });
    await choosesAction(page, 'Resolve');
    await page.locator('[name=note]').fill('Every account is closed.');
    await page.locator('.dock-form button[type=submit]').click();
    const lastDay = page.locator('[name="fields.last_day"]');
    await lastDay.waitFor();
    await page.locator('.unfinished').getByText('Last day').waitFor();
    t.true(await lastDay.evaluate((field) => field === document.activeElement));
    t.deepEqual(await barriersIn(page, '.dock'), []);
    await lastDay.fill('2027-03-05');
    await page.getByRole('button', { name: 'Save and resolve' }).click();
    await page.locator('.unfinished').waitFor({ state: 'detached' });
    const ticket = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${id}`);
    t.is(ticket.status, 'resolved');
    t.is(ticket.resolution?.note, 'Every account is closed.');
    t.is(ticket.fields[0]?.value, '2027-03-05');
    t.deepEqual(faults, []);
  },
);

rule(
  'a macro and a bulk action that lack something ask for it on the ticket, and go on there',
  async (t) => {
    const steps = [
      { do: 'note', text: 'By the checklist.' },
      { do: 'resolve', code: 'fulfilled', note: 'All is closed.' },
    ];
    await desk.call('demo-agent', 'POST', '/api/macros', {
      ...{ title: 'Closed by the checklist', audience: { for: 'own' }, steps },
    });
    const first = await somebodyLeaves('Carla leaves');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${first.id}` });
    await page.locator('.dock').waitFor();
    await page.keyboard.press('w');
    await page.getByRole('button', { name: 'Run it' }).click();
    const lastDay = page.locator('[name="fields.last_day"]');
    await lastDay.waitFor();
    t.is(await page.locator('dialog[open]').count(), 0);
    t.true(await lastDay.evaluate((field) => field === document.activeElement));
    await lastDay.fill('2027-03-05');
    await page.getByRole('button', { name: 'Save and resolve' }).click();
    await page.locator('.unfinished').waitFor({ state: 'detached' });
    const resolved = async (id: string) => {
      const ticket = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${id}`);
      t.like(ticket, { status: 'resolved', resolution: { note: 'All is closed.' } });
    };
    await resolved(first.id);

    const second = await somebodyLeaves('Dario leaves');
    await page.goto('/tickets?q=Dario');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await page.locator('dialog [name=code]').selectOption('fulfilled');
    await page.locator('dialog [name=note]').fill('All is closed.');
    await page.locator('dialog button[type=submit]').click();
    await page.locator('.bulk-results a').click();
    await lastDay.waitFor();
    await lastDay.fill('2027-03-05');
    await page.getByRole('button', { name: 'Save and resolve' }).click();
    await page.locator('.unfinished').waitFor({ state: 'detached' });
    await resolved(second.id);
    t.deepEqual(faults, []);
  },
);

rule(
  'an answer that should resolve is sent, and waits with its resolution for what is missing',
  async (t) => {
    await desk.call('demo-owner', 'PUT', '/api/accounts/acc-marc', { locale: 'fr' });
    const { id } = await somebodyLeaves('Bruno leaves');
    const { page, faults } = await desk.open('demo-agent-2', {
      path: `/tickets/${id}`,
      ...{ width: 360, colorScheme: 'dark', locale: 'fr-FR' },
    });
    await page.locator('#reply-body').fill('Tout est fait.');
    await page.locator('#reply-body').press('Control+Shift+Enter');
    await page.locator('[name=note]').fill('Comptes fermés.');
    await page.locator('.reply button[type=submit]').click();
    const lastDay = page.locator('[name="fields.last_day"]');
    await lastDay.waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(wide <= 360, String(wide));
    t.deepEqual(await barriersIn(page, '.dock'), []);
    await lastDay.fill('2027-03-05');
    await page.getByRole('button', { name: 'Enregistrer et résoudre' }).click();
    await page.locator('.unfinished').waitFor({ state: 'detached' });
    const ticket = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${id}`);
    t.is(ticket.status, 'resolved');
    t.is(ticket.resolution?.note, 'Comptes fermés.');
    t.deepEqual(faults, []);
  },
);

rule(
  'who splits a ticket is asked what the new one must say, and what both are asked is there',
  async (t) => {
    const fields = { first_day: '2027-03-01', welcomed_by: 'acc-marc' };
    const { id } = await desk.call<Ticket>('demo-requester', 'POST', '/api/tickets', {
      ...{ process: 'service_requests', category: 'arrival', fields },
      ...{ subject: 'Hugo begins, and Zoé too', description: 'Both on the same day.' },
    });
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${id}`, width: 360 });
    await choosesAction(page, 'Split');
    await page.locator('[name=subject]').fill('Zoé begins');
    t.is(await page.locator('[name="fields.first_day"]').count(), 0, 'nobody asked yet');
    await page.locator('[name=category]').selectOption('arrival');
    const firstDay = page.locator('[name="fields.first_day"]');
    await firstDay.waitFor();
    t.is(await firstDay.inputValue(), '2027-03-01');
    await page.locator('.dock-form').getByText('Marc Girard').waitFor();
    await firstDay.fill('');
    await page.locator('.dock-form button[type=submit]').click();
    t.true(await firstDay.evaluate((field: HTMLInputElement) => field.validity.valueMissing));
    await firstDay.fill('2027-04-01');
    t.deepEqual(await barriersIn(page, '.dock'), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    t.true(wide <= 360, String(wide));
    await page.locator('.dock-form button[type=submit]').click();
    await page.waitForURL((url) => !url.pathname.endsWith(id));
    const other = page.url().split('/').at(-1);
    const split = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${other}`);
    t.deepEqual(
      split.fields.map(({ value }) => value),
      ['2027-04-01', 'acc-marc'],
    );
    t.deepEqual(faults, []);
  },
);

rule('a macro that sets fields is made in its form, and shown again as it was made', async (t) => {
  await desk.call('demo-owner', 'PUT', '/api/accounts/acc-marc', { locale: 'fr' });
  const { page, faults } = await desk.open('demo-agent-2', {
    path: '/macros',
    ...{ width: 360, colorScheme: 'dark' },
  });
  await page.getByRole('button', { name: 'Nouvelle macro' }).click();
  await page.locator('[name=title]').fill('Grand écran');
  await page.locator('.macro-fields summary').click();
  await page.locator('[name="fields.screen_size"]').selectOption('large');
  await page.getByLabel('Chercher une personne par son nom').fill('Mar');
  const found = page.locator('[name="fields.welcomed_by.found"]');
  await found.locator('option', { hasText: 'Marc' }).waitFor({ state: 'attached' });
  await found.selectOption({ label: 'Marc Girard' });
  t.deepEqual(await barriersIn(page, 'form'), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(wide <= 360, String(wide));
  await page.locator('form button[type=submit]').click();
  await page.getByRole('button', { name: /Modifier.*Grand écran/ }).click();
  await page.locator('.named-choice').getByText('Marc Girard').waitFor();
  t.is(await page.locator('[name="fields.screen_size"]').inputValue(), 'large');
  t.deepEqual(faults, []);
});
