import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { startDovecot, whyNoDovecot } from './dovecot.ts';
import {
  addMailbox,
  isProven,
  type MailDesk,
  mailboxOf,
  mailOf,
  settled,
  startMailDesk,
} from './mail_desk.ts';

if (whyNoDovecot !== null) test.skip(`skipped, ${whyNoDovecot}`, () => {});
const withDovecot = whyNoDovecot === null ? test : test.skip;

let desk: MailDesk;

test.before(async (t) => {
  t.timeout(120_000);
  if (whyNoDovecot === null) desk = await startMailDesk();
});

withDovecot(
  'Dovecot counts anew and is restarted: no mail is lost, none comes twice',
  async (t) => {
    const server = await startDovecot();
    const mail = () => mailOf({ from: 'Paul Petit <paul@corp.example>' });
    await server.deliver(mail());
    await server.deliver(mail());
    const { id } = await addMailbox(desk, server, { from: 'all' });
    const before = await settled(desk, id, 2);
    await server.renumber();
    await server.deliver(mail());
    const after = await settled(desk, id, 3);
    t.deepEqual(
      after.slice(0, 2).map(({ ticket }) => ticket?.id),
      before.map(({ ticket }) => ticket?.id),
    );
    await isProven(t, desk, id);
    await server.restart();
    await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
    await server.deliver(mail());
    await settled(desk, id, 4);
    const { counts, listedCount } = await isProven(t, desk, id);
    t.like({ listedCount, ...counts }, { listedCount: 4, ticket: 4, duplicate: 0 });
    for (const file of await server.files()) t.notRegex(file, /:2,.*S/, 'none was marked as seen');
  },
);

withDovecot('what comes while it idles is read at once, without being asked for', async (t) => {
  const server = await startDovecot();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
  await server.deliver(mailOf({ from: 'Léa Martin <lea@corp.example>' }));
  const [mail] = await settled(desk, id, 1);
  t.like(mail, { fate: 'ticket' });
});
