import test from 'ava';
import {
  fateOf,
  handIn,
  type MailDesk,
  mailOf,
  postedMailbox,
  startMailDesk,
} from './mail_desk.ts';

let desk: MailDesk;
let mailbox: string;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
  mailbox = await postedMailbox(desk, 'Big');
});

test.serial(
  'a message of more than 50 MB waits, known by its headers, and its bytes are kept',
  async (t) => {
    const head = mailOf({ subject: 'All my files', text: '' });
    const raw = `${head}${`${'x'.repeat(998)}\r\n`.repeat(53_000)}`;
    const id = await handIn(desk, mailbox, raw);
    const mail = await fateOf(desk, id);
    t.like(mail, { fate: 'parked', reason: 'too_large', subject: 'All my files', hasRaw: true });
    t.is(mail.sizeBytes, raw.length);
  },
);

test.serial('an attachment above the desk’s limit waits with its mail', async (t) => {
  const big = Buffer.alloc(26 * 1024 * 1024).toString('base64');
  const id = await handIn(
    desk,
    mailbox,
    mailOf({
      text: big.replace(/.{76}/g, '$&\r\n'),
      headers: ['Content-Disposition: attachment; filename=disk.img'].concat(
        'Content-Transfer-Encoding: base64',
      ),
    }),
  );
  t.like(await fateOf(desk, id), { fate: 'parked', reason: 'attachment_too_large' });
});
