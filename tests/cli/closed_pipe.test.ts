import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';

const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');

for (const command of [
  ['process', 'diff', 'it_support', 'follow_the_sun'],
  ['process', 'diagram', 'it_support'],
  ['--help'],
]) {
  test(`palier ${command.join(' ')} ends quietly when nobody reads on`, async (t) => {
    const child = spawn(process.execPath, [palier, ...command]);
    child.stdout.destroy();
    const said = text(child.stderr);
    const [code] = await once(child, 'close');
    t.is(await said, '');
    t.is(code, 0);
  });
}
