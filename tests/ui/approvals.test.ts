import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** Camille leads Théo: what he asks for waits for her, who works on no tickets. */

let desk: UiDesk;
let theo: string;

const rule = browserRules(async () => {
  desk = await startUiDesk();
  const person = { name: 'Théo Blanc', addresses: ['theo@desk.example'], managerId: 'acc-camille' };
  const made = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/accounts', person);
  theo = made.id;
});

async function asksFor(subject: string): Promise<Ticket> {
  const ticket = await desk.call('demo-agent', 'POST', '/api/tickets', {
    subject,
    description: 'Mine is six years old.',
    process: 'service_requests',
    type: 'service_request',
    service: 'laptop',
    fields: { screen_size: 'large', justification: 'For drawings,\nevery week.' },
    requester: theo,
  });
  await eventually(async () => {
    const { items } = await desk.call<{ items: { ticket: { id: string } }[] }>(
      'demo-requester',
      'GET',
      '/api/approvals',
    );
    return items.some((one) => one.ticket.id === ticket.id);
  });
  return ticket;
}

rule('a manager finds in the portal what waits for them, and decides it', async (t) => {
  const ticket = await asksFor('A new laptop');
  const { page, faults } = await desk.open('demo-requester', { width: 360, colorScheme: 'dark' });
  await page.getByRole('link', { name: '1 request waits for your approval' }).click();
  await page.getByRole('heading', { name: 'A new laptop' }).waitFor();
  await page.getByText('Mine is six years old.').waitFor();
  await page.getByText('16 inches').waitFor();
  await page.getByText('For drawings,').waitFor();
  t.deepEqual(await barriersIn(page), []);
  const [wide, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  t.true(Number(wide) <= Number(room), 'no sideways scroll');
  if (process.env.PALIER_SHOTS)
    await page.screenshot({ path: `${process.env.PALIER_SHOTS}/dark.png` });
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByLabel(/^Reason|^Why/).fill('It is time.');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Nothing waits for your approval.').waitFor();
  const after = await desk.call('demo-agent', 'GET', `/api/tickets/${ticket.id}`);
  t.like(after.approvals[0], { outcome: 'granted', by: { id: 'acc-camille' } });
  t.deepEqual(faults, []);
});

rule('without a script the manager decides on a page of forms', async (t) => {
  const ticket = await asksFor('A quiet laptop');
  const context = await desk.browser.newContext({
    baseURL: desk.url,
    javaScriptEnabled: false,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await page.goto('/portal');
  await page.getByRole('button', { name: /Camille/ }).click();
  await page.getByRole('link', { name: '1 request waits for your approval' }).click();
  const card = page.getByRole('region', { name: 'A quiet laptop' });
  await card.getByText('16 inches').waitFor();
  if (process.env.PALIER_SHOTS)
    await page.screenshot({ path: `${process.env.PALIER_SHOTS}/plain.png` });
  await card
    .getByLabel(/^Reason|^Why/)
    .last()
    .fill('Not this year.');
  await card.getByRole('button', { name: 'Do not approve' }).click();
  await page.getByText('Nothing waits for your approval.').waitFor();
  const after = await desk.call('demo-agent', 'GET', `/api/tickets/${ticket.id}`);
  t.like(after.approvals[0], { outcome: 'refused', note: 'Not this year.' });
  await context.close();
});

rule('a ticket says of whom each approval is asked, and how many have said yes', async (t) => {
  for (const account of ['acc-lea', 'acc-marc']) {
    const place = `/api/groups/service_requests/access_administration/members/${account}`;
    await desk.call('demo-owner', 'PUT', place, { capacity: 5 });
  }
  const ticket = await desk.call<Ticket>('demo-agent', 'POST', '/api/tickets', {
    ...{ subject: 'Administrator of my laptop', description: 'To install drivers.' },
    ...{ process: 'service_requests', type: 'service_request', requester: theo },
    service: 'administrator_rights',
  });
  await desk.call('demo-agent-2', 'PUT', `/api/tickets/${ticket.id}/approvals/2/acceptance`, {
    reason: 'The drivers are signed.',
  });
  for (const look of [
    { locale: 'en-GB', colorScheme: 'light' as const },
    { locale: 'fr-FR', colorScheme: 'dark' as const },
  ]) {
    const { page, faults } = await desk.open('demo-agent', {
      ...look,
      path: `/tickets/${ticket.id}`,
    });
    const panel = page.getByRole('region', { name: /^Approvals|^Approbations/ });
    await panel.getByText(/1 approval of 2 needed|1 accord sur 2/).waitFor();
    await panel.getByText(/Marc Girard approved|Marc Girard a approuvé/).waitFor();
    await panel.getByText('The drivers are signed.').waitFor();
    t.deepEqual(await barriersIn(page), []);
    if (process.env.PALIER_SHOTS) {
      await panel.scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env.PALIER_SHOTS}/panel-${look.locale}.png` });
    }
    t.deepEqual(faults, []);
  }
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.getByRole('button', { name: 'Approve', exact: true }).first().click();
  await page.getByLabel(/^Reason/).fill('Agreed.');
  await page.getByRole('button', { name: 'Approve', exact: true }).last().click();
  await eventually(async () => {
    const now = await desk.call<Ticket>('demo-agent', 'GET', `/api/tickets/${ticket.id}`);
    return now.approvals[1]?.outcome === 'granted' && now.approvals[0]?.outcome === 'open';
  });
  t.pass();
});

rule('whoever is a requester alone gives their approvals to a colleague for a time', async (t) => {
  const { page, faults } = await desk.open('demo-requester', {
    path: '/account/absences',
    width: 360,
  });
  await page.getByRole('button', { name: 'Add an absence' }).click();
  await page.getByLabel('Find who stands in').fill('Mar');
  await page.getByRole('option', { name: 'Marc Girard' }).waitFor({ state: 'attached' });
  await page.getByRole('combobox', { name: /^Stands in/ }).selectOption({ label: 'Marc Girard' });
  await page.getByLabel(/only approvals go to whoever stands in/).check();
  if (process.env.PALIER_SHOTS)
    await page.screenshot({ path: `${process.env.PALIER_SHOTS}/given.png`, fullPage: true });
  t.deepEqual(await barriersIn(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Marc Girard decides approvals').waitFor();
  await page.getByText('Approvals given').waitFor();
  await page.getByRole('button', { name: /^Take back now/ }).click();
  await page.getByText('No absence now or later.').waitFor();
  t.deepEqual(faults, []);
});
