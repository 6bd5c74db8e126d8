import type { CompiledCalendar } from './calendar.ts';
import type { Command } from './commands.ts';
import type { EventSource, RepairCause } from './events.ts';
import type { Memberships, Skills } from './membership.ts';
import type {
  Actor,
  Channel,
  DeviceFacts,
  FieldValues,
  Level,
  Link,
  RequesterFacts,
  RequesterManager,
  RequesterTier,
  RoutedBy,
  TicketType,
} from './ticket.ts';

/** Who asked, and by which command; `source` only where a log is imported. */
export interface By {
  actor: Actor;
  /** Where the actor works; absent where nobody knows. */
  memberships?: Memberships;
  /** What the actor can; absent where nobody knows. */
  skills?: Skills;
  /** Of the ticket's requester, now; absent where nobody knows, or the process asks no managers. */
  requesterManager?: RequesterManager;
  commandId: string;
  /** The ticket that it is meant for, where another stands for that one. */
  standingFor?: string;
  source?: EventSource;
}

/** How a ticket begins. Facts about text were evaluated where the text is. */
export interface OpenTicket {
  ticketId: string;
  type?: TicketType;
  channel: Channel;
  category?: string | null;
  service?: string | null;
  impact?: Level;
  urgency?: Level;
  facts?: string[];
  /** Why it follows its process. */
  routedBy?: RoutedBy;
  /** What its form says of the fields of the process. */
  fields?: FieldValues;
  requesterId: string;
  requesterTier: RequesterTier;
  requesterFacts?: RequesterFacts;
  /** How long whoever opened it spoke with the requester, where they say so. */
  contactMs?: number;
  /** What it has to do with from its first moment: where it was split from, whom it follows. */
  links?: Link[];
  /** Devices and services it is about, by their ids. */
  affected?: string[];
  /** What the register says of them, by their ids. */
  affectedFacts?: Record<string, DeviceFacts>;
}

/** How a ticket and what is written of it were brought together. */
export interface Repair {
  cause: RepairCause;
  /** Events that one of the two lacked and got from the other. */
  restoredCount: number;
  /** Events that nobody has any more. */
  lostCount: number;
  /** The events that are left do not tell where the ticket stands: the repair does. */
  tellsTicket: boolean;
}

/** A deadline is an action like any other: the same core decides what time does. */
export type Action =
  | ({ name: 'open' } & By & OpenTicket)
  | Command
  | { name: 'timeout' }
  | {
      name: 'replaceCalendars';
      calendars: Record<string, CompiledCalendar>;
      cause: 'calendar' | 'horizon';
    }
  | ({ name: 'annotate'; reason: string; refused: string | null } & By)
  | ({ name: 'repair' } & Repair & By)
  /** What was said in a command is kept though the command does not apply any more. */
  | ({ name: 'keep'; command: Command } & By);
