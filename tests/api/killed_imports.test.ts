import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import test from 'ava';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writePeople } from './api_desk.ts';

/** The API dies while it writes a file: all of the file is there afterwards, or nothing. */

let database: Database;
let databaseUrl: string;

test.before(async () => {
  databaseUrl = (await createTestDatabase()).url;
  database = connectDatabase(databaseUrl, { name: 'killed import test', ...patient });
  onTeardown(() => database.destroy());
  await writePeople(database);
});

interface RunningApi {
  child: ChildProcess;
  url: string;
}

async function startApiProgram(): Promise<RunningApi> {
  const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');
  const child = spawn(process.execPath, [palier, 'api'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PALIER_HOME: temporaryFolder(),
      PALIER_METRICS_PORT: String(await findFreePort()),
      PORT: String(await findFreePort()),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: the program starts another one, which is the API.
    detached: true,
  });
  onTeardown(() => kill(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await eventually(() => /"url":"http[^"]+"/.test(said) || child.exitCode !== null);
  const url = /"url":"(http[^"]+)"/.exec(said)?.[1];
  if (url === undefined) throw new Error(said);
  return { child, url };
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It is over already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function imports(url: string, place: string, text: string): Promise<Response> {
  return fetch(`${url}/api/${place}?writes=all`, {
    method: 'POST',
    headers: { authorization: 'Bearer odile-administrator', 'content-type': 'text/csv' },
    body: text,
  });
}

const lines = Array.from({ length: 2_000 }, (_, n) => n);
const files = {
  people: {
    place: 'account-imports',
    text: `name,addresses\n${lines.map((n) => `Person ${n},p${n}@desk.example`).join('\n')}\n`,
    written: () =>
      database('accounts').where('display_name', 'like', 'Person %').pluck('account_id'),
  },
  devices: {
    place: 'configuration-item-imports',
    text: `inventory_number,name\n${lines.map((n) => `K-${n},Device ${n}`).join('\n')}\n`,
    written: () => database('configuration_items').pluck('item_id'),
  },
};

for (const [what, { place, text, written }] of Object.entries(files)) {
  test.serial(
    `an API that is killed while it writes a file of ${what} has written nothing`,
    async (t) => {
      const first = await startApiProgram();
      // Rows are written, and the import waits for its last statement: to tell the audit.
      const held = await database.transaction();
      t.teardown(() => held.rollback());
      await held.raw('lock table audit_entries in share mode');
      const broken = imports(first.url, place, text).then(
        (answer) => answer.text(),
        () => 'broken',
      );
      const waiting = async () => {
        const { rows } = await database.raw(
          `select count(*)::int as count from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows[0].count > 0;
      };
      t.is(await Promise.race([broken, eventually(waiting)]), undefined);
      kill(first.child);
      await once(first.child, 'exit');
      t.is(await broken, 'broken');
      await held.commit();
      await eventually(async () => !(await waiting()));
      t.deepEqual(await written(), []);

      const second = await startApiProgram();
      const again = await imports(second.url, place, text);
      const told = await again.json();
      t.like(told, { isWritten: true, createdCount: 2_000 }, JSON.stringify(told).slice(0, 500));
      t.is((await written()).length, 2_000);
      const repeated = await (await imports(second.url, place, text)).json();
      t.like(repeated, { createdCount: 0, changedCount: 0, unchangedCount: 2_000 });
      kill(second.child);
    },
  );
}
