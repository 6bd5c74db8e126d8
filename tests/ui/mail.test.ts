import { mailOf } from '../mail/mail_desk.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;

const rule = browserRules(async () => {
  desk = await startUiDesk();
});

/** Hands in a message, as the pipe of a mail server does. */
async function handIn(mailboxId: string, raw: string): Promise<void> {
  await fetch(`${desk.url}/api/mailboxes/${mailboxId}/raw`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-owner' },
    body: raw,
  });
}

rule(
  'a mailbox is added by hand; what is set aside is read, and a ticket opened of it',
  async (t) => {
    const path = '/administration/mailboxes';
    const { page, faults } = await desk.open('demo-owner', { path });
    await page.getByRole('button', { name: 'Add a mailbox' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Support');
    await page.getByLabel('Address').fill('support@desk.example');
    t.deepEqual(await barriersIn(page), []);
    await page.getByLabel('It is handed in by a mail server').check();
    await page.getByLabel('Where none of them says it').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Messages are handed in to it.').waitFor();
    const { items } = await desk.call<{ items: { id: string }[] }>(
      'demo-owner',
      'GET',
      '/api/mailboxes',
    );
    const id = items[0]?.id ?? '';
    await handIn(id, mailOf({ subject: 'I am away', headers: ['Auto-Submitted: auto-replied'] }));
    await handIn(id, mailOf({ subject: 'No network' }));
    await page.getByRole('link', { name: 'Set aside 1' }).click();
    await page.getByRole('heading', { name: 'I am away' }).waitFor();
    await page.getByText('a program wrote it').waitFor();
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    await page.getByText('It has no power light.').waitFor();
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Judge again' }).click();
    await page.getByText('the same would become of it').waitFor();
    await page.getByRole('button', { name: 'Open a ticket of it' }).click();
    await page.getByText('No mail is like that.').waitFor();
    const fates = async () => {
      const mails = await desk.call<{ items: { fate: string | null }[] }>(
        ...(['demo-owner', 'GET', '/api/mails'] as const),
      );
      return mails.items.map(({ fate }) => fate);
    };
    await eventually(async () => (await fates()).every((fate) => fate === 'ticket'));
    await page.getByLabel('What became of it').selectOption('New ticket');
    await page.getByRole('heading', { name: 'No network' }).waitFor();
    await page.getByRole('heading', { name: 'I am away' }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('both pages are whole in French, on a phone and in the dark', async (t) => {
  const look = { width: 360, height: 800, locale: 'fr-FR', colorScheme: 'dark' } as const;
  for (const name of ['mailboxes', 'mails']) {
    const { page, faults } = await desk.open('demo-owner', {
      path: `/administration/${name}`,
      ...look,
    });
    await page.locator('.card').first().waitFor();
    t.deepEqual(await barriersIn(page), []);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    t.true(overflow <= 0, `${name} scrolls sideways by ${overflow}`);
    t.deepEqual(faults, []);
  }
});
