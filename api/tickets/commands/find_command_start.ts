import type { Database } from '../../../database/connection.ts';
import { prepared } from '../../../database/prepared.ts';
import type { KnownCommand } from '../../../database/ticket_commands.ts';
import type { Status, TicketState } from '../../../workflows/domain/ticket.ts';
import type { Attachment } from '../attachments/contract.ts';
import type { TicketContent } from '../parts.ts';

/** A command that somebody asks for. */
export interface AskedCommand {
  /** Null where the request has no key of its own: it cannot have come before. */
  commandId: string | null;
  ticketId: string;
}

/** What has to be known before a command is given. */
export interface CommandStart {
  /** The command, where it came before. */
  known: KnownCommand | undefined;
  /** The ticket it is about, where there is one: whoever asks may not know of it. */
  target: CommandTarget | undefined;
  /** Why neither could be read, where Postgres is away. */
  away?: unknown;
}

export interface CommandTarget {
  requesterId: string;
  /** Who has a copy of it. */
  copied: readonly string[];
  /** Null until its first events are rows. */
  status: Status | null;
  content: KnownContent;
  isMajor: boolean;
  /** The ticket itself, where it was merged. */
  merged?: TicketState;
}

/** What a ticket is about, with the files it was opened with. */
export interface KnownContent extends TicketContent {
  attachments: Attachment[];
}

// Each by its key: PostgreSQL takes a list for a hundred rows, and would rather read whole tables.
const findStartsSql = `
  with asked as (
    select * from jsonb_to_recordset(:asked::jsonb) as asked (
      place integer, command_id text, ticket_id text)
  )
  select known.command_id, known.ticket_id as known_ticket_id, known.fingerprint, known.taken_by,
    known.seq, contents.ticket_id, contents.number, contents.subject, contents.description,
    contents.requester_id, tickets.origin, tickets.status, tickets.copied_ids,
    coalesce((tickets.state ->> 'isMajor')::boolean, false) as is_major,
    case when tickets.status = 'merged' then tickets.state end as merged,
    (select json_agg(json_build_object('id', attachment_id, 'name', name,
        'mediaType', media_type, 'sizeBytes', size_bytes) order by created_at, attachment_id)
      from attachments where attachments.ticket_id = asked.ticket_id) as attachments
  from asked
  left join lateral (
    select * from ticket_commands where command_id = asked.command_id offset 0
  ) as known on true
  left join lateral (
    select * from ticket_contents where ticket_id = asked.ticket_id offset 0
  ) as contents on true
  left join lateral (
    select * from tickets where ticket_id = asked.ticket_id offset 0
  ) as tickets on true
  order by asked.place`;

type StartRow = (
  | { command_id: null }
  | (Omit<KnownCommand, 'ticket_id'> & { command_id: string; known_ticket_id: string })
) &
  (
    | { ticket_id: null }
    | {
        ticket_id: string;
        number: string;
        subject: string;
        description: string;
        requester_id: string;
        origin: TicketContent['origin'] | null;
        status: Status | null;
        copied_ids: string[] | null;
        is_major: boolean;
        merged: TicketState | null;
        attachments: Attachment[] | null;
      }
  );

/** What is known of commands and of their tickets, in one statement, in the order they are asked. */
export async function findCommandStarts(
  database: Database,
  asked: readonly AskedCommand[],
): Promise<CommandStart[]> {
  const rows = await prepared<StartRow>(database, 'find_command_starts', findStartsSql, {
    asked: JSON.stringify(asked.map(askedRow)),
  });
  return rows.map((row) => ({ known: knownOf(row), target: targetOf(row) }));
}

function askedRow({ commandId, ticketId }: AskedCommand, place: number) {
  return { place, command_id: commandId, ticket_id: ticketId };
}

function knownOf(row: StartRow): KnownCommand | undefined {
  if (row.command_id === null) return undefined;
  const { known_ticket_id: ticket_id, fingerprint, taken_by, seq } = row;
  return { ticket_id, fingerprint, taken_by, seq };
}

function targetOf(row: StartRow): CommandTarget | undefined {
  if (row.ticket_id === null) return undefined;
  const { requester_id: requesterId, status, is_major: isMajor, merged } = row;
  const content = {
    origin: row.origin ?? 'live',
    number: Number(row.number),
    subject: row.subject,
    description: row.description,
    attachments: row.attachments ?? [],
  };
  const copied = row.copied_ids ?? [];
  return { requesterId, copied, status, content, isMajor, ...(merged && { merged }) };
}
