import { barriersIn } from '../support/axe.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

const path = '/administration/people';

rule('an administrator adds, finds, edits and closes a person by hand', async (t) => {
  const { page, faults } = await desk.open('demo-owner', { path });
  await page.getByRole('button', { name: 'Add a person' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Vera Nova');
  await form.getByLabel('Mail addresses').fill('vera@company.example');
  await form.getByLabel('Phones').fill('06 12 34 56 78');
  await page.keyboard.press('Control+Enter');
  await form.getByText('Expected: a phone number with its country').waitFor();
  t.is(await form.getByLabel('Name').inputValue(), 'Vera Nova', 'what was typed stays');
  await form.getByLabel('Phones').fill('+33 6 12 34 56 78');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });

  await page.getByLabel('Name, address, phone, department or site').fill('06 12 34');
  await page.getByText('1 person').waitFor();
  await page.getByRole('button', { name: 'Edit Vera Nova' }).click();
  await form.getByLabel('Department').fill('Research');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Research').waitFor();

  await page.getByRole('button', { name: 'Close the account of Vera Nova' }).click();
  await form.getByText('There are no tickets in hand.').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await form.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('Nobody is like that.').waitFor();
  await page.getByRole('combobox', { name: 'Account' }).selectOption('false');
  await page.getByRole('button', { name: 'Open the account of Vera Nova again' }).waitFor();
  t.deepEqual(faults, []);
});

rule('a group without a member gets one, who is then away with somebody to stand in', async (t) => {
  const { page, faults } = await desk.open('demo-owner', {
    path: '/administration/groups?show=empty',
  });
  const itSupport = page.getByRole('region', { name: 'IT support' });
  const infrastructure = itSupport.getByRole('listitem').filter({
    has: page.getByRole('heading', { name: /^Infrastructure/ }),
  });
  await infrastructure.getByText('Nobody works here').waitFor();
  t.is(await itSupport.getByRole('heading', { name: /^Service desk/ }).count(), 0);
  await infrastructure.getByRole('button', { name: 'Add a member to Infrastructure' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Find a person').fill('marc');
  await form.getByRole('option', { name: 'Marc Girard' }).waitFor({ state: 'attached' });
  await form.getByLabel('Person', { exact: true }).selectOption({ label: 'Marc Girard' });
  await form.getByLabel('Tickets at once').fill('many');
  await form.getByRole('combobox', { name: 'Works' }).selectOption('always');
  await page.keyboard.press('Control+Enter');
  await form.getByText(/Expected: a (whole )?number/).waitFor();
  await form.getByLabel('Tickets at once').fill('3');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });

  await page.getByRole('combobox', { name: 'Show' }).selectOption('');
  await infrastructure.getByText(/up to 3 at once/).waitFor();
  await infrastructure.getByRole('button', { name: 'Absences of Marc Girard' }).click();
  await form.getByRole('button', { name: 'Add an absence' }).click();
  await form.getByLabel('Until').fill('2001-01-01T08:00');
  await form.getByLabel('Find who stands in').fill('lea');
  await form.getByRole('option', { name: 'Léa Martin' }).waitFor({ state: 'attached' });
  await form.getByRole('combobox', { name: /^Stands in/ }).selectOption({ label: 'Léa Martin' });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Expected: an instant after the beginning').waitFor();
  await form.getByLabel('Until').fill('');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Léa Martin stands in').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await form.getByRole('button', { name: 'Close' }).click();
  await infrastructure.getByText('Everybody here is away.').waitFor();

  const own = await desk.open('demo-agent-2', { path: '/account/absences', width: 375 });
  await own.page.getByRole('button', { name: /^Back now/ }).click();
  await own.page.getByText('No absence now or later.').waitFor();
  t.deepEqual(await barriersIn(own.page), []);

  await page.getByRole('button', { name: 'Remove Marc Girard from Infrastructure' }).click();
  await form.getByRole('button', { name: 'Remove' }).click();
  await infrastructure.getByText('Nobody works here').waitFor();
  t.deepEqual(faults, []);
  t.deepEqual(own.faults, []);
});

rule('a team lead finds the groups they are in, to say who is away and nothing else', async (t) => {
  await desk.call('demo-owner', 'PUT', '/api/accounts/acc-lea', { roles: ['team_lead'] });
  const { page, faults } = await desk.open('demo-agent');
  await page.getByRole('link', { name: 'Groups', exact: true }).click();
  await page.getByRole('heading', { name: /^Service desk/ }).waitFor();
  t.is(await page.getByRole('heading', { level: 3 }).count(), 1);
  t.is(await page.getByRole('button', { name: /^(Add a member|Remove|Change)/ }).count(), 0);
  await page.getByRole('button', { name: 'Absences of Léa Martin' }).click();
  await page.getByRole('button', { name: 'Add an absence' }).click();
  await page.getByLabel('Away from').fill('2199-01-01T08:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: /^Remove/ }).click();
  await page.getByText('No absence now or later.').waitFor();
  await page.goto('/administration/people');
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  t.deepEqual(faults, []);
});

rule(
  'a link to sign in is shown once to be handed over, and open sessions are ended',
  async (t) => {
    const camille = await desk.open('demo-requester', { path: '/portal' });
    const { page, faults } = await desk.open('demo-owner', { path: `${path}?q=camille` });
    await page.getByRole('button', { name: 'Sign-in of Camille Roux' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByText('It is not mailed: hand it over yourself.').waitFor();
    const first = await dialog.getByLabel('Link', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'Link for a new password' }).click();
    await pageHolds(
      page,
      (before) => document.querySelector<HTMLInputElement>('dialog input')?.value !== before,
      first,
    );
    const second = await dialog.getByLabel('Link', { exact: true }).inputValue();
    t.deepEqual(await barriersIn(page), []);

    const stranger = await desk.open(null);
    await stranger.page.goto(first);
    await stranger.page.getByRole('alert').getByText(/./).first().waitFor();
    t.is(await stranger.page.getByLabel('New password').count(), 0, 'the first is void');
    await stranger.page.goto('/');
    await stranger.page.goto(second);
    await stranger.page.getByText('Camille Roux').first().waitFor();

    await dialog.getByRole('button', { name: /^End the session/ }).click();
    await dialog.getByText('Signed in nowhere.').waitFor();
    await camille.page.goto('/portal');
    await camille.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('a second factor is demanded of roles', async (t) => {
  const at = { path: '/administration/sign_in' };
  const { page, faults } = await desk.open('demo-owner', at);
  await page.getByRole('checkbox', { name: 'Analyst' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const rules = await desk.call<object>('demo-owner', 'GET', '/api/sign-in-rules');
  t.deepEqual(rules, { secondFactorRoles: ['analyst'] });
  t.deepEqual(await barriersIn(page), []);
  t.deepEqual(faults, []);
});

rule('a file is shown line by line before it is written, in French, on a phone', async (t) => {
  await desk.call('demo-owner', 'PUT', '/api/accounts/acc-nadia', { locale: 'fr' });
  const { page, faults } = await desk.open('demo-owner', {
    path,
    width: 375,
    locale: 'fr-FR',
  });
  await page.getByRole('button', { name: 'Importer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Fichier').setInputFiles({
    name: 'gens.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('nom;courriel\r\nZoé Été;zoe@company.example\r\nMal;pas une adresse\r\n'),
  });
  await dialog.getByText('1 personne nouvelle').waitFor();
  await dialog.getByText('Zoé Été est une nouvelle personne').waitFor();
  await dialog.getByText('attendu : une adresse électronique').waitFor();
  t.deepEqual(await barriersIn(page), []);
  await dialog.getByRole('button', { name: 'Écrire 1 personne sans erreur' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Zoé Été' }).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  t.true(width <= 375, `${width} px wide`);
  t.deepEqual(faults, []);
});
