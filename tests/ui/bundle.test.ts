import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import express from 'express';
import { bundleUi } from '../../api/ui/bundle.ts';
import en from '../../api/ui/messages/en.json' with { type: 'json' };
import { mountUi } from '../../api/ui/server.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { onTeardown } from '../support/teardown.ts';

const firstLoadMaxBytes = 150 * 1024;

async function serveUi(): Promise<string> {
  const app = express();
  await mountUi(app, { isDemo: true, sendsMail: true });
  app.use((_request, response) => {
    response.status(404).json({ code: 'not_found' });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // No connection is closed under a question that is on its way.
  server.keepAliveTimeout = minuteMs;
  onTeardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the first screen costs at most 150 KB on the wire', async (t) => {
  const bundle = await bundleUi();
  const sizes = bundle.firstLoad.map((name) => bundle.assets.get(name)?.gzip.length ?? Infinity);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.log(`first load: ${total} bytes gzipped in ${sizes.length} files`);
  t.true(total <= firstLoadMaxBytes, `${total} bytes`);
});

test('the first screen brings the words it says, and what is fetched later the others', async (t) => {
  const bundle = await bundleUi();
  const first = bundle.firstLoad.map((name) => bundle.assets.get(name)?.raw.toString()).join('\n');
  t.true(first.includes('"sign_in.title"') && first.includes('"status.resolved"'));
  t.false(first.includes('"audit_kind.'));
  t.false(first.includes('"webhooks.'));
  const all = [...bundle.assets.values()].map(({ raw }) => raw.toString()).join('\n');
  const languages = 2;
  for (const key of Object.keys(en)) t.true(all.split(`"${key}":`).length > languages, key);
});

test('a part of the app that is fetched when asked for waits for the words it says', (t) => {
  const folder = new URL('../../api/ui/app/', import.meta.url);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/(?<!\.d)\.tsx?$/.test(name)) continue;
    const source = readFileSync(new URL(name, folder), 'utf8');
    const fetched = source.match(/\S*(?: => )?import\('\.[^']+\.tsx'\)/g) ?? [];
    for (const one of fetched) t.regex(one, /^.*(?:fetchedPage|withWords)\(\(\) => import/, name);
  }
});

test('analytics is fetched by those who look at it only', async (t) => {
  const bundle = await bundleUi();
  const later = [...bundle.assets.keys()].filter((name) => !bundle.firstLoad.includes(name));
  for (const part of ['sql_page-', 'codemirror_editor-', 'vega_view-', 'arrow_table-']) {
    t.true(
      later.some((name) => name.startsWith(part)),
      part,
    );
  }
});

test('the same sources give the same file names', async (t) => {
  const [one, other] = await Promise.all([bundleUi(), bundleUi()]);
  t.deepEqual([...one.assets.keys()].sort(), [...other.assets.keys()].sort());
});

test('the page brings no inline script or style and allows none', async (t) => {
  const response = await fetch(`${await serveUi()}/tickets`);
  const html = await response.text();
  t.is(response.status, 200);
  t.notRegex(html, /<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=/i);
  const policy = response.headers.get('content-security-policy') ?? '';
  t.regex(policy, /script-src 'self';/);
  t.notRegex(policy, /unsafe|\*|https?:/);
  t.is(response.headers.get('cache-control'), 'no-cache');
});

test('every file the page names is there, compressed, and good for a year', async (t) => {
  const url = await serveUi();
  const { assets } = await bundleUi();
  const html = await (await fetch(url)).text();
  const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+-[A-Z0-9]{8}\.[a-z]+)"/g)];
  t.true(paths.length >= 2);
  for (const [, path = ''] of paths) {
    const response = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
    t.is(response.status, 200, path);
    t.is(response.headers.get('content-encoding'), 'gzip');
    t.is(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    // A piece that several parts share may be empty: what it would run is run elsewhere.
    t.is(await response.text(), String(assets.get(path.slice('/assets/'.length))?.raw));
  }
});

test('every page of the app is there for whoever comes by its address', async (t) => {
  const source = readFileSync(new URL('../../api/ui/app/app.tsx', import.meta.url), 'utf8');
  const addresses = [...source.matchAll(/<Route path="([^"]+)"/g)].map(([, path = '']) => path);
  t.true(addresses.length > 20);
  const url = await serveUi();
  for (const address of addresses) {
    const response = await fetch(`${url}${address.replace(/:\w+/g, 'x')}`);
    t.is(response.status, 200, address);
  }
});

test('a person at an unknown address reads the desk’s words, a program the API’s', async (t) => {
  const url = await serveUi();
  const asPerson = await fetch(`${url}/nowhere`, { headers: { accept: 'text/html,*/*;q=0.8' } });
  t.is(asPerson.status, 404);
  t.regex(await asPerson.text(), /<div id="app">/);
  const asProgram = await fetch(`${url}/nowhere`, { headers: { accept: 'application/json' } });
  t.deepEqual(await asProgram.json(), { code: 'not_found' });
  for (const malformed of ['/tickets/%FF', '/%E0%A4%A', '/%00', `/${'x'.repeat(8_000)}`]) {
    const told = await fetch(`${url}${malformed}`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    t.is(told.status, 404, malformed);
    t.regex(await told.text(), /<div id="app">/, malformed);
  }
  const inApi = await fetch(`${url}/api/nowhere`, { headers: { accept: 'text/html' } });
  t.deepEqual(await inApi.json(), { code: 'not_found' });
  t.is((await fetch(`${url}/assets/old-AAAAAAAA.js`)).status, 404);
});
