import type { ActionName } from './actions.tsx';

/**
 * The key of each action, by the letter it writes: the same on every keyboard, and none that a browser
 * takes for itself. Keys of the pages around are in `shortcuts.ts`.
 */
export const actionKeys: Record<ActionName, string> = {
  reply: 'r',
  note: 'n',
  accept: 'a',
  acceptEscalation: 'y',
  refuseEscalation: 'Y',
  acknowledgePage: 'A',
  approve: 'p',
  refuseApproval: 'P',
  resolve: 's',
  addDiagnosticStep: 'd',
  escalate: 'e',
  assign: 't',
  setPending: 'h',
  endPending: 'g',
  classify: 'f',
  setFields: 'F',
  addTask: 'T',
  reopen: 'o',
  close: 'x',
  link: 'l',
  split: 'v',
  declareMajor: 'i',
  withdrawMajor: 'I',
  merge: 'm',
  unmerge: 'M',
  cancel: 'q',
  recordSatisfaction: 'b',
};
