import type { Level, Priority, TicketType, Tier } from '../../workflows/domain/ticket.ts';
import type { InstantField } from './mapping.ts';
import type { InstantDoubt } from './timestamps.ts';

/** Fields whose words are names of the process. */
export const namedFields = ['group', 'category', 'service'] as const;
export type NamedField = (typeof namedFields)[number];

/** Something that a log names. */
export interface Named {
  /** As the process has it. */
  name: string;
  /** As the log has it, or the mapping for it. */
  word: string;
  /** The mapping says so: several words of the log may then be one. */
  isSaid: boolean;
}

/** One step of a case, read: texts are trimmed, absent where the log has none. */
export interface LogRow {
  /** Name of its file, without the folder. */
  file: string;
  line: number;
  caseId: string;
  activity: string;
  at: number;
  resource: string | null;
  requester?: string;
  subject?: string;
  type?: TicketType;
  group?: Named;
  category?: Named;
  service?: Named;
  tier?: Tier;
  impact?: Level;
  urgency?: Level;
  priority?: Priority;
  /** When what it tells of took place, by columns of their own. */
  instants: Partial<Record<InstantField, number>>;
  /** What else the log says: columns that the mapping does not name, and what it puts otherwise. */
  attributes: Record<string, string>;
  /** What its instants leave open. */
  doubts: InstantDoubt[];
  /** As it stands in the log. */
  values: Readonly<Record<string, string>>;
}

export interface LogCase {
  caseId: string;
  /** By time, and in the order of the log where times are equal. */
  rows: LogRow[];
}
