import test from 'ava';
import { givenEntries } from '../../api/federation/ldap/given_entries.ts';

/** What people are read as who name these groups. */
function groupsOf(...memberOf: string[]): string[] {
  const attributes = new Map([['memberof', memberOf]]);
  const people = [{ dn: 'uid=zoe,dc=example,dc=org', attributes }];
  return givenEntries({ people, groups: [], referralCount: 0 }).flatMap(({ groups }) => groups);
}

test('a group is known by its common name, however a directory escapes it', (t) => {
  for (const [dn, name] of [
    ['CN=Desk agents,OU=Groups,DC=example,DC=org', 'Desk agents'],
    ['cn=\\C3\\89quipe r\\C3\\A9seau,dc=example,dc=org', 'Équipe réseau'],
    ['cn=\\E6\\94\\AF\\E6\\8F\\B4,dc=example,dc=org', '支援'],
    ['cn=Sales\\, France,dc=example,dc=org', 'Sales, France'],
    ['cn=A\\2bB\\2C C,dc=example,dc=org', 'A+B, C'],
    ['cn=Équipe,dc=example,dc=org', 'Équipe'],
  ] as const) {
    t.deepEqual(groupsOf(dn), [dn, name]);
  }
});
