import test from 'ava';
import { removeSecret, setSecret } from '../../api/playbooks/secret_changes.ts';
import {
  deskKey,
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
} from './playbook_desk.ts';

const secret = 'correct-horse/battery+staple';
const name = 'directory_token';
const by = { by: { program: 'cli' as const } };
let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk();
  await setSecret(
    { database: desk.database, deskKey },
    by,
    { name, value: secret },
    { commandId: 'set' },
    undefined,
  );
});

/** Everything that the history of a workflow says, and every row of the desk's that could. */
async function allThatIsKept(runId: string): Promise<string> {
  const history = await desk.client.workflow.getHandle(runId).fetchHistory();
  const texts: string[] = [];
  const read = (value: unknown) => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(read);
  };
  read(history);
  for (const table of [
    'playbook_runs',
    'playbook_steps',
    'playbook_secrets',
    'audit_details',
  ] as const) {
    texts.push(JSON.stringify(await desk.database(table)));
  }
  return texts.join('\n');
}

test.serial(
  'a secret is opened by its name where it is used, and is in no history and no row',
  async (t) => {
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'signing', { mode: 'well' });
    await runWith(desk, runId, 'done');
    t.deepEqual((await ticket.state()).tags, [`length-${secret.length}`]);
    const kept = await allThatIsKept(runId);
    t.true(kept.includes(name));
    t.false(kept.includes(secret));
  },
);

test.serial('what an activity fails with names no secret that it was given', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'signing', { mode: 'fails' });
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(problem?.message, '401 for Bearer •••');
  t.false((await allThatIsKept(runId)).includes(secret));
});

test.serial('a result with a secret in it is refused: it would be kept', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'signing', { mode: 'tells' });
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(
    problem?.message,
    "Activity 'signIn' gave back the secret 'directory_token': expected a result without it, which is kept",
  );
  t.false((await allThatIsKept(runId)).includes(secret));
});

test.serial(
  'a secret that is not there parks the run, with those that are and the line that asked',
  async (t) => {
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'signing', { mode: 'unknown' });
    const { problem } = await runWith(desk, runId, 'parked');
    t.is(
      problem?.message,
      "Secret 'nobodys': expected one of those of the desk: directory_token. `palier secret set nobodys` keeps one",
    );
    t.is(problem?.place, 'playbooks/secrets.ts:23');
  },
);

test.serial('what sets and removes a secret is audited, without it', async (t) => {
  const { database } = desk;
  const needs = { database, deskKey };
  const other = { name: 'other', value: 'first' };
  const set = await setSecret(needs, by, other, { commandId: 'one' }, undefined);
  const again = await setSecret(
    needs,
    by,
    { ...other, value: 'x' },
    { commandId: 'one' },
    undefined,
  );
  t.is(again.sealed, set.sealed, 'made again it changes nothing');
  await t.throwsAsync(setSecret(needs, by, other, { commandId: 'two' }, 7), {
    message: 'It stands at 1, not at 7: read it again.',
  });
  await removeSecret(database, by, 'other');
  const entries = await database('audit_entries as e')
    .join('audit_details as d', 'd.position', 'e.position')
    .where('e.object_id', 'playbook_secret:other')
    .orderBy('e.position')
    .select('e.kind', 'd.before', 'd.after');
  t.deepEqual(
    entries.map(({ kind, before, after }) => [kind, before, after]),
    [
      ['setting_changed', { isSet: false }, { isSet: true }],
      ['setting_changed', { isSet: true }, { isSet: false }],
    ],
  );
});
