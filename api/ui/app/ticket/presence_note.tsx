import eye from 'icon:eye';
import pencil from 'icon:pencil';
import { Icon } from '../design/icon.tsx';
import { colleaguesAt } from './presence.ts';
import { presenceWords } from './presence_words.ts';

/** Who else is at the ticket now. It is said aloud elsewhere, and once. */
export function PresenceNote({ ticketId }: { ticketId: string }) {
  return (['writing', 'reading'] as const).map((doing) => {
    const people = colleaguesAt(ticketId).filter((each) => each.doing === doing);
    if (people.length === 0) return null;
    return (
      <span key={doing} class={`fact presence is-${doing}`}>
        <Icon of={doing === 'writing' ? pencil : eye} />{' '}
        {presenceWords(`presence.${doing}`, people)}
      </span>
    );
  });
}

/** Beside what somebody writes: that a colleague writes, too, before both have answered. */
export function WritingNote({ ticketId, isWriting }: { ticketId: string; isWriting: boolean }) {
  const writers = colleaguesAt(ticketId).filter(({ doing }) => doing === 'writing');
  if (!isWriting || writers.length === 0) return null;
  return (
    <p class="presence is-writing">
      <Icon of={pencil} /> {presenceWords('reply.writing_now', writers)}
    </p>
  );
}
