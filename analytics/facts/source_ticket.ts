/**
 * A ticket as the desk's database gives it: columns, and the JSON written there by the projection.
 * Only what this room reads is named. Instants are milliseconds since 1970 UTC.
 */
export interface SourceTicket {
  ticketId: string;
  number: number | null;
  origin: string;
  isOpen: boolean;
  lastSeq: number;
  /** The problem it is an incident of, by its own word or the problem's. */
  problemId: string | null;
  state: SourceState;
  events: SourceEvent[];
}

export interface SourceActor {
  kind: string;
  id: string;
}

/** Most events are copied as they are: what one says is parsed only once somebody asks for it. */
export class SourceEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly actor: SourceActor;
  readonly commandId: string | null;
  /** JSON of a `SourceEventData`. */
  readonly dataText: string;
  readonly source: { activity: string; resource: string | null; line: number } | null;
  #data: SourceEventData | undefined;

  constructor(fields: Omit<SourceEvent, 'data'>) {
    this.seq = fields.seq;
    this.type = fields.type;
    this.at = fields.at;
    this.actor = fields.actor;
    this.commandId = fields.commandId;
    this.dataText = fields.dataText;
    this.source = fields.source;
  }

  get data(): SourceEventData {
    this.#data ??= JSON.parse(this.dataText) as SourceEventData;
    return this.#data;
  }
}

/** The fields of any event's `data` that facts are made from. */
export interface SourceEventData {
  ticketId?: string;
  type?: string;
  channel?: string;
  category?: string | null;
  priority?: string;
  requesterId?: string;
  group?: string;
  tier?: number;
  fromGroup?: string | null;
  assignee?: string;
  fromAssignee?: string | null;
  cause?: string;
  refused?: string | null;
  strategy?: string | null;
  decisionId?: string | null;
  candidates?: unknown[];
  messageId?: string;
  visibility?: string;
  isFirstResponse?: boolean;
  isAutomatic?: boolean;
  stepId?: string;
  kind?: string;
  runbookStep?: string | null;
  hasRuledOut?: boolean;
  name?: string;
  cycle?: number;
  n?: number;
  score?: number;
  commentId?: string | null;
  expiresAt?: number;
  escalation?: SourceEscalation;
}

export interface SourceClock {
  name: string;
  cycle: number;
  calendar: string;
  targetMs: number;
  startedAt: number;
  elapsedMs: number;
  runningSince: number | null;
  dueAt: number | null;
  warnings: { firedAt: number | null }[];
  breachedAt: number | null;
  stoppedAt: number | null;
  outcome: string | null;
}

export interface SourceEscalation {
  n: number;
  kind: string;
  at: number;
  by: SourceActor;
  reason: string;
  fromGroup: string;
  toGroup: string;
  fromTier: number;
  toTier: number;
  level: number | null;
  handOff: { steps: unknown[]; missing: string[]; timeAtTierMs: number } | null;
  outcome: string;
  settledAt: number | null;
}

export interface SourceResolution {
  n: number;
  at: number;
  by: SourceActor;
  byTier: number;
  group: string;
  code: string;
  rootCauseId: string | null;
  articleId: string | null;
  reopenedAt: number | null;
}

export interface SourceState {
  processId: string;
  processVersion: number;
  status: string;
  type: string;
  channel: string;
  category: string | null;
  service: string | null;
  impact: string;
  urgency: string;
  priority: string;
  priorityOverridden: boolean;
  requesterId: string;
  requesterTier: string;
  group: string;
  tier: number;
  assignee: string | null;
  agentsInvolved: string[];
  openedAt: number;
  updatedAt: number;
  firstResponseAt: number | null;
  closedAt: number | null;
  requesterMessageCount: number;
  agentPublicMessageCount: number;
  bounceCount: number;
  clocks: SourceClock[];
  escalations: SourceEscalation[];
  resolutions: SourceResolution[];
  mergedInto: string | null;
}
