import type { NotificationList } from '../../api/people/notification_contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

rule(
  'management is told at once of what is escalated to it, and has read it once it looked',
  async (t) => {
    const { page, faults } = await desk.open('demo-owner');
    await page.getByLabel('Notifications', { exact: true }).waitFor();
    const texts = { subject: 'Payroll is late', description: 'Nobody was paid.' };
    const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
    const escalation = { kind: 'hierarchical', reason: 'major_impact', note: 'Please decide.' };
    await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/escalations`, escalation);
    await page.getByLabel('Notifications, 1 unread').click();
    await page.getByText('Escalated to management, level 1').waitFor();
    await page.getByRole('link', { name: 'Payroll is late' }).last().click();
    await page.waitForURL(`**/tickets/${ticket.id}`);
    await page.keyboard.press('Escape');
    await page.getByLabel('Notifications', { exact: true }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('a requester is told in the portal that they have an answer, and goes to it', async (t) => {
  const { page, faults } = await desk.open('demo-requester');
  await page.getByLabel('Notifications', { exact: true }).waitFor();
  const texts = { subject: 'Screen stays dark', description: 'Since this morning.' };
  const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  const answer = { body: 'Is its cable plugged in?', visibility: 'public' };
  await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, answer);
  await page.getByLabel('Notifications, 1 unread').click();
  await page.getByText('You have an answer').waitFor();
  await page.locator('.notifications').getByRole('link', { name: 'Screen stays dark' }).click();
  await page.waitForURL(`**/portal/tickets/${ticket.id}`);
  await page.getByText('Is its cable plugged in?').waitFor();
  t.deepEqual(faults, []);
});

rule(
  'beside each notification stands why, with the ways to mute it and, on a page, the ways back',
  async (t) => {
    const { page, faults } = await desk.open('demo-requester', { width: 375 });
    await page.getByLabel('Notifications', { exact: true }).waitFor();
    const texts = { subject: 'The lamp hums', description: 'All day.' };
    const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
    const answer = { body: 'Which lamp?', visibility: 'public' };
    await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, answer);
    await page.getByLabel('Notifications, 1 unread').click();
    const item = page.locator('.notifications li', { hasText: 'The lamp hums' });
    await item.getByRole('button', { name: /^Why did I get this/ }).press('Enter');
    await item.getByText('It is your request.').waitFor();
    await item.getByRole('button', { name: 'Do not tell me of this ticket' }).click();
    await item.getByText(/^You are told of #\d+ no more/).waitFor();
    await page.getByRole('link', { name: 'What I am told' }).click();
    await page.waitForURL('**/account/notifications');
    const muted = page.getByRole('list', { name: 'What I am not told of' });
    await muted.getByText('The lamp hums').waitFor();
    t.true(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      'it fits a phone',
    );
    await muted.getByRole('button', { name: `Tell me again: #${ticket.number}` }).click();
    await page.getByText('Nothing is muted.').waitFor();
    t.deepEqual(faults, []);
  },
);

rule(
  'news is shown outside of the page to whoever asked for it, once in all tabs, without its words',
  async (t) => {
    const { page, context, faults } = await desk.open('demo-requester');
    // What the system does with one is not the desk's: here it is written down instead.
    await context.addInitScript(() => {
      const latest: { shown?: Shown } = {};
      class Shown {
        static permission = 'granted';
        static requestPermission = () => Promise.resolve('granted');
        onclick: (() => void) | null = null;
        constructor(title: string, { body }: { body: string }) {
          const before = localStorage.getItem('shown') ?? '';
          localStorage.setItem('shown', `${before}${title} / ${body}\n`);
          latest.shown = this;
        }
        close() {}
      }
      const press = () => latest.shown?.onclick?.();
      Object.assign(window, { Notification: Shown, pressLatest: press });
    });
    await page.goto(`${desk.url}/account/notifications`);
    await page.getByLabel('Show news as notifications of this browser').click();
    const subject = page.getByLabel(/^With the subject/);
    await subject.waitFor();
    const other = await context.newPage();
    await other.goto(`${desk.url}/portal`);
    const unread = () => desk.call<NotificationList>('demo-requester', 'GET', '/api/notifications');
    const answered = async (name: string) => {
      const { unreadCount } = await unread();
      const texts = { subject: name, description: 'Since noon.' };
      const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
      const answer = { body: 'We look.', visibility: 'public' };
      await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, answer);
      for (const tab of [page, other]) {
        await tab.getByLabel(`Notifications, ${unreadCount + 1} unread`).waitFor();
      }
      const told = (number: number | null) =>
        localStorage.getItem('shown')?.includes(`#${number}:`);
      await pageHolds(page, told, ticket.number);
      return ticket.number;
    };
    const first = await answered('Secret plans');
    await subject.click();
    const second = await answered('The door squeaks');
    const shown = await page.evaluate(() => localStorage.getItem('shown')?.trim().split('\n'));
    t.deepEqual(shown?.slice(1), [
      `#${first}: You have an answer / `,
      `#${second}: You have an answer / The door squeaks`,
    ]);
    for (const tab of [page, other]) {
      await tab.evaluate(() => (window as unknown as { pressLatest(): void }).pressLatest());
    }
    const tab = page.url().includes('/portal/tickets/') ? page : other;
    await tab.waitForURL('**/portal/tickets/tkt-*');
    const why = tab.getByRole('complementary', { name: new RegExp(`#${second}`) });
    await why.getByText(`#${second}: You have an answer`).waitFor();
    await why.getByRole('button', { name: 'Do not tell me of this ticket' }).click();
    await why.getByRole('status').getByRole('button', { name: 'Undo' }).waitFor();
    const { tickets } = await desk.call<{ tickets: { ticket: { number: number } }[] }>(
      'demo-requester',
      'GET',
      '/api/account/muted',
    );
    t.deepEqual(
      tickets.map(({ ticket }) => ticket.number),
      [second],
    );
    await why.getByRole('button', { name: 'Close' }).click();
    await why.waitFor({ state: 'detached' });
    t.deepEqual(faults, []);
  },
);
