import type { Person } from '../../database/people.ts';

const processId = 'it_support';

/** Who provides what is requested, and who decides on it. */
const requestGroups: Record<string, string[]> = {
  'acc-lea': ['request_desk'],
  'acc-hugo': ['equipment_fulfilment'],
  'acc-marc': ['line_managers'],
  'acc-priya': ['access_administration'],
};

/** Whom people of a department report to. */
const heads = {
  IT: 'acc-nadia',
  Finance: 'acc-alice',
  Sales: 'acc-sam',
  Production: 'acc-zoe',
} as const;

type Department = keyof typeof heads;

/** Where each person works, and the end of their number. */
const places: Record<string, readonly [Department, site: string, extension: string]> = {
  'acc-camille': ['Finance', 'Paris', '0101'],
  'acc-lea': ['IT', 'Lyon', '0102'],
  'acc-marc': ['IT', 'Lyon', '0103'],
  'acc-nadia': ['IT', 'Lyon', '0104'],
  'acc-ines': ['IT', 'Paris', '0105'],
  'acc-tom': ['IT', 'Lyon', '0106'],
  'acc-sofia': ['IT', 'Lyon', '0107'],
  'acc-hugo': ['IT', 'Paris', '0108'],
  'acc-anna': ['IT', 'Lyon', '0109'],
  'acc-yann': ['IT', 'Lyon', '0110'],
  'acc-priya': ['IT', 'Paris', '0111'],
  'acc-paul': ['Production', 'Lyon', '0112'],
  'acc-julie': ['Finance', 'Paris', '0113'],
  'acc-omar': ['Sales', 'Lille', '0114'],
  'acc-eva': ['Sales', 'Paris', '0115'],
  'acc-luc': ['Production', 'Lyon', '0116'],
  'acc-nina': ['Finance', 'Paris', '0117'],
  'acc-ben': ['Sales', 'Lille', '0118'],
  'acc-zoe': ['Production', 'Lyon', '0119'],
  'acc-ivan': ['Production', 'Lyon', '0120'],
  'acc-alice': ['Finance', 'Paris', '0121'],
  'acc-sam': ['Sales', 'Lille', '0122'],
};

/** The numbers are among those that the French regulator keeps for fiction. */
function placed(person: Person): Person {
  const place = places[person.accountId];
  if (!place) return person;
  const [department, site, extension] = place;
  const head = heads[department];
  return {
    ...person,
    department,
    site,
    phones: [`+3363998${extension}`],
    ...(head !== person.accountId && { managerId: head }),
  };
}

function requestPlace(groupId: string) {
  return { processId: 'service_requests', groupId, capacity: 8 };
}

function agent(
  accountId: string,
  displayName: string,
  groupIds: string[],
  more: Partial<Person> = {},
): Person {
  const groups = [
    ...groupIds.map((groupId) => ({ processId, groupId, capacity: 8 })),
    ...(requestGroups[accountId] ?? []).map((groupId) => requestPlace(groupId)),
  ];
  const addresses = [mail(displayName)];
  return { accountId, roles: ['agent'], displayName, addresses, groups, ...more };
}

function requester(accountId: string, displayName: string, more: Partial<Person> = {}): Person {
  const addresses = [mail(displayName)];
  return { accountId, roles: ['requester'], displayName, addresses, ...more };
}

function mail(displayName: string): string {
  const plain = displayName.normalize('NFD').replace(/\p{Diacritic}/gu, '');
  return `${plain.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@demo.example`;
}

function signIn(token: string) {
  return { tokens: [{ token, label: 'demo sign-in' }] };
}

/** Those with a fixed token are the ones a visitor can be. */
const named: readonly Person[] = [
  requester('acc-camille', 'Camille Roux', { locale: 'fr', ...signIn('demo-requester') }),
  agent('acc-lea', 'Léa Martin', ['service_desk'], { locale: 'fr', ...signIn('demo-agent') }),
  agent('acc-marc', 'Marc Girard', ['network', 'applications'], signIn('demo-agent-2')),
  {
    accountId: 'acc-nadia',
    roles: ['process_owner', 'administrator'],
    displayName: 'Nadia Benali',
    groups: [requestPlace('budget_holders')],
    addresses: ['nadia.benali@demo.example'],
    ...signIn('demo-owner'),
  },
  {
    accountId: 'acc-ines',
    roles: ['analyst'],
    displayName: 'Inès Faure',
    addresses: ['ines.faure@demo.example'],
    ...signIn('demo-analyst'),
  },
  agent('acc-tom', 'Tom Becker', ['service_desk', 'team_lead']),
  agent('acc-sofia', 'Sofia Rossi', ['service_desk']),
  agent('acc-hugo', 'Hugo Lambert', ['workplace'], { locale: 'fr' }),
  agent('acc-anna', 'Anna Kowalska', ['network', 'infrastructure']),
  agent('acc-yann', 'Yann Le Gall', ['applications'], { locale: 'fr' }),
  agent('acc-priya', 'Priya Nair', ['infrastructure']),
  requester('acc-paul', 'Paul Petit', { locale: 'fr' }),
  requester('acc-julie', 'Julie Caron', { locale: 'fr' }),
  requester('acc-omar', 'Omar Haddad'),
  requester('acc-eva', 'Eva Schmidt'),
  requester('acc-luc', 'Luc Moreau', { locale: 'fr' }),
  requester('acc-nina', 'Nina Ferrari'),
  requester('acc-ben', 'Ben Carter'),
  requester('acc-zoe', 'Zoé Mercier', { locale: 'fr', requesterTier: 'vip' }),
  requester('acc-ivan', 'Ivan Petrov'),
  requester('acc-alice', 'Alice Dubois', { locale: 'fr' }),
  requester('acc-sam', 'Sam Okafor', { requesterTier: 'vip' }),
];

/** The people of the demo. */
export const demoPeople: readonly Person[] = named.map(placed);

const givenNames = ['Alix', 'Bruno', 'Chloé', 'Dario', 'Elsa', 'Farid'];
const familyNames = ['Arnaud', 'Brun', 'Costa', 'Diallo', 'Engel', 'Fontaine'];

/** Colleagues who look things up and have asked the desk for nothing yet. */
export const demoReaders: readonly Person[] = givenNames.flatMap((given, row) =>
  familyNames.map((family, column) =>
    requester(`acc-reader-${row}${column}`, `${given} ${family}`, {
      locale: (row + column) % 2 === 0 ? 'fr' : 'en',
      department: 'Production',
      site: 'Lyon',
      managerId: heads.Production,
    }),
  ),
);

/** The agents of a group, in the order of their ids. */
export function membersOf(groupId: string): string[] {
  return demoPeople
    .filter((person) => person.groups?.some((place) => place.groupId === groupId))
    .map((person) => person.accountId)
    .toSorted();
}
