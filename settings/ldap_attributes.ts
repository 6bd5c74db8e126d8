import type { Kind } from './kinds.ts';

/** Which attribute of an entry holds what the desk wants to know. */
const usual = {
  /** Never changes, whatever the person is called. */
  id: 'entryUUID',
  name: 'cn',
  mail: 'mail',
  phone: 'telephoneNumber',
  department: 'departmentNumber',
  site: 'l',
  manager: 'manager',
  groups: 'memberOf',
  locale: 'preferredLanguage',
};

export type LdapAttributes = Record<keyof typeof usual, string>;

/** What is not given keeps its usual attribute. */
export const ldapAttributes: Kind<LdapAttributes> = {
  expected: `pairs such as id=objectGUID, with blanks between, of ${Object.keys(usual).join(', ')}`,
  read(value) {
    const pairs = value.split(/\s+/).map((pair) => pair.split('='));
    const isRight = pairs.every(
      ([what = '', attribute = '', ...rest]) =>
        Object.hasOwn(usual, what) && /^[a-zA-Z][\w;.-]*$/.test(attribute) && rest.length === 0,
    );
    return isRight ? { ...usual, ...Object.fromEntries(pairs) } : undefined;
  },
};
