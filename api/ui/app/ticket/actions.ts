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
 * What an agent can do in a ticket. Each is one command, `reply` and `note` the same one; a split
 * opens another ticket, linked to this one.
 */
export const actions = {
  reply: { command: 'addMessage', icon: messageSquare },
  note: { command: 'addMessage', icon: stickyNote },
  accept: { command: 'accept', icon: hand },
  acceptEscalation: { command: 'acceptEscalation', icon: thumbsUp },
  refuseEscalation: { command: 'refuseEscalation', icon: thumbsDown },
  approve: { command: 'approve', icon: stamp },
  refuseApproval: { command: 'refuseApproval', icon: thumbsDown },
  resolve: { command: 'resolve', icon: circleCheck },
  addDiagnosticStep: { command: 'addDiagnosticStep', icon: stethoscope },
  escalate: { command: 'escalate', icon: arrowUp },
  assign: { command: 'assign', icon: userRoundPen },
  setPending: { command: 'setPending', icon: circlePause },
  endPending: { command: 'endPending', icon: circlePlay },
  classify: { command: 'classify', icon: tag },
  reopen: { command: 'reopen', icon: rotateCcw },
  close: { command: 'close', icon: lock },
  link: { command: 'link', icon: link },
  split: { command: 'link', icon: scissors },
  declareMajor: { command: 'declareMajor', icon: siren },
  withdrawMajor: { command: 'withdrawMajor', icon: siren },
  merge: { command: 'merge', icon: gitMerge },
  unmerge: { command: 'unmerge', icon: split },
  cancel: { command: 'cancel', icon: ban },
  recordSatisfaction: { command: 'recordSatisfaction', icon: star },
} as const satisfies Record<string, { command: HumanCommandName; icon: Drawing }>;

export type ActionName = keyof typeof actions;

export const actionNames = Object.keys(actions) as ActionName[];

export function isOffered(name: ActionName, allowed: Ticket['allowed']): boolean {
  return allowed.includes(actions[name].command);
}
