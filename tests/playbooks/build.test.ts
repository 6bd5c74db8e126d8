import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { bundlePlaybooks } from '../../activities/playbooks/build.ts';
import { readPlaybookCode } from '../../activities/playbooks/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const saying = (words: string) => `import { definePlaybook } from 'palier/playbook';
import { said } from './words/said.ts';
export const mine = definePlaybook({
  name: 'mine',
  version: 1,
  title: { en: '${words}', fr: '${words}' },
  input: {},
  async run(desk) {
    await desk.ticket.tag({ add: [said] });
  },
});
`;

test('what changes in a playbook, or in what it imports, is bundled anew; what does not, once', async (t) => {
  const dir = temporaryFolder();
  const cacheDir = temporaryFolder();
  const file = path.join(dir, 'playbooks', 'mine.ts');
  const imported = path.join(dir, 'playbooks', 'words', 'said.ts');
  await mkdir(path.dirname(imported), { recursive: true });
  await writeFile(file, saying('the-first'));
  await writeFile(imported, "export const said = 'imported-first';\n");
  const bundled = async () => {
    const { buildId, sources } = await readPlaybookCode([{ dir }]);
    const { codePath } = await bundlePlaybooks(buildId, sources, cacheDir);
    return { codePath, code: await readFile(codePath, 'utf8') };
  };

  const first = await bundled();
  t.true(first.code.includes('the-first'));
  const { mtimeMs } = await stat(first.codePath);
  t.is((await bundled()).codePath, first.codePath);
  t.is((await stat(first.codePath)).mtimeMs, mtimeMs, 'it is not made again');

  await writeFile(file, saying('the-second'));
  const second = await bundled();
  t.not(second.codePath, first.codePath);
  t.true(second.code.includes('the-second'));
  t.false(second.code.includes('the-first'));

  await writeFile(imported, "export const said = 'imported-second';\n");
  const third = await bundled();
  t.not(third.codePath, second.codePath);
  t.true(third.code.includes('imported-second'));
  t.true((await readFile(first.codePath, 'utf8')).includes('the-first'), 'runs on it go on');
});
