import type { Ticket } from '../../api/tickets/contract.ts';
import { browserRules, choosesAction, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(fields: object = {}): Promise<Ticket> {
  const texts = { subject: 'Mail is slow', description: 'It takes minutes.' };
  return desk.call('demo-requester', 'POST', '/api/tickets', { ...texts, ...fields });
}

rule('a major incident is declared, reported with one click, told of and resolved', async (t) => {
  const ticket = await opens({ subject: 'Mail server does not answer' });
  const { page, faults } = await desk.open('demo-agent');
  await page.goto(`${desk.url}/tickets/${ticket.id}`);
  await choosesAction(page, 'Declare major incident');
  await page.getByLabel('Statement to all requesters').fill('Mail is down for everybody.');
  const form = page.getByRole('form', { name: 'Declare major incident' });
  await form.getByRole('button', { name: 'Declare major incident' }).click();
  await page.locator('.major').getByText('Mail is down for everybody.').waitFor();

  const portal = await desk.open('demo-requester');
  await portal.page.getByRole('button', { name: 'I am affected too' }).click();
  await portal.page.waitForURL('**/portal/tickets/tkt-*');
  await page.locator('.ticket-header .major').getByText('1 report').waitFor();
  await portal.page.getByText(`Part of major incident #${ticket.number}:`).waitFor();
  const queue = await desk.open('demo-agent', { path: '/tickets?open=true' });
  const row = queue.page.getByRole('listitem').filter({ hasText: 'Mail server does not answer' });
  await row.getByText('1 report').waitFor();
  t.is(await queue.page.getByRole('link', { name: 'Mail is down for everybody.' }).count(), 0);

  await page.getByRole('textbox', { name: /^Reply to/ }).fill('A disk is being replaced.');
  await page.getByRole('button', { name: 'Send' }).click();
  await portal.page.getByText('A disk is being replaced.').waitFor();

  await choosesAction(page, 'Resolve');
  await page.getByRole('textbox', { name: 'What solved it' }).fill('The disk was replaced.');
  t.true(await page.getByLabel('Resolve the linked report too').isChecked());
  await page
    .getByRole('form', { name: 'Resolve' })
    .getByRole('button', { name: 'Resolve' })
    .click();
  await portal.page.getByText('Solved, as far as we know').waitFor();
  t.deepEqual([...faults, ...portal.faults], []);
});

rule('a second matter is split off, and the two tickets lead to each other', async (t) => {
  const ticket = await opens({ subject: 'A screen and a chair' });
  const { page, faults } = await desk.open('demo-agent');
  await page.goto(`${desk.url}/tickets/${ticket.id}`);
  await choosesAction(page, 'Split');
  await page.getByLabel('Subject of the new ticket').fill('A chair');
  const form = page.getByRole('form', { name: 'Split' });
  await form.getByRole('button', { name: 'Split' }).click();
  await page.getByRole('heading', { name: 'A chair' }).waitFor();
  const links = page.getByRole('region', { name: 'Linked tickets' });
  await links.getByRole('link', { name: 'A screen and a chair' }).click();
  await page.getByRole('heading', { name: 'A screen and a chair' }).waitFor();
  await links.getByRole('link', { name: 'A chair', exact: false }).first().waitFor();
  await links.getByRole('button', { name: /Remove the link/ }).click();
  await links.waitFor({ state: 'detached' });
  t.deepEqual(faults, []);
});

rule('an approval is decided on the ticket’s own page', async (t) => {
  const ticket = await opens({
    process: 'service_requests',
    type: 'service_request',
    service: 'laptop',
    subject: 'A laptop for Ben',
  });
  const { page, faults } = await desk.open('demo-owner');
  await page.goto(`${desk.url}/tickets/${ticket.id}`);
  const approvals = page.getByRole('region', { name: 'Approvals' });
  await approvals.getByText('Waiting').waitFor();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByLabel('Reason').fill('He starts on Monday.');
  const form = page.getByRole('form', { name: 'Approve' });
  await form.getByRole('button', { name: 'Approve' }).click();
  await approvals.getByText('He starts on Monday.').waitFor();
  t.deepEqual(faults, []);
});

rule('whoever asked for what was not approved reads so, and why, and may ask again', async (t) => {
  const ticket = await opens({
    process: 'service_requests',
    type: 'service_request',
    service: 'laptop',
    subject: 'A third laptop',
  });
  const refusal = `/api/tickets/${ticket.id}/approvals/1/refusal`;
  await desk.call('demo-owner', 'PUT', refusal, { reason: 'Two are enough.' });
  const { page, faults } = await desk.open('demo-requester');
  await page.goto(`${desk.url}/portal/tickets/${ticket.id}`);
  await page.getByRole('heading', { name: 'Your request was not approved' }).waitFor();
  await page.getByText('Two are enough.').first().waitFor();
  await page.getByRole('button', { name: 'Ask again' }).waitFor();
  t.is(await page.getByText('Is it solved?').count(), 0);
  t.is(await page.getByText('Solved, as far as we know').count(), 0);
  await page.goto(`${desk.url}/portal`);
  const row = page.getByRole('listitem').filter({ hasText: 'A third laptop' });
  await row.getByText('Not approved').waitFor();
  t.deepEqual(faults, []);
});

rule('whoever is merged writes on, and reads what the desk answers', async (t) => {
  const [twin, survivor] = [await opens({ subject: 'Mail again' }), await opens()];
  const merge = `/api/tickets/${twin.id}/merge`;
  await desk.call('demo-agent', 'PUT', merge, { into: survivor.id });
  const { page, faults } = await desk.open('demo-requester');
  await page.goto(`${desk.url}/portal/tickets/${twin.id}`);
  await page.getByRole('heading', { name: 'Handled together with another request' }).waitFor();
  await page.getByLabel('Your message').fill('Still slow on my side.');
  await page.getByRole('button', { name: 'Send' }).click();
  const followed = page.getByRole('region', { name: 'Handled together with another request' });
  await followed.getByText('Still slow on my side.').waitFor();
  t.deepEqual(faults, []);
});
