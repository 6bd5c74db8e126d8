import { idempotencyOf } from '../../api/http/idempotency.ts';
import type { HumanCommandName } from '../../workflows/domain/commands.ts';

export type OperationName = HumanCommandName | 'openTicket';

/** What was asked, to be asked again as it was. */
export interface AskedRequest {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body: object | undefined;
  /** Only as long as the ticket stands at this sequence number. */
  ifMatch?: number;
}

/** An answer that says what became of it: not 503, not 429, not 5xx, and not lost. */
export interface Answer {
  at: number;
  status: number;
  /** Of a refusal. */
  code?: string;
  /** The ticket in the answer, and the sequence number it stands at. */
  ticketId?: string;
  seq?: number;
}

/** A text that goes with an operation. No other operation has the same. */
export interface OperationText {
  kind: 'subject' | 'description' | 'message' | 'note';
  text: string;
}

/** One thing that somebody asked of the desk with a key of its own, and all they heard of it. */
export interface Operation {
  n: number;
  accountId: string;
  key: string;
  commandId: string;
  name: OperationName;
  /** The ticket it was said to; of an opening, the one that it opens. */
  ticketId: string;
  request: AskedRequest;
  texts: OperationText[];
  /** Times it was sent and nobody said what became of it. */
  unansweredCount: number;
  /** Times the desk had no room for it, and nothing was done. */
  busyCount: number;
  /** The first is what counts; the others came to repetitions of the key, early or much later. */
  answers: Answer[];
}

export function isAcknowledged({ answers }: Operation): boolean {
  const status = answers[0]?.status ?? 0;
  return status >= 200 && status < 300;
}

export function isRefused({ answers }: Operation): boolean {
  return (answers[0]?.status ?? 0) >= 400;
}

/** An answer that no operation may get, and what was wrong with it. */
export interface Oddity {
  code: 'server_error' | 'stale_read' | 'key_taken_twice' | 'unknown_ticket' | 'no_answer';
  text: string;
}

/** Everything that people did and heard, kept on this side. */
export class Ledger {
  readonly operations: Operation[] = [];
  readonly oddities: Oddity[] = [];
  requestCount = 0;

  begin(
    accountId: string,
    key: string,
    asked: Pick<Operation, 'name' | 'request' | 'texts'> & { ticketId?: string },
  ): Operation {
    const { method, path, body } = asked.request;
    const idempotency = idempotencyOf(accountId, key, { method, path, body });
    const operation: Operation = {
      ...asked,
      n: this.operations.length + 1,
      accountId,
      key,
      commandId: idempotency.commandId,
      ticketId: asked.ticketId ?? idempotency.ticketId(),
      unansweredCount: 0,
      busyCount: 0,
      answers: [],
    };
    this.operations.push(operation);
    return operation;
  }
}
