import { ownRecipients } from '../../domain/recipients.ts';
import { ticketTypes } from '../../domain/ticket.ts';
import { impactsOf, namesOf, prioritiesOf, urgenciesOf } from '../own_words.ts';
import type { Check } from './checks.ts';

interface Classified {
  type?: string;
  category?: string | null;
  service?: string | null;
  impact?: string;
  urgency?: string;
  priority?: string;
}

/** What a rule makes a ticket is something that the process has. */
export function checkClassification(check: Check, set: Classified, path: string): void {
  const { categories, services } = check.definition;
  const known: [keyof Classified, readonly string[]][] = [
    ['type', ticketTypes],
    ['category', Object.keys(categories)],
    ['service', Object.keys(services)],
    ['priority', namesOf(prioritiesOf(check.definition))],
    ['impact', namesOf(impactsOf(check.definition))],
    ['urgency', namesOf(urgenciesOf(check.definition))],
  ];
  for (const [name, allowed] of known) {
    const value = set[name];
    if (value !== undefined && value !== null) check.oneOf(value, allowed, `${path}.${name}`);
  }
}

/** Whoever is to be told can be somebody: a word of the ticket's own, a group, or a role. */
export function checkRecipients(check: Check, names: readonly string[], path: string): void {
  const { groups, roles = {} } = check.definition;
  const known = [...ownRecipients, ...Object.keys(groups), ...Object.keys(roles)];
  names.forEach((name, index) => {
    check.oneOf(name, known, `${path}.${index}`);
  });
}
