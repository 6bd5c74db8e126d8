import { groupSchema } from './group.ts';
import { enterpriseSchema, userSchema } from './person.ts';

interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'complex';
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: 'readWrite' | 'readOnly';
  returned: 'default';
  uniqueness: 'none' | 'server';
  description: string;
  subAttributes?: Attribute[];
}

function attribute(name: string, description: string, rest: Partial<Attribute> = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    description,
    ...rest,
  };
}

const list = (name: string, description: string): Attribute =>
  attribute(name, description, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'The value'),
      attribute('type', 'Always work'),
      attribute('primary', 'The main one', { type: 'boolean' }),
    ],
  });

const schema = (id: string, name: string, attributes: Attribute[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description: name,
  attributes,
  meta: { resourceType: 'Schema' },
});

/** What of SCIM's schemas the desk keeps; the rest is taken and passed over. */
export const schemas = [
  schema(userSchema, 'User', [
    attribute('userName', 'What the directory calls them', {
      required: true,
      uniqueness: 'server',
    }),
    attribute('externalId', 'What the directory knows them by', { caseExact: true }),
    attribute('name', 'The parts of the name', {
      type: 'complex',
      subAttributes: [
        attribute('formatted', 'The whole name'),
        attribute('givenName', 'The given name'),
        attribute('familyName', 'The family name'),
      ],
    }),
    attribute('displayName', 'The name that is shown'),
    attribute('active', 'Whether the account is open', { type: 'boolean' }),
    list('emails', 'Mail addresses'),
    list('phoneNumbers', 'Phones, with the country'),
    attribute('locale', 'The language'),
    attribute('timezone', 'The zone, as IANA calls it'),
    attribute('groups', 'The groups they are in', {
      type: 'complex',
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [attribute('value', 'The id'), attribute('display', 'The name')],
    }),
  ]),
  schema(enterpriseSchema, 'EnterpriseUser', [
    attribute('organization', 'The customer they are served for, by its name'),
    attribute('department', 'The department'),
    attribute('manager', 'Who leads them', {
      type: 'complex',
      subAttributes: [attribute('value', 'The id of a user')],
    }),
  ]),
  schema(groupSchema, 'Group', [
    attribute('displayName', 'The name', { required: true, uniqueness: 'server' }),
    attribute('externalId', 'What the directory knows it by', { caseExact: true }),
    attribute('members', 'Who is in it', {
      type: 'complex',
      multiValued: true,
      subAttributes: [attribute('value', 'The id of a user'), attribute('display', 'The name')],
    }),
  ]),
];
