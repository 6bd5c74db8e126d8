import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { putPlaybookSecret } from '../../database/playbook_secrets.ts';
import { initPackage } from '../../packages/init_package.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ownDir = path.resolve(import.meta.dirname, 'own');

/** A folder as `palier process init` makes it, with one file of playbooks. */
async function folderWith(source: string): Promise<string> {
  const folder = path.join(temporaryFolder(), 'processes');
  initPackage(folder);
  await mkdir(path.join(folder, 'playbooks'));
  await writeFile(path.join(folder, 'playbooks', 'mine.ts'), source);
  return folder;
}

const playbook = (of: string) => `import { definePlaybook } from 'palier/playbook';
export const mine = definePlaybook({
${of}
});
`;
const titled = "title: { en: 'Mine', fr: 'Le mien' },";
const mine = `  name: 'mine',\n  version: 1,\n  ${titled}\n  input: {},\n  async run() {},`;

test('the playbooks of a folder are named, each with its file, though the desk stands in it as a package', async (t) => {
  const folder = await folderWith(playbook(mine));
  const { code, stderr } = await runPalier(['playbook', 'check', folder]);
  t.is(code, 0, stderr);
  t.is(stderr, '✓ mine version 1, "Mine", playbooks/mine.ts\n');
});

test('a folder that has playbooks and nothing else is one, too', async (t) => {
  const { code, stderr } = await runPalier(['playbook', 'check', ownDir]);
  t.is(code, 0, stderr);
  t.regex(stderr, /✓ plain version 1, "Plain", playbooks\/plain\.ts/);
});

const wrong: [what: string, source: string, line: string][] = [
  [
    'what reaches out of it',
    `import { readFileSync } from 'node:fs';\n${playbook(mine.replace('{},\n  async run() {', "{},\n  async run() { readFileSync('x');"))}`,
    'playbooks/mine.ts:1: node:fs reaches out of the playbook; expected it in a function of activities/',
  ],
  [
    'code that is none',
    playbook("  name: 'mine'\n  version: 1,"),
    'playbooks/mine.ts:4: Expected "}" but found "version"',
  ],
  [
    'a module that is not there',
    `import './other.ts';\n${playbook(mine)}`,
    'playbooks/mine.ts:1: Could not resolve "./other.ts"',
  ],
  [
    'a name that nobody can call',
    playbook(mine.replace("'mine'", "'My Own'")),
    `playbooks/mine.ts: playbook 'My Own': name: "My Own"; expected a name in snake_case`,
  ],
  [
    'a title in one language',
    playbook(mine.replace(", fr: 'Le mien'", '')),
    "playbooks/mine.ts: playbook 'mine': title.fr: nothing; expected words",
  ],
  [
    'an input of no kind',
    playbook(mine.replace('input: {}', `input: { size: { ${titled} kind: 'huge' } as never }`)),
    'playbooks/mine.ts: playbook \'mine\': input.size.kind: "huge"; expected a kind of text,',
  ],
  [
    'two of one name',
    `${playbook(mine)}export const other = { ...mine };\n`,
    "playbooks/mine.ts: playbook 'mine' is in playbooks/mine.ts already",
  ],
];
for (const [what, source, line] of wrong) {
  test(`refused with file, place and what was expected: ${what}`, async (t) => {
    const folder = path.join(temporaryFolder(), 'own');
    await mkdir(path.join(folder, 'playbooks'), { recursive: true });
    await writeFile(path.join(folder, 'playbooks', 'mine.ts'), source);
    const { code, stderr } = await runPalier(['playbook', 'check', folder]);
    t.is(code, 1, stderr);
    t.true(stderr.includes(line), stderr);
  });
}

test('a process that names a playbook which neither its folder nor the desk has is refused at the line', async (t) => {
  const folder = await folderWith(playbook(mine));
  const file = path.join(folder, 'building.ts');
  const source = await readFile(file, 'utf8');
  const named = (names: string) =>
    writeFile(file, source.replace('\n  entryGroup', `\n  playbooks: [${names}],\n  entryGroup`));
  await named("'mine', 'new_employee'");
  const right = await runPalier(['process', 'check', folder]);
  t.is(right.code, 0, right.stderr);
  await named("'mine', 'yours'");
  const { code, stderr } = await runPalier(['process', 'check', folder]);
  t.is(code, 1);
  t.regex(
    stderr,
    /building\.ts:\d+: playbooks\.1: "yours"; expected one of mine, change_in_window/,
  );
});

test('what playbooks name and the running desk lacks is told with file and line, and refuses nothing', async (t) => {
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  const told = playbook(
    mine.replace(
      'async run() {},',
      `async run(desk) {
    const other = GROUP;
    await desk.task({ name: 'a', title: 'A', group: 'building_services' });
    await desk.task({ ...{ name: 'b', task: 'prepare_laptop' }, group: painters });
    await desk.task({ name: 'c', title: 'C', group: other });
    await desk.approval({ rule: 'the_king' });
    await desk.window('office');
    await desk.webhook('crm', { token: desk.secret('crm_token') });
    await desk.webhook('erp', { token: desk.secret('erp_token') });
    await ask(desk);
  },`,
    ),
  );
  const source = `import type { Desk } from 'palier/playbook';
const painters = 'painters';
const GROUP: string = String(1);
${told}
async function ask(palier: Desk): Promise<void> {
  await palier.openTicket({ name: 'd', subject: 'D', description: 'D', category: 'gardening' });
}
`;
  const folder = await folderWith(source);
  const building = path.join(folder, 'building.ts');
  const group = /groups: \{\s+(\w+):/.exec(await readFile(building, 'utf8'))?.[1] ?? '';
  const file = path.join(folder, 'playbooks', 'mine.ts');
  await writeFile(file, source.replace('building_services', group));
  await database('webhooks').insert({
    ...{ webhook_id: 'whk-crm', name: 'crm', address: 'https://crm.example/', secret: 'sealed' },
    ...{ event_types: [], places: [], texts: 'none', is_enabled: true },
    ...{ command_id: 'c', fingerprint: 'f' },
  });
  const secret = { name: 'crm_token', sealed: 'sealed', command_id: 'c' };
  await database.transaction((trx) => putPlaybookSecret(trx, secret));
  const desk = { DATABASE_URL: databaseUrl };
  const lines = [
    ['13', "It names the group 'painters', which no process of this desk has"],
    ['15', "It names the approval 'the_king', which no process of this desk has"],
    ['18', "It posts to the webhook 'erp', which this desk does not have"],
    ['18', "It uses the secret 'erp_token', which this desk does not have"],
    ['24', "It opens a ticket of the category 'gardening', which no process of this desk has"],
  ] as const;
  for (const command of ['process', 'playbook']) {
    const { code, stderr } = await runPalier([command, 'check', folder], desk);
    t.is(code, 0, stderr);
    for (const [line, message] of lines) {
      const at = new RegExp(`! ${message}.*\\n +at \\S*playbooks/mine\\.ts:${line}\\n`);
      t.regex(stderr, at);
    }
    t.is(stderr.match(/^ +! It /gm)?.length, lines.length, stderr);
  }
  const { stdout } = await runPalier(['process', 'check', folder, '--json'], desk);
  const { notices } = JSON.parse(stdout).find(
    (one: { process: string }) => one.process === 'playbooks',
  );
  t.is(notices.length, lines.length);
  t.like(notices[0].places[0], { file, line: 13 });
});
