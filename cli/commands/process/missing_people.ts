import type { Database } from '../../../database/connection.ts';
import { findStaffingGaps, type StaffingGap } from '../../../database/staffing.ts';
import type { ProcessSnapshot } from '../../../workflows/domain/process.ts';
import type { Finding } from '../../../workflows/processes/check/finding.ts';
import { amount } from '../../../workflows/processes/counted.ts';
import type { LoadedProcess } from './load_process.ts';
import { withRunningDesk } from './running_desk.ts';

/** Whom a version names who is not at the desk. Nothing where no desk runs. */
export function findMissingPeople(loaded: LoadedProcess): Promise<Finding[]> {
  return withRunningDesk('People', (database) => missingPeople(database, loaded));
}

/** As `findMissingPeople`, of the desk with this database. */
export async function missingPeople(
  database: Database,
  { snapshot }: Pick<LoadedProcess, 'snapshot'>,
): Promise<Finding[]> {
  const gaps = await findStaffingGaps(database, snapshot);
  return gaps.map((gap) => ({
    ...{ rule: 'people_are_there', message: messageOf(gap), path: [] },
    ...aboutOf(gap, snapshot),
  }));
}

/** What of the definition names them; words of the company stand in any condition. */
function aboutOf(gap: StaffingGap, process: ProcessSnapshot): Pick<Finding, 'about'> {
  switch (gap.kind) {
    case 'group_empty':
      return { about: [`groups.${gap.group}`] };
    case 'skills_missing':
      return { about: [`categories.${gap.category}.skills`] };
    case 'quorum_missing':
    case 'manager_missing':
      return { about: placesOf([gap.approval], process) };
    case 'words_unknown':
      return {};
    default:
      return { about: placesOf(gap.rules, process) };
  }
}

/** Rules and approvals by their names. */
function placesOf(names: readonly string[], process: ProcessSnapshot): string[] {
  const { rules = [], escalationRules, approvals = [] } = process;
  const listed = { escalationRules, approvals };
  return names.flatMap((name) => [
    ...rules.filter((rule) => rule.name === name).map(() => `rules.${name}`),
    ...Object.entries(listed).flatMap(([list, all]) => {
      const index = all.findIndex((one) => one.name === name);
      return index === -1 ? [] : [`${list}.${index}`];
    }),
  ]);
}

function messageOf(gap: StaffingGap): string {
  switch (gap.kind) {
    case 'group_empty': {
      const approves =
        gap.approves.length === 0 ? '' : `, and it decides on ${gap.approves.join(', ')}`;
      return `Nobody of this desk works in ${gap.group}${approves}`;
    }
    case 'role_empty':
      return `${gap.rules.join(', ')} asks or tells ${gap.role}, which nobody of this desk is`;
    case 'quorum_missing':
      return (
        `${gap.approval} takes ${gap.needed} of ${gap.group}, and this desk has ` +
        `${amount(gap.count, 'person', 'people')} there: an owner has to decide for the rest`
      );
    case 'skills_missing':
      return (
        `Category ${gap.category} asks for ${gap.skills.join(', ')}, which nobody of ` +
        `${gap.group} has: its tickets are given to anybody there`
      );
    case 'words_unknown':
      return `Nobody of this desk is known by ${gap.name} ${gap.words.join(', ')}: what asks for it is for nobody`;
    case 'rotation_missing':
      return (
        `${gap.rules.join(', ')} pages ${gap.groups.join(', ')}, where nobody is planned to be on call: ` +
        'such a page is answered by nobody'
      );
    case 'webhook_missing':
      return `${gap.rules.join(', ')} calls the webhook '${gap.webhook}', which this desk does not have`;
    case 'playbook_missing':
      return (
        `${gap.rules.join(', ')} begins the playbook '${gap.playbook}', which this desk does not have: it takes those ` +
        'of the folder that PALIER_PROCESSES names when it starts'
      );
    case 'manager_missing':
      return (
        `Without a manager: ${gap.count} of ${amount(gap.total, 'person', 'people')}. ${gap.group} ` +
        `decides on ${gap.approval} for them`
      );
  }
}
