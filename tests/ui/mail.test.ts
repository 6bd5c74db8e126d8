import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { mailOf } from '../mail/mail_desk.ts';
import { barriersIn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { englishWordIn } from '../support/french.ts';
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
    await page.getByLabel('Address', { exact: true }).fill('support@desk.example');
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
    await page.getByText('Set aside · a program wrote it').waitFor();
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
    await page.getByRole('combobox', { name: 'What became of it' }).selectOption('New ticket');
    await page.getByRole('heading', { name: 'No network' }).waitFor();
    await page.getByRole('heading', { name: 'I am away' }).waitFor();
    t.deepEqual(faults, []);
  },
);

rule(
  'mail that waits for its server is seen, on its ticket too, and is tried by hand',
  async (t) => {
    const { page, faults } = await desk.open('demo-owner', { path: '/administration/mailboxes' });
    await page.getByRole('button', { name: 'Change Support' }).click();
    await page.getByLabel('By a server of its own').check();
    await page.getByLabel('Outgoing server').fill('127.0.0.1');
    await page.getByLabel('None: what is sent can be read on the way').check();
    await page.getByLabel('Outgoing port').fill('9');
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Mail goes out by 127.0.0.1:9.').waitFor();
    const ticket = await desk.call('demo-requester', 'POST', '/api/tickets', {
      subject: 'No light',
      description: 'It is dark.',
    });
    const said = { body: 'Is it plugged in?', visibility: 'public' };
    await desk.call('demo-agent', 'POST', `/api/tickets/${ticket.id}/messages`, said);
    // Its page is open before: that a mail waits is no event of a ticket, and is seen all the same.
    const agent = await desk.open('demo-agent', { path: `/tickets/${ticket.id}` });
    await agent.page.getByText('Is it plugged in?').first().waitFor();
    await desk.promisesMail(ticket.id);
    const failing = async () => {
      const { items } = await desk.call<{ items: { failure: string | null }[] }>(
        ...(['demo-owner', 'GET', '/api/outgoing-queues'] as const),
      );
      return items.some(({ failure }) => failure === 'connection_refused');
    };
    await eventually(failing);
    await page.goto(`${desk.url}/administration/outgoing`);
    await page.getByText('The server takes no connection there.').waitFor();
    await page.getByLabel('State').selectOption('Waits');
    await page.getByRole('heading', { name: `Camille Roux #${ticket.number}` }).waitFor();
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Try again: the mail to Camille Roux' }).click();
    await page.getByRole('button', { name: 'Try now: Support' }).click();
    await page.getByLabel('State').selectOption('Refused');
    await page.getByText('No mail is like this.').waitFor();
    const mailed = agent.page.getByRole('region', { name: 'Mailed' });
    await mailed.getByText('Waits').waitFor();
    t.deepEqual(faults, []);
  },
);

const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A mail with a picture of its own, one of another server, and what would act if it could. */
function laidOutMail(subject: string): string {
  const html = [
    '<p>See <b>the chart</b>: <img src="cid:own@corp.example" alt="our lamp">',
    '<img src="https://pictures.example.org/chart.png" alt="a chart"></p>',
    '<script>top.location = "https://evil.example"</script><form><input name="password"></form>',
  ].join('');
  const headers = [
    'From: "The boss <boss@corp.example>" <camille@corp.example>',
    'To: support@desk.example',
    `Subject: ${subject}`,
    'Message-ID: <laid-out@corp.example>',
    'Reply-To: elsewhere@evil.example',
    'Authentication-Results: mx.evil.example; dmarc=pass header.from=corp.example',
    'Content-Type: multipart/related; boundary=b',
  ];
  const parts = [
    `Content-Type: text/html; charset=utf-8\r\n\r\n${html}`,
    `Content-Type: image/png\r\nContent-ID: <own@corp.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n${picture}`,
  ];
  return [...headers, '', ...parts.map((part) => `--b\r\n${part}`), '--b--', ''].join('\r\n');
}

async function postedMailbox(name: string): Promise<string> {
  const { id } = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/mailboxes', {
    ...{ name, address: `${name.toLowerCase()}@desk.example`, process: 'it_support', locale: 'en' },
    checksSenders: false,
  });
  return id;
}

interface ListedMail {
  fate: string | null;
  ticket: { id: string } | null;
}

async function mailsOf(mailboxId: string): Promise<ListedMail[]> {
  const address = `/api/mails?mailbox=${mailboxId}`;
  return (await desk.call<{ items: ListedMail[] }>('demo-owner', 'GET', address)).items;
}

rule(
  'a mail is seen as it was laid out, in a frame where nothing runs and no other server is asked until somebody wants it',
  async (t) => {
    const mailbox = await postedMailbox('Pictures');
    await handIn(mailbox, laidOutMail('A chart'));
    await eventually(async () => (await mailsOf(mailbox))[0]?.fate === 'ticket');
    const [mail] = await mailsOf(mailbox);
    const { page, context, faults } = await desk.open('demo-agent', {
      path: `/tickets/${mail?.ticket?.id}`,
    });
    const asked: (string | undefined)[] = [];
    await context.route('https://pictures.example.org/**', (route) => {
      asked.push(route.request().headers().referer);
      return route.fulfill({ contentType: 'image/png', body: Buffer.from(picture, 'base64') });
    });
    await page.getByRole('button', { name: 'Whole text' }).click();
    await page.getByText('Not proven: nobody vouches for it.').waitFor();
    await page.getByText('<camille@corp.example>').waitFor();
    await page.getByText('<elsewhere@evil.example>').waitFor();
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('tab', { name: 'As it was laid out' }).click();
    const frame = page.frameLocator('iframe.mail-frame');
    await frame.getByText('the chart').waitFor();
    await frame.getByText('[a chart]').waitFor();
    t.is(await frame.locator('img[src^="data:image/png"]').count(), 1, 'its own picture is there');
    t.is(await frame.locator('script, form, input').count(), 0);
    t.deepEqual(asked, []);
    t.deepEqual(await barriersIn(page), []);
    await page.getByRole('button', { name: 'Show pictures' }).click();
    await frame.getByAltText('a chart').waitFor();
    await eventually(() => asked.length > 0);
    t.deepEqual([...new Set(asked)], [undefined], 'it is not told from where it is asked');
    await page.getByRole('tab', { name: 'Source' }).click();
    await frame.getByText('Content-Type: multipart/related').waitFor();
    t.is(await frame.locator('script').count(), 0, 'the source is words');
    t.deepEqual(faults, []);
  },
);

/** What the page says itself: without what people and other servers wrote. */
function ownWords(page: Page): Promise<string> {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    const foreign =
      '[dir=auto], bdi, pre, code, [lang=en], select, [lang]:not(html):not([lang=fr])';
    for (const one of copy.querySelectorAll(foreign)) one.remove();
    const words: string[] = [];
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(walker.currentNode.textContent ?? '');
    return words.join('\n');
  });
}

async function isWholeInFrench(t: ExecutionContext, page: Page, place: string): Promise<void> {
  t.deepEqual(await barriersIn(page), [], place);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  t.true(overflow <= 0, `${place} scrolls sideways by ${overflow}`);
  t.is(englishWordIn(await ownWords(page)), null, place);
}

const french = { width: 360, height: 800, locale: 'fr-FR', colorScheme: 'dark' } as const;

rule(
  'mailboxes, their mails and a mail that is read are whole in French, on a phone and in the dark',
  async (t) => {
    await desk.call('demo-owner', 'PUT', '/api/accounts/acc-nadia', { locale: 'fr' });
    const mailbox = await postedMailbox('Boîte');
    const { id: server } = await desk.call<{ id: string }>('demo-owner', 'POST', '/api/mailboxes', {
      ...{ name: 'Serveur', address: 'serveur@desk.example', process: 'it_support', locale: 'fr' },
      server: { host: '127.0.0.1', port: 1, security: 'none', user: 'u', password: 'p' },
    });
    await handIn(mailbox, laidOutMail('Un graphique'));
    await handIn(mailbox, mailOf({ headers: ['Auto-Submitted: auto-replied'] }));
    await handIn(mailbox, mailOf({ from: 'a@corp.example, b@corp.example' }));
    await eventually(async () => {
      const mails = await mailsOf(mailbox);
      return mails.length === 3 && mails.every(({ fate }) => fate !== null);
    });
    const state = async () =>
      (await desk.call<{ state: string }>('demo-owner', 'GET', `/api/mailboxes/${server}`)).state;
    await eventually(async () => (await state()) === 'failing');
    const boxes = await desk.open('demo-owner', { path: '/administration/mailboxes', ...french });
    await boxes.page.getByText('Le serveur n’accepte pas de connexion').first().waitFor();
    await isWholeInFrench(t, boxes.page, 'mailboxes');
    await boxes.page.getByRole('button', { name: 'Ajouter une boîte' }).click();
    await boxes.page.getByLabel('Autres listes de diffusion').waitFor();
    await isWholeInFrench(t, boxes.page, 'the form of a mailbox');
    t.deepEqual(boxes.faults, []);
    const mails = await desk.open('demo-owner', {
      path: `/administration/mails?mailbox=${mailbox}`,
      ...french,
    });
    await mails.page.getByText('il désigne plusieurs expéditeurs').waitFor();
    await mails.page.getByText('un programme l’a écrit').waitFor();
    await isWholeInFrench(t, mails.page, 'mails');
    for (const button of await mails.page
      .getByRole('button', { name: 'Texte', exact: true })
      .all()) {
      await button.click();
    }
    await mails.page.getByRole('tab', { name: 'Mise en page' }).click();
    await mails.page.getByRole('button', { name: 'Afficher les images' }).waitFor();
    await mails.page.frameLocator('iframe.mail-frame').getByText('the chart').waitFor();
    await isWholeInFrench(t, mails.page, 'mails that are read');
    t.deepEqual(mails.faults, []);
  },
);
