import { AsyncLocalStorage, condition } from '@temporalio/workflow';

/**
 * What tells the steps of a run apart, so that a run that retries it finds what each gave. Steps that
 * are done at once end in any order: their keys must not depend on it. A step has its name, with a
 * number where its branch had that name before. Of steps that began together each opens a branch, named
 * after itself, for what follows it alone; what follows the last of them, and all of them, stays in the
 * branch that they began in.
 */
export interface StepKeys {
  /** The step that code follows, wherever it awaits: it travels with each branch by itself. */
  flow: Flow;
  beginning: Keyed;
  taken: Set<string>;
}

type Flow = InstanceType<typeof AsyncLocalStorage<Keyed>>;

export interface Keyed {
  key: string;
  branch: string;
  isOver: boolean;
  /** Another began before it was over. */
  isForked: boolean;
}

export function newStepKeys(): StepKeys {
  return {
    flow: new AsyncLocalStorage<Keyed>(),
    beginning: { key: '', branch: '', isOver: true, isForked: false },
    taken: new Set(),
  };
}

/** To be called before a step awaits anything: whatever follows the call follows this step. */
export function keyFor({ flow, beginning, taken }: StepKeys, name: string): Keyed {
  const before = flow.getStore() ?? beginning;
  if (!before.isOver) before.isForked = true;
  const branch = before.isOver && before.isForked ? before.key : before.branch;
  const first = branch === '' ? name : `${branch} › ${name}`;
  let key = first;
  for (let n = 2; taken.has(key); n++) key = `${first} ${n}`;
  taken.add(key);
  const keyed = { key, branch, isOver: false, isForked: false };
  flow.enterWith(keyed);
  return keyed;
}

/**
 * Resolves after everything that goes on now has come to its next step: what is known already must not
 * be over before another branch begins, which it was not the first time.
 */
export async function afterOthers(): Promise<void> {
  let isAfter = false;
  const others = condition(() => isAfter);
  isAfter = true;
  await others;
}
