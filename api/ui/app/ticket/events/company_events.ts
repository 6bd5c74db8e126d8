import eye from 'icon:eye';
import monitor from 'icon:monitor';
import tag from 'icon:tag';
import users from 'icon:users';
import { t } from '../../words/language.ts';
import { nameOf } from '../../words/person.ts';
import type { EventRows } from './event_row.ts';

/** What was written on the ticket by hand, and who else is told of it. */
export const companyEvents = {
  fields_set: ({ data: { fields } }, actor) => ({
    icon: tag,
    words: t('event.fields_set', {
      actor,
      fields: fields
        .map(({ title, shown }) =>
          shown === null
            ? t('event.field_emptied', { field: title })
            : t('event.field_value', { field: title, value: shown }),
        )
        .join(', '),
    }),
  }),
  ticket_tagged: ({ data: { added, removed } }, actor) => ({
    icon: tag,
    words: [
      ...(added.length > 0 ? [t('event.ticket_tagged_on', { actor, tags: added.join(', ') })] : []),
      ...(removed.length > 0
        ? [t('event.ticket_tagged_off', { actor, tags: removed.join(', ') })]
        : []),
    ].join(' '),
  }),
  affected_changed: (_, actor) => ({
    icon: monitor,
    words: t('event.affected_changed', { actor }),
  }),
  requester_facts_changed: () => ({
    icon: users,
    words: t('event.requester_facts_changed'),
    isMinor: true,
  }),
  ticket_followed: ({ data: { followers, cause } }, actor) => ({
    icon: eye,
    words:
      cause === 'self'
        ? t('event.ticket_followed', { actor })
        : t('event.mentioned', { actor, people: followers.map(nameOf).join(', ') }),
    isMinor: true,
  }),
  ticket_unfollowed: (_, actor) => ({
    icon: eye,
    words: t('event.ticket_unfollowed', { actor }),
    isMinor: true,
  }),
  copy_added: ({ data: { person } }, actor) => ({
    icon: users,
    words: t('event.copy_added', { actor, person: nameOf(person) }),
  }),
  copy_removed: ({ data: { person } }, actor) => ({
    icon: users,
    words: t('event.copy_removed', { actor, person: nameOf(person) }),
  }),
} satisfies Partial<EventRows>;
