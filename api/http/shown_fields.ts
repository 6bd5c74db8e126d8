import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import type { Named } from './shown_data.ts';
import type { Locale } from './words.ts';

/** What the fields of any event are shown with. */
export interface ShownParts {
  processId: string;
  locale: Locale;
  /** Null where an account is unknown, or the database away. */
  names: ReadonlyMap<string, string | null>;
  texts: ReadonlyMap<string, { body: string }>;
}

const one = (kind: Named) => ({ kind, ids: (id: string) => [id] });
const personOf = (id: string, { names }: ShownParts) => ({ id, name: names.get(id) ?? null });

/** An actor of an event; what the process did by itself has no name. */
export const shownActor = (actor: Actor, { names }: Pick<ShownParts, 'names'>) => ({
  ...actor,
  name: actor.kind === 'system' ? null : (names.get(actor.id) ?? null),
});

/** The id of a text, shown as the text. */
export const text = <const Name extends string>(name: Name) => ({
  name,
  show: (id: string, { texts }: ShownParts) => texts.get(id)?.body ?? null,
  names: one('texts'),
});

export const person = { show: personOf, names: one('people') };

export const people = {
  show: (ids: string[], parts: ShownParts) => ids.map((id) => personOf(id, parts)),
  names: { kind: 'people' as const, ids: (ids: string[]) => ids },
};

export const actor = {
  show: shownActor,
  names: {
    kind: 'people' as const,
    ids: ({ kind, id }: Actor) => (kind === 'system' ? [] : [id]),
  },
};

export const group = {
  show: (id: string, { processId, locale }: ShownParts) => ({
    id,
    title: titleOf(processId, 'group', id, locale),
  }),
};

export const groups = {
  show: (ids: string[], parts: ShownParts) => ids.map((id) => group.show(id, parts)),
};

/** Milliseconds since 1970, shown as ISO 8601. */
export const instant = { show: (at: number) => new Date(at).toISOString() };
export const instants = { show: (all: number[]) => all.map(instant.show) };

/** Milliseconds, shown as minutes to a tenth: the unit people are promised things in. */
export const minutes = <const Name extends string>(name: Name) => ({
  name,
  show: (ms: number) => Math.round((ms / minuteMs) * 10) / 10,
});
