import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { type LinkKind, linksMax } from './ticket.ts';

/** Says on this ticket that it has to do with another record. Each side carries its own end. */
export function link(draft: Draft, { kind, id }: CommandPayload['link']): void {
  if (id === draft.state.ticketId) {
    throw new Refused('linked_to_itself');
  }
  if (hasLink(draft, { kind, id })) {
    throw new Refused('already_linked', { kind, id });
  }
  if (kind === 'parent' || kind === 'child') checkLevels(draft, kind);
  if (draft.state.links.length >= linksMax) {
    throw new Refused('too_many_links', { limit: linksMax });
  }
  draft.emit('ticket_linked', { kind, id });
}

/** A parent has children and no parent: news has one way to go and none to come back. */
function checkLevels(draft: Draft, kind: 'parent' | 'child'): void {
  const has = (other: LinkKind) => draft.state.links.some((one) => one.kind === other);
  if (has('parent')) {
    throw new Refused('one_level_only', { is: 'child' });
  }
  if (kind === 'parent' && has('child')) {
    throw new Refused('one_level_only', { is: 'parent' });
  }
}

export function unlink(draft: Draft, { kind, id }: CommandPayload['unlink']): void {
  if (!hasLink(draft, { kind, id })) {
    throw new Refused('not_linked', { kind, id });
  }
  draft.emit('ticket_unlinked', { kind, id });
}

function hasLink(draft: Draft, { kind, id }: CommandPayload['link']): boolean {
  return draft.state.links.some((one) => one.kind === kind && one.id === id);
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
