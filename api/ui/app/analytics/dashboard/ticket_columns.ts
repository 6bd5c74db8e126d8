import { statuses } from '../../../../../workflows/domain/ticket.ts';
import { isMessage, readable, t } from '../../words/language.ts';
import { escalationReasonTitle, titleOf } from '../../words/process.ts';
import type { Cell, ColumnKind } from '../arrow_table.ts';

/** What agents are called, by their accounts. */
export type AgentNames = Readonly<Record<string, string>>;

/** What a column behind a number is called on the screen; an instant is shown in UTC. */
export function headingOf(name: string, kind?: ColumnKind): string {
  const key = `ticket_column.${name}`;
  const heading = isMessage(key) ? t(key) : readable(name);
  return kind === 'instant' ? `${heading} (UTC)` : heading;
}

/** A value of a column in the words of the screen. */
export function worded(name: string, cell: Cell, agents: AgentNames = {}): Cell {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return t(cell ? 'ticket_value.true' : 'ticket_value.false');
  const word = String(cell);
  switch (name) {
    case 'number':
    case 'problem_number':
      return `#${word}`;
    case 'status': {
      const status = statuses.find((each) => each === word);
      return status ? t(`status.${status}`) : word;
    }
    case 'priority':
      return titleOf('priorities', word);
    case 'impact':
      return titleOf('impacts', word);
    case 'urgency':
      return titleOf('urgencies', word);
    case 'group_id':
    case 'from_group_id':
    case 'to_group_id':
      return titleOf('groups', word);
    case 'category':
      return titleOf('categories', word);
    case 'service':
      return titleOf('services', word);
    case 'agent_id':
    case 'assignee_id':
    case 'by_id':
    case 'resolved_by_id':
      return agents[word] ?? word;
    case 'reason':
      return escalationReasonTitle(word);
    case 'channel':
      return said(`channel.${word}`, cell);
    case 'state':
      return said(`survey.${word}`, cell);
    case 'clock_name':
      return titleOf('clocks', word);
    default:
      return said(`ticket_value.${name}.${word}`, cell);
  }
}

function said(key: string, cell: Cell): Cell {
  return isMessage(key) ? t(key) : cell;
}
