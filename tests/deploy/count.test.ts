import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../support/temporary.ts';

const program = path.resolve(import.meta.dirname, '../../.ci/count.mjs');

/** What a run prints of itself, and what it must be counted as: passed, failed. */
function counted(t: ExecutionContext, output: string, expected: string): void {
  const file = path.join(temporaryFolder(), 'log');
  writeFileSync(file, output);
  t.is(execFileSync(process.execPath, [program, file], { encoding: 'utf8' }).trim(), expected);
}
counted.title = (title: string | undefined) => `CI counts ${title}`;

test('a run in which all is well', counted, '  ─\n\n  312 tests passed\n', '312 0');
test('one test as one', counted, '  1 test passed\n', '1 0');
test('failures beside what passed', counted, '  310 tests passed\n  2 tests failed\n', '310 2');
test('colours as if there were none', counted, '  \u001b[32m3 tests passed\u001b[39m\n', '3 0');
test(
  'errors outside of tests as failures',
  counted,
  '  4 tests passed\n  1 uncaught exception\n  2 unhandled rejections\n  1 hook failed\n',
  '4 4',
);
test('skipped tests as neither', counted, '  4 tests passed\n  3 tests skipped\n', '4 0');
test('nothing where nothing ran', counted, 'types: error TS2304\n', '0 0');
