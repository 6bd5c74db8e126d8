import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { runPalierStart } from '../cli/running_desk.ts';
import { officeMapping } from '../import/small_logs.ts';
import { temporaryFolder } from '../support/temporary.ts';

const readme = readFileSync(path.join(repositoryDir, 'README.md'), 'utf8');

/** The commands under a heading, without what is said of them. */
function commandsUnder(heading: string): string[] {
  const [, fence = ''] = new RegExp(`${heading}\\n+\`\`\`sh\\n([^]*?)\`\`\``).exec(readme) ?? [];
  return fence
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s{2,}#.*$/, ''));
}

function run(command: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: repositoryDir, env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile('/bin/sh', ['-c', command], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

/** Another desk's log, with what its columns mean beside it. */
function sampleLog(): string {
  const folder = temporaryFolder();
  const rows = ['case,activity,time,agent', 'A,open,2026-01-05T09:00Z,Anna'];
  writeFileSync(path.join(folder, 'log.csv'), rows.join('\n'));
  writeFileSync(path.join(folder, 'mapping.json'), JSON.stringify(officeMapping));
  return folder;
}

test('each of the first steps of README does what it says on the desk that npm start opens', async (t) => {
  t.timeout(540_000);
  const home = path.join(temporaryFolder(), 'home');
  const port = await findFreePort();
  const desk = await runPalierStart(home, port, { PALIER_DEMO: '1' });
  t.true(desk.told().includes('demo-agent'), desk.told());
  const commands = commandsUnder('### First steps');
  t.true(commands.length >= 7);
  const env = { ...process.env, PALIER_HOME: home, NO_COLOR: '1' };
  for (const command of commands) {
    const here = command
      .replace('npm run -s palier --', `"${process.execPath}" cli/palier.ts`)
      .replace('path/to/log', sampleLog())
      .replace('--out charts', `--out ${temporaryFolder()}`)
      .replace('127.0.0.1:3000', `127.0.0.1:${port}`)
      .replace(/^curl/, 'curl -sS --fail-with-body');
    const { code, output } = await run(here, env);
    t.is(code, 0, `${command}\n${output}`);
  }
});
