import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import {
  childrenOf,
  type Link,
  type LinkKind,
  linkCount,
  linkKinds,
  linksMax,
  standingLinks,
  standsFor,
  type TicketState,
} from './ticket.ts';

/** Says on this ticket that it has to do with another record. Each side carries its own end. */
export function link(draft: Draft, { kind, id, from }: CommandPayload['link']): void {
  const inverse = inverseOf(draft, kind);
  if (standsFor(draft.state, id)) {
    throw new Refused('linked_to_itself');
  }
  if (hasLink(draft.state, { kind, id })) {
    throw new Refused('already_linked', { kind, id });
  }
  if (kind === 'parent' || kind === 'child') checkLevels(draft, kind);
  if (linkCount(draft.state) >= linksMax) {
    throw new Refused('too_many_links', { limit: linksMax });
  }
  draft.emit('ticket_linked', { kind, id, ...inverse, ...(from && { from }) });
}

/** What a kind of the process is called at the other end; the desk knows that of those it needs. */
function inverseOf({ rules }: Draft, kind: LinkKind): { inverse?: LinkKind } {
  const { links = {} } = rules.process;
  const inverse = links[kind];
  if (inverse !== undefined) return { inverse };
  const allowed = [...linkKinds, ...Object.keys(links)];
  if (!allowed.includes(kind)) throw new Refused('link_kind_unknown', { word: kind, allowed });
  return {};
}

/** A parent has children and no parent: news has one way to go and none to come back. */
function checkLevels({ state }: Draft, kind: 'parent' | 'child'): void {
  if (hasParent(state)) {
    throw new Refused('one_level_only', { is: 'child' });
  }
  if (kind === 'parent' && childrenOf(state).length > 0) {
    throw new Refused('one_level_only', { is: 'parent' });
  }
}

function hasParent(state: TicketState): boolean {
  return standingLinks(state).some(({ kind }) => kind === 'parent');
}

export function unlink(draft: Draft, { kind, id, aliases = [] }: CommandPayload['unlink']): void {
  const found = [id, ...aliases].filter((one) => hasLink(draft.state, { kind, id: one }));
  if (found.length === 0) {
    throw new Refused('not_linked', { kind, id });
  }
  // A version may have the kind no more: what was linked by it can be unlinked.
  const inverse = draft.rules.process.links?.[kind];
  for (const one of found) {
    draft.emit('ticket_unlinked', { kind, id: one, ...(inverse !== undefined && { inverse }) });
  }
}

/** Whether it has this very link, for itself or for a ticket that it stands for. */
export function hasLink(state: TicketState, { kind, id }: Link): boolean {
  return allLinks(state).some((one) => one.kind === kind && one.id === id);
}

function allLinks({ links, mergedFrom }: TicketState): Link[] {
  return [...links, ...mergedFrom.flatMap((merged) => merged.links)];
}

/** One parent for many reporters: what is told there is told to all of them. */
export function declareMajor(draft: Draft, command: CommandPayload['declareMajor']): void {
  if (draft.state.isMajor) {
    throw new Refused('already_major');
  }
  draft.emit('major_incident_declared', { noteId: command.noteId ?? null });
}

export function withdrawMajor(draft: Draft, command: CommandPayload['withdrawMajor']): void {
  if (!draft.state.isMajor) {
    throw new Refused('not_major');
  }
  draft.emit('major_incident_withdrawn', { noteId: command.noteId ?? null });
}
