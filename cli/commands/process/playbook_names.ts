import type { Database } from '../../../database/connection.ts';
import { findPlaybookSecrets } from '../../../database/playbook_secrets.ts';
import { adoptShipped } from '../../../database/process_versions.ts';
import {
  type NamedByPlaybook,
  type NamedKind,
  namesInPlaybooks,
} from '../../../packages/places/playbook_names.ts';
import type { ProcessDefinition } from '../../../workflows/processes/index.ts';
import { processDefinitions } from '../../../workflows/processes/index.ts';
import type { PlacedFinding } from './finding_places.ts';
import { withRunningDesk } from './running_desk.ts';

/**
 * What the playbooks of a folder name and the desk that runs here lacks, with file and line. Nothing where
 * no desk runs.
 * @param own processes of the folder, which the desk may not have yet
 */
export function findMissingNames(
  directory: string,
  own: readonly ProcessDefinition[] = [],
): Promise<PlacedFinding[]> {
  const named = namesInPlaybooks(directory);
  if (named.length === 0) return Promise.resolve([]);
  return withRunningDesk('What playbooks name', (database) => missingNames(database, named, own));
}

/** As `findMissingNames`, of the desk with this database. */
export async function missingNames(
  database: Database,
  named: readonly NamedByPlaybook[],
  own: readonly ProcessDefinition[],
): Promise<PlacedFinding[]> {
  const known = await knownNames(database, own);
  return named.flatMap(({ kind, name, place }) => {
    if (known[kind].has(name)) return [];
    const message = `${words[kind]} '${name}', which ${lacking[kind] ?? 'no process of this desk has'}`;
    return [{ rule: 'names_are_there', message, path: [], places: [place] }];
  });
}

const words: Record<NamedKind, string> = {
  group: 'It names the group',
  task: 'It names the task',
  approval: 'It names the approval',
  calendar: 'It names the calendar',
  process: 'It opens a ticket of the process',
  category: 'It opens a ticket of the category',
  service: 'It opens a ticket of the service',
  webhook: 'It posts to the webhook',
  secret: 'It uses the secret',
};

const lacking: Partial<Record<NamedKind, string>> = {
  process: 'this desk does not have',
  webhook: 'this desk does not have',
  secret: 'this desk does not have: palier secret set keeps one',
};

async function knownNames(
  database: Database,
  own: readonly ProcessDefinition[],
): Promise<Record<NamedKind, ReadonlySet<string>>> {
  await adoptShipped(database);
  const [webhooks, secrets] = await Promise.all([
    database('webhooks').pluck('name'),
    findPlaybookSecrets(database),
  ]);
  const processes = [...own, ...processDefinitions()];
  const keysOf = (part: (process: ProcessDefinition) => object | undefined) =>
    new Set(processes.flatMap((process) => Object.keys(part(process) ?? {})));
  return {
    group: keysOf(({ groups }) => groups),
    task: keysOf(({ tasks }) => tasks),
    approval: new Set(processes.flatMap(({ approvals = [] }) => approvals.map(({ name }) => name))),
    calendar: keysOf(({ calendars }) => calendars),
    process: new Set(processes.map(({ id }) => id)),
    category: keysOf(({ categories }) => categories),
    service: keysOf(({ services }) => services),
    webhook: new Set(webhooks),
    secret: new Set(secrets.map(({ name }) => name)),
  };
}
