import type { Status } from '../../workflows/domain/ticket.ts';

type Nothing = Record<never, never>;

/** What a length is counted in. */
export type Unit = 'bytes' | 'characters' | 'items' | 'levels' | 'values';

/** What a field, a header or a body of a request must be. The words are in expectation_words.ts. */
export interface ExpectationParameters {
  account: Nothing;
  reader_of_tickets: Nothing;
  after_beginning: Nothing;
  agent: Nothing;
  agent_of_group: { group: string };
  agent_or_owner: Nothing;
  /** Any of several would do. */
  any: { of: Expectation[] };
  array: Nothing;
  at_least: { count: number; unit: Unit | null };
  at_least_one_of: { fields: readonly string[] };
  at_most: { count: number; unit: Unit | null };
  attachment_id: Nothing;
  before_or_after: Nothing;
  bell_or_mail: Nothing;
  boolean: Nothing;
  current_code: Nothing;
  cells: { count: number };
  records_at_most: { count: number };
  csv_line: Nothing;
  cut: Nothing;
  date: Nothing;
  /** Of a field of the process; days as `YYYY-MM-DD`. */
  day_from: { day: string };
  day_until: { day: string };
  decimals: { count: number };
  device: Nothing;
  each_column_once: Nothing;
  each_attachment_once: Nothing;
  each_field_once: Nothing;
  each_parameter_once: Nothing;
  each_word_once: Nothing;
  escalation_reason: Nothing;
  etag: Nothing;
  event_seq: Nothing;
  /** A column of a list, of a field that a process has. */
  field_column: Nothing;
  /** A field of the process that such a ticket is not asked. */
  field_not_asked: Nothing;
  /** A field of the process that is asked for and was not given. */
  field_value: Nothing;
  /** `field.NAME` for a list, of a field whose values have an order. */
  field_with_order: Nothing;
  file: Nothing;
  file_in_utf8: Nothing;
  form: Nothing;
  /** The incidents of a proposal, itself too. */
  incidents_of_proposal: { id: string };
  group_of_process: Nothing;
  host_name: Nothing;
  dkim_selector: Nothing;
  rsa_key: Nothing;
  /** An instant after another one, so many hours later at most. */
  hours_after: { max: number };
  instant: Nothing;
  integer: Nothing;
  json: Nothing;
  json_in_utf8: Nothing;
  known_fields: Nothing;
  list_query: Nothing;
  mail_address: Nothing;
  manager_not_below: Nothing;
  name_not_id: Nothing;
  next_of_page: Nothing;
  no_body: Nothing;
  no_digest_of_alarm: Nothing;
  /** `known` are those there are, where that is known. */
  no_such_field: { known: readonly string[] | null };
  not_blank: Nothing;
  not_by_token: Nothing;
  nothing_or_yourself: Nothing;
  on_call_then: Nothing;
  there_then: Nothing;
  number: Nothing;
  object: Nothing;
  one_line: Nothing;
  one_of: { words: readonly string[] };
  /** Of several fields one, and no other. */
  one_of_fields: { fields: readonly string[] };
  /** Of a parameter that came several times. */
  one_value: Nothing;
  configuration_item: Nothing;
  customer: Nothing;
  item_columns: Nothing;
  item_with: { name: string };
  /** By names, from the item that is changed until it comes again; those in between may be left out. */
  independent_item: { circle: readonly string[] };
  remote_link: Nothing;
  remote_template: Nothing;
  open_account: Nothing;
  open_major_incident: Nothing;
  other: Nothing;
  other_administrator: Nothing;
  own_page: Nothing;
  own_password: Nothing;
  own_session: Nothing;
  own_unsent_file: Nothing;
  password_given: Nothing;
  account_name: Nothing;
  parameter_name: Nothing;
  people_columns: Nothing;
  phone: Nothing;
  process_word: Nothing;
  /** Of a mail. */
  link_secret: Nothing;
  link_of_ticket: Nothing;
  record_id: Nothing;
  /** A mailbox is read from a server, or messages are posted to it: never the one and then the other. */
  same_kind_of_mailbox: Nothing;
  since_with_since: Nothing;
  /** How a mailbox signs in at its servers. */
  provider_url: Nothing;
  oauth_scope: Nothing;
  tenant_of_microsoft: Nothing;
  issuer_of_other: Nothing;
  no_application_at_google: Nothing;
  graph_of_microsoft: Nothing;
  password_or_oauth: Nothing;
  server_to_read: Nothing;
  imap_of_server: Nothing;
  no_server_with_graph: Nothing;
  oauth_for_graph: Nothing;
  role_or_place: Nothing;
  shown_characters: Nothing;
  shift: { known: readonly string[] };
  slug: Nothing;
  storable_text: Nothing;
  string: Nothing;
  text_in_a_language: Nothing;
  tag_word: Nothing;
  /** `names` are those a text may have in braces. */
  template_names: { names: readonly string[] };
  ticket_childless: Nothing;
  ticket_id: Nothing;
  ticket_known: Nothing;
  ticket_not_over: Nothing;
  ticket_of_desk: Nothing;
  ticket_parentless: Nothing;
  time_zone: Nothing;
  unused_address: Nothing;
  unused_inventory_number: Nothing;
  uncommon_password: Nothing;
  unused_key: Nothing;
  unused_slug: Nothing;
  utf8: Nothing;
  /** Visible characters of ASCII. */
  visible_ascii: { min: number; max: number };
  webhook_address: Nothing;
  whole_json: Nothing;
  whole_number: { min: number; max: number };
  time_of_day: Nothing;
  zone: Nothing;
}

export type ExpectationCode = keyof ExpectationParameters;

export type Expectation = {
  [C in ExpectationCode]: { code: C; parameters: ExpectationParameters[C] };
}[ExpectationCode];

/** What came instead, short enough to read. */
export interface ReceiptParameters {
  array: { count: number };
  body: Nothing;
  characters: { count: number };
  child: Nothing;
  field: { name: string };
  field_twice: { name: string };
  /** The header as it came; null where there was none. */
  content_type: { value: string | null };
  more: Nothing;
  not_json: { reason: string };
  not_utf8: Nothing;
  nothing: Nothing;
  object: Nothing;
  others: { count: number };
  parent: Nothing;
  something_else: Nothing;
  string: { count: number };
  ticket: { status: Status };
  used_key: Nothing;
  /** The caller's own value, as JSON. */
  value: { json: string };
  /** Of one parameter. */
  values: { count: number };
}

export type ReceiptCode = keyof ReceiptParameters;

export type Receipt = {
  [C in ReceiptCode]: { code: C; parameters: ReceiptParameters[C] };
}[ReceiptCode];

type Given<P> = Nothing extends P ? [] : [parameters: P];

export function expected<C extends ExpectationCode>(
  code: C,
  ...[parameters]: Given<ExpectationParameters[C]>
): Expectation {
  return { code, parameters: parameters ?? {} } as Expectation;
}

export function received<C extends ReceiptCode>(
  code: C,
  ...[parameters]: Given<ReceiptParameters[C]>
): Receipt {
  return { code, parameters: parameters ?? {} } as Receipt;
}

/** For the checks of a schema, which carry an expectation as a string and nothing else. */
export function asked<C extends ExpectationCode>(
  code: C,
  ...given: Given<ExpectationParameters[C]>
): string {
  return JSON.stringify(expected(code, ...given));
}

/** What a check of a schema asked; any text that none of ours wrote is some other thing. */
export function askedBy(message: string): Expectation {
  return message.startsWith('{"code":') ? JSON.parse(message) : expected('other');
}
