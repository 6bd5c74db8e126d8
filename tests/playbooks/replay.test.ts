import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type History, Worker } from '@temporalio/worker';
import test from 'ava';
import { bundlePlaybooks } from '../../activities/playbooks/build.ts';
import type { PlaybookSources } from '../../database/playbooks.ts';
import type { PlaybookStepKind } from '../../workflows/playbooks/port.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { startApi } from '../api/api_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startPlaybookDesk } from './playbook_desk.ts';
import { liveRun, recordedKinds } from './recorded_runs.ts';

/**
 * A run keeps to the code that it began with, library and all: a desk of any later version bundles that
 * code, with its own bundler and its own SDK, and carries the run on. So histories of runs are recorded
 * with their code, and every later version must replay them. `npm run histories:record` records those
 * that are missing.
 */
const historiesDir = path.resolve(import.meta.dirname, '../histories/playbooks');
const fileOf = (kind: string) => path.join(historiesDir, `${kind}.json.gz`);
const codeFileOf = (buildId: string) => path.join(historiesDir, `code-${buildId}.json.gz`);

interface Recorded {
  buildId: string;
  history: unknown;
}

test.before('record the histories, where that was asked for', async () => {
  if (!process.env.PALIER_RECORD_HISTORIES) return;
  const missing = recordedKinds.filter((kind) => !existsSync(fileOf(kind)));
  if (missing.length === 0) return;
  const rules = rulesAt('service_requests', Date.now());
  const desk = await startPlaybookDesk(path.join(import.meta.dirname, 'kinds'), { rules });
  const { address, namespace } = desk.temporal;
  await startApi({
    ...{ DATABASE_URL: desk.databaseUrl },
    ...{ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
  });
  const { buildId, sources } = desk.code;
  for (const kind of missing) {
    const handle = desk.client.workflow.getHandle(await liveRun(desk, kind));
    // Stacks of failures say where this machine keeps the repository.
    const json = historyToJSON(await handle.fetchHistory()).replaceAll(path.resolve('.'), '');
    const history = JSON.parse(json);
    write(fileOf(kind), { buildId, history });
  }
  write(codeFileOf(buildId), sources);
});

function write(file: string, content: object): void {
  writeFileSync(file, gzipSync(JSON.stringify(content), { level: 9 }));
}

function read<T>(file: string): T {
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

function recordedNames(): string[] {
  return readdirSync(historiesDir)
    .filter((file) => file.endsWith('.json.gz') && !file.startsWith('code-'))
    .map((file) => file.replace('.json.gz', ''))
    .sort();
}

/** @param changed the code of a run as it is to be replayed */
async function replay(
  changed: (sources: PlaybookSources) => PlaybookSources,
): Promise<Map<string, Error | undefined>> {
  const runs = new Map<string, { workflowId: string; history: History }[]>();
  for (const kind of recordedNames()) {
    const { buildId, history } = read<Recorded>(fileOf(kind));
    const run = { workflowId: kind, history: historyFromJSON(history) };
    runs.set(buildId, [...(runs.get(buildId) ?? []), run]);
  }
  const results = new Map<string, Error | undefined>();
  const cacheDir = temporaryFolder();
  for (const [buildId, histories] of runs) {
    const sources = changed(read(codeFileOf(buildId)));
    const workflowBundle = await bundlePlaybooks(buildId, sources, cacheDir);
    const replayed = Worker.runReplayHistories({ workflowBundle }, histories);
    for await (const { workflowId, error } of replayed) results.set(workflowId, error);
  }
  return results;
}

test('there is a history of every kind of step', (t) => {
  t.deepEqual(recordedNames(), recordedKinds.toSorted());
});

// One after the other: the runtime that replays ends with the last worker it has.
test.serial('every recorded run goes on with the desk as it is', async (t) => {
  const results = await replay((sources) => sources);
  t.is(results.size, recordedKinds.length);
  for (const [kind, error] of results) t.is(error, undefined, kind);
});

test.serial('code that would break runs fails the replay', async (t) => {
  const file = 'workflows/playbooks/run.ts';
  const results = await replay((sources) => {
    const code = String(sources[file]);
    const line = '    await carryOut(run, playbook);\n';
    if (!code.includes(line)) throw new Error(`${file} has no line to change`);
    return {
      ...sources,
      [file]: code.replace(line, `    await condition(() => false, 1);\n${line}`),
    };
  });
  for (const kind of recordedKinds satisfies PlaybookStepKind[]) {
    t.regex(results.get(kind)?.name ?? '', /DeterminismViolation/, kind);
  }
});
