import history from 'icon:file-clock';
import gitMerge from 'icon:git-merge';
import link from 'icon:link';
import siren from 'icon:siren';
import undo from 'icon:undo-2';
import { t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

/** Other tickets: merged, linked, and those of a major incident. */
export const relationEvents = {
  ticket_merged: ({ data }, actor) => ({
    icon: gitMerge,
    words: t('event.ticket_merged', { actor }),
    other: data.into,
    notes: [data.note],
  }),
  merge_settled: () => ({ icon: history, words: t('event.merge_settled'), isMinor: true }),
  merge_redirected: ({ data }) => ({
    icon: gitMerge,
    words: t('event.merge_redirected'),
    other: data.into,
  }),
  ticket_unmerged: ({ data }, actor) => ({
    icon: gitMerge,
    words: t('event.ticket_unmerged', { actor }),
    other: data.from,
  }),
  merge_received: ({ data }) => ({
    icon: gitMerge,
    words: t('event.merge_received'),
    other: data.ticket,
  }),
  merge_undone: ({ data }) => ({
    icon: gitMerge,
    words: t('event.merge_undone'),
    other: data.ticket,
  }),
  delivery_refused: ({ data }) => ({
    icon: undo,
    words: t(data.isTakenBack ? 'event.delivery_refused_back' : 'event.delivery_refused', {
      what: t(`delivery.${data.command}`),
    }),
    other: data.ticket,
    tone: 'soon',
    notes: [data.why],
  }),
  ticket_linked: ({ data }, actor, processId) => ({
    icon: link,
    words: t('event.ticket_linked', { actor, kind: titleOf('linkKinds', data.kind, processId) }),
    other: data.other,
  }),
  ticket_unlinked: ({ data }, actor, processId) => ({
    icon: link,
    words: t('event.ticket_unlinked', { actor, kind: titleOf('linkKinds', data.kind, processId) }),
    other: data.other,
  }),
  major_incident_declared: ({ data }, actor) => ({
    icon: siren,
    words: t('event.major_incident_declared', { actor }),
    tone: 'late',
    notes: [data.note],
  }),
  major_incident_withdrawn: ({ data }, actor) => ({
    icon: siren,
    words: t('event.major_incident_withdrawn', { actor }),
    notes: [data.note],
  }),
} satisfies Partial<EventRows>;
