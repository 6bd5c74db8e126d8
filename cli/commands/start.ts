import type { Command } from 'commander';
import { givenSettings } from '../../settings/environment.ts';
import { collectWhenIdle } from '../../telemetry/idle_memory.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import { chooseKind, rememberKind } from '../desk/desk_kind.ts';
import { keepToOwner } from '../desk/home.ts';
import { readSettings } from '../desk/settings.ts';
import { coloured, tell } from '../talk.ts';

const demoSignIns = [
  ['demo-requester', 'someone who needs help'],
  ['demo-agent', 'an agent of the first tier'],
  ['demo-agent-2', 'an agent of the second tier'],
  ['demo-owner', 'the process owner, and administrator'],
  ['demo-analyst', 'an analyst'],
] as const;

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const parentCheckMs = 500;
/** npm sends the signal of one Ctrl-C again, to a process that the terminal has told already. */
const sameCtrlCMs = secondMs;

export function register(program: Command): void {
  program
    .command('start')
    .description('open the desk: servers, worker, API and pages, until Ctrl-C')
    .action(start);
}

async function start(): Promise<void> {
  // A demo is judged as one: it must not be opened just anywhere.
  const given = givenSettings(process.env);
  const { home } = readSettings({ ...given, PALIER_DEMO: '0' });
  const kind = await chooseKind(home, given.PALIER_DEMO);
  const settings = readSettings({ ...given, PALIER_DEMO: kind === 'demo' ? '1' : '0' });
  const stop = stopRequest();
  keepToOwner();
  tell(coloured('bold', 'Opening the desk'));
  const { isEveryAddress, openDesk } = await import('../desk/desk.ts');
  const opening = openDesk(settings, {
    done: (step, detail) => tell(`  ${coloured('green', '✓')} ${step.padEnd(13)} ${detail}`),
    progress: (line) => tell(`    ${coloured('dim', line)}`),
    notice: (line) => tell(`${coloured('yellow', '!')} ${line}`),
  });
  const desk = await Promise.race([opening, stop]);
  if (desk !== undefined) {
    await rememberKind(home, kind);
    const also = isEveryAddress(settings.host) ? ', and on every address of this machine' : '';
    collectWhenIdle();
    tell(welcome(`${desk.apiUrl}${also}`, settings.demo, desk.ownerLink));
    await stop;
  }
  tell('Closing the desk (Ctrl-C again to end it at once)');
  await (await opening).close();
  tell('Closed. Everything is kept; `npm start` opens it again.');
}

/**
 * Resolves at the first Ctrl-C or SIGTERM, or when the npm that ran this is gone. A second Ctrl-C
 * ends the process on the spot; the keepers then end the servers.
 */
function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of stopSignals) {
      process.on(signal, () => {
        if (askedAt !== undefined && Date.now() - askedAt > sameCtrlCMs) process.exit(130);
        askedAt ??= Date.now();
        resolve();
      });
    }
    whenNpmEnds(() => {
      askedAt ??= Date.now();
      resolve();
    });
  });
}

// npm does not pass SIGTERM on to what runs in its shell; it only ends.
function whenNpmEnds(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    then();
  }, parentCheckMs);
  check.unref();
}

function welcome(where: string, isDemo: boolean, ownerLink: string | undefined): string {
  const lines = ['', `${coloured('bold', 'The desk is open:')} ${where}`];
  if (isDemo) {
    lines.push('', 'Sign in with one of the demo tokens, or send it as `Authorization: Bearer …`:');
    for (const [token, who] of demoSignIns) lines.push(`  ${token.padEnd(15)} ${who}`);
  }
  if (ownerLink !== undefined) {
    lines.push('', 'Nobody runs it yet. Open this link once, within a day, to become its owner:');
    lines.push(`  ${ownerLink}`);
  }
  lines.push('', 'Ctrl-C closes it; tickets and timers are kept.');
  return lines.join('\n');
}
