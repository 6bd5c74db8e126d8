import { all, fact, is, not } from '../../workflows/processes/conditions.ts';
import { defineProcess } from '../../workflows/processes/define.ts';
import { hours } from '../../workflows/processes/durations.ts';
import { smallProcess } from './small_process.ts';

/** The smallest process with the rules of docs/rules.md, word for word. */
export const actingProcess = defineProcess({
  ...smallProcess,
  // Called as a rule is, and yet not what that rule is called.
  escalationReasons: {
    ...smallProcess.escalationReasons,
    smoke_is_urgent: { title: { en: 'There is smoke', fr: 'Il y a de la fumée' } },
  },
  noteTemplates: {
    handed_to_experts: {
      en: 'Priority {priority}: the experts of {group} look at it.',
      fr: 'Priorité {priority} : les experts de {group} s’en occupent.',
    },
  },
  rules: {
    // An event, a condition, and what to do, in order.
    smoke_is_urgent: {
      title: { en: 'Smoke is urgent', fr: 'La fumée est urgente' },
      on: { event: 'opened' },
      when: all(fact('smoke'), not(is('priority', 'p1'))),
      do: [{ set: { priority: 'p1' } }, { tag: ['fire'] }, { webhook: 'fire alarm' }],
    },
    // A moment of a clock: one of its warnings, or 100 for the breach.
    resolution_is_near: {
      title: { en: 'The resolution is due soon', fr: 'La résolution est bientôt due' },
      on: { clock: 'resolution', atPercent: 75 },
      do: [{ notify: ['assignee', 'group'] }],
    },
    // So long in a state, in the hours of a calendar.
    nobody_took_it: {
      title: { en: 'Nobody took it', fr: 'Personne ne l’a pris' },
      on: { in: 'waiting_for_agent', after: hours(2), calendar: 'office' },
      when: is('tier', 'first_line'),
      do: [{ escalate: 'functional' }, { note: 'handed_to_experts', visibility: 'public' }],
      once: 'ticket',
    },
    // The opening of a calendar, or its closing.
    urgent_in_the_morning: {
      title: { en: 'Urgent tickets in the morning', fr: 'Tickets urgents du matin' },
      on: { opens: 'office' },
      when: is('priority', 'p1'),
      do: [{ notify: ['group'] }],
    },
  },
});
