import { createHash } from 'node:crypto';
import type { Database } from '../../../database/connection.ts';

export const agentToken = 'bench-agent';
export const requesterToken = 'bench-requester';
export const requesterId = 'acc-user';

/** Who asks and who answers while a desk is measured. */
export async function writePeople(database: Database): Promise<void> {
  const people = [
    { account_id: 'acc-agent', display_name: 'Agent', roles: ['agent'], token: agentToken },
    { account_id: requesterId, display_name: 'User', roles: ['requester'], token: requesterToken },
  ] as const;
  await database('accounts').insert(people.map(({ token: _, ...account }) => account));
  await database('api_tokens').insert(
    people.map(({ account_id, token }) => ({
      account_id,
      token_hash: createHash('sha256').update(token).digest('hex'),
      label: 'bench',
    })),
  );
}
