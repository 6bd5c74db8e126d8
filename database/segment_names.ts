import { keysOf } from '../workflows/domain/keys.ts';
import { processDefinitions, titleOf } from '../workflows/processes/index.ts';
import type { Locale } from '../workflows/processes/locales.ts';
import {
  clockKindTitles,
  clocksOf,
  type OwnWord,
  prioritiesOf,
  tiersOf,
} from '../workflows/processes/own_words.ts';
import type { Database } from './connection.ts';

const titled = { group: 'groups', category: 'categories', service: 'services' } as const;

/** Where no reason was given. */
const byAssignment: Record<Locale, string> = {
  en: 'Assigned to a higher tier',
  fr: 'Affecté à un niveau supérieur',
};

/**
 * What charts call groups, categories, services, priorities, clocks, tiers, agents, mailboxes and reasons to escalate, by
 * their keys. A key that two processes have is called as the first of them calls it.
 */
export async function segmentNames(
  database: Database,
  locale: Locale,
): Promise<Record<string, Record<string, string>>> {
  const agents = await database('accounts')
    .whereRaw(`roles <> array['requester']`)
    .select('account_id', 'display_name');
  const agent = Object.fromEntries(agents.map((row) => [row.account_id, row.display_name]));
  const mailboxes = await database('mailboxes').select('mailbox_id', 'name');
  const mailbox = Object.fromEntries(mailboxes.map((row) => [row.mailbox_id, row.name]));
  return { ...segmentWords(locale), agent, mailbox };
}

/** Those of the desk's processes, and of the desk itself. */
export function segmentWords(locale: Locale): Record<string, Record<string, string>> {
  return {
    ...wordNames(locale),
    reason: { assignment: byAssignment[locale], ...reasonNames(locale) },
    priority: priorityNames(locale),
    clock: clockNames(locale),
    measures: kindNames(locale),
    tier: tierNames(locale),
  };
}

function wordNames(locale: Locale): Record<string, Record<string, string>> {
  const names: Record<string, Record<string, string>> = {};
  for (const kind of keysOf(titled)) {
    names[kind] = {};
    for (const definition of processDefinitions()) {
      for (const key of Object.keys(definition[titled[kind]])) {
        names[kind][key] ??= titleOf(definition.id, kind, key, locale);
      }
    }
  }
  return names;
}

/** The most urgent first. */
function priorityNames(locale: Locale): Record<string, string> {
  const words = processDefinitions().flatMap((definition) => prioritiesOf(definition));
  words.sort((a, b) => a.rank - b.rank);
  return namesOf(words, ({ short }) => short[locale]);
}

function clockNames(locale: Locale): Record<string, string> {
  const words = processDefinitions().flatMap((definition) => clocksOf(definition));
  return namesOf(words, ({ title }) => title[locale]);
}

function kindNames(locale: Locale): Record<string, string> {
  const kinds = Object.entries(clockKindTitles);
  return Object.fromEntries(kinds.map(([kind, title]) => [kind, title[locale]]));
}

/** A tier is counted by its rank: it is called by every name that a process has for it. */
function tierNames(locale: Locale): Record<string, string> {
  const words = processDefinitions().flatMap((definition) => tiersOf(definition));
  const byTier = Map.groupBy(words, ({ tier }) => tier);
  return Object.fromEntries(
    [...byTier].map(([tier, called]) => {
      const names = new Set(called.map(({ title }) => title[locale]));
      return [tier, names.size > tierNamesMax ? tierNumbers[locale](tier) : [...names].join(' / ')];
    }),
  );
}

/** Of more, a chart has no room for the names. */
const tierNamesMax = 3;
const tierNumbers: Record<Locale, (tier: number) => string> = {
  en: (tier) => `Tier ${tier}`,
  fr: (tier) => `Niveau ${tier}`,
};

/** The first of two that are called by one id counts. */
function namesOf<Word extends OwnWord>(
  words: readonly Word[],
  nameOf: (word: Word) => string,
): Record<string, string> {
  const names: Record<string, string> = {};
  for (const word of words) names[word.id] ??= nameOf(word);
  return names;
}

/** A rule that escalated is the reason of it. */
function reasonNames(locale: Locale): Record<string, string> {
  const keys = processDefinitions().flatMap((definition) => {
    const { id, escalationReasons, escalationRules = [] } = definition;
    const reasons = [...Object.keys(escalationReasons), ...escalationRules.map(({ name }) => name)];
    return reasons.map((key) => [key, titleOf(id, 'escalationReason', key, locale)] as const);
  });
  // The first of two processes that have it counts.
  return Object.fromEntries(keys.reverse());
}
