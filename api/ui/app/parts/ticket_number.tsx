import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { desk } from '../client/desk.ts';
import { forgetWithAccount, isAgent, me } from '../client/session.ts';

/** The tickets of a requester by their numbers; null where it is none of theirs. */
const ownTickets = signal<ReadonlyMap<number, string | null>>(new Map());
const asked = new Set<number>();

forgetWithAccount(() => {
  ownTickets.value = new Map();
  asked.clear();
});

/** The ticket of a number among those that the person may see; null where there is none. */
export async function findByNumber(number: number): Promise<string | null> {
  const answer = await desk.listTickets({ query: { q: `#${number}`, limit: 5 } });
  const items = answer.isOk ? answer.data.items : [];
  return items.find((ticket) => ticket.number === number)?.id ?? null;
}

/** `#123` in what somebody wrote: agents follow any, requesters those that are theirs. */
export function TicketNumber({ of: number }: { of: number }) {
  const forAgents = me.value ? isAgent(me.value) : false;
  useEffect(() => {
    if (!forAgents) void lookUp(number);
  }, [number, forAgents]);
  const words = `#${number}`;
  if (forAgents) return <a href={`/go/${number}`}>{words}</a>;
  const id = ownTickets.value.get(number);
  return id ? <a href={`/portal/tickets/${id}`}>{words}</a> : words;
}

async function lookUp(number: number): Promise<void> {
  if (asked.has(number)) return;
  asked.add(number);
  const id = await findByNumber(number);
  ownTickets.value = new Map([...ownTickets.value, [number, id]]);
}
