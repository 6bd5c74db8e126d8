import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { readHistory, writeHistory } from '../../cli/commands/sql/history_file.ts';
import { tableText } from '../../cli/commands/sql/result_text.ts';
import { manyTickets } from '../analytics/histories.ts';
import { publishedWarehouse } from '../analytics/published.ts';
import { at } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const program = path.resolve(import.meta.dirname, '../../cli/palier.ts');

let warehouseDir: string;
test.before(async () => {
  warehouseDir = await publishedWarehouse(manyTickets(30), at(30, '12:00'));
});

interface Session {
  child: ChildProcess;
  out(): string;
  told(): string;
  say(text: string): void;
  /** Ends the input. @returns the exit code */
  end(): Promise<number>;
}

function startRepl(columns = 100): Session {
  const home = temporaryFolder();
  const child = spawn(process.execPath, [program, 'sql', '--repl'], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      COLUMNS: String(columns),
      PALIER_HOME: home,
      PALIER_WAREHOUSE: warehouseDir,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTeardown(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const exited = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return {
    child,
    out: () => out,
    told: () => told,
    say(text) {
      child.stdin.write(text);
    },
    end() {
      child.stdin.end();
      return exited;
    },
  };
}

test('a statement runs at its ; over as many lines as it takes', async (t) => {
  const session = startRepl();
  session.say("select count(*) as tickets, ';' as semicolon -- not here ;\nfrom tickets\n;\n");
  session.say('select 6 * 7 as answer;\n');
  t.is(await session.end(), 0);
  t.regex(session.out(), /tickets {2}semicolon\n-+ {2}-+\n {5}30 {2};\n/);
  t.regex(session.out(), /answer\n-+\n {4}42\n/);
  t.regex(session.told(), /1 row in \d+ ms · snapshot 1/);
});

test('an error is told and the session goes on', async (t) => {
  const session = startRepl();
  session.say("select nothing from tickets;\nselect * from read_text('/etc/passwd');\n.nonsense\n");
  session.say('select 1 as still_here;\n');
  t.is(await session.end(), 0);
  t.regex(session.told(), /Referenced column "nothing" not found/);
  t.regex(session.told(), /read_text is not allowed/);
  t.regex(session.told(), /There is no \.nonsense: \.help says what there is/);
  t.regex(session.out(), /still_here/);
});

test('tables, columns, metrics and formats are a dot away', async (t) => {
  const session = startRepl();
  session.say('.tables\n.schema tickets\n.schema nowhere\n.metrics\n.help\n');
  session.say('.format csv\nselect 1 as one, 2 as two;\n.format\n.format yaml\n.quit\n');
  t.is(await session.end(), 0);
  t.regex(session.out(), /ticket_events {2,}One row per event/);
  t.regex(session.out(), /priority {2,}varchar not null {2,}A name of the process/);
  t.regex(session.told(), /There is no table 'nowhere'\. There are: .*assignments/);
  t.regex(session.out(), /backlog {2,}How many tickets were open/);
  t.regex(session.out(), /one,two\r\n1,2\r\n/);
  t.is(session.told().match(/Results come as csv\./g)?.length, 2);
  t.regex(session.told(), /Format 'yaml': expected table, json, csv/);
  t.regex(session.told(), /Ctrl-C stops a\nquery/);
});

test('Ctrl-C stops the query and not the session', async (t) => {
  const session = startRepl();
  session.say('select 1 as ready;\n');
  await eventually(() => session.out().includes('ready'));
  session.say('select max(hash(a.range, b.range)) from range(1000000) a, range(1000000) b;\n');
  // Until it runs there is nothing to stop; an interrupt then is answered in words.
  await eventually(() => {
    session.child.kill('SIGINT');
    return session.told().includes('Cancelled');
  });
  // No interrupt is still on its way once this is answered.
  session.say('.format table\n');
  await eventually(() => session.told().includes('Results come as table'));
  session.say('select 42 as next;\n');
  t.is(await session.end(), 0);
  t.regex(session.out(), /next\n----\n {2}42/);
});

test('a table fits the terminal: wide columns give way, and what is left out is named', async (t) => {
  const session = startRepl(60);
  session.say("select 1 as n, repeat('word ', 30) as long, 'x' as last;\n");
  session.say('select * from tickets limit 2;\n');
  await session.end();
  for (const line of session.out().split('\n')) {
    if (!line.startsWith('(not shown')) t.true(line.length <= 60, line);
  }
  t.regex(session.out(), /… {2}x/);
  t.regex(session.out(), /\(not shown: .*last_seq\)/);
});

test('narrow tables keep their natural widths', (t) => {
  const columns = ['a', 'bb'].map((name) => ({ name, type: 'VARCHAR' }));
  const rows = [
    ['x', 1],
    ['longer', null],
  ];
  t.is(tableText({ columns, rows }, 80), 'a       bb\n------  --\nx        1\nlonger\n');
});

test('what was typed is kept for its owner alone, the latest last', async (t) => {
  const file = path.join(temporaryFolder(), 'home', 'sql_history');
  t.deepEqual(await readHistory(file), []);
  await writeHistory(file, ['select 2;', 'select 1;']);
  t.is(await readFile(file, 'utf8'), 'select 1;\nselect 2;\n');
  t.is((await stat(file)).mode & 0o777, 0o600);
  t.deepEqual(await readHistory(file), ['select 2;', 'select 1;']);
  await writeFile(file, '');
  t.deepEqual(await readHistory(file), []);
});

test('palier sql wants a statement or --repl, not both', async (t) => {
  const child = spawn(process.execPath, [program, 'sql'], { stdio: 'ignore' });
  t.is(await new Promise((resolve) => child.on('close', resolve)), 2);
});
