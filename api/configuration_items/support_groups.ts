import { keysOf } from '../../workflows/domain/keys.ts';
import { historyProcessId, processDefinitions } from '../../workflows/processes/index.ts';

/** A group as files and audits name it: `process/group`. */
export function groupPlace({ process, id }: { process: string; id: string }): string {
  return `${process}/${id}`;
}

/** The groups that can look after an item: those of each process that tickets can be in. */
export function supportGroups(): string[] {
  return processDefinitions()
    .filter(({ id }) => id !== historyProcessId)
    .flatMap(({ id: process, groups }) => keysOf(groups).map((id) => groupPlace({ process, id })));
}
