import type { Ticket } from '../../api/tickets/contract.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

/** What happened to tickets, drawn over their process, and where they are now. */

let desk: UiDesk;
const rule = browserRules(async () => {
  desk = await startUiDesk();
  const [waiting, solved, again] = (await Promise.all(
    ['The VPN', 'The screen', 'The mouse'].map((subject) => opens(subject)),
  )) as [Ticket, Ticket, Ticket];
  await does(waiting, 'PUT', 'acceptance');
  await does(waiting, 'PUT', 'pending', { reason: 'requester' });
  for (const one of [solved, again]) {
    await does(one, 'PUT', 'acceptance');
    await does(one, 'PUT', 'resolution', { code: 'fixed', note: 'Done.' });
  }
  await does(again, 'DELETE', 'resolution');
  await eventually(async () => {
    const query = 'from=2020-01-01&process=it_support';
    const map = await desk.call<{ caseCount: number; edges: { reworkCount: number }[] }>(
      'demo-owner',
      'GET',
      `/api/mining/map?${query}`,
    );
    return map.caseCount === 3 && map.edges.some(({ reworkCount }) => reworkCount > 0);
  });
});

function opens(subject: string): Promise<Ticket> {
  const about = { process: 'it_support', subject, description: 'As said.', category: 'email' };
  return desk.call('demo-requester', 'POST', '/api/tickets', about);
}

function does({ id }: Ticket, method: string, what: string, body?: object): Promise<Ticket> {
  return desk.call('demo-agent', method, `/api/tickets/${id}/${what}`, body);
}

rule(
  'the map draws what happened over what the code provides for, and opens its tickets',
  async (t) => {
    t.timeout(180_000, 'What the process provides for is found out once');
    const { page, faults } = await desk.open('demo-owner', { path: '/analytics/map' });
    const move = page.getByRole('button', { name: /^In progress → Resolved: \d/ });
    await move.waitFor();
    // Found out in a thread, and kept.
    await page.getByText('provided for, never done').waitFor({ timeout: 150_000 });
    t.true((await page.locator('.map-edge.is-code').count()) > 0);
    t.deepEqual(await barriersIn(page, 'main'), []);
    await move.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^\d tickets?$/).waitFor();
    await dialog.getByRole('row').nth(1).waitFor();
    t.deepEqual(await barriersIn(page, 'dialog'), []);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Moves' }).click();
    await page.getByRole('row', { name: /^Resolved → In progress 1 1/ }).waitFor();
    await page.getByRole('tab', { name: 'Variants' }).click();
    await page.getByText('In progress → Resolved → In progress').waitFor();
    t.deepEqual(faults, []);
  },
);

rule('moves of few tickets are left out as far as somebody says, by keyboard too', async (t) => {
  const { page } = await desk.open('demo-owner', { path: '/analytics/map?process=it_support' });
  const edges = page.locator('.map-edge.is-done, .map-edge.is-deviating');
  await edges.nth(3).waitFor();
  const before = await edges.count();
  await page.getByRole('slider').focus();
  await page.keyboard.press('End');
  await eventually(async () => (await edges.count()) < before);
  t.true((await edges.count()) > 0);
});

rule('the address of the map says what it is narrowed by, and each can be taken off', async (t) => {
  const { page, faults } = await desk.open('demo-owner', {
    path: '/analytics/map?process=it_support&type=incident&channel=portal',
  });
  await page.getByRole('button', { name: 'Show other tickets too: Portal' }).waitFor();
  // What was asked at first may be under way still.
  const asked = page.waitForRequest((request) => {
    const { pathname, searchParams } = new URL(request.url());
    return pathname === '/api/mining/map' && !searchParams.has('type');
  });
  await page.getByRole('button', { name: 'Show other tickets too: Incident' }).click();
  t.is(new URL((await asked).url()).searchParams.get('channel'), 'portal');
  t.regex(page.url(), /channel=portal/);
  t.notRegex(page.url(), /type=/);
  t.deepEqual(faults, []);
});

rule('the map says with which versions it is compared, and how to try a change', async (t) => {
  t.timeout(180_000, 'What the process provides for is found out once');
  const { page, faults } = await desk.open('demo-owner', {
    path: '/analytics/map?process=it_support',
  });
  await page
    .getByText(/Each move is compared with the version .*: version \d+ \(\d+ moves\)/)
    .waitFor({
      timeout: 150_000,
    });
  await page.getByText(/^palier process simulate .* --process it_support --since /).waitFor();
  await page.getByRole('button', { name: /^In progress → Resolved: \d/ }).press('Enter');
  await page
    .getByRole('dialog')
    .getByText(/^palier process report --base main /)
    .waitFor();
  t.deepEqual(faults, []);
});

rule(
  'the live page draws the process with who is where, and a place opens its tickets',
  async (t) => {
    const { page, faults } = await desk.open('demo-agent', {
      path: '/analytics/now?process=it_support',
    });
    const picture = page.getByRole('region', { name: /^The process, with the tickets/ });
    const place = picture.getByRole('link', { name: /^In progress .*: 1 ticket median / });
    await place.waitFor();
    t.deepEqual(await barriersIn(page, 'main'), []);
    t.true(((await place.boundingBox())?.height ?? 0) >= 24);
    await opens('The keyboard');
    // The stream says that something changed.
    await picture.getByRole('link', { name: /^(New|Assigned) .*: 1 ticket/ }).waitFor();
    // By keyboard: it is a link.
    await picture.getByRole('link', { name: /requester.*: 1 ticket/i }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /The VPN/ }).waitFor();
    t.regex(page.url(), /\/tickets\?process=it_support&tier=1&status=pending&waitsFor=requester$/);
    t.is(await page.locator('a.ticket-link').count(), 1);
    await page.goBack();
    const row = page.getByRole('row', { name: /^In progress/ });
    await row.getByRole('link', { name: '1 ticket', exact: true }).click();
    await page.getByRole('link', { name: /The mouse/ }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('the steps of playbooks are places of the process, and open their tickets', async (t) => {
  t.timeout(120_000, 'A playbook begins');
  const arrival = await desk.call('demo-requester', 'POST', '/api/tickets', {
    ...{ process: 'service_requests', type: 'service_request', category: 'arrival' },
    ...{ service: 'standard_software', subject: 'Nora arrives', description: 'On Monday.' },
    fields: { first_day: '2027-03-01' },
  });
  await desk.call('demo-agent', 'POST', `/api/tickets/${arrival.id}/playbooks`, {
    playbook: 'new_employee',
    input: { first_day: '2027-03-01', needs_phone: false },
  });
  const { page, faults } = await desk.open('demo-agent', {
    path: '/analytics/now?process=service_requests',
  });
  const step = page.getByRole('link', { name: /^manager agrees .*: 1 ticket/i });
  await step.waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: /^Playbook: New employee 1 ticket/ }).waitFor();
  t.deepEqual(await barriersIn(page, 'main'), []);
  await step.click();
  await page.getByRole('link', { name: /Nora arrives/ }).waitFor();
  t.is(await page.locator('a.ticket-link').count(), 1);
  t.regex(page.url(), /playbook=new_employee&playbookStep=manager\+agrees$/);
  const found = (query: string) =>
    desk.call<{ items: unknown[] }>('demo-agent', 'GET', `/api/tickets?${query}`);
  t.is((await found('playbook=new_employee&playbookStep=laptop')).items.length, 0);
  // Requesters are told nothing of it.
  const own = await desk.call<{ items: unknown[] }>(
    'demo-requester',
    'GET',
    '/api/tickets?playbook=new_employee',
  );
  t.is(own.items.length, 0);
  t.deepEqual(faults, []);
});

rule('both pages fit a phone, in French and in the dark', async (t) => {
  for (const [path, shown] of [
    ['/analytics/map', '.map-scroll'],
    ['/analytics/now?process=it_support', '.live-table'],
  ] as const) {
    const { page } = await desk.open('demo-owner', {
      path,
      width: 360,
      locale: 'fr-FR',
      colorScheme: 'dark',
    });
    await page.locator(shown).first().waitFor();
    t.is(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    t.deepEqual(await barriersIn(page, 'main'), []);
  }
});
