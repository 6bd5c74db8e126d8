import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { importLog } from '../../activities/import/import_log.ts';
import { parseMapping } from '../../activities/import/mapping.ts';
import type { Account } from '../../api/people/directory.ts';
import { findTicketPage } from '../../api/tickets/find_tickets.ts';
import { seededRandom } from '../../cli/demo/random.ts';
import { makeOwnedFolder, postgresAccount } from '../../cli/servers/postgres_account.ts';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { migrate } from '../../database/migrate.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { describeMachine } from './desk/machine.ts';
import { median } from './statistics.ts';
import { milliseconds, print, table, timed } from './talk.ts';

/**
 * `npm run bench:search`: how soon an agent's search is answered among 50,000 tickets. Their texts
 * are made of 20,000 words, of which a few are said often and most hardly ever, as in any language:
 * six in a subject, thirty in a description, twenty in an answer. `-- --tickets 5000` makes fewer.
 */
const { values } = parseArgs({ options: { tickets: { type: 'string', default: '50000' } } });
const ticketCount = Number(values.tickets);
const vocabulary = 20_000;
const rounds = 7;
const perStatement = 5_000;

const mapping = parseMapping(
  JSON.stringify({
    name: 'made_up_texts',
    title: { en: 'Made-up texts', fr: 'Textes inventés' },
    fields: { case: 'case', activity: 'what', timestamp: 'at', resource: 'who', subject: 'about' },
    activities: {
      open: [{ when: { opens: true }, steps: [] }],
      answer: { action: 'addMessage', from: 'agent' },
      solve: { action: 'resolve' },
    },
  }),
  'the mapping of bench:search',
);

const random = seededRandom(11);
const syllables = [
  'ba',
  'cor',
  'den',
  'fil',
  'gra',
  'hos',
  'jun',
  'kel',
  'mir',
  'nov',
  'pla',
  'ser',
  'tu',
  'vex',
];

/** The word of a rank: the lower it is, the more often it is said. */
function wordOf(rank: number): string {
  let word = '';
  for (let left = rank + syllables.length; left > 0; left = Math.floor(left / syllables.length)) {
    word += syllables[left % syllables.length];
  }
  return word;
}

/** Zipf: a rank is said as often as its reciprocal. */
function text(count: number): string {
  const rank = () => Math.floor(vocabulary ** random.next()) - 1;
  return Array.from({ length: count }, () => wordOf(rank())).join(' ');
}

const agent: Account = {
  id: 'acc-searcher',
  name: 'Searcher',
  roles: ['agent'],
  locale: 'en',
  requesterTier: 'standard',
  memberships: {},
};

async function run(): Promise<void> {
  print(await describeMachine());
  const home = path.join(folder, 'desk');
  await makeOwnedFolder(home, postgresAccount());
  const server = await startPostgres({
    dataDir: path.join(home, 'postgres'),
    password: 'palier-bench',
  });
  try {
    await ensureDatabase(server, 'palier');
    const url = server.urlOf('palier');
    await migrate(url);
    const database = connectDatabase(url, { name: 'bench', statementTimeoutMs: 0 });
    try {
      await fill(database);
      await ask(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await server.stop();
  }
}

async function fill(database: Database): Promise<void> {
  const log = path.join(folder, 'log.csv');
  await pipeline(rows(), createWriteStream(log));
  const { ms } = await timed(() => importLog({ database, files: [log], mapping }));
  print(`${ticketCount.toLocaleString('en')} tickets imported in ${Math.round(ms / 1000)} s`);
  await rewrite(database, 'ticket_contents', 'ticket_id', 'description', 30);
  await rewrite(database, 'messages', 'message_id', 'body', 20);
  await database.raw('vacuum analyze');
}

function* rows(): Generator<string> {
  yield 'case,what,at,who,about\n';
  for (let n = 1; n <= ticketCount; n++) {
    const at = Date.UTC(2024, 0, 1) + n * 10 * minuteMs;
    const when = (later: number) => new Date(at + later * hourMs).toISOString();
    yield `T${n},open,${when(0)},,${text(6)}\n` +
      `T${n},answer,${when(1)},Agent ${n % 50},\nT${n},solve,${when(2)},Agent ${n % 50},\n`;
  }
}

/** A log has no texts but subjects: those of the tickets are written over. */
async function rewrite(
  database: Database,
  tableName: 'messages' | 'ticket_contents',
  key: string,
  column: string,
  words: number,
): Promise<void> {
  const found = await database.raw(`select ${key} as id from ${tableName}`);
  const ids: string[] = found.rows.map((row: { id: string }) => row.id);
  for (let at = 0; at < ids.length; at += perStatement) {
    const some = ids.slice(at, at + perStatement);
    await database.raw(
      `update ${tableName} set ${column} = said.text
       from unnest(?::text[], ?::text[]) as said (id, text) where ${tableName}.${key} = said.id`,
      [some, some.map(() => text(words))],
    );
  }
}

async function ask(database: Database): Promise<void> {
  const [often, sometimes, rarely, hardly] = [5, 100, 2_000, 18_000].map(wordOf) as [
    string,
    string,
    string,
    string,
  ];
  const mistyped = `${rarely.slice(0, 3)}${rarely[4]}${rarely[3]}${rarely.slice(5)}`;
  const lines: string[][] = [];
  for (const [what, q] of [
    ['a word said often', often],
    ['a word said sometimes', sometimes],
    ['a word said rarely', rarely],
    ['a word hardly ever said', hardly],
    ['the same rare word, mistyped', mistyped],
    ['two words', `${often} ${sometimes}`],
    ['six words', [5, 20, 60, 100, 200, 400].map(wordOf).join(' ')],
    ['nothing that is there', 'zzqqyyxx'],
    ['a number', '#1030'],
  ] as const) {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const { ms, result } = await timed(() => findTicketPage(database, agent, { q, limit: 200 }));
      times.push(ms);
      found = result.items.length;
    }
    const shown = found === 200 ? '200 and more' : String(found);
    lines.push([what, shown, milliseconds(median(times)), milliseconds(Math.max(...times))]);
  }
  print(`\nThe first page of a search, of ${rounds} each`);
  table(['asked for', 'found', 'median ms', 'most ms'], lines);
}

const folder = await mkdtemp(path.join(tmpdir(), 'palier-bench-search-'));
try {
  await run();
} finally {
  await rm(folder, { recursive: true, force: true });
}
