import {
  makeContinueAsNewFunc,
  setHandler,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import { newBuildSignal } from './messages.ts';

/** Temporal tells of another build with the next thing that happens to a run: this is one. */
export function hearOfBuilds(): void {
  setHandler(newBuildSignal, () => {});
}

/** Whether this run is to end: its history has grown long, or another build is to go on with it. */
export function isToGoOnAsNew(): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.targetWorkerDeploymentVersionChanged;
}

/**
 * Goes on as a new run; where workers are versioned and another build has become current, with that
 * build. Without it a run that is told of the other would be told again and again.
 */
export async function goOnAsNew<F extends Workflow>(...input: Parameters<F>): Promise<never> {
  const { targetWorkerDeploymentVersionChanged: isMoved } = workflowInfo();
  const goOn = makeContinueAsNewFunc<F>({
    ...(isMoved && { initialVersioningBehavior: 'AUTO_UPGRADE' as const }),
  });
  return goOn(...input);
}
