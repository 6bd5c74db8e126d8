import test from 'ava';
import { raiseAlarm } from '../../database/alarms.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { requester } from '../domain/desk.ts';
import { openLiveTicket, projected, startLiveDesk } from '../support/live_desk.ts';
import { runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writesContent } from '../support/ticket_content.ts';

test('the doctor lists what differs, repairs it, and then finds nothing', async (t) => {
  t.timeout(240_000);
  const desk = await startLiveDesk({ rules: rulesAt(defaultProcessId, Date.now()) });
  const { database } = desk;
  await database('accounts').insert({
    account_id: requester.id,
    roles: ['requester'],
    display_name: 'Camille',
  });
  const { ticketId, opened, handle } = await openLiveTicket(desk);
  const number = await writesContent(database, ticketId, requester.id, 'No sound');
  await projected(desk, ticketId, opened.seq);
  const doctor = (...args: string[]) =>
    runPalier(['doctor', ...args], {
      DATABASE_URL: desk.databaseUrl,
      TEMPORAL_ADDRESS: desk.temporal.address,
      TEMPORAL_NAMESPACE: desk.temporal.namespace,
      PALIER_HOME: temporaryFolder(),
    });

  const well = await doctor();
  t.is(well.code, 0, well.stderr);
  t.is(well.stdout, '');
  t.regex((await doctor('--ticket', String(number))).stderr, new RegExp(`Ticket ${number} is`));

  await database('tickets').where('ticket_id', ticketId).update({ priority: 'p1' });
  const altered = await doctor();
  t.is(altered.code, 1);
  t.regex(altered.stdout, new RegExp(`^#${number} ${ticketId} rows edited: .*priority`));
  t.regex(altered.stderr, /palier doctor --repair/);

  const repaired = await doctor('--repair', '--ticket', String(number), '--json');
  t.is(repaired.code, 0, repaired.stderr);
  t.like(JSON.parse(repaired.stdout), {
    ticketId,
    number,
    kind: 'rows_edited',
    repair: { isRepaired: true, lost: [], altered: [], reason: null },
  });

  await raiseAlarm(database, 'event_altered', ticketId, { seq: 2 });
  t.is((await doctor()).code, 1);
  const seen = await doctor('--seen', String(number));
  t.regex(seen.stderr, /^1 alarm taken down/);
  t.is((await doctor('--seen', String(number))).code, 2, 'once it is down there is nothing to see');
  t.is((await doctor()).code, 0);

  await handle.terminate('by hand');
  t.regex((await doctor()).stdout, /not running: its workflow was ended from outside/);
  t.is((await doctor('--repair')).code, 0);
  t.is((await desk.client.workflow.getHandle(ticketId).describe()).status.name, 'RUNNING');

  t.is((await doctor('--ticket', '999999')).code, 2);
});
