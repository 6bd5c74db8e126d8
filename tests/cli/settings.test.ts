import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import test from 'ava';
import { readWorkerConfig } from '../../activities/config.ts';
import { readConfig } from '../../api/config.ts';
import { readSettings, repositoryDir } from '../../cli/desk/settings.ts';
import { renderEnvExample } from '../../settings/env_example.ts';
import { adoptSettings } from '../../settings/environment.ts';
import { readSettings as readAll } from '../../settings/settings.ts';
import { type SettingName, settingNames, table } from '../../settings/table.ts';
import { runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';

const read = (file: string) => readFileSync(path.join(repositoryDir, file), 'utf8');
const example = () => parseEnv(read('.env.example'));
const database = { DATABASE_URL: 'postgres://palier@127.0.0.1/palier' };

test('.env.example is what the settings say', (t) => {
  t.is(read('.env.example'), renderEnvExample());
});

test('every variable of docker-compose.yml is in .env.example', (t) => {
  const used = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]);
  t.true(used.length > 0);
  t.deepEqual(
    used.filter((name) => !settingNames.includes(name as SettingName)),
    [],
  );
});

test('compose passes every setting of the desk on, those that it decides itself with its own value', (t) => {
  const [, environment = ''] =
    /^x-desk-environment:.*\n((?: {2}.*\n)+)/m.exec(read('docker-compose.yml')) ?? [];
  const passed = [...environment.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
  const isOfTerminals = (name: string) => ['NO_COLOR', 'PALIER_TEMPORAL_UI_PORT'].includes(name);
  const missing = settingNames.filter(
    (name) => table[name].readBy === 'desk' && !isOfTerminals(name) && !passed.includes(name),
  );
  t.deepEqual(missing, []);
});

test('.env.example has every setting and no other', (t) => {
  t.deepEqual(Object.keys(example()).sort(), [...settingNames].sort());
});

test('an empty variable means its default, as does a blank one', (t) => {
  for (const nothing of ['', '  ']) {
    const blank = Object.fromEntries(settingNames.map((name) => [name, nothing]));
    t.deepEqual(readAll(blank), readAll({}));
    t.deepEqual(readSettings(blank), readSettings({}));
  }
  t.like(readSettings({}), { port: 3000, host: '127.0.0.1', demo: true, databaseUrl: undefined });
});

test('the values of .env.example as they stand are the defaults of the desk, the API and the worker', (t) => {
  const environment = { ...example(), ...database };
  t.deepEqual(readAll(environment), readAll(database));
  t.deepEqual(readConfig(environment), { ...readConfig(database), isDemo: true });
  t.deepEqual(readWorkerConfig(environment), readWorkerConfig(database));
});

const wrong: [name: SettingName, value: string, expected: string][] = [
  ['PORT', '0', 'a port number from 1 to 65535'],
  ['PORT', '70000', 'a port number from 1 to 65535'],
  ['PORT', '3000x', 'a port number from 1 to 65535'],
  ['PALIER_TEMPORAL_UI_PORT', '-1', 'a port number from 1 to 65535'],
  ['PALIER_DEMO', 'yes', '0 or 1'],
  ['PALIER_TRUSTED_PROXIES', '10.0.0.0/33', table.PALIER_TRUSTED_PROXIES.kind.expected],
  ['PALIER_HOSTS', 'https://desk', table.PALIER_HOSTS.kind.expected],
  ['PALIER_HTTPFS', '/nowhere/httpfs', 'a file that is there and can be read'],
  ['PALIER_EXPORT_SECONDS', '1.5', 'a whole number from 1 to 86400'],
  ['PALIER_LOG_LEVEL', 'loud', table.PALIER_LOG_LEVEL.kind.expected],
  ['AWS_ENDPOINT_URL', 'store', 'http://host:port or https://host:port'],
  ['TEMPORAL_ADDRESS', 'temporal', 'host:port'],
  ['TEMPORAL_TLS', 'maybe', 'true or false'],
  ['TEMPORAL_CONFIG_FILE', '/nowhere.toml', 'a file that is there and can be read'],
  ['TEMPORAL_UI_PORT', 'web', 'a port number from 1 to 65535'],
  ['DATABASE_URL', 'notaurl', 'postgres://user:password@host:5432/database'],
  ['DATABASE_URL', 'mysql://host/palier', 'postgres://user:password@host:5432/database'],
];
for (const [name, value, expected] of wrong) {
  test(`${name}=${value} is refused: expected ${expected}`, (t) => {
    t.throws(() => readSettings({ [name]: value }), {
      message: `${name} is "${value}": expected ${expected}`,
    });
  });
}

test('all that is wrong is told at once, by every program, before anything starts', async (t) => {
  const environment = { ...database, PORT: 'web', TEMPORAL_TLS: 'maybe', PALIER_DEMO: '0' };
  for (const judge of [readConfig, readWorkerConfig, readSettings]) {
    const error = t.throws(() => judge(environment));
    t.is(error?.message.split('\n').length, 2);
  }
  const run = await runPalier(['start'], { ...environment, PALIER_HOME: temporaryFolder() });
  t.is(run.code, 2);
  t.regex(run.stderr, /PORT is "web".*\n.*TEMPORAL_TLS is "maybe"/);
});

test('half of a pair of settings is refused', (t) => {
  t.throws(() => readAll({ TEMPORAL_BUILD_ID: 'b1' }), {
    message: /TEMPORAL_DEPLOYMENT_NAME is ""/,
  });
  t.throws(() => readAll({ TEMPORAL_DEPLOYMENT_NAME: 'd' }), {
    message: /TEMPORAL_BUILD_ID is ""/,
  });
});

test('a password may be made of anything, and is not shown with an address that is wrong', (t) => {
  for (const password of ['a#b', 'p@ss', '100%', 'a/b:c?d', ' é€ ', '\'\\"', 'plain']) {
    const settings = readAll({
      DATABASE_URL: 'postgres://palier@127.0.0.1:5432/palier',
      PALIER_DATABASE_PASSWORD: password,
      PALIER_SMTP_URL: 'smtp://desk@mail.example.org:587',
      PALIER_SMTP_PASSWORD: password,
    });
    for (const address of [settings.DATABASE_URL, settings.PALIER_SMTP_URL]) {
      t.is(decodeURIComponent(new URL(address ?? '').password), password);
    }
    t.is(new URL(settings.DATABASE_URL ?? '').pathname, '/palier');
  }
  for (const address of ['postgre://palier:secret@host/db', 'postgres://palier:secret#1@host/db']) {
    const error = t.throws(() => readSettings({ DATABASE_URL: address }));
    t.false(error?.message.includes('secret'));
  }
});

test('a secret may come from a file, which every program then knows by the name of the secret', (t) => {
  const file = path.join(temporaryFolder(), 'database');
  writeFileSync(file, 'postgres://palier:a%23b@127.0.0.1/palier\n');
  t.is(
    readSettings({ DATABASE_URL_FILE: file }).databaseUrl,
    'postgres://palier:a%23b@127.0.0.1/palier',
  );
  const environment: NodeJS.ProcessEnv = { DATABASE_URL_FILE: file, PORT: ' ', PATH: '/bin' };
  adoptSettings(environment);
  t.deepEqual(environment, {
    DATABASE_URL: 'postgres://palier:a%23b@127.0.0.1/palier',
    PATH: '/bin',
  });
  t.throws(() => readSettings({ DATABASE_URL_FILE: '/nowhere' }), {
    message: /^DATABASE_URL_FILE is "\/nowhere": expected a file that can be read/,
  });
  t.throws(() => readSettings({ DATABASE_URL_FILE: file, ...database }), {
    message: /^DATABASE_URL_FILE is .*: expected nothing, as DATABASE_URL is given too/,
  });
});
