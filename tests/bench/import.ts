import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../cli/demo/random.ts';
import { makeOwnedFolder, postgresAccount } from '../../cli/servers/postgres_account.ts';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { migrate } from '../../database/migrate.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { describeMachine } from './desk/machine.ts';
import { megabytes, print, timed } from './talk.ts';

/**
 * `npm run bench:import`: how fast `palier import` takes a log in, and the most memory it has while
 * it does. The log is made up: rows of 19 columns, in order of time, so that those of a case lie far
 * apart; eleven columns become attributes. `-- --megabytes 1000` makes a longer one.
 */
const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '250' } } });
const logBytes = Number(values.megabytes) * 1e6;
const openCases = 20_000;
const teams = 60;
const agents = 400;
const pollMs = 200;

const mapping = {
  name: 'made_up_log',
  title: { en: 'A made-up log', fr: 'Un journal inventé' },
  format: { timestamp: { zone: 'Europe/Paris' } },
  fields: {
    case: 'number',
    activity: 'state',
    timestamp: 'sys_updated_at',
    resource: 'assigned_to',
    group: 'assignment_group',
    category: 'category',
    impact: 'impact',
    subject: 'short_description',
  },
  activities: {
    New: [{ when: { opens: true }, steps: [] }],
    Active: { action: 'accept' },
    'Awaiting user': { action: 'setPending', reason: 'requester' },
    Resolved: { action: 'resolve' },
    Closed: { action: 'close' },
  },
};

async function run(): Promise<void> {
  print(await describeMachine());
  const log = path.join(folder, 'log.csv');
  const rowCount = await makeLog(log);
  await writeFile(path.join(folder, 'mapping.json'), JSON.stringify(mapping));
  const { size } = await stat(log);
  print(`a log of ${megabytes(size)}, ${rowCount.toLocaleString('en')} rows`);
  const home = path.join(folder, 'desk');
  await makeOwnedFolder(home, postgresAccount());
  const server = await startPostgres({
    dataDir: path.join(home, 'postgres'),
    password: 'palier-bench',
    settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  });
  try {
    await ensureDatabase(server, 'palier');
    const url = server.urlOf('palier');
    await migrate(url);
    const { ms, result: peakBytes } = await timed(() => importLog(log, url));
    const rate = Math.round(rowCount / (ms / 1000));
    print(`imported in ${Math.round(ms / 1000)} s: ${rate.toLocaleString('en')} rows/s`);
    print(`most memory: ${megabytes(peakBytes)} resident`);
  } finally {
    await server.stop();
  }
}

/** @returns rows written */
async function makeLog(file: string): Promise<number> {
  let rowCount = 0;
  async function* pieces(): AsyncGenerator<string> {
    const head =
      'number,state,sys_updated_at,assigned_to,assignment_group,category,impact,' +
      'short_description,reopen_count,closed_code,location,cmdb_ci,sys_mod_count,made_sla,' +
      'contact_type,notify,knowledge,sys_id,comments\n';
    yield head;
    for (let written = head.length; written < logBytes; ) {
      const piece = nextRows(1000);
      rowCount += 1000;
      written += piece.length;
      yield piece;
    }
  }
  await pipeline(pieces, createWriteStream(file));
  return rowCount;
}

interface OpenCase {
  number: number;
  steps: string[];
  team: number;
}

const lives = [
  ['New', 'Active', 'Resolved', 'Closed'],
  ['New', 'Active', 'Active', 'Awaiting user', 'Active', 'Resolved', 'Closed'],
  ['New', 'Active', 'Active', 'Resolved', 'Closed'],
];
const random = seededRandom(7);
const below = (count: number) => Math.floor(random.next() * count);
const cases: OpenCase[] = [];
let caseCount = 0;
let now = Date.UTC(2020, 0, 6, 8);

function nextRows(count: number): string {
  let rows = '';
  for (let made = 0; made < count; made++) rows += nextRow();
  return rows;
}

function nextRow(): string {
  while (cases.length < openCases) {
    caseCount += 1;
    cases.push({ number: caseCount, steps: [...(lives[below(3)] ?? [])], team: below(teams) });
  }
  const at = below(openCases);
  const one = cases[at] as OpenCase;
  const state = one.steps.shift() as string;
  if (one.steps.length === 0) cases[at] = cases.pop() as OpenCase;
  if (state === 'Active' && below(4) === 0) one.team = below(teams);
  now += below(minuteMs);
  const written = new Date(now + hourMs).toISOString().slice(0, 19).replace('T', ' ');
  const agent = state === 'New' ? '' : `Agent ${(one.team * 7 + below(7)) % agents}`;
  const cells = [
    `INC${String(one.number).padStart(9, '0')}`,
    state,
    written,
    agent,
    `Support group ${one.team}`,
    `Category ${one.number % 53}`,
    ['high', 'medium', 'low'][one.number % 3],
    `"Cannot reach the file server, since the move to building ${one.number % 97}"`,
    String(one.number % 2),
    state === 'Resolved' ? `code ${one.number % 17}` : '',
    `Location ${one.number % 211} / floor ${one.number % 9}`,
    `srv-${String(one.number % 4001).padStart(5, '0')}.example.org`,
    String(one.steps.length),
    String(one.number % 5 > 0),
    'Phone',
    'Do Not Notify',
    'false',
    String(one.number * 7_919_999).padStart(32, '0'),
    `"Called back; ${'the switch of the floor was restarted, and the line is watched. '.repeat(2)}"`,
  ];
  return `${cells.join(',')}\n`;
}

/** Runs the command as a person would. @returns the most bytes it had resident */
function importLog(log: string, databaseUrl: string): Promise<number> {
  const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');
  const child = spawn(process.execPath, [palier, 'import', log], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: databaseUrl, NO_COLOR: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let peakBytes = 0;
  const polling = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentPeak(child.pid));
  }, pollMs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(polling);
      if (code === 0) resolve(peakBytes);
      else reject(new Error(`palier import ended with ${code}`));
    });
  });
}

/** By Linux's own account; 0 once the process is gone. */
function residentPeak(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

const folder = await mkdtemp(path.join(tmpdir(), 'palier-bench-import-'));
try {
  await run();
} finally {
  await rm(folder, { recursive: true, force: true });
}
