import type { Ticket } from '../../api/tickets/contract.ts';
import { pageHolds } from '../support/page_holds.ts';
import { browserRules, choosesAction, startUiDesk, type Token, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(subject: string): Promise<Ticket> {
  const texts = { subject, description: 'It has no power light.' };
  return desk.call('demo-requester', 'POST', '/api/tickets', texts);
}

function ticketOf({ id }: Ticket): Promise<Ticket> {
  return desk.call('demo-agent', 'GET', `/api/tickets/${id}`);
}

rule(
  'what is typed into a form outlives a refusal, another form and a reload, until it is sent',
  async (t) => {
    const ticket = await opens('The fax is silent');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
    await choosesAction(page, 'Escalate');
    const form = page.getByRole('form', { name: 'Escalate' });
    const note = form.getByLabel('What the next tier must know');
    const kind = form.getByLabel('Management');
    const reason = form.getByRole('combobox', { name: 'Reason' });
    await kind.check();
    await reason.selectOption('needs_skill');
    await note.fill('It hums at night.');
    const isAsLeft = async () => {
      t.is(await note.inputValue(), 'It hums at night.');
      t.is(await reason.inputValue(), 'needs_skill');
      t.true(await kind.isChecked());
    };
    await page.route('**/escalations', (route) => route.fulfill({ status: 409, body: '' }));
    await form.getByRole('button', { name: 'Escalate' }).click();
    await form.getByRole('alert').getByText('409').waitFor();
    await page.unroute('**/escalations');
    await isAsLeft();

    await choosesAction(page, 'Reply');
    await form.waitFor({ state: 'detached' });
    await choosesAction(page, 'Escalate');
    await isAsLeft();

    await page.reload();
    await form.getByText('What you had begun here is still in the form.').waitFor();
    await isAsLeft();

    await form.getByRole('button', { name: 'Escalate' }).click();
    await form.waitFor({ state: 'detached' });
    await choosesAction(page, 'Escalate');
    t.is(await note.inputValue(), '');
    t.deepEqual(faults, []);
  },
);

rule('what is thrown away is gone', async (t) => {
  const ticket = await opens('The fax is loud');
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await choosesAction(page, 'Add a step');
  const form = page.getByRole('form', { name: 'Add a step' });
  await form.getByLabel('What was done').fill('Shouted back.');
  await form.getByRole('button', { name: 'Discard' }).click();
  await choosesAction(page, 'Add a step');
  t.is(await form.getByLabel('What was done').inputValue(), '');
});

rule('a colleague who was faster takes nothing of what somebody is writing', async (t) => {
  const ticket = await opens('The fax is warm');
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  await choosesAction(page, 'Resolve');
  const note = page.getByRole('textbox', { name: 'What solved it' });
  await note.fill('The fan was full of dust, here is how it is cleaned.');
  await desk.call('demo-owner', 'PUT', `/api/tickets/${ticket.id}/resolution`, {
    code: 'fixed',
    note: 'Cleaned.',
  });
  await page.getByText('This can no longer be done as the ticket stands now.').waitFor();
  t.is(await note.inputValue(), 'The fan was full of dust, here is how it is cleaned.');
  await page.reload();
  await page.getByText('This can no longer be done as the ticket stands now.').waitFor();
  t.is(await note.inputValue(), 'The fan was full of dust, here is how it is cleaned.');
  await page.getByRole('button', { name: 'Discard' }).click();
  await note.waitFor({ state: 'detached' });
  t.deepEqual(faults, []);
});

rule('a file that was attached survives a reload and is sent', async (t) => {
  const ticket = await opens('The fax has a light');
  const { page } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const manual = { name: 'manual.txt', mimeType: 'text/plain', buffer: Buffer.from('Page 1') };
  await page.getByLabel('Files to attach').setInputFiles(manual);
  await page.getByRole('button', { name: 'Remove manual.txt' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Remove manual.txt' }).waitFor();
  await page.getByRole('textbox', { name: 'Reply to Camille Roux' }).fill('See its first page.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('link', { name: 'manual.txt' }).waitFor();
  t.is(await page.getByRole('button', { name: 'Remove manual.txt' }).count(), 0);
});

rule('a request that was begun is whole after a reload', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  await page.getByLabel('In one line').fill('Outlook asks for my password');
  await page.getByLabel('What happened?').fill('Every five minutes.');
  await page.getByLabel('I need something').check();
  await page.getByLabel('About').selectOption('email');
  await page.getByLabel('Several of us').check();
  await page.reload();
  t.is(await page.getByLabel('What happened?').inputValue(), 'Every five minutes.');
  t.is(await page.getByLabel('In one line').inputValue(), 'Outlook asks for my password');
  await page.locator('select[name=category] option[value=email]').waitFor({ state: 'attached' });
  t.is(await page.getByLabel('About').inputValue(), 'email');
  t.true(await page.getByLabel('I need something').isChecked());
  t.true(await page.getByLabel('Several of us').isChecked());
});

rule('no ticket acts on another one that nobody chose', async (t) => {
  const [ticket, other] = [await opens('Two of the same'), await opens('The other of the same')];
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/merge')) sent.push(request.url());
  });
  await choosesAction(page, 'Merge');
  const form = page.getByRole('form', { name: 'Merge' });
  const search = form.getByRole('searchbox', { name: /Find the other ticket/ });
  const candidates = form.getByRole('combobox', { name: 'Merge into' });
  await candidates.getByRole('option', { name: /The other of the same/ }).waitFor({
    state: 'attached',
  });
  t.is(await candidates.inputValue(), '', 'nothing is chosen at first');
  await search.press('Enter');
  await candidates.selectOption(other.id);
  await form.getByText(`everything goes on in #${other.number} The other of the same`).waitFor();

  const { promise: awaited, resolve: answer } = Promise.withResolvers<void>();
  const asked = page.waitForRequest(/q=fax/);
  await page.route(/q=fax/, async (route) => {
    await awaited;
    await route.continue();
  });
  await search.pressSequentially('fax');
  await search.press('Enter');
  t.is(await candidates.inputValue(), '', 'a choice ends when something else is looked for');
  await asked;
  await search.press('Enter');
  answer();
  t.deepEqual(sent, []);
  t.is((await ticketOf(ticket)).status, 'assigned');
  t.deepEqual(faults, []);
});

rule(
  'one action is at hand beside the words, and the others in a menu that keys open and close',
  async (t) => {
    const ticket = await opens('The fax is far');
    const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
    const dock = page.locator('.dock-actions');
    await dock.getByRole('button', { name: 'Reply' }).waitFor();
    for (const name of ['Reply', 'Note', 'Take it myself', 'More']) {
      t.true(await dock.getByRole('button', { name, exact: true }).isVisible(), name);
    }
    t.is(await dock.getByRole('button').count(), 4);
    const cancel = dock.getByRole('button', { name: 'Cancel ticket' });
    t.false(await cancel.isVisible());
    await dock.getByRole('button', { name: 'More', exact: true }).press('Enter');
    await cancel.waitFor();
    await page.keyboard.press('Escape');
    await cancel.waitFor({ state: 'hidden' });
    await choosesAction(page, 'Cancel ticket');
    const form = page.getByRole('form', { name: 'Cancel ticket' });
    const buttons = await form.getByRole('button').allTextContents();
    t.deepEqual(buttons, ['Back', 'Cancel ticket']);
    t.deepEqual(faults, []);
  },
);

rule('a text is limited in characters, and nothing of what is too long is cut off', async (t) => {
  const { page } = await desk.open('demo-requester', { path: '/portal/new' });
  const subject = page.getByLabel('In one line');
  await page.getByLabel('What happened?').fill('As above.');
  await subject.fill('\u{1F5A8}'.repeat(201));
  t.is([...(await subject.inputValue())].length, 201);
  await page.getByRole('button', { name: 'Send' }).click();
  const said = await subject.evaluate((field: HTMLInputElement) => field.validationMessage);
  t.is(said, 'This has 201 characters; 200 are taken at most.');
  await subject.fill('\u{1F5A8}'.repeat(200));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL('**/portal/tickets/tkt-*');
});

rule(
  'a macro is changed in a form of its own: nothing typed for another one is in it',
  async (t) => {
    for (const title of ['First macro', 'Second macro']) {
      await desk.call('demo-agent', 'POST', '/api/macros', {
        title,
        audience: { for: 'own' },
        steps: [{ do: 'reply', en: `Says the ${title}.` }],
      });
    }
    const { page, context } = await desk.open('demo-agent', { path: '/macros' });
    await page.getByRole('button', { name: 'Change First macro' }).click();
    const noteField = page.locator('[name=note]');
    await noteField.fill('Typed for the first.');
    await page.getByRole('button', { name: 'Change Second macro' }).click();
    await page.locator('[name=title]').and(page.locator(':focus')).waitFor();
    t.is(await page.locator('[name=title]').inputValue(), 'Second macro');
    t.is(await noteField.inputValue(), '');
    await page.getByRole('button', { name: 'Change First macro' }).click();
    t.is(await noteField.inputValue(), 'Typed for the first.');
    await page.keyboard.press('Escape');
    await page.locator('.command-form').waitFor({ state: 'detached' });
    await context.close();
  },
);

rule('what was written survives a session that has ended, in every form', async (t) => {
  const forms: [token: Token, path: string, open: string | null, field: string, save: string][] = [
    ['demo-agent', '/macros', 'New macro', 'Name', 'Save'],
    ['demo-agent', '/tickets?open=true', 'Keep this view', 'Name', 'Keep this view'],
    ['demo-owner', '/administration/webhooks', 'Add a webhook', 'Name', 'Save'],
    ['demo-owner', '/administration/mailboxes', 'Add a mailbox', 'Name', 'Save'],
    ['demo-owner', '/administration/setup', null, 'Name of the desk', 'Save'],
    ['demo-agent', '/account/profile', null, 'Name shown', 'Save'],
  ];
  for (const [token, path, open, field, save] of forms) {
    const { page, context } = await desk.open(token, { path });
    const begin = async () => {
      if (open) await page.getByRole('button', { name: open, exact: true }).click();
    };
    const fieldOf = () => page.getByLabel(field, { exact: true }).first();
    await begin();
    await fieldOf().fill('Written for long');
    await context.request.delete('/api/session', { headers: { 'sec-fetch-site': 'same-origin' } });
    const around = (await page.locator('dialog[open]').count()) > 0 ? 'dialog[open]' : 'main';
    await page.locator(around).getByRole('button', { name: save, exact: true }).first().click();
    await page.getByRole('button', { name: token === 'demo-owner' ? /^Nadia/ : /^Léa/ }).click();
    await page.locator('.shell').waitFor();
    await begin();
    await fieldOf().waitFor();
    t.is(await fieldOf().inputValue(), 'Written for long', path);
    await context.close();
  }
});

const replySays = (text: string) =>
  document.querySelector<HTMLTextAreaElement>('#reply-body')?.value === text;

rule('what is typed on while an answer is sent stays, without what was sent', async (t) => {
  const { id } = await opens('Typed on');
  const { page, context } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/messages', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  const reply = page.locator('#reply-body');
  await reply.fill('First part.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Sending' }).waitFor();
  await page.keyboard.type(' And more');
  letThrough();
  await pageHolds(page, replySays, 'And more');
  await page.reload();
  await pageHolds(page, replySays, 'And more');
  t.pass();
  await context.close();
});

rule('a draft that was sent from one tab is gone from the other', async (t) => {
  const { id } = await opens('In two tabs');
  const { page, context } = await desk.open('demo-agent', { path: `/tickets/${id}` });
  await page.locator('#reply-body').fill('Said once.');
  const other = await context.newPage();
  await other.goto(`/tickets/${id}`);
  await pageHolds(other, replySays, 'Said once.');
  await page.locator('#reply-body').press('Control+Enter');
  await pageHolds(other, replySays, '');
  t.pass();
  await context.close();
});

rule('megabytes pasted into a text that takes no files are told, and not put there', async (t) => {
  const { page, context } = await desk.open('demo-agent', { path: '/knowledge/new' });
  const text = page.locator('textarea').first();
  await text.fill('As it was.');
  await text.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'word '.repeat(400_000));
    const paste = { bubbles: true, cancelable: true, clipboardData };
    field.dispatchEvent(new ClipboardEvent('paste', paste));
  });
  await page.locator('.told-briefly').getByText('2,000,000 characters').waitFor();
  t.is(await text.inputValue(), 'As it was.');
  await context.close();
});
