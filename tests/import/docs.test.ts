import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { LogCase } from '../../activities/import/log_row.ts';
import { parseMapping } from '../../activities/import/mapping.ts';
import { replayCase } from '../../activities/import/replay_case.ts';
import { readWhole, writeLog } from './small_logs.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/import.md'), 'utf8');

function snippet(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/import.md has no ${language} snippet`);
  return found;
}

test('the log and the mapping of the documentation do what it says', async (t) => {
  const mapping = parseMapping(snippet('json'), 'docs/import.md');
  const log = await readWhole(writeLog('log.csv', snippet('csv')), mapping);
  t.deepEqual(log.rejects, []);
  const { state } = replayCase(log.cases[0] as LogCase, mapping, log.process, 0);
  t.like(state, { status: 'resolved', group: 'back_office', tier: 2, impact: 'high' });
  t.is(state.openedAt, Date.parse('2026-01-05T08:00Z'));
  t.is(state.escalationCount, 1);
  t.like(state.resolution, { byTier: 2, group: 'back_office' });
});
