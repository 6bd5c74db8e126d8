import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { findFreePort } from '../../cli/servers/ports.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const program = '/usr/sbin/dovecot';
/** As whom it reads mail: it does so for nobody as root. */
const nobody = 65_534;

/** Why the tests with Dovecot cannot run here; null where they can. */
export const whyNoDovecot: string | null = !existsSync(program)
  ? `no Dovecot: ${program} is not installed`
  : process.getuid?.() === 0
    ? null
    : 'Dovecot is started by root alone';

export interface Dovecot {
  port: number;
  deliver(raw: string): Promise<void>;
  /** Forgets how it counted: every message has another UID under another UIDVALIDITY. */
  renumber(): Promise<void>;
  /** Ends every connection, as a restart does. */
  restart(): Promise<void>;
  /** Names of the files of messages: what was read or deleted shows in them. */
  files(): Promise<string[]>;
}

export interface DovecotOptions {
  /**
   * Where it asks whether a token is good (RFC 7662), in place of a password. The user of a token is
   * its `username`.
   */
  introspectionUrl?: string;
}

/** A real Dovecot on loopback with one user and one Maildir, until the end of the file. */
export async function startDovecot({ introspectionUrl }: DovecotOptions = {}): Promise<Dovecot> {
  const home = temporaryFolder();
  const port = await findFreePort();
  const maildir = path.join(home, 'Maildir');
  await chmod(home, 0o755);
  for (const folder of ['cur', 'new', 'tmp']) {
    await mkdir(path.join(maildir, folder), { recursive: true });
    await chown(path.join(maildir, folder), nobody, nobody);
  }
  await chown(maildir, nobody, nobody);
  const config = path.join(home, 'dovecot.conf');
  const tokens = path.join(home, 'dovecot-oauth2.conf');
  if (introspectionUrl !== undefined) await writeFile(tokens, oauth2Of(introspectionUrl));
  const signIn = introspectionUrl === undefined ? signInByPassword : signInByToken(tokens);
  await writeFile(config, configOf(home, maildir, port, signIn));
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(program, ['-F', '-c', config], { stdio: 'ignore' });
    await eventually(() => answers(port));
  };
  const stop = async () => {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill();
    await ended;
  };
  await start();
  onTeardown(stop);
  let count = 0;
  return {
    port,
    async deliver(raw) {
      const name = `${Date.now()}.M${++count}.palier`;
      const file = path.join(maildir, 'new', name);
      await writeFile(path.join(maildir, 'tmp', name), raw);
      await writeFile(file, raw);
      await rm(path.join(maildir, 'tmp', name));
    },
    async renumber() {
      await stop();
      for (const file of await readdir(maildir)) {
        if (file.startsWith('dovecot')) await rm(path.join(maildir, file), { recursive: true });
      }
      await start();
    },
    async restart() {
      await stop();
      await start();
    },
    async files() {
      const names = await Promise.all(
        ['new', 'cur'].map((folder) => readdir(path.join(maildir, folder))),
      );
      return names.flat();
    },
  };
}

const signInByPassword = `
passdb {
  driver = static
  args = password=secret
}
`;

const signInByToken = (file: string) => `
auth_mechanisms = xoauth2 oauthbearer
auth_cache_size = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${file}
}
`;

const oauth2Of = (introspectionUrl: string) => `
introspection_mode = post
introspection_url = ${introspectionUrl}
username_attribute = username
active_attribute = active
active_value = true
`;

function configOf(home: string, maildir: string, port: number, signIn: string): string {
  return `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${maildir}
first_valid_uid = 0
default_internal_user = dovecot
default_login_user = dovenull
maildir_very_dirty_syncs = no
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  unix_listener stats-reader {
    mode = 0600
  }
}
${signIn}
userdb {
  driver = static
  args = uid=${nobody} gid=${nobody} home=${maildir}
}
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
