import { execFileSync, spawnSync } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { CliError, reasonOf } from '../cli_error.ts';
import type { KeptProgram } from './kept_process.ts';

const accountName = 'postgres';

/** The system account that runs the database server; `undefined` means the current one. */
export interface PostgresAccount {
  uid: number;
  gid: number;
  /** Command that enters the account while keeping the right to pass through closed folders. */
  enter: string[];
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the account `postgres`, made if missing.
 * @throws CliError when root cannot make that account.
 */
export function postgresAccount(): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ids = idsOf(accountName) ?? createAccount();
  return { ...ids, enter: enterCommand(ids) };
}

function idsOf(account: string): { uid: number; gid: number } | undefined {
  const id = (flag: string) => spawnSync('id', [flag, account], { encoding: 'utf8' });
  const user = id('-u');
  const group = id('-g');
  if (user.status !== 0 || group.status !== 0) return undefined;
  return { uid: Number(user.stdout), gid: Number(group.stdout) };
}

function createAccount(): { uid: number; gid: number } {
  const advice = 'Run the desk as an ordinary user, or set DATABASE_URL to a running PostgreSQL.';
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', accountName], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new CliError(
      `PostgreSQL refuses to run as root, and the account "${accountName}" could not be made: ${reasonOf(error)}`,
      { advice, cause: error },
    );
  }
  const ids = idsOf(accountName);
  if (ids === undefined)
    throw new CliError(`The account "${accountName}" is not usable`, { advice });
  return ids;
}

// A clone under /root, or a home that is its owner's alone, lies behind a folder that other accounts
// cannot pass through. This capability lets the server do that, and read; with no other, and none
// for what it starts, it writes nothing that is not its own.
function enterCommand(ids: { uid: number; gid: number }): string[] {
  const command = ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
  command.push('--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search');
  command.push('--bounding-set=-all,+dac_read_search', '--no-new-privs');
  const works = spawnSync(command[0] as string, [...command.slice(1), 'true']).status === 0;
  return works ? command : [];
}

/** How to run `command` as `account`, able to reach `folders`. */
export function asAccount(
  account: PostgresAccount | undefined,
  command: string,
  args: string[],
  folders: string[],
): Pick<KeptProgram, 'command' | 'args' | 'uid' | 'gid'> {
  if (account === undefined) return { command, args };
  const { uid, gid } = account;
  const reachable = folders.every(
    (folder) => spawnSync('test', ['-x', folder], { uid, gid }).status === 0,
  );
  if (reachable) return { command, args, uid, gid };
  const [enter, ...enterArgs] = account.enter;
  if (enter === undefined) {
    throw new CliError(
      `PostgreSQL runs as the account "${accountName}", which cannot reach ${folders.join(' or ')}`,
      {
        advice:
          'Move the desk to a folder that other accounts may enter, run it as an ordinary user, ' +
          'or set DATABASE_URL to a running PostgreSQL.',
      },
    );
  }
  return { command: enter, args: [...enterArgs, command, ...args] };
}

/** Makes a folder that only `account` may read. */
export async function makeOwnedFolder(
  folder: string,
  account: PostgresAccount | undefined,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) await chown(folder, account.uid, account.gid);
}
