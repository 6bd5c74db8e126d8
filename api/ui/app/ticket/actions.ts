import arrowUp from 'icon:arrow-up-right';
import ban from 'icon:ban';
import circleCheck from 'icon:circle-check';
import circlePause from 'icon:circle-pause';
import circlePlay from 'icon:circle-play';
import gitMerge from 'icon:git-merge';
import hand from 'icon:hand';
import link from 'icon:link';
import lock from 'icon:lock';
import messageSquare from 'icon:message-square';
import rotateCcw from 'icon:rotate-ccw';
import scissors from 'icon:scissors';
import siren from 'icon:siren';
import split from 'icon:split';
import stamp from 'icon:stamp';
import star from 'icon:star';
import stethoscope from 'icon:stethoscope';
import stickyNote from 'icon:sticky-note';
import tag from 'icon:tag';
import thumbsDown from 'icon:thumbs-down';
import thumbsUp from 'icon:thumbs-up';
import userRoundPen from 'icon:user-round-pen';
import type { HumanCommandName, Ticket } from '../../../contract.ts';
import type { Drawing } from '../design/icon.tsx';

/**
 * What an agent can do in a ticket: its commands, but that a message is a reply or a note, that a
 * split opens another ticket, and that a link is taken away where it is listed.
 */
export type ActionName =
  | Exclude<HumanCommandName, 'addMessage' | 'unlink'>
  | 'reply'
  | 'note'
  | 'split';

/** In the order of the dock. A command without an icon does not compile. */
export const icons: Record<ActionName, Drawing> = {
  reply: messageSquare,
  note: stickyNote,
  accept: hand,
  acceptEscalation: thumbsUp,
  refuseEscalation: thumbsDown,
  approve: stamp,
  refuseApproval: thumbsDown,
  resolve: circleCheck,
  addDiagnosticStep: stethoscope,
  escalate: arrowUp,
  assign: userRoundPen,
  setPending: circlePause,
  endPending: circlePlay,
  classify: tag,
  reopen: rotateCcw,
  close: lock,
  link,
  split: scissors,
  declareMajor: siren,
  withdrawMajor: siren,
  merge: gitMerge,
  unmerge: split,
  cancel: ban,
  recordSatisfaction: star,
};

export const actionNames = Object.keys(icons) as ActionName[];

export function isOffered(name: ActionName, allowed: Ticket['allowed']): boolean {
  return allowed.includes(commandOf(name));
}

function commandOf(name: ActionName): HumanCommandName {
  if (name === 'reply' || name === 'note') return 'addMessage';
  return name === 'split' ? 'link' : name;
}
