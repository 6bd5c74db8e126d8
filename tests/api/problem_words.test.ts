import test from 'ava';
import { z } from 'zod';
import { isAnalyticsFailure } from '../../analytics/error_words.ts';
import type { AnalyticsFailure, AnalyticsParameters } from '../../analytics/errors.ts';
import { directoryFailures } from '../../api/federation/ldap/failures.ts';
import {
  givenValue,
  invalidInput,
  notSignedIn,
  problemOf,
  roleNotAllowed,
  wrongField,
} from '../../api/http/errors.ts';
import { expectationText, receiptText } from '../../api/http/expectation_words.ts';
import {
  askedBy,
  type Expectation,
  type ExpectationParameters,
  expected,
  type Receipt,
  type ReceiptParameters,
  received,
} from '../../api/http/expectations.ts';
import type { Fault, OwnProblem, ProblemParameters } from '../../api/http/problem_parameters.ts';
import { isRefusal, problemText } from '../../api/http/problem_words.ts';
import { withTitles } from '../../api/http/refusal_names.ts';
import { operationList } from '../../api/operations.ts';
import { keysOf } from '../../workflows/domain/keys.ts';
import { counted } from '../../workflows/processes/counted.ts';
import { locales } from '../../workflows/processes/locales.ts';
import { englishWordIn, wrongFrenchSpaces } from '../support/french.ts';

/** Parameters of each code, more than once where its words differ by them. */
type Samples<Parameters> = { [C in keyof Parameters]: Parameters[C][] };
type Sample<Parameters> = { code: keyof Parameters; parameters: Parameters[keyof Parameters] };

function each<Parameters extends object>(samples: Samples<Parameters>): Sample<Parameters>[] {
  return keysOf(samples).flatMap((code) =>
    samples[code].map((parameters) => ({ code, parameters })),
  );
}

const plain = [{}];

const expectations = each<ExpectationParameters>({
  account: plain,
  after_beginning: plain,
  agent: plain,
  agent_of_group: [{ group: 'network' }],
  agent_or_owner: plain,
  any: [{ of: [expected('string'), expected('array'), expected('string')] }],
  array: plain,
  at_least: [1, 2].map((count) => ({ count, unit: 'characters' })),
  at_least_one_of: [{ fields: ['impact', 'urgency'] }],
  at_most: [
    { count: 1, unit: 'items' },
    { count: 1_500_000, unit: 'bytes' },
    { count: 20, unit: 'levels' },
    { count: 2, unit: 'values' },
    { count: 5, unit: null },
  ],
  attachment_id: plain,
  bell_or_mail: plain,
  no_digest_of_alarm: plain,
  time_of_day: plain,
  before_or_after: plain,
  boolean: plain,
  current_code: plain,
  cells: [{ count: 12 }],
  records_at_most: [{ count: 100_000 }],
  csv_line: plain,
  cut: plain,
  date: plain,
  day_from: [{ day: '2026-11-30' }],
  day_until: [{ day: '2026-11-30' }],
  decimals: [{ count: 2 }],
  device: plain,
  each_column_once: plain,
  each_attachment_once: plain,
  each_field_once: plain,
  each_parameter_once: plain,
  escalation_reason: plain,
  etag: plain,
  event_seq: plain,
  field_column: plain,
  field_not_asked: plain,
  field_value: plain,
  field_with_order: plain,
  file: plain,
  file_in_utf8: plain,
  form: plain,
  group_of_process: plain,
  host_name: plain,
  dkim_selector: plain,
  rsa_key: plain,
  password_given: plain,
  same_kind_of_mailbox: plain,
  provider_url: plain,
  oauth_scope: plain,
  tenant_of_microsoft: plain,
  issuer_of_other: plain,
  no_application_at_google: plain,
  graph_of_microsoft: plain,
  password_or_oauth: plain,
  server_to_read: plain,
  imap_of_server: plain,
  no_server_with_graph: plain,
  oauth_for_graph: plain,
  since_with_since: plain,
  each_word_once: plain,
  hours_after: [{ max: 25 }],
  incidents_of_proposal: [{ id: 'tkt-2' }],
  instant: plain,
  integer: plain,
  json: plain,
  json_in_utf8: plain,
  known_fields: plain,
  list_query: plain,
  mail_address: plain,
  manager_not_below: plain,
  name_not_id: plain,
  next_of_page: plain,
  no_body: plain,
  no_such_field: [{ known: null }, { known: [] }, { known: ['limit', 'cursor'] }],
  not_blank: plain,
  not_by_token: plain,
  nothing_or_yourself: plain,
  on_call_then: plain,
  there_then: plain,
  number: plain,
  object: plain,
  one_line: plain,
  one_of_fields: [{ fields: ['delivery', 'failedSince'] }],
  one_of: [{ words: ['high', 'low'] }, { words: ['high'] }],
  one_value: plain,
  open_account: plain,
  open_major_incident: plain,
  other: plain,
  other_administrator: plain,
  own_page: plain,
  own_password: plain,
  own_session: plain,
  own_unsent_file: plain,
  reader_of_tickets: plain,
  account_name: plain,
  parameter_name: plain,
  people_columns: plain,
  phone: plain,
  process_word: plain,
  link_secret: plain,
  link_of_ticket: plain,
  record_id: plain,
  role_or_place: plain,
  shown_characters: plain,
  shift: [{ known: ['office', 'always'] }],
  slug: plain,
  tag_word: plain,
  template_names: [{ names: ['agent.name', 'ticket.number'] }],
  storable_text: plain,
  string: plain,
  text_in_a_language: plain,
  ticket_childless: plain,
  ticket_id: plain,
  ticket_known: plain,
  ticket_not_over: plain,
  ticket_of_desk: plain,
  ticket_parentless: plain,
  time_zone: plain,
  unused_address: plain,
  unused_inventory_number: plain,
  configuration_item: plain,
  customer: plain,
  item_columns: plain,
  item_with: [{ name: 'item.remoteId' }],
  independent_item: [{ circle: ['Mail', 'Server', 'Mail'] }],
  remote_link: plain,
  remote_template: plain,
  uncommon_password: plain,
  unused_key: plain,
  unused_slug: plain,
  utf8: plain,
  visible_ascii: [{ min: 1, max: 200 }],
  webhook_address: plain,
  whole_json: plain,
  whole_number: [{ min: 1, max: 200 }],
  zone: plain,
}) as Expectation[];

const receipts = each<ReceiptParameters>({
  array: [{ count: 0 }, { count: 1 }, { count: 2 }],
  body: plain,
  characters: [{ count: 0 }, { count: 201 }],
  child: plain,
  content_type: [{ value: null }, { value: 'text/plain' }],
  field: [{ name: '__proto__' }],
  field_twice: [{ name: 'subject' }],
  more: plain,
  not_json: [{ reason: 'Unexpected end of the input' }],
  not_utf8: plain,
  nothing: plain,
  object: plain,
  others: [{ count: 1 }, { count: 3 }],
  parent: plain,
  something_else: plain,
  string: [{ count: 300 }],
  ticket: [{ status: 'merged' }, { status: 'in_progress' }],
  used_key: plain,
  value: ['"the one"', '""', '5', 'true', 'null', '{"a":1}'].map((json) => ({ json })),
  values: [{ count: 2 }],
}) as Receipt[];

const fault = {
  faults: [
    {
      path: 'body.subject',
      expected: expected('at_most', { count: 200, unit: 'characters' }),
      received: received('string', { count: 300 }),
    },
  ],
};

/** A sentence for each thing that may be expected, and for each that may come. */
const faults: { faults: Fault[] }[] = [
  ...expectations.map((one) => ({
    path: 'body.name',
    expected: one,
    received: received('object'),
  })),
  ...receipts.map((one) => ({ path: 'query.limit', expected: expected('other'), received: one })),
].map((one) => ({ faults: [one] }));

const known = ['backlog', 'tickets_of_the_day'];
const refusals = [
  { is: 'not_a_select' },
  { is: 'other_show' },
  { is: 'statement_count', count: 2 },
  { is: 'expression', name: 'SPECIAL' },
  { is: 'function', name: 'getenv' },
  { is: 'syntax', name: 'INSERT' },
  { is: 'table_function', name: 'glob' },
  { is: 'unknown_table', name: 'secrets', known },
] as const;
const cuts = [
  { is: 'above_zero' },
  { is: 'at_most_50_years' },
  { is: 'cut', metric: 'backlog', known },
  { is: 'date' },
  { is: 'no_filter', metric: 'mail_intake' },
  { is: 'folder_of_its_own' },
  { is: 'not_after', to: '2026-01-31' },
  { is: 'one_of', known },
  { is: 'one_of_each' },
  { is: 'time_zone' },
] as const;

const questions = each<AnalyticsParameters>({
  chart_not_drawn: [{ reason: 'the mark is unknown' }],
  invalid_parameter: cuts.map((one) => ({ field: 'from', value: 'today', expected: one })),
  memory_limit: [{ reason: null }, { reason: 'Out of Memory' }],
  no_bucket_access: [{ place: 's3://desk/warehouse', reason: 'not found' }],
  no_tickets_behind: [{ metric: 'backlog' }],
  nothing_exported: [{ place: '/desk/warehouse' }],
  query_cancelled: plain,
  query_timeout: [{ seconds: 1.5 }],
  result_too_large: [
    { what: 'row', megabytes: 8 },
    { what: 'file', megabytes: 8 },
  ],
  sql_failed: [
    {
      words: 'Parser Error: syntax error at or near "the"\n\nLINE 1: select the\n               ^',
    },
    { words: 'Out of Range Error: the value is too large' },
    { words: 'something of which nobody has heard' },
  ],
  sql_refused: refusals.map((refusal) => ({ refusal })),
  too_busy: [{ waiting: 50 }],
  unknown_dashboard: [{ name: 'x', known }],
  unknown_metric: [{ name: 'x', known }],
  warehouse_damaged: [
    { place: '/desk/1.duckdb', reason: 'it is no database', remedy: 'next_export' },
    { place: '/desk', reason: null, remedy: 'rebuild' },
  ],
  warehouse_locked: [
    { holder: 7, waitMs: 10, file: '/desk/lock' },
    { holder: 'this_process', waitMs: 10, file: '/desk/lock' },
    { holder: null, waitMs: 10, file: '/desk/lock' },
  ],
  worker_lost: [{ reason: 'SIGKILL' }],
}) as AnalyticsFailure[];

const whys = ['no_credential', 'no_bearer', 'unknown_token', 'session_over', 'other_home'] as const;

const own = each<ProblemParameters>({
  account_closed: plain,
  account_erased: plain,
  last_way_in: plain,
  sign_in_again: [{ minutes: 15 }],
  directory_unread: directoryFailures.map((why) => ({ directory: 'ad.example.org', why })),
  too_many_vanished: [{ vanishedCount: 40, knownCount: 300 }],
  attachments_unsent: [{ limitBytes: 52_428_800 }],
  person_not_erased: [
    { why: 'erased_already', tickets: [] },
    { why: 'open_tickets', tickets: [12, 14] },
    { why: 'account_open', tickets: [] },
  ],
  body_too_large: [fault],
  busy: [{ seconds: 1 }],
  cross_site_refused: plain,
  customer_name_taken: [{ name: 'North Hospital' }],
  database_unavailable: plain,
  desk_key_missing: plain,
  idempotency_key_reused: [fault],
  internal_error: plain,
  invalid_input: faults,
  link_over: plain,
  last_administrator: plain,
  mail_done: [{ id: '7' }],
  mail_not_fetched: [{ id: '7' }],
  mail_was_fetched: [{ id: '7' }],
  mailbox_has_mails: [{ name: 'Support' }],
  mail_sent: [{ id: '7' }],
  mailbox_started: [{ name: 'Support' }],
  mailbox_takes_none: [{ name: 'Support' }],
  mailbox_unread: [{ name: 'Support', words: 'Invalid credentials' }],
  mailbox_not_connected: [{ name: 'Support', words: 'invalid_client' }],
  mailbox_without_oauth: [{ name: 'Support' }],
  mailbox_without_server: [{ name: 'Support' }],
  malformed_address: plain,
  malformed_body: [fault],
  method_not_allowed: [{ method: 'DELETE', allowed: ['GET', 'POST'] }],
  not_signed_in: whys.map((why) => ({ why })),
  other_account: plain,
  provider_unavailable: [{ provider: 'Entra ID' }],
  scope_not_given: [{ scope: 'tickets:write', given: ['tickets:read'] }],
  second_factor_demanded: plain,
  second_factor_exists: plain,
  second_factor_missing: plain,
  second_factor_needed: plain,
  session_needed: plain,
  owner_link_over: plain,
  share_taken: [
    { share: 'streams', limit: 20 },
    { share: 'queries', limit: 1 },
    { share: 'uploads', limit: 10 },
  ],
  sign_in_link_over: plain,
  mail_link_over: [{ why: 'expired' }, { why: 'account_closed' }, { why: 'reopened' }],
  mail_link_unknown: plain,
  sign_in_step_over: plain,
  sign_in_wait: [{ seconds: 1 }, { seconds: 90 }],
  temporal_unavailable: plain,
  ticket_contradicted: plain,
  too_many_commands: plain,
  too_many_mailboxes: [{ limit: 50 }],
  too_many_requests: plain,
  unknown_host: [{ host: 'the-other.example' }],
  unsupported_media_type: [fault],
  worker_unavailable: plain,
  wrong_code: plain,
  wrong_passkey: plain,
  wrong_sign_in: plain,
}) as OwnProblem[];

/** What is said of each sample, in English and in French. */
const phrases: [code: string, english: string, french: string][] = [
  ...expectations.map((one) => said(one.code, (locale) => expectationText(one, locale))),
  ...receipts.map((one) => said(one.code, (locale) => receiptText(one, locale))),
];
const sentences = [...own, ...questions].flatMap((one) => [
  said(one.code, (locale) => problemText(one, 400, locale).title),
  said(one.code, (locale) => problemText(one, 400, locale).detail),
]);

function said(
  code: string,
  text: (locale: 'en' | 'fr') => string,
): [code: string, english: string, french: string] {
  return [code, text('en'), text('fr')];
}

/** What no language has another word for. */
const international = ['json_in_utf8', 'content_type', 'at_most', 'characters'];

test('every problem has words of its own in each language', (t) => {
  for (const [code, english, french] of [...sentences, ...phrases]) {
    t.notRegex(`${english} ${french}`, /undefined|\[object|\{"code"/, code);
    t.true(english.length > 0 && french.length > 0, code);
    if (international.includes(code)) continue;
    t.not(english, french, code);
  }
});

test('no English word stands in a French sentence of a problem, whatever it speaks of', (t) => {
  for (const [code, , french] of [...sentences, ...phrases]) {
    t.is(englishWordIn(french), null, `${code}: ${french}`);
  }
  t.is(englishWordIn('Attendu : an agent of group network'), 'of');
  t.is(englishWordIn('Attendu : « one of these » ; reçu : `the`'), null);
});

test('what a problem says in French has the spaces and apostrophes of French', (t) => {
  for (const [code, , french] of [...sentences, ...phrases]) {
    t.notRegex(french, wrongFrenchSpaces, code);
  }
});

test('a code means one thing: the desk, questions and the API share none', (t) => {
  for (const one of own) t.false(isRefusal(one) || isAnalyticsFailure(one), one.code);
  for (const one of questions) t.false(isRefusal(one), one.code);
  t.true(isRefusal({ code: 'not_resolved', parameters: {} }));
});

test('whatever a field of the API must be is said in words', (t) => {
  const inputs = operationList.flatMap(({ body, query }) => [body, query].filter((one) => !!one));
  const worded = inputs.flatMap((schema) => checksIn(schema, new Set()));
  t.true(worded.length > 30);
  for (const [where, message] of worded) t.not(askedBy(message).code, 'other', where);
});

/** The checks of a schema that zod has no words for that we could tell in French. */
function checksIn(schema: z.core.$ZodType, seen: Set<object>): [where: string, message: string][] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  const own = [...(def.checks ?? []), schema].flatMap(({ _zod }): [string, string][] => {
    const { check, format, error, pattern, fn } = _zod.def as Partial<
      z.core.$ZodCheckRegexDef & { fn: unknown }
    >;
    const isOurs = fn !== undefined || (check === 'string_format' && format === 'regex');
    if (!isOurs) return [];
    const message = error?.({ code: 'custom', input: null, path: [] } as never);
    return [[String(pattern ?? 'custom'), typeof message === 'string' ? message : '']];
  });
  const inner = Object.values({ ...def, ...('shape' in def ? Object(def.shape) : {}) }).flat();
  const schemas = inner.filter((one): one is z.core.$ZodType => one instanceof z.core.$ZodType);
  return [...own, ...schemas.flatMap((one) => checksIn(one, seen))];
}

test('one is one and not several, in the words beside any number', (t) => {
  const word = { one: 'one', other: 'several' };
  t.deepEqual(
    locales.map((locale) => [0, 1, 2, 1_000_000].map((count) => counted(count, word, locale))),
    [
      ['0 several', '1 one', '2 several', '1,000,000 several'],
      ['0 one', '1 one', '2 several', '1\u202f000\u202f000 several'],
    ],
  );
  const atLeast = (count: number) => expected('at_least', { count, unit: 'characters' });
  t.is(expectationText(atLeast(1), 'en'), 'at least 1 character');
  t.is(expectationText(atLeast(1), 'fr'), 'au moins 1 caractère');
  t.is(expectationText(atLeast(2), 'fr'), 'au moins 2 caractères');
});

test('a field that is wrong is explained in the language of whoever asked', (t) => {
  const error = invalidInput(fault.faults);
  t.like(problemOf(error, 'urn:x', 'fr'), {
    title: 'La requête n’est pas valable',
    detail:
      'Le champ «\u00a0subject\u00a0» attend au plus 200 caractères, mais a reçu un texte de 300 caractères.',
    errors: [{ expected: 'au plus 200 caractères', received: 'un texte de 300 caractères' }],
  });
  t.like(problemOf(error, 'urn:x', 'en'), {
    detail: 'body.subject: expected at most 200 characters, received a string of 300 characters',
  });
});

test('what is wrong with a field is one French sentence, with the article of what came', (t) => {
  const sentence = (path: string, expectation: Expectation, receipt: Receipt) =>
    problemOf(wrongField(path, expectation, receipt), 'urn:x', 'fr').detail.replace(
      /[\u00a0\u202f]/g,
      ' ',
    );
  const text = expected('string');
  for (const [receipt, words] of [
    [received('object'), 'a reçu un objet'],
    [received('array', { count: 0 }), 'a reçu une liste vide'],
    [received('array', { count: 1 }), 'a reçu une liste de 1 élément'],
    [givenValue(5), 'a reçu le nombre 5'],
    [givenValue(true), 'a reçu le booléen true'],
    [givenValue(null), 'a reçu la valeur null'],
    [givenValue(''), 'a reçu un texte vide'],
    [givenValue('oui'), 'a reçu le texte « oui »'],
    [received('nothing'), 'n’a rien reçu'],
    [received('more'), 'en a reçu davantage'],
    [received('content_type', { value: null }), 'n’a rien reçu'],
  ] as const) {
    t.is(
      sentence('body.reason', text, receipt),
      `Le champ « reason » attend un texte, mais ${words}.`,
    );
  }
  t.is(
    sentence('query.limit', expected('one_value'), received('values', { count: 2 })),
    'Le paramètre « limit » attend une seule valeur, mais a reçu 2 valeurs.',
  );
  t.is(
    sentence('query.zz', expected('no_such_field', { known: ['q', 'sort'] }), givenValue('1')),
    'Le paramètre « zz » n’existe pas. Il y a : « q » et « sort ».',
  );
  t.regex(
    sentence('path.other', text, received('parent')),
    /^La partie « other » de l’adresse attend /,
  );
  t.regex(sentence('header.if-match', text, givenValue('x')), /^L’en-tête « if-match » attend /);
  t.regex(
    sentence('body', expected('json'), received('body')),
    /^La requête attend du JSON, mais a reçu/,
  );
});

test('an error of the SQL engine is told in French, its own words as a quotation', (t) => {
  const words =
    'Parser Error: syntax error at or near "form"\n\nLINE 2: select 1 form t\n                 ^';
  const { detail } = problemText({ code: 'sql_failed', parameters: { words } }, 400, 'fr');
  t.is(
    detail.replaceAll('\u00a0', ' '),
    'Erreur de syntaxe, à la ligne 2. DuckDB dit : « syntax error at or near "form"\n\n' +
      'LINE 2: select 1 form t\n                 ^ »',
  );
  for (const kind of ['Binder', 'Catalog', 'Conversion', 'Invalid Input', 'Out of Range', 'Odd']) {
    const text = `${kind} Error: that is wrong`;
    const told = problemText({ code: 'sql_failed', parameters: { words: text } }, 400, 'fr').detail;
    t.is(englishWordIn(told), null);
    t.regex(told, /\. DuckDB dit\u00a0: «\u00a0that is wrong\u00a0»$/);
  }
});

test('whoever is not signed in is told why, in French as in English', (t) => {
  const details = (locale: 'en' | 'fr') =>
    whys.map((why) => problemOf(notSignedIn(why), 'urn:x', locale).detail);
  for (const locale of locales) t.is(new Set(details(locale)).size, whys.length);
  const ended = problemOf(notSignedIn('session_over'), 'urn:x', 'fr').detail;
  t.regex(ended, /^La session est terminée/);
  t.regex(problemOf(notSignedIn('other_home'), 'urn:x', 'fr').detail, /démonstration/);
});

test('a role is called by its name in the language', (t) => {
  const { detail } = problemOf(
    roleNotAllowed(['requester'], ['agent', 'process_owner']),
    'urn:x',
    'fr',
  );
  t.is(englishWordIn(detail), null);
  t.regex(
    detail,
    /^Vos rôles \(«\u00a0demandeur\u00a0».*«\u00a0agent\u00a0» ou «\u00a0responsable/,
  );
});

test('whoever decides is called by title in a refusal, a role like a group', (t) => {
  for (const [group, title] of [
    ['network', 'Réseau'],
    ['duty_manager', 'Responsable d’astreinte'],
    ['constructor', 'constructor'],
  ] as const) {
    const refusal = { code: 'not_an_approver', parameters: { group } } as const;
    t.deepEqual(withTitles(refusal, 'fr').parameters, { group: title });
  }
});
