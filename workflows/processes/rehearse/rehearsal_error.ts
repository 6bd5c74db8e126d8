import type { TicketEvent } from '../../domain/events.ts';
import { ledgerOf } from '../../domain/ledger.ts';
import type { Rules } from '../../domain/process.ts';
import { instant, type LedgerWords, ledgerTable } from '../ledger_table.ts';

/** As much of a rehearsal as whoever reads of its failure needs. */
export interface Story {
  events: readonly TicketEvent[];
  rules: Rules;
  now: number;
  words: LedgerWords;
}

/** Something was not as a rehearsal expected: what, what had happened until then, and the ledger. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';

  constructor(mismatches: readonly string[], story: Story) {
    super([...mismatches, '', ...lifeOf(story), ...ledgersOf(story)].join('\n'));
  }
}

/** What happened, an event a line, by the clock of the process's zone. */
function lifeOf({ events, words, now }: Story): string[] {
  if (events.length === 0) return ['No ticket was opened yet.'];
  const lines = events.map(
    (event) => `  ${instant(event.at, words.zone)}  ${event.actor.id}: ${eventWords(event)}`,
  );
  return [`What happened until ${instant(now, words.zone)}, ${words.zone}:`, ...lines];
}

function ledgersOf({ events, rules, now, words }: Story): string[] {
  const hours = Object.fromEntries(
    Object.entries(rules.calendars).map(([id, calendar]) => [id, [calendar]]),
  );
  return ledgerOf([...events], hours, now).flatMap((ledger) => [
    '',
    ...ledgerTable(ledger, now, words),
  ]);
}

/** `ticket routed (group network, tier 2)`: what it says in plain values. */
function eventWords({ type, data }: TicketEvent): string {
  const said = saidBy(data);
  const words = type.replaceAll('_', ' ');
  return said.length === 0 ? words : `${words} (${said.join(', ')})`;
}

/** Of whom an event speaks, such as the clock that it starts. */
const subjects = ['clock', 'escalation'];
/** The same in every event of one rehearsal. */
const constant = ['ticketId', 'processId', 'processVersion', 'decisionId'];

function saidBy(data: object): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (subjects.includes(key)) return saidBy(value);
    if (constant.includes(key)) return [];
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || isSmall(value);
    return isPlain ? [`${key} ${value}`] : [];
  });
}

/** A count or a level; instants and lengths are in the ledger. */
function isSmall(value: unknown): value is number {
  return typeof value === 'number' && value < 10_000;
}
