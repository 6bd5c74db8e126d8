import type { AnswerOf, Operations, Reply, TicketSummary } from '../../../contract.ts';
import { desk } from './desk.ts';

/** The most that the API gives at once. */
const pageSizeMax = 200;

/** The first tickets that a query finds, at least so many where there are, and where they go on. */
export async function readRows(
  query: Operations['listTickets']['query'],
  rowCount: number,
  signal: AbortSignal,
): Promise<Reply<AnswerOf<'listTickets'>>> {
  const rows: TicketSummary[] = [];
  let cursor: string | undefined;
  for (;;) {
    const limit = Math.min(pageSizeMax, rowCount - rows.length);
    const answer = await desk.listTickets({ query: { ...query, limit, cursor } }, { signal });
    if (!answer.isOk) return answer;
    rows.push(...answer.data.items);
    cursor = answer.data.next ?? undefined;
    if (cursor === undefined || rows.length >= rowCount) {
      return { isOk: true, data: { items: rows, next: answer.data.next } };
    }
  }
}
