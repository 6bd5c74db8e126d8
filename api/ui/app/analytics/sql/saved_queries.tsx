import link from 'icon:link';
import trash from 'icon:trash';
import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type {
  ChartSettings,
  QueryParameter,
  SavedQuery,
  SavedQueryList,
} from '../../../../contract.ts';
import { announce } from '../../announcer.tsx';
import { get, newIdempotencyKey, request } from '../../client.ts';
import { Icon } from '../../icon.tsx';
import { t } from '../../language.ts';
import { ProblemNote } from '../../parts/problem_note.tsx';
import { useSubmission } from '../../submission.ts';

/** What is in the console now, to be saved. */
export interface QueryDraft {
  sql: string;
  params: QueryParameter[];
  chart: ChartSettings | null;
}

export async function loadSavedQueries(into: Signal<SavedQuery[]>): Promise<void> {
  const answer = await get<SavedQueryList>('/api/queries');
  if (answer.isOk) into.value = answer.data.items;
}

interface SavedQueriesProps {
  queries: Signal<SavedQuery[]>;
  current: SavedQuery | null;
  onOpen(query: SavedQuery): void;
  onGone(query: SavedQuery): void;
}

export function SavedQueries({ queries, current, onOpen, onGone }: SavedQueriesProps) {
  const own = queries.value.filter(({ isOwn }) => isOwn);
  const others = queries.value.filter(({ isOwn }) => !isOwn);
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
      {queries.value.length === 0 && <p class="hint">{t('queries.none')}</p>}
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
    const answer = await request('DELETE', `/api/queries/${id}`, {
      ifMatch: `"${version}"`,
      idempotencyKey: newIdempotencyKey(),
    });
    if (answer.isOk) onGone(query);
    else announce(answer.problem.detail);
  }
  return (
    <li>
      <button
        type="button"
        class="name"
        {...(isCurrent ? { 'aria-current': 'true' } : {})}
        onClick={() => onOpen(query)}
      >
        {name}
      </button>
      <span class="soft">
        {isOwn ? isShared && t('queries.shared') : t('queries.by', { name: ownerName })}
      </span>
      {isShared && (
        <button
          type="button"
          class="button quiet small"
          title={t('queries.link')}
          aria-label={`${t('queries.link')}: ${name}`}
          onClick={() => void copyLink(id)}
        >
          <Icon of={link} />
        </button>
      )}
      {isOwn && (
        <button
          type="button"
          class="button quiet small"
          title={t('queries.delete')}
          aria-label={`${t('queries.delete')}: ${name}`}
          onClick={() => void remove()}
        >
          <Icon of={trash} />
        </button>
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

interface SaveDialogProps {
  draft: QueryDraft;
  /** The query that was opened, where it is the person's own. */
  own: SavedQuery | null;
  onSaved(query: SavedQuery): void;
  onClose(): void;
}

/** Saves what is in the console: as the query it came from, or as a new one. */
export function SaveDialog({ draft, own, onSaved, onClose }: SaveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useSignal(own?.name ?? '');
  const isShared = useSignal(own?.isShared ?? false);
  const asNew = useSignal(own === null);
  const submission = useSubmission<SavedQuery>();
  useEffect(() => dialog.current?.showModal(), []);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const body = { ...draft, name: name.value, isShared: isShared.value };
    const answer =
      own && !asNew.value
        ? await submission.send(
            'PUT',
            `/api/queries/${own.id}`,
            body,
            undefined,
            `"${own.version}"`,
          )
        : await submission.send('POST', '/api/queries', body);
    if (!answer?.isOk) return;
    onSaved(answer.data);
    dialog.current?.close();
  }

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="save-title" onClose={onClose}>
      <h2 id="save-title">{t('queries.save')}</h2>
      <form class="save-form" onSubmit={(event) => void save(event)}>
        <label class="small-field">
          {t('queries.name')}
          <input
            required
            maxLength={120}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={isShared.value}
            onChange={(event) => {
              isShared.value = event.currentTarget.checked;
            }}
          />
          {t('queries.share')}
        </label>
        {own && (
          <label class="choice">
            <input
              type="checkbox"
              checked={asNew.value}
              onChange={(event) => {
                asNew.value = event.currentTarget.checked;
              }}
            />
            {t('queries.as_new')}
          </label>
        )}
        <ProblemNote problem={submission.problem.value} />
        <div class="form-end">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t('queries.cancel')}
          </button>
          <button type="submit" class="button primary" disabled={submission.isSending.value}>
            {t('queries.do_save')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
