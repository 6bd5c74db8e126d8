import type { Ticket } from '../../api/tickets/contract.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** Somebody calls: the ticket is written while they speak. */

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function ticketNamed(subject: string): Promise<Ticket | undefined> {
  return desk
    .call<{ items: Ticket[] }>('demo-agent', 'GET', '/api/tickets?sort=-openedAt&limit=50')
    .then(({ items }) => items.find((ticket) => ticket.subject === subject));
}

rule('a call is logged, taken and solved at one press, by keys alone', async (t) => {
  const texts = { subject: 'The beamer hums', description: 'All day.' };
  await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  const { page, faults } = await desk.open('demo-agent');
  await page.getByRole('link', { name: /The beamer hums/ }).waitFor();
  await page.keyboard.press('c');
  const person = page.getByRole('combobox', { name: 'Who calls' });
  await person.waitFor();
  await page.keyboard.type('camille');
  await page.getByRole('option', { name: 'Camille Roux' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Somebody else').waitFor();
  // The next field is at hand, without a way back to it.
  const next = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');
  t.regex(await next(), /^ticket\./);
  const beside = page.getByRole('complementary', { name: 'Open tickets of Camille Roux' });
  await beside.getByText('The beamer hums').waitFor();

  await page.getByLabel('In one line').fill('No picture on the beamer');
  await page.getByLabel('What they say').fill('It stays dark.');
  await page.getByLabel('Solved on the spot').check();
  await page.getByRole('combobox', { name: 'Resolution code' }).selectOption('fixed');
  const note = page.getByRole('textbox', { name: 'What solved it' });
  await note.fill('Chose the other input.');
  await note.press('Control+Enter');
  await page.getByText('Léa Martin resolved it: Fixed').waitFor();

  const ticket = await ticketNamed('No picture on the beamer');
  t.is(ticket?.status, 'resolved');
  t.is(ticket?.channel, 'phone');
  t.is(ticket?.requester.id, 'acc-camille');
  t.is(ticket?.assignee?.id, 'acc-lea');
  await page.goto(`${desk.url}/tickets/new`);
  await person.waitFor();
  t.is(await page.getByLabel('In one line').inputValue(), '', 'nothing is left of it');
  t.deepEqual(faults, []);
});

rule('a caller whom nobody knows is added from what was typed', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('Paul Newcomer');
  const form = page.getByRole('region', { name: 'New person' });
  await form.getByLabel('E-mail').fill('paul@new.example');
  await form.getByLabel('Phone').fill('12');
  await form.getByRole('button', { name: 'Add this person' }).click();
  await form.getByRole('alert').getByText(/./).first().waitFor();
  await form.getByLabel('Phone').fill('+33 6 12 34 56 78');
  await form.getByRole('button', { name: 'Add this person' }).click();
  await page.getByRole('complementary', { name: 'Open tickets of Paul Newcomer' }).waitFor();
  t.not(await page.evaluate(() => document.activeElement?.tagName), 'BODY', 'the work goes on');
  await page.getByLabel('In one line').fill('My first ticket');
  await page.getByLabel('What they say').fill('I have just arrived.');
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await page.waitForURL('**/tickets/tkt-*');
  await page.getByRole('link', { name: '+33612345678' }).waitFor();
  t.is((await ticketNamed('My first ticket'))?.requester.name, 'Paul Newcomer');
  t.deepEqual(faults, []);
});

rule('a caller whose number somebody has is not added twice without a word', async (t) => {
  const { id } = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/accounts', {
    name: 'Irène Duplessis',
    roles: ['requester'],
    phones: ['+33 6 99 88 77 66'],
  });
  const { page } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('Irene D.');
  const form = page.getByRole('region', { name: 'New person' });
  await form.getByLabel('Phone').fill('+33 699 887766');
  await form.getByRole('button', { name: 'Add this person' }).click();
  await form.getByText('Somebody has this number already').waitFor();
  await form.getByRole('button', { name: 'Add this person all the same' }).waitFor();
  await form.getByRole('button', { name: 'It is Irène Duplessis' }).click();
  await page.getByRole('complementary', { name: 'Open tickets of Irène Duplessis' }).waitFor();
  const found = await desk.call<{ items: { id: string }[] }>(
    'demo-owner',
    'GET',
    '/api/accounts?q=0699887766',
  );
  t.deepEqual(
    found.items.map((one) => one.id),
    [id],
  );
});

rule('a caller who could not be looked for is not called unknown', async (t) => {
  const { page, context } = await desk.open('demo-agent', { path: '/tickets/new' });
  const person = page.getByRole('combobox', { name: 'Who calls' });
  await person.waitFor();
  await context.setOffline(true);
  await person.fill('Camill');
  await page.getByRole('alert').getByText(/./).first().waitFor();
  t.is(await page.getByRole('region', { name: 'New person' }).count(), 0);
  await context.setOffline(false);
  await person.fill('Camille');
  await page.getByRole('option', { name: 'Camille Roux' }).waitFor();
});

rule('nobody is taken for the caller whom the agent did not choose', async (t) => {
  const { page } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('Somebody');
  await page.getByLabel('In one line').fill('A ticket for nobody');
  await page.getByLabel('What they say').fill('It stays dark.');
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  const person = page.getByRole('combobox', { name: 'Who calls' });
  const said = await person.evaluate((field: HTMLInputElement) => field.validationMessage);
  t.is(said, 'Choose the person from the list');
  t.is(await ticketNamed('A ticket for nobody'), undefined);
});

rule('what was written during a call outlives a reload, its clock too', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('camille');
  await page.getByRole('option', { name: 'Camille Roux' }).click();
  await page.getByLabel('In one line').fill('The door squeaks');
  await page.getByLabel('Walk-in').check();
  await page.getByRole('button', { name: 'Pause' }).click();
  const timer = page.getByRole('timer', { name: 'How long the call takes' });
  const counted = await timer.textContent();
  await page.reload();
  await page.getByText('Camille Roux', { exact: true }).waitFor();
  t.is(await page.getByLabel('In one line').inputValue(), 'The door squeaks');
  t.true(await page.getByLabel('Walk-in').isChecked());
  t.is(await timer.textContent(), counted);
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  t.deepEqual(faults, []);
});

rule('a call whose answer was lost is one ticket', async (t) => {
  const { page } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('camille');
  await page.getByRole('option', { name: 'Camille Roux' }).click();
  await page.getByLabel('In one line').fill('The line is bad');
  await page.getByLabel('What they say').fill('It crackles.');
  let lost = 0;
  await page.route('**/api/calls', async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await page.waitForURL('**/tickets/tkt-*');
  t.is(lost, 2);
  const { items } = await desk.call<{ items: Ticket[] }>(
    'demo-agent',
    'GET',
    '/api/tickets?sort=-openedAt&limit=50',
  );
  t.is(items.filter(({ subject }) => subject === 'The line is bad').length, 1);
});

rule('a call that is not solved after all is logged, and says what was not done', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/tickets/new' });
  await page.getByRole('combobox', { name: 'Who calls' }).fill('camille');
  await page.getByRole('option', { name: 'Camille Roux' }).click();
  await page.getByLabel('In one line').fill('The chair wobbles');
  await page.getByLabel('What they say').fill('On three legs.');
  await page.getByLabel('Solved on the spot').check();
  const codes = page.getByRole('combobox', { name: 'Resolution code' });
  await codes.evaluate((field: HTMLSelectElement) => {
    field.options[0]?.setAttribute('value', 'magic');
  });
  await page.getByRole('textbox', { name: 'What solved it' }).fill('Folded some paper.');
  await page.getByRole('button', { name: 'Log and resolve' }).click();
  await page.waitForURL('**/tickets/tkt-*');
  await page.getByText(/^Done: the ticket is logged and take it myself\./).waitFor();
  await page.getByText(/no resolution code 'magic'/).waitFor();
  const note = page.getByRole('form', { name: 'Resolve' }).getByLabel('What solved it');
  t.is(await note.inputValue(), 'Folded some paper.');
  t.is((await ticketNamed('The chair wobbles'))?.status, 'in_progress');
  t.deepEqual(faults, []);
});
