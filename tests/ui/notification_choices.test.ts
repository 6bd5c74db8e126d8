import type { NotificationSettings, ToldPage } from '../../api/people/notifying/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const settingsOf = (token: 'demo-agent' | 'demo-requester') =>
  desk.call<NotificationSettings>(token, 'GET', '/api/account/notifications');

async function choiceOf(token: 'demo-agent' | 'demo-requester', reason: string) {
  const { reasons } = await settingsOf(token);
  return reasons.find((one) => one.reason === reason)?.choice;
}

rule('an agent chooses by keyboard how they are told, and takes it back', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/account/notifications' });
  const assigned = page.getByRole('group', { name: 'Assigned to you' });
  await assigned.getByText('By default: bell, desktop, mail at once').waitFor();
  await assigned.getByLabel('Bell').focus();
  await page.keyboard.press('Space');
  await assigned.getByText('You chose; otherwise: bell, desktop, mail at once').waitFor();
  t.deepEqual(await choiceOf('demo-agent', 'assigned'), { bell: false, mail: 'at_once' });
  t.deepEqual(
    await assigned.getByLabel('Mail').locator('option').allTextContents(),
    ['At once', 'Each hour', 'Each day', 'Each week'],
    'nobody is spared a ticket that is given to them',
  );
  await assigned.getByLabel('Mail').focus();
  await page.keyboard.press('ArrowDown');
  await eventually(async () => (await choiceOf('demo-agent', 'assigned'))?.mail === 'hourly');
  await assigned.getByRole('button', { name: 'As by default' }).press('Enter');
  await assigned.getByText('By default: bell, desktop, mail at once').waitFor();
  t.deepEqual(await choiceOf('demo-agent', 'assigned'), {});
  t.deepEqual(faults, []);
});

rule('hours and the time of digests are kept as they are given', async (t) => {
  const { page, faults } = await desk.open('demo-agent', { path: '/account/notifications' });
  await page.getByLabel('Tell me only in these hours').click();
  await page.getByLabel('Friday', { exact: true }).click();
  await page.getByLabel('From').fill('22:00');
  await page.getByLabel('Until').fill('06:00');
  await page.getByLabel('Digests come at').fill('07:30');
  await page.getByRole('button', { name: 'Keep these hours' }).click();
  await eventually(async () => (await settingsOf('demo-agent')).hours?.from === '22:00');
  const { hours, digest } = await settingsOf('demo-agent');
  t.deepEqual(hours, {
    days: ['monday', 'tuesday', 'wednesday', 'thursday'],
    from: '22:00',
    to: '06:00',
  });
  t.deepEqual(digest, { day: 'monday', at: '07:30' });
  t.deepEqual(faults, []);
});

rule(
  'why somebody was told stands on a page, with the rule and the choice that say so',
  async (t) => {
    const texts = { subject: 'The lamp hums', description: 'All day.' };
    const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
    const answer = { body: 'Which lamp?', visibility: 'public' };
    await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, answer);
    const told = () =>
      desk.call<ToldPage>(
        'demo-requester',
        'GET',
        `/api/account/notifications/told?ticket=${ticket.id}`,
      );
    await eventually(async () => {
      const { items } = await told();
      return items.length === 2 && items.every(({ mail }) => mail.outcome !== null);
    });
    const { page, faults } = await desk.open('demo-requester', { width: 360 });
    await page.goto(`${desk.url}/account/told?ticket=${ticket.id}`);
    const items = page.getByRole('list', { name: 'Why I was told' });
    const answered = items.getByRole('listitem').filter({ hasText: 'You have an answer' });
    await answered.getByText('notifications.requesters.answered').waitFor();
    await answered.getByText('You left it as the process says.').waitFor();
    const received = items.getByRole('listitem').filter({ hasText: 'Your request has arrived' });
    await received.getByText('none: the desk has no mail server').waitFor();
    t.true(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    t.deepEqual(await barriersIn(page), []);
    t.deepEqual(faults, []);
  },
);

rule('an agent sees on a ticket who was told of what, and how far the mail came', async (t) => {
  const texts = { subject: 'The gate is stuck', description: 'Since noon.' };
  const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', texts);
  const answer = { body: 'We look.', visibility: 'public' };
  await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, answer);
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const told = page.getByRole('region', { name: 'Who was told' });
  await told.getByRole('button', { name: 'Show who was told' }).press('Enter');
  const answered = told.getByRole('listitem').filter({ hasText: 'You have an answer' });
  await answered.getByText('Camille').waitFor();
  await answered.getByText('in the bell, not read').waitFor();
  await told.getByRole('button', { name: 'Hide who was told' }).press('Enter');
  await answered.waitFor({ state: 'detached' });
  t.deepEqual(faults, []);
});

rule('the pages are French on a French phone, fit it, and nothing bars the way', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, context, faults } = await desk.open('demo-requester', {
      width: 360,
      colorScheme,
    });
    await context.addInitScript(() => localStorage.setItem('language', 'fr'));
    await desk.call('demo-requester', 'PUT', '/api/account/profile', { locale: 'fr' });
    for (const [path, title] of [
      ['/account/notifications', 'Comment je suis prévenu'],
      ['/account/told', 'Pourquoi j’ai été prévenu'],
    ] as const) {
      await page.goto(desk.url + path);
      await page.getByRole('heading', { name: title }).waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path.endsWith('notifications')) {
        await page.getByText('Votre demande est arrivée').waitFor();
      }
      t.true(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        `${path} fits`,
      );
      t.deepEqual(await barriersIn(page), [], path);
      const shots = process.env.PALIER_SHOTS;
      if (shots)
        await page.screenshot({
          path: `${shots}${path.replaceAll('/', '_')}_${colorScheme}.png`,
          fullPage: true,
        });
    }
    t.deepEqual(faults, []);
  }
  await desk.call('demo-requester', 'PUT', '/api/account/profile', { locale: 'en' });
});
