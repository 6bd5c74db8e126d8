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
