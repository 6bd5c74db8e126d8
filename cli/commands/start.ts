import type { Command } from 'commander';
import { readSettings } from '../settings.ts';
import { coloured, tell } from '../talk.ts';

const DEMO_SIGN_INS = [
  ['demo-requester', 'someone who needs help'],
  ['demo-agent', 'an agent of the first tier'],
  ['demo-agent-2', 'an agent of the second tier'],
  ['demo-owner', 'the process owner'],
  ['demo-analyst', 'an analyst'],
] as const;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function register(program: Command): void {
  program
    .command('start')
    .description('open the desk: servers, worker, API and pages, until Ctrl-C')
    .action(start);
}

async function start(): Promise<void> {
  const settings = readSettings();
  const stop = stopRequest();
  tell(coloured('bold', 'Opening the desk'));
  const { openDesk } = await import('../desk.ts');
  const opening = openDesk(settings, {
    done: (step, detail) => tell(`  ${coloured('green', '✓')} ${step.padEnd(13)} ${detail}`),
    progress: (line) => tell(`    ${coloured('dim', line)}`),
    notice: (line) => tell(`${coloured('yellow', '!')} ${line}`),
  });
  const desk = await Promise.race([opening, stop]);
  if (desk !== undefined) {
    tell(welcome(desk.apiUrl, settings.demo));
    await stop;
  }
  tell('Closing the desk (Ctrl-C again to end it at once)');
  await (await opening).close();
  tell('Closed. Everything is kept; `npm start` opens it again.');
}

/** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process on the spot. */
function stopRequest(): Promise<undefined> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of STOP_SIGNALS) {
      process.on(signal, () => {
        // The keepers end the servers when this process is gone.
        if (asked) process.exit(130);
        asked = true;
        resolve(undefined);
      });
    }
  });
}

function welcome(apiUrl: string, isDemo: boolean): string {
  const lines = ['', `${coloured('bold', 'The desk is open:')} ${apiUrl}`];
  if (isDemo) {
    lines.push('', 'Sign in with one of the demo tokens, or send it as `Authorization: Bearer …`:');
    for (const [token, who] of DEMO_SIGN_INS) lines.push(`  ${token.padEnd(15)} ${who}`);
  }
  lines.push('', 'Ctrl-C closes it; tickets and timers are kept.');
  return lines.join('\n');
}
