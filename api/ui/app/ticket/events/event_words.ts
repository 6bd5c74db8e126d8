import type { TimelineEvent } from '../../../../contract.ts';
import { t } from '../../words/language.ts';
import { nameOf } from '../../words/person.ts';
import { assignmentEvents } from './assignment_events.ts';
import { clockEvents } from './clock_events.ts';
import { companyEvents } from './company_events.ts';
import { deskEvents } from './desk_events.ts';
import type { EventRows, EventWords, TimelineEventType } from './event_row.ts';
import { intakeEvents } from './intake_events.ts';
import { pagingEvents } from './paging_events.ts';
import { pendingEvents } from './pending_events.ts';
import { playbookEvents } from './playbook_events.ts';
import { relationEvents } from './relation_events.ts';
import { resolutionEvents } from './resolution_events.ts';
import { ruleEvents } from './rule_events.ts';
import { taskEvents } from './task_events.ts';
import { tierEvents } from './tier_events.ts';

/** Every type of event, once: one that is left out does not compile. */
const rows: EventRows = {
  ...intakeEvents,
  ...assignmentEvents,
  ...tierEvents,
  ...pendingEvents,
  ...taskEvents,
  ...playbookEvents,
  ...pagingEvents,
  ...clockEvents,
  ...resolutionEvents,
  ...relationEvents,
  ...companyEvents,
  ...ruleEvents,
  ...deskEvents,
};

/** An event of a ticket of that process as a sentence. Messages have cards of their own. */
export function eventWords<T extends TimelineEventType>(
  event: TimelineEvent<T>,
  processId: string,
): EventWords {
  const { actor } = event;
  return rows[event.type](
    event,
    actor.kind === 'system' ? t('actor.desk') : nameOf(actor),
    processId,
  );
}
