import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** What an agent does with a ticket at one press or one key, and two agents on one ticket. */

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(subject: string, description = 'It has no power light.'): Promise<Ticket> {
  return desk.call('demo-requester', 'POST', '/api/tickets', { subject, description });
}

function ticketOf({ id }: Ticket): Promise<Ticket> {
  return desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
}

rule('an answer is sent and the ticket put on hold at one press', async (t) => {
  const ticket = await opens('The fax waits');
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.locator('#reply-body').fill('Which model is it?');
  await page.getByRole('button', { name: 'Then…' }).click();
  await page.getByRole('button', { name: 'Send and put on hold' }).click();
  await page.getByRole('combobox', { name: 'Hold reason' }).selectOption('requester');
  await page.getByRole('button', { name: 'Send and put on hold' }).last().click();
  await page.getByRole('region', { name: 'Timeline' }).getByText('Which model is it?').waitFor();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  const { status, pending, assignee } = await ticketOf(ticket);
  t.is(status, 'pending');
  t.is(pending?.reason, 'requester');
  t.is(assignee?.id, 'acc-lea', 'an answer takes the ticket');
  t.deepEqual(faults, []);
});

rule('an answer is sent and the ticket resolved by keys alone', async (t) => {
  const ticket = await opens('The fax is old');
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.locator('#reply-body').fill('It is repaired.');
  await page.locator('#reply-body').press('Control+Shift+Enter');
  const note = page.getByRole('textbox', { name: 'What solved it' });
  await note.fill('Cleaned the roller.');
  await note.press('Enter');
  await page.getByText(/^Léa Martin resolved it/).waitFor();
  t.is((await ticketOf(ticket)).status, 'resolved');
  t.deepEqual(faults, []);
});

rule('who answers second is told of the first answer, and chooses', async (t) => {
  const ticket = await opens('The fax has two friends');
  const path = `/tickets/${ticket.id}`;
  const lea = await desk.open('demo-agent', { path });
  await lea.page.locator('#reply-body').fill('Try the other socket.');
  const said = { body: 'Is it plugged in?' };
  await desk.call('demo-agent-2', 'POST', `/api/tickets/${ticket.id}/messages`, said);
  await lea.page.getByText('Marc Girard has answered since you began.').waitFor();
  await lea.page.locator('#reply-body').press('Control+Enter');
  const timeline = lea.page.getByRole('region', { name: 'Timeline' });
  t.is(await timeline.getByText('Try the other socket.').count(), 0, 'nothing is sent unasked');
  await lea.page.getByRole('button', { name: 'Send mine all the same' }).click();
  await timeline.getByText('Try the other socket.').waitFor();
  t.is(await lea.page.getByText('Marc Girard has answered since you began.').count(), 0);
  t.deepEqual(lea.faults, []);
});

rule('agents see who reads and who writes, while it is so and no longer', async (t) => {
  t.timeout(120_000);
  const ticket = await opens('The fax is looked at by two');
  const path = `/tickets/${ticket.id}`;
  const lea = await desk.open('demo-agent', { path });
  const marc = await desk.open('demo-agent-2', { path });
  await lea.page.getByText('Marc Girard is reading', { exact: true }).first().waitFor();
  await marc.page.getByText('Léa Martin is reading', { exact: true }).first().waitFor();
  await marc.page.locator('#reply-body').fill('Try the other socket.');
  const seen = lea.page.locator('.ticket-header .presence');
  await seen.getByText('Marc Girard is writing').waitFor();
  await lea.page.getByRole('status').getByText('Marc Girard is writing').waitFor();
  t.is(await lea.page.getByText('Marc Girard is writing now.').count(), 0, 'she writes nothing');
  await lea.page.locator('#reply-body').fill('Is it plugged in?');
  await lea.page.getByText('Marc Girard is writing now.').waitFor();
  await marc.page.locator('#reply-body').press('Control+Enter');
  await lea.page.getByText('Marc Girard has answered since you began.').waitFor();
  await seen.getByText('Marc Girard is reading').waitFor();
  await marc.context.setOffline(true);
  await seen.waitFor({ state: 'detached' });
  await marc.context.setOffline(false);
  await seen.getByText('Marc Girard is reading').waitFor();
  await marc.page.close();
  await seen.waitFor({ state: 'detached' });
  t.deepEqual(lea.faults, []);
});

rule('the link of a ticket, or of one message of it, is copied with one key', async (t) => {
  const ticket = await opens('The fax has an address');
  const path = `/tickets/${ticket.id}`;
  const said = { body: 'Look at this one.' };
  await desk.call('demo-agent-2', 'POST', `/api/tickets/${ticket.id}/messages`, said);
  const { page, context, faults } = await desk.open('demo-agent', { path });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const message = page.locator('.message', { hasText: said.body });
  await message.waitFor();
  await page.keyboard.press('L');
  await page.getByText('The link is copied.').first().waitFor();
  t.is(await copied(), `${desk.url}${path}`);
  await message.locator('.entry-address').focus();
  await page.keyboard.press('L');
  await pageHolds(page, async () => (await navigator.clipboard.readText()).includes('#'));
  const address = await copied();
  t.is(address, `${desk.url}${path}#${await message.getAttribute('id')}`);
  await page.goto(address);
  await page.locator('.message[aria-current="location"]', { hasText: said.body }).waitFor();
  t.deepEqual(faults, []);
});

rule('the palette does what the ticket offers, and finds pages, people and numbers', async (t) => {
  const other = await opens('The printer next door');
  const ticket = await opens('The fax at the end', `As in #${other.number}, see there.`);
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.getByRole('button', { name: 'Reply' }).waitFor();
  await page.locator('#reply-body').press('Control+k');
  const field = page.getByRole('combobox', { name: /Action, page/ });
  await field.fill('esca');
  await page.getByRole('option', { name: 'Escalate' }).waitFor();
  await field.press('Enter');
  await page.getByRole('form', { name: 'Escalate' }).waitFor();

  await page.keyboard.press('Control+k');
  await field.fill(`#${other.number}`);
  await field.press('Enter');
  await page.waitForURL(`**/tickets/${other.id}`);
  await page.goto(`${desk.url}/tickets/${ticket.id}`);
  await page.getByRole('link', { name: `#${other.number}`, exact: true }).click();
  await page.waitForURL(`**/tickets/${other.id}`);

  await page.getByRole('button', { name: 'Find or do' }).click();
  await field.fill('camille');
  await page.getByRole('option', { name: 'Tickets of Camille Roux' }).click();
  await page.waitForURL(/requester=acc-camille/);
  t.deepEqual(faults, []);
});

rule('a requester follows the number of a ticket of their own, and of no other', async (t) => {
  const own = await opens('The lamp of mine');
  const texts = { subject: 'A lamp of the desk', description: 'For us.' };
  const other = await desk.call('demo-agent', 'POST', '/api/tickets', texts);
  const ticket = await opens('The lamp again', `As in #${own.number} and in #${other.number}.`);
  const { page } = await desk.open('demo-requester', { path: `/portal/tickets/${ticket.id}` });
  await page.getByRole('link', { name: `#${own.number}`, exact: true }).waitFor();
  t.is(await page.getByRole('link', { name: `#${other.number}`, exact: true }).count(), 0);
  await page.goto(`${desk.url}/go/${other.number}`);
  await page.getByText(`There is no ticket #${other.number} that you may see.`).waitFor();
});

rule('beside a ticket stands who asks, and what they asked for before', async (t) => {
  await opens('The first of two');
  const ticket = await opens('The second of two');
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const panel = page.getByRole('region', { name: 'Camille Roux' });
  await panel.getByRole('link', { name: /The first of two/ }).waitFor();
  t.is(await panel.getByRole('link', { name: /The second of two/ }).count(), 0);
  await panel.getByText('Language').waitFor();
  t.deepEqual(faults, []);
});
