import link from 'icon:link';
import trash from 'icon:trash';
import type { SavedQuery } from '../../../../contract.ts';
import { announce } from '../../announcer.tsx';
import { desk, newIdempotencyKey } from '../../client/desk.ts';
import { IconButton, TextButton } from '../../design/button.tsx';
import { about, t } from '../../words/language.ts';

interface SavedQueriesProps {
  queries: SavedQuery[];
  current: SavedQuery | null;
  onOpen(query: SavedQuery): void;
  onGone(query: SavedQuery): void;
}

export function SavedQueries({ queries, current, onOpen, onGone }: SavedQueriesProps) {
  const own = queries.filter(({ isOwn }) => isOwn);
  const others = queries.filter(({ isOwn }) => !isOwn);
  const list = (items: SavedQuery[]) => (
    <ul class="saved">
      {items.map((query) => (
        <SavedQueryRow
          key={query.id}
          query={query}
          isCurrent={query.id === current?.id}
          onOpen={onOpen}
          onGone={onGone}
        />
      ))}
    </ul>
  );
  return (
    <>
      {queries.length === 0 && <p class="hint">{t('queries.none')}</p>}
      {list(own)}
      {others.length > 0 && <h3>{t('queries.of_others')}</h3>}
      {list(others)}
    </>
  );
}

interface RowProps {
  query: SavedQuery;
  isCurrent: boolean;
  onOpen(query: SavedQuery): void;
  onGone(query: SavedQuery): void;
}

function SavedQueryRow({ query, isCurrent, onOpen, onGone }: RowProps) {
  const { id, name, isOwn, isShared, ownerName, version } = query;
  async function remove(): Promise<void> {
    const answer = await desk.deleteQuery(
      { path: { id } },
      { ifMatch: String(version), idempotencyKey: newIdempotencyKey() },
    );
    if (answer.isOk) onGone(query);
    else announce(answer.problem.detail);
  }
  return (
    <li>
      <TextButton isCurrent={isCurrent} onClick={() => onOpen(query)}>
        {name}
      </TextButton>
      <span class="soft">
        {isOwn ? isShared && t('queries.shared') : t('queries.by', { name: ownerName })}
      </span>
      {isShared && (
        <IconButton
          isSmall
          icon={link}
          title={t('queries.link')}
          label={about(t('queries.link'), name)}
          onClick={() => void copyLink(id)}
        />
      )}
      {isOwn && (
        <IconButton
          isSmall
          icon={trash}
          title={t('queries.delete')}
          label={about(t('queries.delete'), name)}
          onClick={() => void remove()}
        />
      )}
    </li>
  );
}

async function copyLink(id: string): Promise<void> {
  const address = `${location.origin}/analytics/sql?query=${id}`;
  try {
    await navigator.clipboard.writeText(address);
    announce(t('result.copied'));
  } catch {
    announce(address);
  }
}
