import { connectDatabase, type Database, type Transaction } from './connection.ts';
import { locks } from './locks.ts';

/**
 * What is needed of the server that only its superuser can give: the database of an address, and the
 * user of that address, who may sign in and nothing else. Repeating it changes nothing but the
 * password, which becomes the one of the address.
 *
 * @param superuserUrl any database of the same server, as its superuser
 */
export async function prepareDatabase(superuserUrl: string, deskUrl: string): Promise<void> {
  const { user, password, database: name } = partsOf(deskUrl);
  await withServer(superuserUrl, async (server) => {
    await server.transaction(async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(?)', [locks.server]);
      const roles = await trx.select('rolname').from('pg_roles').where({ rolname: user });
      const verb = roles.length === 0 ? 'create' : 'alter';
      // A statement that makes a role takes no parameters.
      const statement = await formatted(trx, `${verb} role %I ${noPowers} password %L`, [
        user,
        password,
      ]);
      await trx.raw(statement);
    });
    const found = await server.select('datname').from('pg_database').where({ datname: name });
    // No transaction may make a database; of two who try at once one fails and is started again.
    if (found.length === 0) await server.raw('create database ??', [name]);
  });
}

/** Lets the desk's user do what worker and API do: read and write rows. It can change no table. */
export async function grantDesk(superuserUrl: string, deskUrl: string): Promise<void> {
  const { user, database: name } = partsOf(deskUrl);
  await withServer(urlOf(superuserUrl, name), (server) =>
    server.transaction(async (trx) => {
      await trx.raw('grant usage on schema public to ??', [user]);
      await trx.raw('grant select, insert, update, delete on all tables in schema public to ??', [
        user,
      ]);
      await trx.raw('grant usage, select on all sequences in schema public to ??', [user]);
      await trx.raw(
        'revoke insert, update, delete on knex_migrations, knex_migrations_lock, function_sets from ??',
        [user],
      );
      // The audit is appended to, and linked by its trigger alone.
      await trx.raw('revoke update, delete on audit_entries, audit_details from ??', [user]);
      await trx.raw('revoke insert, update, delete on audit_chain from ??', [user]);
    }),
  );
}

/** The same server and user, another database. */
export function urlOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

const noPowers = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

async function withServer(url: string, work: (server: Database) => Promise<void>): Promise<void> {
  const server = connectDatabase(url, { name: 'prepare', sessionsMax: 1, statementTimeoutMs: 0 });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}

async function formatted(trx: Transaction, text: string, values: string[]): Promise<string> {
  const marks = values.map(() => '?::text').join(', ');
  const { rows } = await trx.raw(`select format(?, ${marks}) as statement`, [text, ...values]);
  return String(rows[0].statement).replaceAll('?', '\\?');
}

function partsOf(deskUrl: string) {
  const url = new URL(deskUrl);
  const decoded = (text: string) => decodeURIComponent(text);
  return {
    user: decoded(url.username),
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)),
  };
}
