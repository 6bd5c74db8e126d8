import type { CancellationScope } from '@temporalio/workflow';
import type { PlaybookBeginning, PlaybookNews } from '../domain/playbooks.ts';
import type { PlaybookTerms } from '../ports.ts';
import type { RunProblem, RunStatus, StepRecord } from './port.ts';
import type { StepKeys } from './step_keys.ts';

export type PlaybookStart = PlaybookBeginning & PlaybookTerms;

/** A run in its workflow. */
export interface Run {
  start: PlaybookStart;
  /** The ticket it is on now: another one than it began on, where it follows a merge. */
  ticketId: string;
  scope: CancellationScope;
  status: RunStatus;
  problem: RunProblem | null;
  /** Somebody on the ticket does not want it any more, or the ticket has ended. */
  isCancelled: boolean;
  /** What follows happens though it is cancelled. */
  alwaysDepth: number;
  stepsMax: number;
  keys: StepKeys;
  stepCount: number;
  /** The one that began last. */
  lastStep: StepRecord | null;
  openCount: number;
  /** What is to be recorded, by the steps' keys. */
  changed: Map<string, StepRecord>;
  change: number;
  hasNews: boolean;
  /** It asked something of people. */
  hasTasks: boolean;
  heard: PlaybookNews[];
}
