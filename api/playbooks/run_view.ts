import type { PlaybookRow, PlaybookRunRow, PlaybookStepRow } from '../../database/tables.ts';
import type {
  InputField,
  OpenedTicket,
  PlaybookInput,
} from '../../workflows/playbooks/playbook.ts';
import type { PlaybookStepView, PlaybookView } from './contract.ts';

export function playbookView({ name, version, title, input, file }: PlaybookRow): PlaybookView {
  const fields = Object.entries(input as PlaybookInput).map(([field, one]) => ({
    name: field,
    kind: one.kind,
    title: one.title,
    isOptional: one.isOptional ?? false,
    options: optionsOf(one),
    min: one.kind === 'number' ? (one.min ?? null) : null,
    max: one.kind === 'number' ? (one.max ?? null) : null,
  }));
  return { name, version, title, input: fields, file: file.replace(/^own\/\d+\//, '') };
}

function optionsOf(field: InputField) {
  if (field.kind !== 'choice') return null;
  return Object.entries(field.options).map(([name, title]) => ({ name, title }));
}

export function runFieldsOf(
  run: PlaybookRunRow,
  titles: ReadonlyMap<string, PlaybookRow['title']>,
) {
  return {
    id: run.run_id,
    playbook: run.playbook,
    title: titles.get(run.playbook) ?? null,
    version: run.version,
    status: run.status,
    startedAt: run.started_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    retryOf: run.retry_of,
    problem: run.problem,
  };
}

export function stepView(step: PlaybookStepRow): PlaybookStepView {
  return {
    key: step.key,
    name: step.name,
    kind: step.kind,
    status: step.status,
    startedAt: step.started_at.toISOString(),
    endedAt: step.ended_at?.toISOString() ?? null,
    waitsFor: step.waits_for,
    opened: openedBy(step),
    problem: step.problem,
  };
}

/** What a step gave is the playbook's own, but for a ticket that it opened. */
function openedBy({ kind, result }: PlaybookStepRow): PlaybookStepView['opened'] {
  if (kind !== 'ticket' || result === null) return null;
  const { ticketId: id, number } = result as OpenedTicket;
  return { id, number };
}
