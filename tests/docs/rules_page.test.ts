import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { ruleEvents } from '../../workflows/domain/rules/rule_events.ts';
import { stayNames } from '../../workflows/domain/rules/stays.ts';
import { checkProcess } from '../../workflows/processes/check/check.ts';
import { actionKinds } from '../../workflows/processes/rules/action_words.ts';
import { actingProcess } from '../processes/acting_process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/rules.md'), 'utf8');

test('the rules of the page compile word for word, and nothing is wrong with them', (t) => {
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  t.true(example.length > 0);
  t.true(
    readFileSync(path.join(root, 'tests/processes/acting_process.ts'), 'utf8').includes(example),
  );
  t.deepEqual(checkProcess(actingProcess, Date.UTC(2026, 0, 5, 9)).violations, []);
});

test('the page has every event, state and action that rules know', (t) => {
  for (const word of [...ruleEvents, ...stayNames, ...actionKinds]) {
    t.true(page.includes(`\`${word}\``), word);
  }
});
