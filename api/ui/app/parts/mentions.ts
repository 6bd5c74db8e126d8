import type { Ticket } from '../../../contract.ts';
import { agents, processTitles } from '../words/process.ts';

/** As many as one note may name. */
const mentionsMax = 20;

/** Whom a text names behind an @, by their full names: what is sent with it. */
export function mentionsIn(text: string, { process }: Ticket) {
  const isNamed = (name: string) => text.includes(`@${name}`);
  return {
    agents: agents.value
      .flatMap(({ id, name }) => (isNamed(name) ? [id] : []))
      .slice(0, mentionsMax),
    groups: processTitles(process.id, 'groups')
      .flatMap(({ id, title }) => (isNamed(title) ? [id] : []))
      .slice(0, mentionsMax),
  };
}
