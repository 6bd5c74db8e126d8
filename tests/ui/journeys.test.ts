import type { Page } from 'playwright-core';
import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, choosesAction, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(fields: object = {}): Promise<Ticket> {
  const texts = { subject: 'The printer is silent', description: 'It has no power light.' };
  return desk.call('demo-requester', 'POST', '/api/tickets', { ...texts, ...fields });
}

function ticketOf(id: string): Promise<Ticket> {
  return desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
}

const timelineOf = (page: Page) => page.getByRole('region', { name: 'Timeline' });

rule('an agent signs in, finds the ticket, answers, resolves, and reads it all back', async (t) => {
  const ticket = await opens({ subject: 'No sound in the meeting room' });
  const { page, faults } = await desk.open(null);
  await page.getByRole('button', { name: 'Léa' }).click();
  await page.getByRole('link', { name: 'No sound in the meeting room' }).click();
  await page.waitForURL(`**/tickets/${ticket.id}`);
  await page.getByText('It has no power light.').waitFor();

  await page.getByRole('textbox', { name: 'Reply to Camille Roux' }).fill('Is the cable in?');
  await page.getByRole('button', { name: 'Send' }).click();
  await timelineOf(page).getByText('Is the cable in?').waitFor();
  await page.getByText('First response', { exact: true }).first().waitFor();

  await choosesAction(page, 'Resolve');
  await page.getByRole('combobox', { name: 'Resolution code' }).selectOption('fixed');
  await page.getByRole('textbox', { name: 'What solved it' }).fill('The cable was loose.');
  await page
    .getByRole('form', { name: 'Resolve' })
    .getByRole('button', { name: 'Resolve' })
    .click();
  await timelineOf(page).getByText('Léa Martin resolved it: Fixed').waitFor();
  await timelineOf(page).getByText('The cable was loose.').waitFor();

  const { status, resolution } = await ticketOf(ticket.id);
  t.is(status, 'resolved');
  t.is(resolution?.note, 'The cable was loose.');
  t.deepEqual(faults, []);
});

rule('a requester asks in the portal, is answered, says it is solved and how it was', async (t) => {
  const { page, faults } = await desk.open('demo-requester');
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByLabel('In one line').fill('Outlook asks for my password');
  await page.getByLabel('What happened?').fill('Every five minutes since Monday.');
  await page.getByLabel('About').selectOption('email');
  await page.getByLabel('Several of us').check();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/portal/tickets/tkt-*');
  const id = page.url().split('/').at(-1) ?? '';
  const opened = await ticketOf(id);
  t.is(opened.subject, 'Outlook asks for my password');
  t.like(opened, { category: 'email', impact: 'medium', channel: 'portal' });

  const path = `/api/tickets/${id}`;
  await desk.call('demo-agent', 'POST', `${path}/messages`, { body: 'Try again now, please.' });
  await page.getByText('Try again now, please.').waitFor();
  const resolution = { code: 'fixed', note: 'The old password was stored twice.' };
  await desk.call('demo-agent', 'PUT', `${path}/resolution`, resolution);
  await page.getByText('Solved, as far as we know').waitFor();

  await page.getByLabel('4, satisfied').check();
  await page.getByRole('form', { name: 'How was it?' }).getByRole('button').click();
  await page.getByText('Thank you: you gave 4 of 5.').waitFor();
  await page.getByRole('button', { name: 'Yes, solved' }).click();
  await page.getByRole('form', { name: 'Close' }).getByRole('button', { name: 'Close' }).click();
  await page.getByText('Solved and closed').waitFor();

  const closed = await ticketOf(id);
  t.is(closed.status, 'closed');
  t.is(closed.survey?.score, 4);
  t.deepEqual(faults, []);
});

rule(
  'whoever receives a ticket reads what was tried, and of a hand-off what came with it',
  async (t) => {
    const ticket = await opens({ category: 'network' });
    const path = `/api/tickets/${ticket.id}`;
    const tries = (kind: string, step: string) =>
      desk.call('demo-agent', 'POST', `${path}/diagnostic-steps`, {
        kind,
        step,
        outcome: 'Nothing',
      });
    await tries('information', 'Asked for the port');
    await tries('test', 'Changed the cable');
    const escalation = { kind: 'functional', reason: 'needs_skill' };
    await desk.call('demo-agent', 'POST', `${path}/escalations`, escalation);
    await desk.call('demo-agent-2', 'PUT', `${path}/escalations/1/refusal`, {});
    await tries('test', 'Took port 13');
    await desk.call('demo-agent', 'POST', `${path}/escalations`, escalation);

    const { page, faults } = await desk.open('demo-agent-2', { path: `/tickets/${ticket.id}` });
    const diagnostics = page.getByRole('region', { name: 'Diagnostics' });
    await diagnostics.getByText('Took port 13').waitFor();
    t.is(await diagnostics.locator('ol > li').count(), 3);
    const escalations = page.getByRole('region', { name: 'Escalations' });
    await escalations.getByText('3 steps handed off').click();
    await escalations.getByText('Took port 13').waitFor();
    await escalations.getByRole('button', { name: 'Show 1 earlier' }).click();
    await escalations.getByText('2 steps handed off').click();
    await escalations.locator('li.card').nth(1).getByText('Changed the cable').waitFor();
    t.deepEqual(faults, []);
  },
);

rule('diagnostics are no empty panel where none is asked for and none was done', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const diagnostics = page.getByRole('region', { name: 'Diagnostics' });
  await diagnostics.getByText('Required before escalation').waitFor();
  await desk.call('demo-requester', 'PUT', `/api/tickets/${ticket.id}/cancellation`, {});
  await diagnostics.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Details' }).waitFor();
  t.is(await diagnostics.count(), 0);
});

rule('an internal note is yellow, says so, and never reaches the requester', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByText('Internal: Camille Roux never sees this.').waitFor();
  await page.getByRole('textbox', { name: 'Note for colleagues' }).fill('Sounds like the old one.');
  await page.getByRole('button', { name: 'Add note' }).click();
  const note = timelineOf(page).locator('li.message', { hasText: 'Sounds like the old one.' });
  await note.getByText('Internal note').waitFor();

  const portal = await desk.open('demo-requester', { path: `/portal/tickets/${ticket.id}` });
  await portal.page.getByRole('heading', { name: 'Conversation' }).waitFor();
  t.is(await portal.page.getByText('Sounds like the old one.').count(), 0);
});

rule('what is being written survives a reload', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.fill('Half a sentence that nobody');
  await page.reload();
  await reply.waitFor();
  t.is(await reply.inputValue(), 'Half a sentence that nobody');
});

rule('a refusal stays beside the form in the words of the process', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await choosesAction(page, 'Escalate');
  const form = page.getByRole('form', { name: 'Escalate' });
  await form.getByRole('button', { name: 'Escalate' }).click();
  const refusal = form.getByRole('alert');
  await refusal
    .getByText(/diagnostic step/)
    .first()
    .waitFor();
  t.regex((await refusal.textContent()) ?? '', /Before a ticket leaves ‘First line’/);
  t.is((await ticketOf(ticket.id)).tier, 1);
});

rule('a message sent while the desk cannot be reached is sent once, under one key', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const keys: (string | undefined)[] = [];
  let lostAnswers = 0;
  await page.route('**/messages', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // The desk does it, but the answer is lost on the way.
    if (lostAnswers++ < 5) {
      await route.fetch();
      await route.abort('connectionreset');
    } else {
      await route.continue();
    }
  });
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await reply.fill('Once is enough.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('The service desk cannot be reached.').waitFor();
  t.is(await reply.inputValue(), 'Once is enough.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await pageHolds(
    page,
    () => document.querySelector<HTMLTextAreaElement>('#reply-body')?.value === '',
  );
  // Strict: it would fail on two of them.
  await timelineOf(page).getByText('Once is enough.').waitFor();

  t.true(keys.length > 5);
  t.is(new Set(keys).size, 1);
  type Messages = { items: { body: string }[] };
  const path = `/api/tickets/${ticket.id}/messages`;
  const { items } = await desk.call<Messages>('demo-agent', 'GET', path);
  t.is(items.filter(({ body }) => body === 'Once is enough.').length, 1);
});

rule('the list shows changes where they are and moves nothing until asked', async (t) => {
  const first = await opens({ subject: 'Scanner jams', category: 'hardware' });
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true&priority=p1' });
  await page.getByText('No ticket matches.').waitFor();
  const path = `/api/tickets/${first.id}/classification`;
  const grave = { impact: 'high', urgency: 'high' };
  await desk.call('demo-agent', 'PUT', path, grave);
  const pill = page.getByRole('button', { name: /1 ticket was added or removed/ });
  await pill.waitFor();
  t.is(await page.getByRole('link', { name: 'Scanner jams' }).count(), 0);
  await pill.click();
  await page.getByRole('link', { name: 'Scanner jams' }).waitFor();

  await desk.call('demo-agent', 'PUT', path, { impact: 'low', urgency: 'low' });
  await pill.waitFor();
  t.is(await page.getByRole('link', { name: 'Scanner jams' }).count(), 1);
});

rule('live changes come back after the desk refused the stream, and none is missed', async (t) => {
  const ticket = await opens();
  const { page, context } = await desk.open(null, { path: `/tickets/${ticket.id}` });
  let isRefused = true;
  await context.route('**/api/stream', async (route) => {
    if (isRefused) await route.fulfill({ status: 503 });
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Léa' }).click();
  await page.getByText('Live updates interrupted').waitFor();
  await timelineOf(page).getByText('opened the ticket').waitFor();
  const path = `/api/tickets/${ticket.id}/messages`;
  await desk.call('demo-requester', 'POST', path, { body: 'Said while nobody listened.' });
  t.is(await timelineOf(page).getByText('Said while nobody listened.').count(), 0);
  isRefused = false;
  await timelineOf(page).getByText('Said while nobody listened.').waitFor();
  await page.getByText('Live updates interrupted').waitFor({ state: 'detached' });
});

rule('a new entry of somebody else never scrolls what is being read', async (t) => {
  const ticket = await opens({ description: 'It is a long story.\n'.repeat(120) });
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await timelineOf(page).getByText('opened the ticket').waitFor();
  await timelineOf(page).evaluate((region) => {
    region.scrollTop = 40;
  });
  const path = `/api/tickets/${ticket.id}/messages`;
  await desk.call('demo-requester', 'POST', path, { body: 'And it goes on.' });
  const button = page.getByRole('button', { name: /1 new entry/ });
  await button.waitFor();
  t.is(await timelineOf(page).evaluate((region) => region.scrollTop), 40);
  await button.click();
  await page.getByText('And it goes on.').waitFor();
  t.true((await timelineOf(page).evaluate((region) => region.scrollTop)) > 40);
});

rule('keys move through the list, open a ticket, and stay out of text fields', async (t) => {
  await opens({ subject: 'First of the keys' });
  await opens({ subject: 'Second of the keys' });
  const { page } = await desk.open('demo-agent', { path: '/tickets?open=true' });
  await page.getByRole('link', { name: 'Second of the keys' }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'));
  const links = await page
    .locator('a.ticket-link')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  await page.keyboard.press('j');
  t.is(await focused(), links[0]);
  await page.keyboard.press('j');
  t.is(await focused(), links[1]);
  await page.keyboard.press('k');
  t.is(await focused(), links[0]);

  await page.keyboard.press('/');
  await page.keyboard.type('jk');
  t.is(await page.getByRole('searchbox').inputValue(), 'jk');
  await page.getByRole('searchbox').fill('');
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await page.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('/');
  t.not(await page.evaluate(() => document.activeElement?.id), 'search');

  await page.evaluate(() => localStorage.removeItem('palier.shortcuts'));
  await page.reload();
  await page.locator('a.ticket-link').first().waitFor();
  await page.keyboard.press('j');
  const target = await focused();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${target}`);
});

rule('filters stand in the address, and the address brings them back', async (t) => {
  await opens({ subject: 'Filtered by category' });
  const { page } = await desk.open('demo-agent', { path: '/tickets' });
  await page.getByRole('combobox', { name: 'Priority' }).selectOption('p3');
  await page.waitForURL('**/tickets?open=true&priority=p3');
  await page.getByRole('combobox', { name: 'Assignee' }).selectOption('me');
  await page.waitForURL('**/tickets?open=true&assignee=me&priority=p3');
  await page.reload();
  t.is(await page.getByRole('combobox', { name: 'Assignee' }).inputValue(), 'me');
  t.is(await page.getByRole('combobox', { name: 'Priority' }).inputValue(), 'p3');
});

rule('the language is the reader’s, and can be changed without a reload', async (t) => {
  const { page } = await desk.open('demo-agent', { path: '/tickets' });
  await page.getByRole('link', { name: 'Unassigned' }).waitFor();
  await page.getByLabel('Account of Léa Martin').click();
  await page.getByRole('radio', { name: 'Français' }).check();
  await page.getByRole('link', { name: 'Sans agent' }).waitFor();
  t.is(await page.evaluate(() => document.documentElement.lang), 'fr');
  await page.reload();
  await page.getByRole('link', { name: 'Sans agent' }).waitFor();
});

rule('signing out leaves no draft and no way back', async (t) => {
  const ticket = await opens();
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await page.getByRole('textbox', { name: 'Reply to Camille Roux' }).fill('A secret half-written');
  await page.getByLabel('Account of Léa Martin').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  t.notRegex(await page.evaluate(() => JSON.stringify(localStorage)), /secret/);
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
