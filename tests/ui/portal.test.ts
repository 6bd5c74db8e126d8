import type { ProcessList } from '../../api/processes/contract.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule('a requester chooses among the processes of the desk, by their titles', async (t) => {
  const { items } = await desk.call<ProcessList>(
    'demo-requester',
    'GET',
    '/api/processes?locale=fr',
  );
  t.true(items.length > 1);
  const { page, faults } = await desk.open('demo-requester');
  await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
  await page.goto('/portal/new');
  const choice = page.getByRole('group', { name: 'Qui doit s’en occuper' });
  const offered = choice.getByRole('radio');
  await offered.first().waitFor();
  const titles = await choice.locator('label').allTextContents();
  t.deepEqual(
    titles,
    items.map(({ title }) => title),
  );
  const isDefault = items.find((one) => one.isDefault)?.title ?? '';
  t.true(await choice.getByLabel(isDefault).isChecked());

  await choice.getByLabel('Demandes de service').check();
  await page.getByLabel('En une ligne').fill('Un ordinateur pour le stagiaire');
  await page.getByLabel('Que s’est-il passé').fill('Il arrive lundi.');
  await page.getByLabel('J’ai besoin de quelque chose').check();
  const category = page.getByLabel('À propos de');
  await category.selectOption({ label: 'Équipement' });
  await page.locator('select[name=service]').selectOption({ label: 'Ordinateur portable' });
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await page.waitForURL('**/portal/tickets/tkt-*');
  const id = page.url().split('/').at(-1) ?? '';
  const ticket = await desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
  t.is(ticket.process.id, 'service_requests');
  t.like(ticket, { service: 'laptop', type: 'service_request' });
  t.deepEqual(faults, []);
});

rule('my requests are read page by page, and those that go on come first', async (t) => {
  t.timeout(120_000);
  const texts = { description: 'Again.' };
  const ids: string[] = [];
  for (let n = 1; n <= 24; n++) {
    const body = { ...texts, subject: `Request ${n}` };
    ids.push((await desk.call('demo-requester', 'POST', '/api/tickets', body)).id);
  }
  for (const id of ids.slice(0, 2)) {
    await desk.call('demo-requester', 'PUT', `/api/tickets/${id}/cancellation`, {});
  }
  const { page, faults } = await desk.open('demo-requester', { path: '/portal' });
  const running = page.getByRole('list', { name: 'My requests' });
  const over = page.getByRole('list', { name: 'Closed' });
  await over.getByRole('listitem').nth(1).waitFor();
  t.is(await over.getByRole('listitem').count(), 2);
  t.is(await running.getByRole('listitem').count(), 20);
  await page.getByRole('button', { name: 'Show more' }).click();
  await eventually(async () => (await running.getByRole('listitem').count()) > 20);
  t.is(await running.getByText('Request 3', { exact: true }).count(), 1);
  t.is(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  t.deepEqual(faults, []);
});

rule('somebody searches all they ever asked for, and the address says for what', async (t) => {
  const body = { subject: 'The barograph sticks', description: 'At 990.' };
  const { id } = await desk.call('demo-requester', 'POST', '/api/tickets', body);
  await desk.call('demo-requester', 'PUT', `/api/tickets/${id}/cancellation`, {});
  const article = await desk.call<{ id: string }>('demo-agent', 'POST', '/api/articles', {
    kind: 'guide',
    texts: { en: { title: 'Care for a barograph', summary: 'Ink and paper.', body: '1. Ink.' } },
  });
  await desk.call('demo-agent', 'PUT', `/api/articles/${article.id}/publication`, {});
  const { page, faults } = await desk.open('demo-requester', { path: '/portal' });
  const box = page.getByRole('searchbox', { name: 'Search your requests and our guides' });
  await box.fill('barograph');
  await box.press('Enter');
  await page.getByRole('link', { name: 'The barograph sticks' }).waitFor();
  const guides = page.getByRole('list', { name: 'Articles' });
  await guides.getByRole('link', { name: 'Care for a barograph' }).waitFor();
  t.regex(page.url(), /\?q=barograph$/);
  await box.fill('nothing of the kind');
  await box.press('Enter');
  await page.getByText('None of your requests matches').waitFor();
  await page.getByText('No guide answers “nothing of the kind” yet.').waitFor();
  await page.getByRole('link', { name: 'All your requests' }).click();
  await page.getByRole('list', { name: 'Closed' }).waitFor();
  t.deepEqual(faults, []);
});

rule('what somebody has a copy of stands apart from what they asked for', async (t) => {
  const texts = { subject: 'The shared projector', description: 'It is dark.' };
  const ticket = await desk.call('demo-agent-2', 'POST', '/api/tickets', {
    ...texts,
    requester: 'acc-lea',
  });
  await desk.call('demo-agent', 'PUT', `/api/tickets/${ticket.id}/copies/acc-camille`);
  const { page, faults } = await desk.open('demo-requester', { path: '/portal', width: 375 });
  const copied = page.getByRole('list', { name: 'You have a copy of' });
  await copied.getByRole('link', { name: 'The shared projector' }).waitFor();
  const own = page.getByRole('list', { name: 'My requests' });
  t.is(await own.getByText('The shared projector').count(), 0);
  t.deepEqual(faults, []);
});
