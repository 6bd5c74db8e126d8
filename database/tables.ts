import type { Knex } from 'knex';
import type { EventSource, EventType } from '../workflows/domain/events.ts';
import type { DigestRhythm, MailOutcome } from '../workflows/domain/notification_words.ts';
import type { OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import type { ProblemEventType, ProblemState, ProblemStatus } from '../workflows/domain/problem.ts';
import type { ProcessSnapshot } from '../workflows/domain/process.ts';
import type { NotificationSide, RecipientReason } from '../workflows/domain/recipients.ts';
import type {
  Actor,
  Channel,
  Priority,
  RequesterTier,
  Status,
  TicketState,
  TicketType,
  Tier,
} from '../workflows/domain/ticket.ts';
import type {
  PlaybookStepKind,
  RunProblem,
  RunStatus,
  StepStatus,
} from '../workflows/playbooks/port.ts';
import type { AssignmentOffer } from '../workflows/ports.ts';
import type { LocalDate, WallTime, Weekday } from '../workflows/processes/calendars/definition.ts';
import type { ProcessDefinition } from '../workflows/processes/define.ts';
import type { ProcessDiagram } from '../workflows/processes/diagram/diagram.ts';
import type { NotificationChoice } from '../workflows/processes/notifications/decide.ts';
import type { OwnHours } from '../workflows/processes/notifications/digest_times.ts';
import type { HoursWindow, LevelTarget, PlanHours } from '../workflows/processes/on_call/plan.ts';
import type { Offers } from '../workflows/processes/routing/offers.ts';
import type { AlarmKind } from './alarms.ts';
import type { AuditKind, AuditObjectKind, AuditProgram } from './audit.ts';
import type {
  ConnectFailure,
  GrantFailure,
  MailAudience,
  MailboxFailure,
  MailFate,
  MailPermission,
  MailProvider,
} from './mail_words.ts';
import type {
  OutgoingMailKind,
  OutgoingMailState,
  SendingFailure,
  UnsentReason,
} from './outgoing_mail_words.ts';
import type { RetentionMatter } from './retention.ts';
import type { Role } from './roles.ts';

/** A jsonb column is written as text: left to itself the driver makes arrays of arrays. */
type WithJson<Row, Json extends keyof Row> = Omit<Row, Json> & {
  [K in Json]: string | Extract<Row[K], null>;
};

/** What is written may be worked out by the database: its own time, an expression. */
type Written<Row> = { [K in keyof Row]: Row[K] | Knex.Raw };

/** A row as it is read; `Generated` columns may be left out when writing. */
type Table<
  Row,
  Generated extends keyof Row = never,
  Json extends keyof Row = never,
> = Knex.CompositeTableType<
  Row,
  Written<Omit<WithJson<Row, Json>, Generated> & Partial<Pick<Row, Generated>>>,
  Written<Partial<WithJson<Row, Json>>>
>;

export interface AccountRow {
  account_id: string;
  roles: readonly Role[];
  display_name: string;
  /** As E.164 writes them; the first is the main one. */
  phones: string[];
  /** IANA; null is the desk's own. */
  zone: string | null;
  site: string | null;
  department: string | null;
  /** The organisation they are served for; null where they are the desk's own. */
  customer_id: string | null;
  manager_id: string | null;
  requester_tier: RequesterTier;
  locale: 'en' | 'fr';
  is_active: boolean;
  is_demo: boolean;
  /** Rises with each change. */
  revision: number;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  /** The fingerprint of the request that made it, where its key can come again. */
  made_by_request: string | null;
}

/** In lower case, each of one account. */
export interface MailAddressRow {
  address: string;
  account_id: string;
  is_main: boolean;
}

export interface AbsenceRow {
  absence_id: string;
  account_id: string;
  from_at: Date;
  /** Null: until somebody ends it. */
  until_at: Date | null;
  deputy_id: string | null;
  /** They are there, and the deputy decides approvals for them. */
  only_approvals: boolean;
  note: string;
  created_by: string | null;
  created_at: Date;
}

/** How a group is on call. */
export interface OnCallPlanRow {
  process_id: string;
  group_id: string;
  /** IANA. */
  zone: string;
  repeats: number;
  version: number;
  command_id: string;
  fingerprint: string;
  changed_by: string | null;
  changed_at: Date;
}

/** People who take turns. */
export interface OnCallLayerRow {
  process_id: string;
  group_id: string;
  name: string;
  position: number;
  hand_over: 'day' | 'week';
  hand_over_on: Weekday | null;
  hand_over_at: WallTime;
  starts_on: LocalDate;
  hours: PlanHours['kind'];
  windows: HoursWindow[] | null;
}

export interface OnCallMemberRow {
  process_id: string;
  group_id: string;
  layer: string;
  position: number;
  account_id: string;
}

/** Who is paged when nobody has answered so far. */
export interface OnCallLevelRow {
  process_id: string;
  group_id: string;
  position: number;
  target: LevelTarget;
  layer: string | null;
  account_id: string | null;
  wait_minutes: number;
}

/** Somebody has it instead, for a time. */
export interface OnCallOverrideRow {
  override_id: string;
  process_id: string;
  group_id: string;
  layer: string | null;
  account_id: string;
  from_at: Date;
  until_at: Date;
  created_by: string | null;
  created_at: Date;
}

/** The address under which a calendar reads somebody's shifts. */
export interface OnCallCalendarRow {
  account_id: string;
  secret_hash: string;
  created_at: Date;
}

/** An account that was closed, and how far what it had in hand is handed over. */
export interface DepartureRow {
  /** bigint: the driver gives it as text. */
  departure_id: string;
  account_id: string;
  closed_by: string | null;
  closed_at: Date;
  deputy_id: string | null;
  ticket_count: number;
  /** Tickets that were handed over. */
  moved_ids: string[];
  done_at: Date | null;
}

export interface ApiTokenRow {
  token_id: string;
  token_hash: string;
  account_id: string;
  label: string;
  scopes: string[];
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

/** How somebody signed in. */
export type SignInMethod = 'password' | 'passkey' | 'link' | 'oidc' | 'demo';
/** What they showed besides. */
export type SecondFactor = 'totp' | 'passkey' | 'recovery_code';

/** A browser that is signed in. */
export interface SessionRow {
  session_id: string;
  session_hash: string;
  account_id: string;
  method: SignInMethod;
  factor: SecondFactor | null;
  is_enrolling: boolean;
  address: string | null;
  agent: string | null;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

export interface PasswordRow {
  account_id: string;
  hash: string;
  changed_at: Date;
}

export interface TotpFactorRow {
  account_id: string;
  sealed_secret: string;
  confirmed_at: Date | null;
  /** bigint: the driver gives it as text. */
  last_period: string | null;
}

export interface RecoveryCodeRow {
  code_hash: string;
  account_id: string;
}

export interface PasskeyRow {
  credential_id: string;
  account_id: string;
  label: string;
  public_key: Buffer;
  /** bigint: the driver gives it as text. */
  sign_count: string;
  transports: string[];
  created_at: Date;
  last_used_at: Date | null;
}

export interface SignInStepRow {
  step_hash: string;
  kind: 'second_factor' | 'passkey' | 'new_passkey';
  account_id: string | null;
  method: SignInMethod | null;
  challenge: string | null;
  expires_at: Date;
}

/** `provider` leads to the sign-in page, and chooses no password. */
export type SignInLinkPurpose = 'invitation' | 'reset' | 'provider';

export interface SignInLinkRow {
  link_id: string;
  secret_hash: string;
  account_id: string;
  purpose: SignInLinkPurpose;
  made_by: string | null;
  made_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface SignInMailRow {
  link_id: string;
  address: string;
  sealed_url: string;
  attempts: number;
  next_attempt_at: Date;
  error: string | null;
}

export interface TestMailRow {
  account_id: string;
  request_id: string;
  mailbox_id: string | null;
  asked_at: Date;
  status: 'pending' | 'sent' | 'failed';
  attempted_at: Date | null;
  error: 'no_server' | 'no_address' | 'refused' | 'unreachable' | null;
  /** What the server said, or the system where none answered. */
  answer: string | null;
}

export interface SignInFailureRow {
  key: string;
  count: number;
  last_at: Date;
  free_at: Date;
}

/** One row. */
export interface SignInRulesRow {
  is_only: boolean;
  second_factor_roles: Role[];
}

/** Written as a whole set in one statement. */
export interface SharedCountRow {
  key: string;
  minute: Date;
  /** bigint: the driver gives it as text. */
  count: string;
}

/** One row at most. */
export interface WarehouseExporterRow {
  is_only: boolean;
  home_id: string;
  host: string;
  home: string;
  seen_at: Date;
}

export interface GroupMemberRow {
  process_id: string;
  group_id: string;
  account_id: string;
  capacity: number;
  skills: string[];
  shift: string | null;
}

export interface TicketContentRow {
  ticket_id: string;
  /** bigint: the driver gives it as text. */
  number: string;
  requester_id: string;
  subject: string;
  description: string;
  fingerprint: string;
  created_by: string;
  created_at: Date;
  /** Whom its requester was served for then; a trigger writes it. */
  customer_id: string | null;
}

export interface MessageRow {
  message_id: string;
  ticket_id: string;
  author_id: string;
  visibility: 'public' | 'internal';
  channel: string;
  body: string;
  created_at: Date;
}

export interface AttachmentRow {
  attachment_id: string;
  owner_id: string;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  content: Buffer;
  ticket_id: string | null;
  message_id: string | null;
  created_at: Date;
}

export interface NotificationRow {
  account_id: string;
  ticket_id: string;
  seq: number;
  reason: RecipientReason;
  rule: string | null;
  level: number | null;
  at: Date;
  visible_at: Date;
  read_at: Date | null;
  side: NotificationSide;
  in_bell: boolean;
  on_desktop: boolean;
  is_fixed: boolean;
  is_muted: boolean;
  decided_at: Date | null;
  mail: MailOutcome | null;
  mail_by: 'rule' | 'choice' | null;
  mail_due_at: Date | null;
  mail_digest: DigestRhythm | null;
  /** bigint: the driver gives it as text. */
  mail_id: string | null;
}

/** What an account chose, by side and reason. */
export type ChoicesBySide = {
  [S in NotificationSide]?: { [R in RecipientReason]?: NotificationChoice };
};

export interface NotificationChoicesRow {
  account_id: string;
  version: number;
  choices: ChoicesBySide;
  hours: OwnHours | null;
  digest_day: Weekday;
  digest_at: WallTime;
  command_id: string | null;
  fingerprint: string | null;
  changed_at: Date;
}

/** A ticket or a reason, never both. */
export interface MutedNotificationRow {
  account_id: string;
  ticket_id: string | null;
  reason: RecipientReason | null;
  /** Of the reason `rule`. */
  rule: string | null;
  muted_at: Date;
}

export interface NoteRow {
  note_id: string;
  ticket_id: string;
  author_id: string;
  kind:
    | 'reason'
    | 'requested_outcome'
    | 'resolution'
    | 'root_cause'
    | 'comment'
    | 'diagnostic_step'
    | 'statement'
    | 'field'
    | 'task'
    | 'playbook_input';
  body: string;
  outcome: string | null;
  ruled_out: string | null;
  created_at: Date;
}

export interface CalendarVersionRow {
  process_id: string;
  calendar_id: string;
  version: string;
  from_minute: number;
  to_minute: number;
  minutes: number[];
  first_seen_at: Date;
  /** When a worker began with it last. */
  last_seen_at: Date;
}

export interface ProcessSnapshotRow {
  hash: string;
  process_id: string;
  version: number;
  snapshot: ProcessSnapshot;
  first_seen_at: Date;
}

/** A version of a process as it was shipped on this desk. */
export interface ProcessVersionRow {
  process_id: string;
  version: number;
  hash: string;
  definition: ProcessDefinition;
  shipped_from: 'install' | 'command_line' | 'desk';
  shipped_by: string | null;
  commit_id: string | null;
  shipped_at: Date;
  texts_at: Date;
}

export interface ProcessOffersRow {
  offers_id: string;
  offers: Offers;
  commit_id: string | null;
  shipped_at: Date;
}

/** One thing wrong in a folder of processes. */
export interface FolderProblem {
  /** From the folder, or where it is outside of it the whole path; null where no file is known. */
  file: string | null;
  line: number | null;
  message: string;
}

export interface ProcessFolderRow {
  folder: string;
  processes: { id: string; version: number; hash: string }[];
  problems: FolderProblem[];
  looked_at: Date;
}

export interface ProcessDrawingRow {
  hash: string;
  drawing: ProcessDiagram;
  drawn_at: Date;
}

export interface TicketEventRow {
  ticket_id: string;
  seq: number;
  type: EventType;
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string;
  command_id: string | null;
  data: unknown;
  source: EventSource | null;
  data_hash: string;
  recorded_at: Date;
}

export interface TicketCommandRow {
  command_id: string;
  ticket_id: string;
  fingerprint: string;
  taken_by: string | null;
  seq: number | null;
  intended_at: Date;
}

export type TicketOrigin = 'live' | 'import' | 'demo';

export interface TicketRow {
  ticket_id: string;
  origin: TicketOrigin;
  last_seq: number;
  process_id: string;
  process_version: number;
  status: Status;
  is_open: boolean;
  type: TicketType;
  channel: Channel;
  category: string | null;
  service: string | null;
  priority: Priority;
  /** 1 for the most urgent of its process. */
  priority_rank: number;
  group_id: string;
  tier: Tier;
  assignee_id: string | null;
  requester_id: string;
  is_breached: boolean;
  opened_at: Date;
  updated_at: Date;
  first_response_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
  next_deadline_at: Date | null;
  resolution_due_at: Date | null;
  /** Out of the state, for lists: the words on it, what it is about, who follows it, who has a copy. */
  tags: string[];
  affected_ids: string[];
  follower_ids: string[];
  copied_ids: string[];
  /** Agents that have an open task on it. */
  task_agent_ids: string[];
  /** Groups that have one. */
  task_group_ids: string[];
  /** Out of the state: the problem the ticket says it belongs to. */
  problem_id: string | null;
  state: TicketState;
}

/** A macro or a view of the list, that somebody keeps by name. */
export interface PresetRow {
  preset_id: string;
  kind: 'macro' | 'view';
  owner_id: string;
  title: string;
  audience: 'own' | 'group' | 'everybody';
  group_id: string | null;
  content: object;
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
  updated_at: Date;
}

/** A word for tickets, as it is spelled and as it is compared. */
export interface TagRow {
  word: string;
  folded: string;
  created_by: string | null;
  created_at: Date;
}

export interface AssignmentPoolRow {
  process_id: string;
  group_id: string;
  decision_count: string;
  last_agent: string | null;
}

export interface AssignmentQueueRow {
  ticket_id: string;
  process_id: string;
  group_id: string;
  priority: Priority;
  waiting_since: Date;
  skills: string[];
  preferred_agent: string | null;
  excluded_agents: string[];
}

export interface AgentLoadRow {
  ticket_id: string;
  process_id: string;
  group_id: string;
  account_id: string;
  counts: boolean;
  assigned_at: Date;
}

export interface AgentAssignmentRow {
  account_id: string;
  last_assigned_at: Date;
}

export interface AssignmentOfferRow {
  decision_id: string;
  ticket_id: string;
  process_id: string;
  group_id: string;
  decided_at: Date;
  offer: AssignmentOffer;
  offered_at: Date;
  settled_at: Date | null;
}

export interface AlarmRow {
  alarm_id: string;
  kind: AlarmKind;
  ticket_id: string | null;
  detail: Record<string, unknown>;
  raised_at: Date;
  cleared_at: Date | null;
}

/** A device or a service that the desk looks after. */
export interface ConfigurationItemRow {
  item_id: string;
  kind: 'device' | 'service';
  name: string;
  type: string | null;
  model: string | null;
  inventory_number: string | null;
  serial_number: string | null;
  site: string | null;
  status: 'in_use' | 'in_stock' | 'in_repair' | 'retired';
  /** Who uses it. */
  owner_id: string | null;
  /** What a program of remote help knows it by. */
  remote_id: string | null;
  address: string | null;
  notes: string;
  /** The group of a process that looks after it; both or neither. */
  support_process: string | null;
  support_group: string | null;
  /** What it cannot work without: ids of other items, in their order, never in a circle. */
  depends_on_ids: string[];
  /** Rises with each change. */
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
  updated_at: Date;
}

/** An organisation that is served. */
export interface CustomerRow {
  customer_id: string;
  name: string;
  /** A word that processes ask about. */
  contract: string | null;
  note: string;
  /** Rises with each change. */
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
  updated_at: Date;
}

/** A program of remote help. */
export interface RemoteLinkRow {
  link_id: string;
  name: string;
  /** An address with variables: `https://host/?node={item.remoteId}`. */
  template: string;
  fingerprint: string;
  created_by: string | null;
  created_at: Date;
}

/** Somebody helped from afar, or does so now. */
export interface RemoteSessionRow {
  session_id: string;
  ticket_id: string;
  item_id: string | null;
  /** As it was called then, and what it was opened by. */
  item_name: string;
  link_name: string;
  agent_id: string | null;
  fingerprint: string;
  started_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface MailboxRow {
  mailbox_id: string;
  name: string;
  address: string;
  kind: 'imap' | 'webhook';
  host: string | null;
  port: number | null;
  security: 'tls' | 'starttls' | 'none' | null;
  user_name: string | null;
  sealed_secret: string | null;
  folder: string | null;
  process_id: string;
  group_id: string | null;
  locale: 'en' | 'fr';
  is_enabled: boolean;
  trusted_servers: string[];
  checks_senders: boolean;
  own_lists: string[];
  takes_list_of_address: boolean;
  start_from: 'all' | 'now' | 'since' | null;
  start_since: Date | null;
  start_chosen_at: Date | null;
  /** bigint, as the other UIDs: the driver gives it as text. */
  uid_validity: string | null;
  start_uid: string | null;
  last_uid: string;
  stuck_uid: string | null;
  stuck_count: number;
  server_count: number | null;
  connected_at: Date | null;
  checked_at: Date | null;
  failure: MailboxFailure | null;
  failure_words: string | null;
  failing_since: Date | null;
  failure_streak: number;
  retry_at: Date | null;
  out_kind: 'desk' | 'smtp' | 'graph';
  out_host: string | null;
  out_port: number | null;
  out_security: 'tls' | 'starttls' | 'none' | null;
  out_user_name: string | null;
  out_sealed_secret: string | null;
  out_per_minute: number | null;
  takes_plus_addresses: boolean;
  names_agents: boolean;
  dkim_selector: string | null;
  dkim_sealed_key: string | null;
  dkim_public_key: string | null;
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
}

/** How a way out fares: of a mailbox, or of the desk's own (`desk`). */
export interface OutgoingQueueRow {
  queue_id: string;
  failure: SendingFailure | null;
  failure_words: string | null;
  failing_since: Date | null;
  failure_streak: number;
  retry_at: Date | null;
  succeeded_at: Date | null;
}

export interface MailReplayRow {
  command_id: string;
  account_id: string;
  fingerprint: string;
  results: unknown;
  made_at: Date;
}

export interface OutgoingMailRow {
  /** bigint: the driver gives it as text. */
  mail_id: string;
  kind: OutgoingMailKind;
  account_id: string;
  ticket_id: string | null;
  mailbox_id: string | null;
  state: OutgoingMailState;
  reason: UnsentReason | null;
  due_at: Date;
  next_attempt_at: Date;
  closed_at: Date | null;
  attempts: number;
  begun_at: Date | null;
  maybe_sent_twice: boolean;
  message_id: string | null;
  recipient: string | null;
  answer: string | null;
  attempted_at: Date | null;
  sent_at: Date | null;
  bounced_at: Date | null;
  bounce_status: string | null;
  bounce_words: string | null;
  bounce_mail_id: string | null;
  noted_at: Date | null;
  created_at: Date;
}

export interface OutgoingMailNewsRow {
  mail_id: string;
  account_id: string;
  ticket_id: string;
  seq: number;
  reason: RecipientReason;
}

export interface BouncedAddressRow {
  account_id: string;
  address: string;
  bounce_count: number;
  bounced_at: Date;
  status: string | null;
  words: string | null;
  stopped_at: Date | null;
}

export interface MailGrantRow {
  mailbox_id: string;
  provider: MailProvider;
  flow: 'delegated' | 'application';
  tenant: string | null;
  authority_url: string | null;
  graph_url: string | null;
  issuer: string | null;
  authorization_url: string | null;
  token_url: string | null;
  device_url: string | null;
  client_id: string;
  sealed_client_secret: string | null;
  /** A date, as text. */
  secret_expires_on: string | null;
  permissions: MailPermission[];
  scopes: string[] | null;
  allows_other_account: boolean;
  generation: number;
  consented_by: string | null;
  account: string | null;
  connected_at: Date | null;
  attempt_failure: ConnectFailure | null;
  attempt_words: string | null;
  attempted_at: Date | null;
  sealed_refresh_token: string | null;
  token_number: number;
  refreshed_at: Date | null;
  refreshing_by: string | null;
  refreshing_until: Date | null;
  is_cut_off: boolean;
  failure: GrantFailure | null;
  failure_words: string | null;
  failing_since: Date | null;
  failure_streak: number;
  retry_at: Date | null;
}

export interface MailAccessTokenRow {
  mailbox_id: string;
  audience: MailAudience;
  token_id: string;
  sealed_token: string;
  issued_at: Date;
  stale_at: Date;
  expires_at: Date;
}

export interface MailConsentAttemptRow {
  state_hash: string;
  session_id: string;
  mailbox_id: string;
  generation: number;
  nonce: string;
  sealed_verifier: string;
  redirect_uri: string;
  expires_at: Date;
}

export interface RawMailRow {
  sha256: string;
  content: Buffer;
  size_bytes: number;
  stored_at: Date;
}

export interface MailRow {
  /** bigint: the driver gives it as text. */
  mail_id: string;
  mailbox_id: string;
  uid_validity: string | null;
  uid: string | null;
  webhook_key: string | null;
  identity: string | null;
  first_mail_id: string | null;
  sha256: string | null;
  size_bytes: string;
  delivered_at: Date;
  stored_at: Date;
  /** Generated: the earlier of the two. */
  arrived_at: Date;
  was_there_before: boolean;
  message_id: string | null;
  from_address: string | null;
  from_name: string | null;
  subject: string | null;
  sender_id: string | null;
  problems: string[];
  /** jsonb, what `api/mail/judging` calls an `Authenticity`. */
  authenticity: object | null;
  thread_keys: string[];
  overtook_id: string | null;
  ordered: 'ticket' | null;
  fate: MailFate | null;
  reason: string | null;
  detail: string | null;
  ticket_id: string | null;
  said_id: string | null;
  rules_version: number | null;
  judged_at: Date | null;
  replay_count: number;
}

export interface PlaybookBuildRow {
  build_id: string;
  sources: Buffer;
  created_at: Date;
}

export interface PlaybookRow {
  name: string;
  version: number;
  build_id: string;
  title: Record<'en' | 'fr', string>;
  input: Record<string, unknown>;
  file: string;
}

export interface PlaybookSecretRow {
  name: string;
  /** By the key of the desk. */
  sealed: string;
  version: number;
  command_id: string;
  updated_at: Date;
}

export interface PlaybookRunRow {
  run_id: string;
  ticket_id: string;
  n: number;
  playbook: string;
  version: number;
  build_id: string;
  input_id: string | null;
  retry_of: string | null;
  from_step: string | null;
  status: RunStatus;
  change: number;
  problem: RunProblem | null;
  started_at: Date;
  ended_at: Date | null;
}

export interface PlaybookStepRow {
  run_id: string;
  key: string;
  position: number;
  name: string;
  kind: PlaybookStepKind;
  place: string | null;
  status: StepStatus;
  started_at: Date;
  ended_at: Date | null;
  waits_for: Record<string, string | number> | null;
  result: unknown;
  problem: RunProblem | null;
  change: number;
}

export interface WebhookRow {
  webhook_id: string;
  name: string;
  address: string;
  event_types: string[];
  places: string[];
  texts: 'none' | 'public' | 'all';
  secret: string;
  previous_secret: string | null;
  previous_until: Date | null;
  is_enabled: boolean;
  disabled_because: 'failing' | 'gone' | null;
  failure_streak: number;
  retry_at: Date | null;
  succeeded_at: Date | null;
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
}

export interface WebhookDeliveryRow {
  /** bigint: the driver gives it as text. */
  delivery_id: string;
  webhook_id: string;
  event_id: string;
  ticket_id: string | null;
  seq: number | null;
  type: string;
  happened_at: Date;
  /** Of what says that somebody was told: whom, and why. */
  account_id: string | null;
  reason: RecipientReason | null;
  status: 'pending' | 'delivered' | 'failed';
  attempt_count: number;
  next_attempt_at: Date;
  expires_at: Date;
  attempted_at: Date | null;
  duration_ms: number | null;
  answer_status: number | null;
  answer: string | null;
  error: string | null;
  created_at: Date;
}

/** One row. */
export interface DeskProfileRow {
  is_only: boolean;
  name: string;
  locale: 'en' | 'fr';
  zone: string;
  logo: Buffer | null;
  logo_type: 'image/png' | 'image/jpeg' | 'image/webp' | null;
  settled: string[];
  is_set_up: boolean;
  version: number;
}

export interface OwnerLinkRow {
  secret_hash: string;
  account_id: string | null;
  name: string | null;
  address: string | null;
  made_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

/** One row. */
export interface WebhookFeedRow {
  is_only: boolean;
  xid: string;
  position: string;
}

/** Of a ticket, of a problem, of a knowledge session or of an article. */
export interface ExportOutboxRow {
  position: string;
  xid: string;
  ticket_id: string | null;
  problem_id: string | null;
  first_seq: number | null;
  last_seq: number | null;
  at: Date;
  session_id: string | null;
  article_id: string | null;
  audit_position: string | null;
  mail_id: string | null;
  outgoing_mail_id: string | null;
}

export interface ExportOutboxFloorRow {
  is_only: boolean;
  xid: string;
  position: string;
}

export type ArticleKind = 'guide' | 'faq' | 'tutorial' | 'known_error';
export type ArticleState = 'draft' | 'published' | 'archived';

export interface ArticleRow {
  article_id: string;
  slug: string;
  kind: ArticleKind;
  process_id: string | null;
  category: string | null;
  service: string | null;
  state: ArticleState;
  owner_id: string;
  /** A day; the driver gives it as midnight of this server's zone, so it is read as text. */
  review_on: string | null;
  source_ticket_id: string | null;
  revision: number;
  latest_version: number;
  published_version: number | null;
  created_at: Date;
  updated_at: Date;
  first_published_at: Date | null;
}

export interface ArticleTextRow {
  article_id: string;
  version: number;
  locale: 'en' | 'fr';
  title: string;
  summary: string;
  body: string;
}

export interface ArticleChangeRow {
  article_id: string;
  revision: number;
  kind: 'created' | 'edited' | 'published' | 'archived' | 'restored';
  version: number;
  changed_by: string;
  changed_at: Date;
  change_id: string;
  fingerprint: string;
}

export interface ArticleFeedbackRow {
  article_id: string;
  account_id: string;
  is_helpful: boolean;
  comment: string | null;
  given_at: Date;
}

export interface KnowledgeSessionRow {
  session_id: string;
  account_id: string;
  place: 'portal' | 'form';
  locale: 'en' | 'fr';
  started_at: Date;
  last_seen_at: Date;
  ending: 'solved' | 'abandoned' | 'submitted' | null;
  solved_by_article_id: string | null;
  ticket_id: string | null;
}

export interface KnowledgeSearchRow {
  session_id: string;
  n: number;
  query: string;
  category: string | null;
  result_count: number;
  searched_at: Date;
}

/** A word that many people have searched for. Only triggers write it. */
export interface CommonTermRow {
  term: string;
}

export interface KnowledgeViewRow {
  session_id: string;
  article_id: string;
  rank: number | null;
  shown_at: Date;
  opened_at: Date | null;
  verdict: 'solved' | 'not_solved' | null;
}

export interface SavedQueryRow {
  query_id: string;
  owner_id: string;
  name: string;
  sql: string;
  params: { name: string; type: string; value: string | null }[];
  chart: Record<string, unknown> | null;
  is_shared: boolean;
  version: number;
  command_id: string;
  fingerprint: string;
  created_at: Date;
  updated_at: Date;
}

export interface ProblemRow {
  problem_id: string;
  /** bigint: the driver gives it as text. */
  number: string;
  origin: 'live' | 'demo';
  last_seq: number;
  process_id: string;
  status: ProblemStatus;
  is_open: boolean;
  category: string | null;
  service: string | null;
  priority: Priority;
  priority_rank: number;
  group_id: string;
  owner_id: string | null;
  title_id: string;
  review_at: Date | null;
  opened_at: Date;
  updated_at: Date;
  state: ProblemState;
}

export interface ProblemTextRow {
  text_id: string;
  problem_id: string;
  author_id: string;
  kind: 'title' | 'description' | 'root_cause' | 'workaround' | 'note';
  body: string;
  created_at: Date;
}

export interface ProblemEventRow {
  problem_id: string;
  seq: number;
  type: ProblemEventType;
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string;
  command_id: string;
  fingerprint: string;
  data: unknown;
  recorded_at: Date;
}

export interface OutgoingCommandsRow {
  batch_id: string;
  problem_id: string;
  commands: OutgoingCommand[];
  written_at: Date;
}

export interface PastIncidentRow {
  ticket_id: string;
  problem_id: string | null;
}

export interface ProblemIncidentRow {
  ticket_id: string;
  problem_id: string;
}

export interface DismissedIncidentRow {
  ticket_id: string;
  dismissed_by: string;
  dismissed_at: Date;
}

export interface MailingRow {
  mailing_id: string;
  dashboard: string;
  every: 'day' | 'week' | 'month';
  hour: number;
  zone: string;
  created_at: Date;
}

export interface MailingRecipientRow {
  mailing_id: string;
  account_id: string;
}

export interface MailingDeliveryRow {
  mailing_id: string;
  period: string;
  account_id: string;
  attempted_at: Date;
  sent_at: Date | null;
  error: string | null;
}

export interface AuditEntryRow {
  /** bigint: the driver gives it as text. */
  position: string;
  at: Date;
  kind: AuditKind;
  program: AuditProgram;
  account_id: string | null;
  token_id: string | null;
  session_id: string | null;
  object_kind: AuditObjectKind;
  object_id: string;
  request_id: string | null;
}

/** What of an entry can be erased. */
export interface AuditDetailsRow {
  position: string;
  salt: string;
  address: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Only a trigger writes it. */
export interface AuditLinkRow {
  link: string;
  position: string;
  details_hash: Buffer | null;
  hash: Buffer;
}

export interface IdentityRow {
  issuer: string;
  subject: string;
  account_id: string;
  source: string;
  linked_at: Date;
  last_seen_at: Date;
}

export interface SignInProviderRow {
  provider_id: string;
}

export interface SignInAttemptRow {
  state_hash: string;
  browser_hash: string;
  provider: string;
  nonce: string;
  code_verifier: string;
  return_to: string;
  links_to: string | null;
  expires_at: Date;
}

export interface LinkOfferRow {
  browser_hash: string;
  account_id: string;
  provider: string;
  issuer: string;
  subject: string;
  groups: string[] | null;
  expires_at: Date;
}

/** Gives either a role or a place in a group. */
export interface GroupMappingRow {
  mapping_id: string;
  source: string;
  directory_group: string;
  role: Role | null;
  process_id: string | null;
  group_id: string | null;
  capacity: number | null;
  created_by: string | null;
  created_at: Date;
}

export interface GivenRoleRow {
  account_id: string;
  role: Role;
  source: string;
}

export interface GivenPlaceRow {
  account_id: string;
  process_id: string;
  group_id: string;
  source: string;
}

export interface ScimPersonRow {
  account_id: string;
  user_name: string;
  external_id: string | null;
  given_name: string | null;
  family_name: string | null;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  removed_at: Date | null;
}

export interface ScimGroupRow {
  scim_group_id: string;
  display_name: string;
  external_id: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface ScimGroupMemberRow {
  scim_group_id: string;
  account_id: string;
}

export interface ErasureRow {
  account_id: string;
  erased_at: Date;
  mentions: string[];
}

/** A state of the functions that the database has had. */
export interface FunctionSetRow {
  sha256: string;
  applied_at: Date;
}

export interface RetentionRuleRow {
  matter: RetentionMatter;
  days: number;
}

/** The desk's tables by name. `connection.ts` makes Knex know them. */
export interface DeskTables {
  accounts: Table<AccountRow, Exclude<keyof AccountRow, 'account_id' | 'roles' | 'display_name'>>;
  mail_addresses: Table<MailAddressRow, 'is_main'>;
  absences: Table<
    AbsenceRow,
    'until_at' | 'deputy_id' | 'only_approvals' | 'note' | 'created_by' | 'created_at'
  >;
  on_call_plans: Table<OnCallPlanRow, 'changed_by' | 'changed_at'>;
  on_call_layers: Table<OnCallLayerRow, never, 'windows'>;
  on_call_members: Table<OnCallMemberRow>;
  on_call_levels: Table<OnCallLevelRow>;
  on_call_overrides: Table<OnCallOverrideRow, 'created_by' | 'created_at'>;
  on_call_calendars: Table<OnCallCalendarRow>;
  departures: Table<DepartureRow, Exclude<keyof DepartureRow, 'account_id'>>;
  api_tokens: Table<ApiTokenRow, Exclude<keyof ApiTokenRow, 'token_hash' | 'account_id' | 'label'>>;
  sessions: Table<
    SessionRow,
    'session_id' | 'factor' | 'is_enrolling' | 'address' | 'agent' | 'created_at' | 'seen_at'
  >;
  passwords: Table<PasswordRow, 'changed_at'>;
  totp_factors: Table<TotpFactorRow, 'confirmed_at' | 'last_period'>;
  recovery_codes: Table<RecoveryCodeRow>;
  passkeys: Table<PasskeyRow, 'transports' | 'created_at' | 'last_used_at'>;
  sign_in_steps: Table<SignInStepRow, 'account_id' | 'method' | 'challenge'>;
  sign_in_links: Table<SignInLinkRow, 'link_id' | 'made_by' | 'made_at' | 'ended_at'>;
  sign_in_mails: Table<SignInMailRow, 'attempts' | 'next_attempt_at' | 'error'>;
  test_mails: Table<TestMailRow, Exclude<keyof TestMailRow, 'account_id' | 'request_id'>>;
  sign_in_failures: Table<SignInFailureRow>;
  sign_in_rules: Table<SignInRulesRow, 'is_only'>;
  sign_in_providers: Table<SignInProviderRow>;
  shared_counts: Table<SharedCountRow>;
  warehouse_exporter: Table<WarehouseExporterRow, 'is_only' | 'seen_at'>;
  group_members: Table<GroupMemberRow, 'skills' | 'shift'>;
  ticket_contents: Table<TicketContentRow, 'number' | 'created_at' | 'customer_id'>;
  messages: Table<MessageRow, 'created_at'>;
  notes: Table<NoteRow, 'outcome' | 'ruled_out' | 'created_at'>;
  calendar_versions: Table<CalendarVersionRow, 'first_seen_at' | 'last_seen_at', 'minutes'>;
  process_snapshots: Table<ProcessSnapshotRow, 'first_seen_at', 'snapshot'>;
  process_versions: Table<
    ProcessVersionRow,
    'shipped_by' | 'commit_id' | 'shipped_at' | 'texts_at',
    'definition'
  >;
  process_offers: Table<ProcessOffersRow, 'offers_id' | 'commit_id' | 'shipped_at', 'offers'>;
  process_folders: Table<ProcessFolderRow, 'looked_at', 'processes' | 'problems'>;
  process_drawings: Table<ProcessDrawingRow, 'drawn_at', 'drawing'>;
  ticket_events: Table<TicketEventRow, 'recorded_at', 'data' | 'source'>;
  notifications: Table<
    NotificationRow,
    Exclude<
      keyof NotificationRow,
      'account_id' | 'ticket_id' | 'seq' | 'reason' | 'at' | 'visible_at'
    >
  >;
  notification_choices: Table<
    NotificationChoicesRow,
    Exclude<keyof NotificationChoicesRow, 'account_id' | 'choices' | 'hours'>,
    'choices' | 'hours'
  >;
  muted_notifications: Table<
    MutedNotificationRow,
    Exclude<keyof MutedNotificationRow, 'account_id'>
  >;
  attachments: Table<AttachmentRow, 'ticket_id' | 'message_id' | 'created_at'>;
  ticket_commands: Table<TicketCommandRow, 'taken_by' | 'seq' | 'intended_at'>;
  tickets: Table<TicketRow, 'problem_id', 'state'>;
  assignment_pools: Table<AssignmentPoolRow, 'decision_count' | 'last_agent'>;
  assignment_queue: Table<AssignmentQueueRow>;
  agent_load: Table<AgentLoadRow>;
  agent_assignments: Table<AgentAssignmentRow>;
  assignment_offers: Table<AssignmentOfferRow, 'offered_at' | 'settled_at', 'offer'>;
  alarms: Table<AlarmRow, 'alarm_id' | 'ticket_id' | 'raised_at' | 'cleared_at', 'detail'>;
  mailings: Table<MailingRow, 'created_at'>;
  mailing_recipients: Table<MailingRecipientRow>;
  mailing_deliveries: Table<MailingDeliveryRow, 'attempted_at' | 'sent_at' | 'error'>;
  saved_queries: Table<SavedQueryRow, 'created_at' | 'updated_at', 'params' | 'chart'>;
  export_outbox_floor: Table<ExportOutboxFloorRow, 'is_only'>;
  export_outbox: Table<ExportOutboxRow, keyof ExportOutboxRow>;
  configuration_items: Table<
    ConfigurationItemRow,
    'support_process' | 'support_group' | 'depends_on_ids' | 'version' | 'created_at' | 'updated_at'
  >;
  customers: Table<CustomerRow, 'version' | 'created_at' | 'updated_at'>;
  remote_links: Table<RemoteLinkRow, 'created_at'>;
  remote_sessions: Table<RemoteSessionRow, 'started_at' | 'ended_by'>;
  playbook_builds: Table<PlaybookBuildRow, 'created_at'>;
  playbooks: Table<PlaybookRow, never, 'title' | 'input'>;
  playbook_runs: Table<
    PlaybookRunRow,
    'status' | 'change' | 'problem' | 'started_at' | 'ended_at',
    'problem'
  >;
  playbook_secrets: Table<PlaybookSecretRow, 'version' | 'updated_at'>;
  playbook_steps: Table<PlaybookStepRow, never, 'waits_for' | 'result' | 'problem'>;
  webhooks: Table<
    WebhookRow,
    | 'previous_secret'
    | 'previous_until'
    | 'disabled_because'
    | 'failure_streak'
    | 'retry_at'
    | 'succeeded_at'
    | 'version'
    | 'created_at'
  >;
  mailboxes: Table<
    MailboxRow,
    Exclude<
      keyof MailboxRow,
      | 'mailbox_id'
      | 'name'
      | 'address'
      | 'kind'
      | 'process_id'
      | 'locale'
      | 'is_enabled'
      | 'command_id'
      | 'fingerprint'
    >
  >;
  mail_grants: Table<
    MailGrantRow,
    Exclude<
      keyof MailGrantRow,
      'mailbox_id' | 'provider' | 'flow' | 'client_id' | 'permissions' | 'allows_other_account'
    >
  >;
  mail_access_tokens: Table<MailAccessTokenRow, 'issued_at'>;
  mail_consent_attempts: Table<MailConsentAttemptRow>;
  raw_mails: Table<RawMailRow, 'stored_at'>;
  mail_replays: Table<MailReplayRow, 'made_at'>;
  mails: Table<MailRow, Exclude<keyof MailRow, 'mailbox_id' | 'size_bytes' | 'delivered_at'>>;
  outgoing_queues: Table<OutgoingQueueRow, Exclude<keyof OutgoingQueueRow, 'queue_id'>>;
  outgoing_mails: Table<
    OutgoingMailRow,
    Exclude<keyof OutgoingMailRow, 'kind' | 'account_id' | 'due_at' | 'next_attempt_at'>
  >;
  outgoing_mail_news: Table<OutgoingMailNewsRow>;
  bounced_addresses: Table<BouncedAddressRow, 'status' | 'words' | 'stopped_at'>;
  webhook_deliveries: Table<WebhookDeliveryRow, keyof WebhookDeliveryRow>;
  desk_profile: Table<DeskProfileRow, keyof DeskProfileRow>;
  owner_links: Table<OwnerLinkRow, 'account_id' | 'name' | 'address' | 'made_at' | 'ended_at'>;
  webhook_feed: Table<WebhookFeedRow, 'is_only'>;
  articles: Table<
    ArticleRow,
    Exclude<keyof ArticleRow, 'article_id' | 'slug' | 'kind' | 'owner_id'>
  >;
  article_texts: Table<ArticleTextRow>;
  article_changes: Table<ArticleChangeRow, 'changed_at'>;
  article_feedback: Table<ArticleFeedbackRow, 'comment' | 'given_at'>;
  knowledge_sessions: Table<
    KnowledgeSessionRow,
    Exclude<keyof KnowledgeSessionRow, 'session_id' | 'account_id' | 'place' | 'locale'>
  >;
  knowledge_searches: Table<KnowledgeSearchRow, 'category' | 'searched_at'>;
  common_terms: Table<CommonTermRow>;
  knowledge_views: Table<KnowledgeViewRow, 'rank' | 'shown_at' | 'opened_at' | 'verdict'>;
  problems: Table<ProblemRow, 'number' | 'origin', 'state'>;
  problem_texts: Table<ProblemTextRow, 'created_at'>;
  problem_events: Table<ProblemEventRow, 'recorded_at', 'data'>;
  outgoing_commands: Table<OutgoingCommandsRow, 'written_at', 'commands'>;
  past_incidents: Table<PastIncidentRow>;
  problem_incidents: Table<ProblemIncidentRow>;
  presets: Table<PresetRow, 'created_at' | 'updated_at', 'content'>;
  tags: Table<TagRow, 'created_at'>;
  dismissed_incidents: Table<DismissedIncidentRow, 'dismissed_at'>;
  audit_entries: Table<AuditEntryRow, 'position' | 'at'>;
  audit_details: Table<AuditDetailsRow, 'salt', 'before' | 'after'>;
  audit_chain: Table<AuditLinkRow>;
  identities: Table<IdentityRow, 'linked_at' | 'last_seen_at'>;
  sign_in_attempts: Table<SignInAttemptRow, 'links_to'>;
  link_offers: Table<LinkOfferRow>;
  group_mappings: Table<
    GroupMappingRow,
    'role' | 'process_id' | 'group_id' | 'capacity' | 'created_by' | 'created_at'
  >;
  given_roles: Table<GivenRoleRow>;
  given_places: Table<GivenPlaceRow>;
  scim_people: Table<ScimPersonRow, Exclude<keyof ScimPersonRow, 'account_id' | 'user_name'>>;
  scim_groups: Table<ScimGroupRow, 'external_id' | 'created_at' | 'updated_at'>;
  scim_group_members: Table<ScimGroupMemberRow>;
  erasures: Table<ErasureRow, 'erased_at' | 'mentions'>;
  retention_rules: Table<RetentionRuleRow>;
  function_sets: Table<FunctionSetRow, 'applied_at'>;
}

export type TableName = keyof DeskTables;

/** A row as it is inserted. */
export type NewRow<T extends TableName> = Knex.ResolveTableType<DeskTables[T], 'insert'>;

/** The columns of a row that change. */
export type RowChange<T extends TableName> = Knex.ResolveTableType<DeskTables[T], 'update'>;
