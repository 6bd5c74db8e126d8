import { createHash } from 'node:crypto';
import type { Database } from '../../database/connection.ts';

/** Somebody of the made-up company. */
export interface StaffMember {
  id: string;
  role: 'requester' | 'agent' | 'process_owner';
  token: string;
  groups: readonly string[];
}

const member = (
  name: string,
  role: StaffMember['role'],
  groups: readonly string[] = [],
): StaffMember => ({ id: `acc-${name}`, role, token: `faults-${name}`, groups });

export const staff: readonly StaffMember[] = [
  member('rosa', 'requester'),
  member('remy', 'requester'),
  member('ruth', 'requester'),
  member('anna', 'agent', ['service_desk', 'workplace']),
  member('amir', 'agent', ['service_desk', 'network']),
  member('aude', 'agent', ['workplace', 'network', 'applications']),
  member('axel', 'agent', ['infrastructure', 'applications', 'service_desk']),
  member('olga', 'process_owner', ['infrastructure']),
];

/** Everybody can sign in, and works around the clock: no run depends on the day of the week. */
export async function writeStaff(database: Database): Promise<void> {
  await database('accounts').insert(
    staff.map(({ id, role }) => ({ account_id: id, roles: [role], display_name: id })),
  );
  await database('api_tokens').insert(
    staff.map(({ id, token }) => ({
      account_id: id,
      token_hash: createHash('sha256').update(token).digest('hex'),
      label: 'faults',
    })),
  );
  await database('group_members').insert(
    staff.flatMap(({ id, groups }) =>
      groups.map((group_id) => ({
        process_id: 'it_support',
        group_id,
        account_id: id,
        capacity: 1000,
        shift: 'always',
      })),
    ),
  );
}
