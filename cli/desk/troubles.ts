import { secondMs } from '../../workflows/domain/durations.ts';

/** What of a desk can be in the way, as `npm start` calls it. */
export type PartName =
  | 'API'
  | 'PostgreSQL'
  | 'Tables'
  | 'Temporal'
  | 'Worker'
  | 'Disk'
  | 'Commands';

/** Why a part does not do what it is there for; nothing of those that do. */
export type Reasons = Partial<Record<PartName, string>>;

export interface Trouble {
  since: number;
  /** When it was seen last, or the part was last ended for it. */
  waitingSince: number;
  isTold: boolean;
}

export type Troubles = Partial<Record<PartName, Trouble>>;

/** A part that has been silent for so long is ended and started again. */
export const hungAfterMs = 30 * secondMs;

export interface Judgement {
  troubles: Troubles;
  /** One line each. */
  notices: string[];
  /** Parts to be ended, so that they are started again. */
  hung: PartName[];
}

/**
 * What follows from what was found at an instant. A trouble is told when it is seen the second time:
 * a part that ended and is being started again has been told of already.
 *
 * @param restartable parts that this process can start again
 */
export function judge(
  known: Troubles,
  found: Reasons,
  at: number,
  restartable: readonly PartName[],
): Judgement {
  const judgement: Judgement = { troubles: {}, notices: [], hung: [] };
  for (const [name, reason] of entriesOf(found)) {
    const before = known[name];
    const trouble = before ?? { since: at, waitingSince: at, isTold: false };
    const next = { ...trouble, isTold: before !== undefined };
    if (next.isTold && !trouble.isTold) judgement.notices.push(`${name}: ${reason}`);
    if (restartable.includes(name) && at - trouble.waitingSince >= hungAfterMs) {
      const seconds = Math.round((at - trouble.since) / secondMs);
      judgement.notices.push(`${name} has not been well for ${seconds} s: it is started again`);
      judgement.hung.push(name);
      next.waitingSince = at;
    }
    judgement.troubles[name] = next;
  }
  for (const [name, { since, isTold }] of entriesOf(known)) {
    if (found[name] !== undefined || !isTold) continue;
    const seconds = Math.round((at - since) / secondMs);
    judgement.notices.push(`${name} is well again, after ${seconds} s`);
  }
  return judgement;
}

function entriesOf<T>(parts: Partial<Record<PartName, T>>): [PartName, T][] {
  return Object.entries(parts) as [PartName, T][];
}
