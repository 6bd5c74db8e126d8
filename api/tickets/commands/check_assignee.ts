import { orIfDatabaseAway } from '../../../database/away.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import { isMemberOf } from '../../people/find_accounts.ts';

interface Assignment {
  group?: string | undefined;
  assignee?: string | null | undefined;
}

/**
 * A ticket, or a task on it, is given to somebody who serves, and who works in the group where one is
 * named.
 * @throws ApiError 400
 */
export async function checkAssignee(
  { body }: { body: Assignment },
  { accounts, database }: ApiDependencies,
): Promise<void> {
  const { assignee, group } = body;
  if (!assignee) return;
  const account = await accounts.findActive(assignee);
  const serves = account !== undefined && worksOnTickets(account);
  const isThere =
    serves &&
    (group === undefined ||
      (await orIfDatabaseAway(
        () => withDatabase(() => isMemberOf(database, assignee, group)),
        true,
      )));
  if (isThere) return;
  const agent = group === undefined ? expected('agent') : expected('agent_of_group', { group });
  throw wrongField('body.assignee', agent, givenValue(assignee));
}
