import type { Database } from '../../../database/connection.ts';
import { snapshotFollowed } from '../../../database/process_snapshots.ts';
import { dayMs } from '../../../workflows/domain/durations.ts';
import type { EventData } from '../../../workflows/domain/events.ts';
import type { Rules } from '../../../workflows/domain/process.ts';
import { explainRules, type RuleExplanation } from '../../../workflows/domain/rules/explain.ts';
import type { TicketState } from '../../../workflows/domain/ticket.ts';
import { compileCalendars, findProcess, titleOf } from '../../../workflows/processes/index.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import { conditionWords } from '../../../workflows/processes/process_words.ts';
import { refusalText } from '../../../workflows/processes/refusal_words.ts';
import { actingRuleWords } from '../../../workflows/processes/rules/rules.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { withTitles } from '../../http/refusal_names.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import { type TicketRule, ticketRules } from './contract.ts';

/** As many acts of one rule as are told; all of them are in the ticket's history. */
const actsMax = 5;
/** Among so many of the latest events of rules. */
const eventsMax = 500;

export const listTicketRules = defineOperation({
  id: 'listTicketRules',
  method: 'get',
  address: '/api/tickets/{id}/rules',
  summary: 'Which rules of its process acted on a ticket, which did not, and why',
  tag: 'Tickets',
  path: ticketPath,
  answers: { 200: { description: 'Each rule, and how it stands', schema: ticketRules } },
  async handle({ account, path }, dependencies) {
    const { state } = await getVisible(path.id, account, dependencies);
    const { database } = dependencies;
    const rules = state && (await withDatabase(() => rulesOf(database, state)));
    if (!state || !rules) return { status: 200, body: { items: [], next: null, isStopped: false } };
    const acts = await withDatabase(() => findActs(database, path.id, account.locale));
    const items = explainRules(state, { at: Date.now(), rules }).map((one) =>
      ruleView(one, acts.get(one.rule.name) ?? [], state.processId, account.locale),
    );
    return { status: 200, body: { items, next: null, isStopped: state.areRulesStopped === true } };
  },
});

function ruleView(
  { rule, count, heldBy, dueAt, unmet }: RuleExplanation,
  acts: TicketRule['acts'],
  processId: string,
  locale: Locale,
): TicketRule {
  return {
    rule: rule.name,
    title: titleOf(processId, 'rule', rule.name, locale),
    words: actingRuleWords(rule),
    count,
    heldBy,
    dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
    unmet: unmet.map(conditionWords),
    acts,
  };
}

/** The version of its process that a ticket follows; undefined where nobody knows it any more. */
async function rulesOf(database: Database, state: TicketState): Promise<Rules | undefined> {
  const { processId, openedAt } = state;
  const definition = findProcess(processId);
  if (!definition) return undefined;
  const process = await snapshotFollowed(database, state);
  if (!process?.rules) return undefined;
  const calendars = compileCalendars(definition, openedAt - dayMs, Date.now() + dayMs);
  const hasAll = process.calendars.every((name) => calendars[name]);
  return hasAll ? { process, calendars } : undefined;
}

interface ActRow {
  seq: number;
  at: Date;
  type: 'rule_acted' | 'rule_refused' | 'webhook_called';
  data: EventData['rule_acted'] | EventData['rule_refused'] | EventData['webhook_called'];
  /** Of a webhook: what became of it. */
  status: 'pending' | 'delivered' | 'failed' | null;
}

/** What each rule did, the last first. */
async function findActs(
  database: Database,
  ticketId: string,
  locale: Locale,
): Promise<Map<string, TicketRule['acts']>> {
  const rows: ActRow[] = await database('ticket_events as events')
    .where('events.ticket_id', ticketId)
    .whereIn('events.type', ['rule_acted', 'rule_refused', 'webhook_called'])
    .orderBy('events.seq', 'desc')
    .limit(eventsMax)
    .select(
      'events.seq',
      'events.at',
      'events.type',
      'events.data',
      database.raw(
        `(select deliveries.status from webhook_deliveries as deliveries
          where deliveries.ticket_id = events.ticket_id and deliveries.seq = events.seq
            and deliveries.type = 'webhook_called'
          order by deliveries.status limit 1) as status`,
      ),
    );
  const acts = new Map<string, TicketRule['acts']>();
  // From the first on: what a rule was refused follows on that it acted.
  for (const { seq, at, type, data, status } of rows.toReversed()) {
    const before = acts.get(data.rule) ?? [];
    if (type === 'rule_acted') {
      const act = { seq, at: at.toISOString(), refused: [], webhooks: [] };
      acts.set(data.rule, [act, ...before].slice(0, actsMax));
    } else if ('refusal' in data) {
      const why = refusalText(withTitles(data.refusal, locale), locale);
      before[0]?.refused.push({ action: data.action, why });
    } else if ('webhook' in data) {
      before[0]?.webhooks.push({ webhook: data.webhook, outcome: status ?? 'unknown' });
    }
  }
  return acts;
}
