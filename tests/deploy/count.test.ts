import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../support/temporary.ts';

const ciDir = path.resolve(import.meta.dirname, '../../.ci');

function printed(program: string, output: string): string {
  const file = path.join(temporaryFolder(), 'log');
  writeFileSync(file, output);
  return execFileSync(process.execPath, [path.join(ciDir, program), file], {
    encoding: 'utf8',
  }).trim();
}

/** What a run prints of itself, and what it must be counted as: passed, failed. */
function counted(t: ExecutionContext, output: string, expected: string): void {
  t.is(printed('count.mjs', output), expected);
}
counted.title = (title: string | undefined) => `CI counts ${title}`;

const mark = '  ✔ api › tickets › a rule of the desk (5ms)\n';

test('a run in which all is well', counted, `${mark}${mark}  ─\n\n  2 tests passed\n`, '2 0');
test('one test as one', counted, `${mark}  1 test passed\n`, '1 0');
test(
  'what passed beside failures, of which AVA prints no sum',
  counted,
  `${mark}  ✘ [fail]: api › tickets › another\n${mark}  ─\n\n  1 test failed\n`,
  '2 1',
);
test('colours as if there were none', counted, `  \u001b[32m✔\u001b[39m a rule\n`, '1 0');
test(
  'errors outside of tests as failures',
  counted,
  `${mark}${mark}  1 uncaught exception\n  2 unhandled rejections\n  1 hook failed\n`,
  '2 4',
);
test('skipped tests as neither', counted, `${mark}  - [skip] a rule\n  1 test skipped\n`, '1 0');
test('nothing where nothing ran', counted, 'types: error TS2304\n', '0 0');

test(
  'a file that hangs as one failure',
  counted,
  `${mark}  Failed to exit when running x\n`,
  '1 1',
);

test('CI tries again the files in which something failed, each once', (t) => {
  const filesIn = (output: string) => printed('failed_files.mjs', output).split('\n');
  const failures = ['api › tickets › a', 'api › tickets › b', 'ui › pages › c', 'commands › d'];
  const titles = failures.map((title) => `  ✘ [fail]: ${title}\n`).join('');
  t.deepEqual(filesIn(`${mark}${titles}  4 tests failed\n`), [
    'tests/api/tickets.test.ts',
    'tests/ui/pages.test.ts',
    'tests/commands.test.ts',
  ]);
  t.deepEqual(filesIn(`${mark}  1 test passed\n`), ['']);
  t.deepEqual(filesIn(`${titles}  1 uncaught exception\n`), [''], 'of no file');
  t.deepEqual(filesIn(`${titles}  1 unhandled rejection\n`), [''], 'of no file');
  t.deepEqual(filesIn('  ✘ [fail]: gone › e\n'), ['tests/gone.test.ts'], 'fails again');
  for (const told of [
    '  ✘ tests/ui/mail.test.ts exited with a non-zero exit code: 1\n',
    '  Failed to exit when running tests/ui/mail.test.ts\n',
    '  2 tests were pending in tests/ui/mail.test.ts\n',
  ]) {
    t.deepEqual(filesIn(told), ['tests/ui/mail.test.ts'], told);
  }
});
