import { type Fault, targetsOf } from './schedule.ts';

/** Where rows are written from, and where they are. */
const ways = /postgres|^api/;

/**
 * Whether rows could be written all the while. What is answered while they cannot be is in them
 * later, and who reads it at once may be shown what was before.
 */
export class Weather {
  #roughCount = 0;
  #clearedAt = 0;

  async during(fault: Fault, work: () => Promise<void>): Promise<void> {
    const isRough = targetsOf(fault).some((target) => ways.test(target));
    if (isRough) this.#roughCount++;
    try {
      await work();
    } finally {
      if (isRough) {
        this.#roughCount--;
        this.#clearedAt = Date.now();
      }
    }
  }

  wasFairSince(at: number): boolean {
    return this.#roughCount === 0 && this.#clearedAt < at;
  }
}
