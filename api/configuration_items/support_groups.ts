import { keysOf } from '../../workflows/domain/keys.ts';
import { historyProcessId, processDefinitions } from '../../workflows/processes/index.ts';

interface Group {
  process: string;
  id: string;
}

/** A group as files and audits name it: `process/group`. */
export function groupPlace({ process, id }: Group): string {
  return `${process}/${id}`;
}

/**
 * The groups that can look after an item: those of each process that tickets can be in.
 * @param now the one that does, which a process may have lost
 */
export function supportGroups(now: Group | null = null): string[] {
  const known = processDefinitions()
    .filter(({ id }) => id !== historyProcessId)
    .flatMap(({ id: process, groups }) => keysOf(groups).map((id) => groupPlace({ process, id })));
  return now && !known.includes(groupPlace(now)) ? [...known, groupPlace(now)] : known;
}
