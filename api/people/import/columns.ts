/** The columns of a file of people, in the order in which they are exported. */
export const columnNames = [
  'id',
  'name',
  'addresses',
  'phones',
  'language',
  'zone',
  'site',
  'department',
  'customer',
  'manager',
  'vip',
  'roles',
  'groups',
] as const;

export type ColumnName = (typeof columnNames)[number];

/** What else their headers may be called: in English, in French, and by other directories. */
const otherNames: Record<ColumnName, readonly string[]> = {
  id: ['identifiant', 'account'],
  name: ['nom', 'full name', 'nom complet', 'display name'],
  addresses: ['address', 'adresses', 'adresse', 'mail', 'email', 'e-mail', 'courriel'],
  phones: ['phone', 'telephone', 'téléphone', 'téléphones', 'tel'],
  language: ['langue', 'locale'],
  zone: ['time zone', 'fuseau', 'fuseau horaire'],
  site: ['location', 'lieu'],
  department: ['service', 'département'],
  customer: ['client', 'organisation', 'organization'],
  manager: ['responsable'],
  vip: [],
  roles: ['role', 'rôles', 'rôle'],
  groups: ['group', 'groupes', 'groupe'],
};

/** Undefined where no column is called so, whatever its capitals. */
export function columnOf(header: string): ColumnName | undefined {
  const name = header.trim().toLowerCase();
  return columnNames.find((column) => column === name || otherNames[column].includes(name));
}
