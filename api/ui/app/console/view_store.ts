import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { secondMs } from '../../../../workflows/domain/durations.ts';
import type { View } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { forgetWithAccount } from '../client/session.ts';
import { type Filters, filtersFrom, queryOf, views } from './filters.ts';

/** Views that people keep, beside those that everybody has. */
export const keptViews = signal<View[]>([]);
/** By the query of a view. */
export const viewCounts = signal<ReadonlyMap<string, { count: number; isMore: boolean }>>(
  new Map(),
);

/** Changes come in bursts, and a count need not be exact to the second. */
const recountMs = 5 * secondMs;

forgetWithAccount(() => {
  keptViews.value = [];
  viewCounts.value = new Map();
});

/** The filters of a kept view, with the columns that it shows. */
export function filtersOfView({ query, columns }: View): Filters {
  const said = Object.fromEntries(new URLSearchParams(query));
  return { ...filtersFrom({ all: 'true', ...said }), columns: columns.join() };
}

export async function readViews(): Promise<void> {
  const answer = await desk.listViews();
  if (!answer.isOk) return;
  keptViews.value = answer.data.items;
  await count();
}

/** What a view is kept and counted by: the columns are no part of the question. */
export function questionOf({ columns: _, ...filters }: Filters): string {
  return queryOf(filters);
}

async function count(): Promise<void> {
  const all = [...views.map(({ filters }) => filters), ...keptViews.value.map(filtersOfView)];
  const of = [...new Set(all.map(questionOf))].slice(0, countedMax);
  const answer = await desk.countViews({ query: { of } });
  if (!answer.isOk) return;
  viewCounts.value = new Map(
    of.flatMap((query, index) => {
      const found = answer.data.items[index];
      return found ? [[query, found]] : [];
    }),
  );
}

/** As many as the API counts at once. */
const countedMax = 40;

/** Reads views and counts them, and again when tickets change. */
export function useViews(): void {
  useEffect(() => {
    void readViews();
    let soon: ReturnType<typeof setTimeout> | undefined;
    const recount = () => {
      soon ??= setTimeout(() => {
        soon = undefined;
        void count();
      }, recountMs);
    };
    const stop = followTickets(recount, recount);
    return () => {
      clearTimeout(soon);
      stop();
    };
  }, []);
}
