import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { findFreePort, isListening } from '../../cli/servers/ports.ts';
import { eventually } from './eventually.ts';
import { onTeardown } from './teardown.ts';
import { temporaryFolder } from './temporary.ts';

const program = '/usr/sbin/slapd';
const schemas = '/etc/ldap/schema';

export const whyNoDirectory: string | null = existsSync(program)
  ? null
  : `no directory: ${program} is not installed`;

export const base = 'dc=example,dc=org';
export const managerDn = `cn=manager,${base}`;
export const managerPassword = 'the directory asks for it';

export interface DirectoryServer {
  url: string;
  add(dn: string, attributes: Record<string, string | string[]>): Promise<void>;
  change(dn: string, attribute: string, values: string[]): Promise<void>;
  rename(dn: string, to: string): Promise<void>;
  remove(dn: string): Promise<void>;
}

/** A real OpenLDAP server on loopback, with an empty `people` and `groups`, until the end of the file. */
export async function startDirectory({ limit = '' } = {}): Promise<DirectoryServer> {
  const folder = temporaryFolder();
  const port = await findFreePort();
  const url = `ldap://127.0.0.1:${port}`;
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(path.join(folder, 'slapd.conf'), configuration(folder, limit));
  const server = spawn(program, ['-d', '0', '-h', url, '-f', path.join(folder, 'slapd.conf')], {
    stdio: 'ignore',
  });
  onTeardown(() => void server.kill('SIGKILL'));
  await eventually(() => isListening(port));
  const client = new Client({ url });
  onTeardown(() => client.unbind());
  await client.bind(managerDn, managerPassword);
  await client.add(base, {
    objectClass: ['dcObject', 'organization'],
    dc: 'example',
    o: 'Example',
  });
  for (const ou of ['people', 'groups']) {
    await client.add(`ou=${ou},${base}`, { objectClass: ['organizationalUnit'], ou });
  }
  return {
    url,
    add: (dn, attributes) => client.add(dn, attributes),
    async change(dn, attribute, values) {
      const modification = new Attribute({ type: attribute, values });
      await client.modify(dn, new Change({ operation: 'replace', modification }));
    },
    rename: (dn, to) => client.modifyDN(dn, to),
    remove: (dn) => client.del(dn),
  };
}

function configuration(folder: string, limit: string): string {
  return [
    ...['core', 'cosine', 'inetorgperson'].map((name) => `include ${schemas}/${name}.schema`),
    // As Active Directory has it.
    "attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `pidfile ${folder}/pid`,
    'database mdb',
    'maxsize 104857600',
    `suffix "${base}"`,
    `rootdn "${managerDn}"`,
    `rootpw "${managerPassword}"`,
    `directory ${folder}/data`,
    'access to * by users read by anonymous auth',
    limit,
    '',
  ].join('\n');
}
