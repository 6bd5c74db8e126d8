import history from 'icon:file-clock';
import gitMerge from 'icon:git-merge';
import link from 'icon:link';
import siren from 'icon:siren';
import { t } from '../../words/language.ts';
import type { EventRows } from './event_row.ts';

/** Other tickets: merged, linked, and those of a major incident. */
export const relationEvents = {
  ticket_merged: ({ data }, actor) => ({
    icon: gitMerge,
    words: t('event.ticket_merged', { actor }),
    notes: [data.note],
  }),
  merge_settled: () => ({ icon: history, words: t('event.merge_settled'), isMinor: true }),
  ticket_unmerged: (_, actor) => ({
    icon: gitMerge,
    words: t('event.ticket_unmerged', { actor }),
  }),
  merge_received: () => ({ icon: gitMerge, words: t('event.merge_received') }),
  merge_undone: () => ({ icon: gitMerge, words: t('event.merge_undone') }),
  ticket_linked: ({ data }, actor) => ({
    icon: link,
    words: t('event.ticket_linked', { actor, kind: t(`link.is.${data.kind}`) }),
  }),
  ticket_unlinked: ({ data }, actor) => ({
    icon: link,
    words: t('event.ticket_unlinked', { actor, kind: t(`link.is.${data.kind}`) }),
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
