import { recalculateClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { fieldsWithoutPlace } from './fields.ts';
import { priorityOf } from './intake.ts';
import type { ProcessSnapshot } from './process.ts';
import { type MissingName, Refused } from './refusals.ts';
import { followRules, rulesWithoutPlace } from './rules/times.ts';
import { rescheduleTasks } from './tasks.ts';
import { linkKinds, openEscalation, openTasks, standingLinks, type TicketState } from './ticket.ts';

/**
 * Carries an open ticket over to a later version of its process, with all it holds, or refuses with
 * everything the version has no place for. Facts stay; what follows from them is what the version
 * makes of the ticket as it is: its tier, its priority, its promises with their warnings, the rules
 * whose moment has passed or comes at another time, the approvals it needs. Waits keep the end they were
 * given. Values of fields and what is remembered of rules that it does not have leave the ticket, and
 * stay in its events.
 */
export function migrateProcess(
  draft: Draft,
  { process, calendars }: CommandPayload['migrateProcess'],
): void {
  const { state } = draft;
  if (process.id !== state.processId) {
    throw new Refused('wrong_process', { process: process.id, expected: state.processId });
  }
  if (process.version <= state.processVersion) {
    throw new Refused('process_older', { process: process.id, version: state.processVersion });
  }
  const missing = missingNames(state, process);
  if (missing.length > 0) {
    const { id, version } = process;
    throw new Refused('not_in_version', { process: id, version, missing });
  }
  const { process: before } = draft.rules;
  const droppedFields = fieldsWithoutPlace(state.fields, before, process);
  const droppedRules = rulesWithoutPlace(state, process);
  draft.emit('process_migrated', {
    fromVersion: state.processVersion,
    toVersion: process.version,
    hash: process.hash,
    ...(droppedFields.length > 0 && { droppedFields }),
    ...(droppedRules.length > 0 && { droppedRules }),
  });
  recalculateClocks(draft, calendars, 'calendar');
  rescheduleTasks(draft, calendars);
  // What ran in hours that the later version no longer has was counted in them.
  draft.follow({ process, calendars: { ...draft.rules.calendars, ...calendars } });
  followRules(draft, before);
  followTier(draft);
  followMatrix(draft);
}

/** What the ticket holds by a name that the version does not have. */
function missingNames(state: TicketState, process: ProcessSnapshot): MissingName[] {
  const { group, category, service, impact, urgency, priority, priorityOverridden } = state;
  const from = openEscalation(state)?.fromGroup;
  const { groups, categories, services, impacts, urgencies, priorities } = process;
  const held: { what: MissingName['what']; word: string | null | undefined; known: string[] }[] = [
    { what: 'group', word: group, known: Object.keys(groups) },
    { what: 'category', word: category, known: Object.keys(categories) },
    { what: 'service', word: service, known: services },
    { what: 'handed_over_by', word: from, known: Object.keys(groups) },
    { what: 'pending_reason', word: waitsFor(state), known: Object.keys(process.pending) },
    { what: 'impact', word: impact, known: impacts },
    { what: 'urgency', word: urgency, known: urgencies },
    // What nobody overrode is what the version's matrix says.
    { what: 'priority', word: priorityOverridden ? priority : null, known: priorities },
  ];
  const ofTasks = openTasks(state).flatMap((task) => [
    { what: 'group' as const, word: task.group, known: Object.keys(groups) },
    { what: 'task' as const, word: task.name, known: Object.keys(process.tasks ?? {}) },
  ]);
  const kinds = [...linkKinds, ...Object.keys(process.links ?? {})];
  const ofLinks = standingLinks(state).map(({ kind }) => ({
    what: 'link_kind' as const,
    word: kind,
    known: kinds,
  }));
  const missing = [...held, ...ofTasks, ...ofLinks].flatMap(({ what, word, known }) =>
    word && !known.includes(word) ? [{ what, word }] : [],
  );
  const byName = new Map(missing.map((one) => [`${one.what} ${one.word}`, one]));
  return [...byName.values()];
}

/** What it waits for; an approval that the version does not ask is over. */
function waitsFor({ pending, beforeMerge }: TicketState): string | undefined {
  const reason = (pending ?? beforeMerge?.pending)?.reason;
  return reason === 'approval' ? undefined : reason;
}

/** The version may have the group in another tier. */
function followTier(draft: Draft): void {
  const { group, tier: fromTier } = draft.state;
  const tier = draft.rules.process.groups[group]?.tier ?? fromTier;
  if (tier === fromTier) return;
  const cause = 'migration';
  draft.emit('ticket_routed', { group, tier, fromGroup: group, fromTier, cause, noteId: null });
}

/** A priority that nobody overrode is what the matrix says. */
function followMatrix(draft: Draft): void {
  const { type, category, service, impact, urgency, priorityOverridden } = draft.state;
  const priority = priorityOf(draft.rules.process, impact, urgency);
  if (priorityOverridden || priority === draft.state.priority) return;
  draft.emit('ticket_classified', {
    ...{ type, category, service, impact, urgency, priority, priorityOverridden },
    rules: [],
    noteId: null,
  });
}
