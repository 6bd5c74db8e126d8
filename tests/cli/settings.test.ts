import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readWorkerConfig } from '../../activities/config.ts';
import { readConfig } from '../../api/config.ts';
import {
  allSettings,
  readSettings,
  renderEnvExample,
  repositoryDir,
} from '../../cli/desk/settings.ts';

const read = (file: string) => readFileSync(path.join(repositoryDir, file), 'utf8');

test('.env.example is what the settings say', (t) => {
  t.is(read('.env.example'), renderEnvExample());
});

test('every variable of docker-compose.yml is in .env.example', (t) => {
  const used = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]);
  t.true(used.length > 0);
  const known = allSettings.map((setting) => setting.name);
  t.deepEqual(
    [...new Set(used)].filter((name) => !known.includes(name ?? '')),
    [],
  );
});

for (const file of ['api/config.ts', 'activities/config.ts']) {
  test(`every variable of ${file} is in .env.example, with the default it has there`, (t) => {
    const declared = [
      ...read(file).matchAll(/^ {2,4}([A-Z_]{4,}): ((?:.(?!\n {2,4}[A-Z}]))*.)/gms),
    ];
    t.true(declared.length > 3);
    for (const [, name, rest] of declared) {
      if (name === 'NODE_ENV') continue;
      const setting = allSettings.find((candidate) => candidate.name === name);
      t.truthy(setting, `${name} is read by ${file} but not in cli/desk/settings.ts`);
      const fallback = /(?:default|seconds)\('?([^')]+)'?\)/.exec(rest ?? '')?.[1];
      if (fallback !== undefined) t.is(setting?.default, fallback.replaceAll('_', ''), name);
    }
  });
}

test('an empty variable means its default', (t) => {
  const settings = readSettings({ PORT: '', PALIER_HOME: '', DATABASE_URL: '' });
  t.deepEqual(settings, {
    port: 3000,
    home: path.join(repositoryDir, '.palier'),
    demo: true,
    databaseUrl: undefined,
    temporalUiPort: undefined,
  });
});

test('a password is not shown with an address that is wrong', (t) => {
  const error = t.throws(() => readSettings({ DATABASE_URL: 'postgre://palier:secret@host/db' }));
  t.false(error?.message.includes('secret'));
});

test('the values of .env.example as they stand are taken by the desk, the API and the worker', (t) => {
  const example = Object.fromEntries(
    read('.env.example')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  const environment = { ...example, DATABASE_URL: 'postgres://palier@127.0.0.1/palier' };
  t.is(readSettings(environment).port, 3000);
  t.is(readConfig(environment).port, 3000);
  t.is(readWorkerConfig({ ...environment, PORT: ' ' }).smtpUrl, null);
});

for (const [name, value, expected] of [
  ['PORT', '0', 'a port number from 1 to 65535'],
  ['PORT', '70000', 'a port number from 1 to 65535'],
  ['PORT', '3000x', 'a port number from 1 to 65535'],
  ['PALIER_TEMPORAL_UI_PORT', '-1', 'a port number from 1 to 65535'],
  ['PALIER_DEMO', 'yes', '0 or 1'],
  ['TEMPORAL_TLS', 'maybe', 'true or false'],
  ['DATABASE_URL', 'notaurl', 'postgres://user:password@host:5432/database'],
  ['DATABASE_URL', 'mysql://host/palier', 'postgres://user:password@host:5432/database'],
] as const) {
  test(`${name}=${value} is refused: expected ${expected}`, (t) => {
    t.throws(() => readSettings({ [name]: value }), {
      message: `${name} is "${value}": expected ${expected}`,
    });
  });
}
