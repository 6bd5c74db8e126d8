import type { ProblemRecord, Ticket } from '../../api/contract.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

function opens(subject: string): Promise<Ticket> {
  const fields = {
    subject,
    description: 'Since this morning.',
    type: 'incident',
    category: 'email',
  };
  return desk.call('demo-requester', 'POST', '/api/tickets', fields);
}

function logs(fields: object): Promise<ProblemRecord> {
  return desk.call('demo-agent', 'POST', '/api/problems', fields);
}

function problemOf(id: string): Promise<ProblemRecord> {
  return desk.call('demo-agent', 'GET', `/api/problems/${id}`);
}

const ticketOf = (id: string): Promise<Ticket> =>
  desk.call('demo-agent', 'GET', `/api/tickets/${id}`);

rule(
  'what recurs becomes a problem, is understood, and is resolved with its incidents',
  async (t) => {
    const tickets = [
      await opens('Outlook freezes when opening calendar'),
      await opens('Calendar freezes Outlook'),
      await opens('Outlook calendar freezes again'),
    ];
    await eventually(async () => {
      const path = '/api/problem-proposals';
      const { items } = await desk.call<{ items: unknown[] }>('demo-agent', 'GET', path);
      return items.length === 1;
    });
    const { page, faults } = await desk.open('demo-agent', { path: '/tickets' });
    await page.getByRole('link', { name: 'Problems' }).click();
    const proposal = page
      .getByRole('region', { name: 'Recurring incidents' })
      .getByRole('listitem')
      .first();
    await proposal.getByText('3 incidents of 1 person').waitFor();
    await proposal.getByRole('button', { name: 'Log a problem' }).click();
    const form = page.getByRole('form', { name: 'Log a problem' });
    await form.getByText('3 incidents are linked to it.').waitFor();
    await form.getByLabel('Problem, in one line').fill('Outlook freezes on the calendar');
    await form.getByRole('button', { name: 'Log a problem' }).click();
    await page.waitForURL('**/problems/prb-*');
    const id = page.url().split('/').at(-1) ?? '';
    await page.getByRole('heading', { name: '3 incidents, 3 open' }).waitFor();

    const actions = page.getByRole('region', { name: 'Actions' });
    await actions.getByRole('button', { name: 'Assign' }).first().click();
    await page
      .getByRole('form', { name: 'Assign' })
      .getByRole('button', { name: 'Assign' })
      .click();
    await page.getByText('Under investigation', { exact: true }).first().waitFor();
    await actions.getByRole('button', { name: 'Diagnose' }).first().click();
    await page.getByLabel('Workaround').fill('Open the calendar in a browser.');
    await page
      .getByRole('form', { name: 'Diagnose' })
      .getByRole('button', { name: 'Diagnose' })
      .click();
    await page.getByText('Known error', { exact: true }).first().waitFor();
    t.like(await problemOf(id), {
      status: 'known_error',
      owner: { id: 'acc-lea' },
      workaround: 'Open the calendar in a browser.',
    });

    await actions.getByRole('button', { name: 'Resolve' }).first().click();
    const resolve = page.getByRole('form', { name: 'Resolve' });
    await resolve.getByLabel('What removed the cause').fill('An update of Outlook.');
    await resolve.getByLabel('Resolve its 3 open incidents too').waitFor();
    await resolve.getByLabel('Message to their requesters').fill('Please restart Outlook.');
    await resolve.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Léa Martin resolved it and 3 incidents with it').waitFor();
    await page.getByRole('heading', { name: '3 incidents', exact: true }).waitFor();
    for (const ticket of tickets) {
      const { status, resolution } = await ticketOf(ticket.id);
      t.is(status, 'resolved');
      t.is(resolution?.note, 'Please restart Outlook.');
    }
    t.deepEqual(faults, []);
  },
);

rule('on a ticket, the workaround of its problem goes into the reply', async (t) => {
  const problem = await logs({ title: 'The mail gateway drops attachments' });
  const workaround = 'Send it through the file share.';
  await desk.call('demo-agent', 'PUT', `/api/problems/${problem.id}/diagnosis`, { workaround });
  const ticket = await opens('My attachment never arrives');
  const { page, faults } = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
  const panel = page.getByRole('region', { name: 'Problem' });
  await panel.getByText('Not linked to a problem.').waitFor();
  await panel.getByRole('button', { name: 'Link to a problem' }).click();
  await panel.getByLabel('Search problems').fill('gateway');
  const found = panel.getByRole('option', { name: 'drops attachments' });
  await found.waitFor({ state: 'attached' });
  await panel.getByRole('combobox', { name: 'Problem' }).selectOption(problem.id);
  await panel.getByRole('button', { name: 'Link', exact: true }).click();
  await panel.getByText(workaround).waitFor();
  await panel.getByRole('button', { name: 'Insert workaround into reply' }).click();
  const reply = page.getByRole('textbox', { name: 'Reply to Camille Roux' });
  await eventually(async () => (await reply.inputValue()) === workaround);
  t.is((await problemOf(problem.id)).incidentCount, 1);
  await panel.getByRole('button', { name: 'Unlink' }).click();
  await panel.getByText('Not linked to a problem.').waitFor();
  t.is((await problemOf(problem.id)).incidentCount, 0);
  t.deepEqual(faults, []);
});

rule('incidents that are no problem are proposed no more', async (t) => {
  for (const name of ['Ana', 'Bo', 'Cy']) await opens(`Mailbox quota exceeded for ${name}`);
  const { page } = await desk.open('demo-agent', { path: '/problems' });
  const proposal = page.getByRole('listitem').filter({ hasText: 'quota' }).first();
  await eventually(async () => {
    if ((await proposal.count()) > 0) return true;
    await page.reload();
    await page.getByRole('list', { name: 'Problems' }).waitFor({ state: 'attached' });
    return (await proposal.count()) > 0;
  });
  await proposal.getByRole('button', { name: 'Not a problem' }).click();
  await proposal.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { name: 'Problems' }).waitFor();
  t.is(await page.getByText('Mailbox quota exceeded').count(), 0);
});
