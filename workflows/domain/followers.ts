import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { copiedMax, followersMax } from './ticket.ts';

/** An agent wants to hear what happens on the ticket; whoever does already goes on. */
export function follow(draft: Draft): void {
  const { actor, state } = draft;
  const { followers = [] } = state;
  if (followers.includes(actor.id)) return;
  if (followers.length >= followersMax) {
    throw new Refused('too_many_followers', { limit: followersMax });
  }
  draft.emit('ticket_followed', { followers: [actor.id], cause: 'self' });
}

export function unfollow(draft: Draft): void {
  const { actor, state } = draft;
  if (state.followers?.includes(actor.id)) {
    draft.emit('ticket_unfollowed', { follower: actor.id });
  }
}

/** Whom a note names hears of it, and of what follows; where too many follow, of the note alone. */
export function followMentioned(draft: Draft, agents: readonly string[]): void {
  const { followers: before = [] } = draft.state;
  const others = agents.filter((id) => !before.includes(id));
  const followers = others.slice(0, Math.max(0, followersMax - before.length));
  if (followers.length > 0) draft.emit('ticket_followed', { followers, cause: 'mention' });
}

/**
 * Lets somebody beside the requester read what the requester reads, and reply. Only agents say who:
 * nobody is let in by a requester, by somebody in copy, or by the head of a mail.
 */
export function addCopy(draft: Draft, { accountId }: CommandPayload['addCopy']): void {
  const { requesterId, copied = [] } = draft.state;
  if (accountId === requesterId || copied.includes(accountId)) return;
  if (copied.length >= copiedMax) throw new Refused('too_many_copies', { limit: copiedMax });
  draft.emit('copy_added', { person: accountId });
}

/** The requester may take anybody out, and whoever is in copy may leave by themselves. */
export function removeCopy(draft: Draft, { accountId }: CommandPayload['removeCopy']): void {
  const { actor, state } = draft;
  const isTheirs = actor.id === accountId || actor.id === state.requesterId;
  if (actor.kind === 'requester' && !isTheirs) throw new Refused('only_requester');
  if (state.copied?.includes(accountId)) draft.emit('copy_removed', { person: accountId });
}
