import { AnalyticsError } from './errors.ts';
import type { Pseudonym } from './facts/rows.ts';
import type { Facts, Kind } from './kinds/kind.ts';
import { kinds } from './kinds/kinds.ts';
import type { Position, Source } from './source.ts';

export interface Reading {
  source: Source;
  pseudonym: Pseudonym;
  /** Ids, or rows of the outbox, read at a time. */
  batchSize: number;
  signal: AbortSignal | undefined;
}

/** What was read of the desk's database in one go: which things, and what is said of them now. */
export interface Batch {
  ids: ReadonlyMap<Kind, string[]>;
  facts: Facts[];
}

/**
 * What the outbox names after a position, each time with the position it is complete up to. What
 * changed several times is read once: it is read as it is now.
 *
 * @throws AnalyticsError `query_cancelled`
 */
export async function* changesAfter(
  start: Position,
  reading: Reading,
): AsyncGenerator<Batch & { position: Position }> {
  const known = new Map(kinds.map((kind) => [kind, new Set<string>()]));
  let position = start;
  for (;;) {
    checkNotAborted(reading.signal);
    const changes = await reading.source.changesAfter(position, kinds, reading.batchSize);
    const last = changes.at(-1);
    if (!last) return;
    position = { xid: last.xid, position: last.position };
    const ids = new Map<Kind, string[]>();
    for (const [kind, before] of known) {
      const named = new Set(changes.flatMap((change) => change.ids[kind.id] ?? []));
      const fresh = [...named].filter((id) => !before.has(id));
      ids.set(kind, fresh);
      for (const id of fresh) before.add(id);
    }
    yield { ...(await read(ids, reading)), position };
  }
}

/**
 * Everything there is, kind by kind.
 *
 * @throws AnalyticsError `query_cancelled`
 */
export async function* everything(reading: Reading): AsyncGenerator<Batch> {
  for (const kind of kinds) {
    for (let after: string | undefined = kind.beforeAll ?? ''; after !== undefined; ) {
      checkNotAborted(reading.signal);
      const ids: string[] = await reading.source.idsAfter(after, kind, reading.batchSize);
      if (ids.length > 0) yield read(new Map([[kind, ids]]), reading);
      after = ids.at(-1);
    }
  }
}

async function read(ids: Batch['ids'], { source, pseudonym }: Reading): Promise<Batch> {
  const facts: Facts[] = [];
  for (const [kind, some] of ids) {
    if (some.length > 0) facts.push(...(await kind.readFacts(source.client, some, pseudonym)));
  }
  return { ids, facts };
}

function checkNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new AnalyticsError({ code: 'query_cancelled', parameters: {} });
  }
}
