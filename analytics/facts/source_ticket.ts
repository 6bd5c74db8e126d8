import type {
  EventData,
  EventSource,
  EventType,
  TicketEvent,
} from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { KnownProcess } from './known_process.ts';
import type { SourceRun } from './playbooks.ts';

/** A ticket as the desk's database gives it: columns, and the JSON written there by the projection. */
export interface SourceTicket {
  ticketId: string;
  number: number | null;
  origin: string;
  isOpen: boolean;
  lastSeq: number;
  /** The problem it is an incident of, by its own word or the problem's. */
  problemId: string | null;
  /** The customer its requester was served for when it was opened, as it is called now; null for nobody's. */
  customer: string | null;
  state: TicketState;
  events: SourceEvent[];
  /** Of the playbooks that began on it, in that order. */
  runs: SourceRun[];
  /** What the desk kept of the process it follows; null where that is nothing. */
  known: KnownProcess | null;
}

interface EventFields<T extends EventType>
  extends Pick<TicketEvent, 'seq' | 'at' | 'actor' | 'commandId'> {
  type: T;
  /** JSON of the event's data. */
  dataText: string;
  source: EventSource | null;
}

/** Most events are copied as they are: what one says is parsed only once somebody asks for it. */
class ReadEvent<T extends EventType> implements EventFields<T> {
  readonly seq: number;
  readonly type: T;
  readonly at: number;
  readonly actor: TicketEvent['actor'];
  readonly commandId: string | null;
  readonly dataText: string;
  readonly source: EventSource | null;
  #data: EventData[T] | undefined;

  constructor(fields: EventFields<T>) {
    this.seq = fields.seq;
    this.type = fields.type;
    this.at = fields.at;
    this.actor = fields.actor;
    this.commandId = fields.commandId;
    this.dataText = fields.dataText;
    this.source = fields.source;
  }

  get data(): EventData[T] {
    this.#data ??= JSON.parse(this.dataText) as EventData[T];
    return this.#data;
  }
}

/** An event as a row of the database; its `type` says what its `data` are. */
export type SourceEvent = { [T in EventType]: ReadEvent<T> }[EventType];
type OfType<T extends EventType> = Extract<SourceEvent, { type: T }>;

export function sourceEvent(fields: EventFields<EventType>): SourceEvent {
  return new ReadEvent(fields) as SourceEvent;
}

/** The ticket's events of a type, in order. */
export function eventsOf<T extends EventType>({ events }: SourceTicket, type: T): OfType<T>[] {
  return events.filter((event): event is OfType<T> => event.type === type);
}
