import type { Database } from '../../database/connection.ts';
import { snapshotFollowed } from '../../database/process_snapshots.ts';
import { deskRoles } from '../../database/roles.ts';
import { ownOf } from '../../workflows/domain/keys.ts';
import type { CompiledField } from '../../workflows/domain/process.ts';
import { isOneLine } from '../../workflows/domain/text_limits.ts';
import type { GivenByPlaybook } from '../../workflows/playbooks/port.ts';
import { wrongCommand } from './judge_spoken.ts';

type Given = Pick<GivenByPlaybook, 'ticketId' | 'name' | 'spoken'>;

/**
 * Judges whom and what a command of a playbook names that the process does not know: agents, people,
 * devices.
 *
 * @returns the names of its fields that are texts
 * @throws not again, with the place and what was expected
 */
export async function judgeNamed(database: Database, given: Given): Promise<readonly string[]> {
  const { assignee, group, fields } = given.spoken as {
    assignee?: string | null;
    group?: string;
    fields?: Record<string, unknown>;
  };
  if (assignee) await judgeAgent(database, given.name, assignee, group);
  return given.name === 'setFields' && fields ? judgeFields(database, given, fields) : [];
}

async function judgeAgent(
  database: Database,
  name: string,
  assignee: string,
  group: string | undefined,
): Promise<void> {
  const account = await database('accounts')
    .where({ account_id: assignee, is_active: true })
    .first('roles');
  const serves = deskRoles.some((role) => account?.roles.includes(role));
  const place = { group_id: group ?? '', account_id: assignee };
  const isThere = !group || (await database('group_members').where(place).first('account_id'));
  if (serves && isThere) return;
  const where = group ? ` in ${group}` : '';
  throw wrongCommand(`${name}.assignee: '${assignee}'; expected somebody who serves${where}`);
}

async function judgeFields(
  database: Database,
  { ticketId, name }: Given,
  given: Record<string, unknown>,
): Promise<string[]> {
  const row = await database('tickets').where('ticket_id', ticketId).first('state');
  // Its rows lag behind what it has said: then it is tried again.
  if (!row) throw new Error(`${ticketId} is not written yet`);
  const process = await snapshotFollowed(database, row.state);
  const texts: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = ownOf(process?.fields ?? {}, key);
    if (!field || typeof value !== 'string') continue;
    const expected = await expectedOf(database, field, value);
    if (expected) throw wrongCommand(`${name}.fields.${key}: expected ${expected}`);
    if (field.kind === 'text') texts.push(key);
  }
  return texts;
}

/** What was expected instead; undefined where it is well, or where the ticket itself judges it. */
async function expectedOf(
  database: Database,
  field: CompiledField,
  value: string,
): Promise<string | undefined> {
  if (field.kind === 'text') {
    if ([...value].length > field.maxLength) return `${field.maxLength} characters at most`;
    return field.lines === 'one' && !isOneLine(value) ? 'one line' : undefined;
  }
  if (field.kind === 'person') {
    const person = { account_id: value, is_active: true };
    const isThere = await database('accounts').where(person).first('account_id');
    return isThere ? undefined : 'the id of an active account';
  }
  if (field.kind !== 'device') return undefined;
  const device = { item_id: value, kind: 'device' as const };
  const isThere = await database('configuration_items').where(device).first('item_id');
  return isThere ? undefined : 'the id of a device';
}
