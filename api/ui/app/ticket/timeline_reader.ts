import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Input, Problem, Reply } from '../../../contract.ts';
import { onceMore } from '../client/once_more.ts';
import {
  aroundEvent,
  lastSeqOf,
  latestOf,
  type Placed,
  pageSize,
  type Stretch,
  withEarlier,
  withLater,
} from './stretch.ts';

type Query = NonNullable<Input<'listEvents'>['query']>;
type Read<Item> = (query: Query) => Promise<Reply<Stretch<Item>>>;

/** What is shown of a long story: its latest part, then what is asked for and what is new. */
export interface TimelineReader<Item> {
  /** Null until it was read once. */
  stretch: ReadonlySignal<Stretch<Item> | null>;
  items: ReadonlySignal<Item[]>;
  /** Why what was asked for could not be read. */
  problem: ReadonlySignal<Problem | null>;
  /** Reads what could not be read once more. */
  retry(): Promise<void>;
  showLatest(): Promise<void>;
  /** Shows the event with what happened around it, in place of what was shown. */
  showAround(seq: number): Promise<void>;
  showEarlier(): Promise<void>;
  showLater(): Promise<void>;
  /** Adds what came after the last that is shown, if what is shown goes up to the latest. */
  readNew(): Promise<void>;
  /** Forgets what lies far above the latest entry: somebody who is there does not see it. */
  leaveEarlier(): Promise<void>;
}

/** The most that is added unasked; after a longer absence the rest is read on demand. */
const newMax = 200;

/** So many stay shown to somebody who is at the latest; a page can be open for weeks. */
const keptMax = 4 * pageSize;

/** Readings are done one after the other, so that no two of them leave a hole or overlap. */
export function createTimelineReader<Item extends Placed>(read: Read<Item>): TimelineReader<Item> {
  const stretch = signal<Stretch<Item> | null>(null);
  const items = computed(() => stretch.value?.items ?? []);
  const problem = signal<Problem | null>(null);
  let last = Promise.resolve();
  const waiting = new Map<string, Promise<void>>();
  let failed: (() => Promise<void>) | null = null;

  /** What is asked for again before it was read is read once. */
  function inTurn(name: string, work: () => Promise<void>): Promise<void> {
    if (!waiting.has(name)) {
      last = last.then(work).finally(() => {
        waiting.delete(name);
        failed = problem.value === null ? null : (failed ?? (() => inTurn(name, work)));
      });
      waiting.set(name, last);
    }
    return waiting.get(name) ?? last;
  }

  async function show(
    query: Query,
    joined: (page: Stretch<Item>) => Stretch<Item> = (page) => page,
  ): Promise<void> {
    const answer = await read(query);
    // What nobody asked for comes with the next change.
    if (answer.isOk || query.limit !== newMax) problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) stretch.value = joined(answer.data);
  }

  const readLatest = () => show({ limit: pageSize });

  async function readAround(seq: number): Promise<void> {
    await show(aroundEvent(seq));
    if (stretch.value?.items.length === 0) await readLatest();
  }

  async function readEarlier(): Promise<void> {
    const known = stretch.value;
    if (known === null || known.earlier === null) return;
    await show({ before: known.earlier, limit: pageSize }, (page) => withEarlier(known, page));
  }

  async function readLater(limit: number): Promise<void> {
    const known = stretch.value;
    if (known === null) return readLatest();
    await show({ after: lastSeqOf(known), limit }, (page) => withLater(known, page));
  }

  async function readNew(): Promise<void> {
    if (stretch.value === null || stretch.value.later === null) await readLater(newMax);
  }

  function leaveEarlier(): void {
    const known = stretch.value;
    if (known?.later === null && known.items.length > keptMax) {
      stretch.value = latestOf(known, keptMax);
    }
  }

  async function retry(): Promise<void> {
    const again = failed;
    failed = null;
    await again?.();
  }

  return {
    stretch,
    items,
    problem,
    retry,
    showLatest: () => inTurn('latest', readLatest),
    showAround: (seq) => inTurn(`around ${seq}`, () => readAround(seq)),
    showEarlier: () => inTurn('earlier', readEarlier),
    showLater: () => inTurn('later', () => readLater(pageSize)),
    leaveEarlier: () => inTurn('leave', async () => leaveEarlier()),
    readNew: onceMore(() => inTurn('new', readNew)),
  };
}
