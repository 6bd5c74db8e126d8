import { mailOf } from '../mail/mail_desk.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { browserRules, startUiDesk, type UiDesk } from './ui_desk.ts';

let desk: UiDesk;
let mailboxId: string;

/** Those of the chart that have any height. */
const bar = '.mail-flow svg .mark-rect path:not([d*="v0h"])';

const rule = browserRules(async () => {
  desk = await startUiDesk();
  const { id } = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/mailboxes', {
    ...{ name: 'Support', address: 'support@desk.example', process: 'it_support', locale: 'en' },
    checksSenders: false,
  });
  mailboxId = id;
  await handIn({ subject: 'No network' });
  await handIn({ subject: 'I am away', headers: ['Auto-Submitted: auto-replied'] });
  await handIn({ subject: 'Our offers', headers: ['Precedence: bulk'] });
  await handIn({ subject: 'More offers', headers: ['Precedence: bulk'] });
  await eventually(async () => {
    const { items } = await desk.call<{ items: { fate: string | null }[] }>(
      ...(['demo-owner', 'GET', '/api/mails'] as const),
    );
    return items.length === 4 && items.every(({ fate }) => fate !== null);
  });
});

/** Hands in a message, as the pipe of a mail server does. */
async function handIn(fields: { subject: string; headers?: string[] }): Promise<void> {
  await fetch(`${desk.url}/api/mailboxes/${mailboxId}/raw`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-owner' },
    body: mailOf(fields),
  });
}

rule('the mail of a day is a chart and a table, and both lead to what they count', async (t) => {
  const path = '/administration/mailboxes';
  const { page, faults } = await desk.open('demo-owner', { path });
  await page.getByText('4 messages came.').waitFor();
  await page.locator(bar).first().waitFor();
  await page.getByText('Healthy', { exact: true }).waitFor();
  t.deepEqual(await barriersIn(page), []);
  const links = page.locator('main :is(.fate-legend, .hour-table, .mailbox-counts) a');
  for (const link of await links.all()) {
    const { width, height } = (await link.boundingBox()) ?? { width: 0, height: 0 };
    t.true(width >= 24 && height >= 24, `${await link.textContent()}: ${width} × ${height} px`);
  }
  await page.locator('.mail-flow .fate-legend').getByRole('link', { name: 'Set aside 3' }).click();
  await page.getByRole('heading', { name: 'Our offers' }).waitFor();
  t.is(await page.getByRole('combobox', { name: 'What became of it' }).inputValue(), 'parked');
  await page.goBack();
  await page
    .locator('.hour-table')
    .getByRole('link', { name: /New ticket: 1$/ })
    .click();
  await page.getByText('Of one hour, from').waitFor();
  await page.getByRole('heading', { name: 'No network' }).waitFor();
  t.is(await page.locator('.cards > li').count(), 1);
  await page.goBack();
  await page.locator(bar).first().click();
  await page.getByText('Of one hour, from').waitFor();
  await page.goto(`${path}?day=2026-01-15`);
  await page.getByText('No mail came on 15 Jan 2026.').waitFor();
  t.is(await page.locator('.mail-flow svg').count(), 0);
  t.deepEqual(faults, []);
});

rule(
  'mails are narrowed by reason, and what the filters show is judged again at once',
  async (t) => {
    const { page, faults } = await desk.open('demo-owner', { path: '/administration/mails' });
    await page.getByText('Together 4 messages.').waitFor();
    t.is(await page.getByLabel('Why').count(), 0, 'no reason is asked for before a fate is chosen');
    await page.getByRole('combobox', { name: 'What became of it' }).selectOption('parked');
    await page.getByLabel('Why').selectOption({ label: 'it was sent to many (2)' });
    await page.waitForURL(/reason=bulk/);
    await page.getByRole('heading', { name: 'I am away' }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Our offers' }).waitFor();
    t.is(await page.locator('.cards > li').count(), 2);
    await page.reload();
    await page.getByRole('heading', { name: 'Our offers' }).waitFor();
    await page.getByRole('button', { name: 'See what would become of these 2' }).click();
    await page.getByText('2 × the same as now').waitFor();
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Open a ticket of each of the 2' }).press('Enter');
    await page.getByText('2 mails are judged again now.').waitFor();
    await eventually(async () => {
      const { counts } = await desk.call<{ counts: { ticket: number } }>(
        ...(['demo-owner', 'GET', '/api/mail-counts'] as const),
      );
      return counts.ticket === 3;
    });
    await page.getByRole('combobox', { name: 'What became of it' }).selectOption('ticket');
    await page.waitForURL((url) => !url.search.includes('reason'));
    await page.getByRole('heading', { name: 'Our offers' }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule('the pages of mail are whole in French, on a phone and in the dark', async (t) => {
  const look = { width: 360, height: 800, locale: 'fr-FR', colorScheme: 'dark' } as const;
  for (const name of ['mailboxes', 'mails?fate=parked']) {
    const path = `/administration/${name}`;
    const { page, faults } = await desk.open('demo-owner', { path, ...look });
    await page.evaluate(() => localStorage.setItem('palier.language', 'fr'));
    await page.reload();
    await page
      .getByRole('link', { name: /^Mis de côté \d$/ })
      .first()
      .waitFor();
    t.deepEqual(await barriersIn(page), []);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    t.true(overflow <= 0, `${name} scrolls sideways by ${overflow}`);
    const shots = process.env.PALIER_SHOTS;
    if (shots)
      await page.screenshot({ path: `${shots}/fr-${name.slice(0, 5)}.png`, fullPage: true });
    t.deepEqual(faults, []);
  }
});
