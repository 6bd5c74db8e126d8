import type { ProblemEventData, ProblemEventType } from '../../workflows/domain/problem.ts';
import type { Shown, ShownFields } from '../http/shown_data.ts';
import { group, instant, person, type ShownParts, text } from '../http/shown_fields.ts';

export interface ProblemEventParts extends ShownParts {
  tickets: ReadonlyMap<string, { number: number; subject: string }>;
}

/** The fields of event data that are shown as what they name; every other is shown as it is. */
export const shownProblemFields = {
  titleId: text('title'),
  descriptionId: text('description'),
  rootCauseId: text('rootCause'),
  workaroundId: text('workaround'),
  noteId: text('note'),
  owner: person,
  group,
  reviewAt: instant,
  ticketId: {
    name: 'ticket',
    show(id: string, { tickets }: ProblemEventParts) {
      const { number = null, subject = null } = tickets.get(id) ?? {};
      return { id, number, subject };
    },
    names: { kind: 'tickets', ids: (id: string) => [id] },
  },
} as const satisfies ShownFields<ProblemEventParts>;

/** What a problem's own log says, and what its incidents say of it. */
type Told = Omit<ProblemEventData, `past_${string}`> & {
  incident_linked: { ticketId: string };
  incident_unlinked: { ticketId: string };
};

export type ShownProblemEventType = keyof Told;

/** An incident that was over when it joined or left is shown like any other. */
export function shownTypeOf(
  type: ProblemEventType | 'incident_linked' | 'incident_unlinked',
): ShownProblemEventType {
  if (type === 'past_incident_linked') return 'incident_linked';
  if (type === 'past_incident_unlinked') return 'incident_unlinked';
  return type;
}

/** The data of each type of event as it is read. */
export type ShownProblemData = {
  [T in ShownProblemEventType]: Shown<Told[T], typeof shownProblemFields>;
};
