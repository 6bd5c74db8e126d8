import { TextButton } from '../../design/button.tsx';
import { t } from '../../words/language.ts';
import { dateTime } from '../../words/time.ts';
import type { PastQuery } from './history.ts';

interface PastQueriesProps {
  history: PastQuery[];
  onOpen(query: PastQuery): void;
}

/** The statements that were run here, the latest first. */
export function PastQueries({ history, onOpen }: PastQueriesProps) {
  if (history.length === 0) return <p class="hint">{t('sql.no_history')}</p>;
  return (
    <ul class="saved">
      {history.map((query) => (
        <li key={query.at}>
          <TextButton title={query.sql} onClick={() => onOpen(query)}>
            {query.sql.replace(/\s+/g, ' ').slice(0, 80)}
          </TextButton>
          <span class="soft">{dateTime(query.at)}</span>
        </li>
      ))}
    </ul>
  );
}
