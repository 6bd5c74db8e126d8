import test from 'ava';
import { keysOf } from '../../workflows/domain/keys.ts';
import type { Refusal, RefusalParameters } from '../../workflows/domain/refusals.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { englishWordIn, wrongFrenchSpaces } from '../support/french.ts';

const unknown = { word: 'fax', allowed: ['vpn', 'printer'] };
const link = { kind: 'parent', id: 'tkt-2' } as const;

/** One refusal of each code. */
const samples: RefusalParameters = {
  already_answered: { n: 2 },
  already_assigned: {},
  already_decided: { what: 'escalation', n: 2 },
  already_withdrawn: { what: 'approval', n: 2 },
  already_linked: link,
  already_major: {},
  already_merged: { ticketId: 'tkt-2' },
  answered_meanwhile: { seq: 12 },
  approvers_unknown: { n: 2 },
  article_not_archived: { state: 'draft' },
  behind_rows: { seq: 7, recordedSeq: 9 },
  category_unknown: unknown,
  code_unknown: unknown,
  due_in_past: {},
  field_not_shown: { field: 'size' },
  field_required: { step: 'resolve', missing: ['category', 'service'] },
  field_unknown: unknown,
  field_value_wrong: { field: 'quantity', kind: 'number', min: 1, max: 5 },
  gate_not_met: {
    tier: 'First line',
    missing: [
      { kind: 'information', count: 1 },
      { kind: 'root_cause', count: 2 },
    ],
  },
  granted_another: { n: 1 },
  group_not_above: { group: 'desk' },
  approval_unknown: unknown,
  group_unknown: unknown,
  hand_off_open: { n: 2, group: 'network' },
  impact_unknown: unknown,
  link_kind_unknown: unknown,
  linked_to_itself: {},
  major_into_ordinary: {},
  merged_into_itself: {},
  no_approval: {},
  no_children: {},
  no_escalation: { n: 2 },
  no_higher_level: {},
  no_higher_tier: { group: 'network' },
  no_lower_tier: { group: 'network' },
  no_page: {},
  no_consent: { n: 2 },
  consent_over: { outcome: 'lapsed' },
  no_playbook: { runId: 'playbook-tkt-2-1' },
  no_survey: {},
  not_an_approver: { group: 'managers' },
  not_an_incident: { ticketId: 'tkt-2', number: 1042 },
  not_found: { what: 'saved query', received: 'qry-2', known: ['the first', 'the last'] },
  not_linked: link,
  not_major: {},
  not_merged: {},
  not_merged_into_it: { ticketId: 'tkt-2' },
  not_own_approval: {},
  not_pending: {},
  not_resolved: {},
  not_the_open_approval: { n: 2, openN: 1 },
  not_waiting: {},
  not_yours: { owner: 'Léa Martin' },
  one_level_only: { is: 'parent' },
  only_agents: {},
  only_requester: {},
  other_problem: { ticketId: 'tkt-2', number: 1042 },
  mentions_are_internal: {},
  page_over: { n: 1 },
  parked: {},
  process_unreadable: { process: 'it_support', version: 1, lacking: ['tiers', 'priorities'] },
  parted: { ticketId: 'tkt-2' },
  priority_unknown: unknown,
  playbook_runs: { playbook: 'arrival' },
  pending_reason_unknown: unknown,
  problem_closed: {},
  problem_not_resolved: {},
  problem_resolved: {},
  not_in_version: {
    process: 'it_support',
    version: 4,
    missing: [
      { what: 'group', word: 'network' },
      { what: 'category', word: 'vpn' },
    ],
  },
  process_older: { process: 'it_support', version: 3 },
  reason_unknown: unknown,
  review_in_past: {},
  role_not_allowed: { roles: ['requester'], allowed: ['agent', 'process_owner'] },
  score_out_of_range: { score: 7 },
  service_unknown: unknown,
  shared_with_others: {},
  stale: { seq: 9, expectedSeq: 7 },
  task_after_itself: { n: 2 },
  task_blocked: { n: 3, after: [1, 2] },
  task_ended: { n: 2, outcome: 'done' },
  task_item_unknown: { n: 2, item: 9, itemCount: 3 },
  task_items_open: { n: 2, count: 2 },
  task_not_found: { n: 7 },
  task_still_open: { n: 2 },
  task_unknown: unknown,
  tasks_open: { numbers: [1, 3] },
  ticket_is_history: { ticketId: 'tkt-2' },
  ticket_over: { status: 'closed', mergedInto: null },
  ticket_resolved: {},
  too_far_ahead: { days: 366 },
  too_many_affected: { limit: 20 },
  too_many_checks: { limit: 10 },
  too_many_consents: { limit: 5 },
  too_many_copies: { limit: 20 },
  too_many_followers: { limit: 50 },
  too_many_incidents: { limit: 200 },
  too_many_kept: { limit: 200 },
  too_many_links: { limit: 300 },
  too_many_merged: { limit: 100 },
  too_many_pages: { limit: 5 },
  too_many_playbooks: { limit: 10 },
  too_many_queries: { limit: 100 },
  too_many_tasks: { limit: 20 },
  too_many_tags: { limit: 20 },
  too_many_webhooks: { limit: 50 },
  until_in_past: {},
  urgency_unknown: unknown,
  waits_for_approval: { group: 'managers' },
  webhook_disabled: { name: 'Chat' },
  wrong_process: { process: 'it_support', expected: 'service_requests' },
};

function said(language: 'en' | 'fr'): [code: string, text: string][] {
  return keysOf(samples).map((code) => {
    const refusal = { code, parameters: samples[code] } as Refusal;
    return [code, refusalText(refusal, language)];
  });
}

test('a refusal is a whole sentence in each language, and not the same one', (t) => {
  const french = new Map(said('fr'));
  for (const [code, text] of said('en')) {
    for (const one of [text, french.get(code) ?? '']) t.regex(one, /^[A-ZÀ-Ý].*\.$/u, code);
    t.not(text, french.get(code), code);
    t.notRegex(`${text} ${french.get(code)}`, /undefined|\[object/, code);
  }
});

test('French has the spaces and apostrophes of French', (t) => {
  for (const [code, text] of said('fr')) t.notRegex(text, wrongFrenchSpaces, code);
});

test('no English word stands in a French refusal', (t) => {
  for (const [code, text] of said('fr')) t.is(englishWordIn(text), null, `${code}: ${text}`);
});

test('what a gate still asks for is counted in words', (t) => {
  const refusal = { code: 'gate_not_met', parameters: samples.gate_not_met } as const;
  t.is(
    refusalText(refusal, 'en'),
    'Before a ticket leaves ‘First line’, record 1 more diagnostic step of kind information; ' +
      'record 2 more diagnostic steps of kind root cause.',
  );
  t.is(
    refusalText(refusal, 'fr'),
    'Avant que le ticket ne quitte «\u00a0First line\u00a0», consignez encore 1 étape de diagnostic ' +
      '(information)\u202f; consignez encore 2 étapes de diagnostic (cause première).',
  );
});

test('fields that are asked for are listed as a sentence lists them', (t) => {
  const refusal = { code: 'field_required', parameters: samples.field_required } as const;
  t.is(
    refusalText(refusal, 'en'),
    'Before the ticket is resolved, fill in the category and the service.',
  );
  t.is(
    refusalText(refusal, 'fr'),
    'Avant de résoudre le ticket, renseignez la catégorie et le service.',
  );
});

test('a ticket that was merged is followed elsewhere, any other one that is over is not', (t) => {
  const over = (mergedInto: string | null, status: 'merged' | 'cancelled') =>
    refusalText({ code: 'ticket_over', parameters: { status, mergedInto } }, 'fr');
  t.regex(over('tkt-2', 'merged'), /fusionné dans tkt-2/);
  t.regex(over(null, 'cancelled'), /annulé.*nouveau/);
});
