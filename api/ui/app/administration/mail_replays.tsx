import { useSignal } from '@preact/signals';
import type { Operations, ReplayPreview, MailReplays as Replays } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

type MailQuery = Operations['listMails']['query'];

interface MailReplaysProps {
  query: MailQuery;
  /** Of what the filters show, those that may be judged again. */
  openCount: number;
  /** Some of them are judged again now. */
  onDone(): void;
}

interface Tried {
  items: ReplayPreview[];
  /** Null where these were the last. */
  next: string | null;
}

/** Judges again what the filters show, page by page: first what would become of it is told. */
export function MailReplays({ query, openCount, onDone }: MailReplaysProps) {
  const tried = useSignal<Tried | null>(null);
  const done = useSignal<Replays | null>(null);
  const isAsking = useSignal(false);
  const { isSending, problem, send } = useSubmission();
  const attempt = async (cursor?: string) => {
    isAsking.value = true;
    done.value = null;
    const answer = await desk.previewReplays({ query: { ...query, cursor } });
    isAsking.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    tried.value = answer.isOk ? answer.data : null;
  };
  const order = async (what: 'judge' | 'ticket', mails: string[]) => {
    const answer = await send('replayMails', { body: { order: what, mails } });
    if (!answer?.isOk) return;
    done.value = answer.data;
    tried.value = tried.value && { items: [], next: tried.value.next };
    onDone();
  };
  if (openCount === 0 && !tried.value && !done.value) return null;
  return (
    <section class="card" aria-labelledby="mail-replays-title">
      <h2 id="mail-replays-title">{t('mail_replays.title')}</h2>
      <p class="soft">{t('mail_replays.meaning')}</p>
      <p class="form-end">
        <Button isSmall disabled={isAsking.value} onClick={() => void attempt()}>
          {t('mail_replays.try', { count: openCount })}
        </Button>
        {tried.value?.next && (
          <Button
            isSmall
            disabled={isAsking.value}
            onClick={() => void attempt(tried.value?.next ?? undefined)}
          >
            {t('mail_replays.next')}
          </Button>
        )}
      </p>
      <ProblemNote problem={problem.value} />
      <div role="status">
        {isAsking.value && <p>{t('mail_replays.trying')}</p>}
        {tried.value && tried.value.items.length > 0 && (
          <Preview
            items={tried.value.items}
            isSending={isSending.value}
            onOrder={(what, mails) => void order(what, mails)}
          />
        )}
        {tried.value?.items.length === 0 && !done.value && <p>{t('mail_replays.none')}</p>}
        {done.value && <Results of={done.value} />}
      </div>
    </section>
  );
}

interface PreviewProps {
  items: ReplayPreview[];
  isSending: boolean;
  onOrder(what: 'judge' | 'ticket', mails: string[]): void;
}

function Preview({ items, isSending, onOrder }: PreviewProps) {
  const changed = items.filter(({ isChanged }) => isChanged).map(({ mail }) => mail.id);
  const whole = items.filter(({ mail }) => mail.hasRaw).map(({ mail }) => mail.id);
  const groups = Map.groupBy(items, becomes);
  return (
    <>
      <p>{t('mail_replays.tried', { count: items.length })}</p>
      <ul>
        {[...groups].map(([words, some]) => (
          <li key={words}>{t('mail_replays.group', { count: some.length, words })}</li>
        ))}
      </ul>
      <p class="form-end">
        {changed.length > 0 && (
          <Button isSmall disabled={isSending} onClick={() => onOrder('judge', changed)}>
            {t('mail_replays.judge', { count: changed.length })}
          </Button>
        )}
        {whole.length > 0 && (
          <Button isSmall disabled={isSending} onClick={() => onOrder('ticket', whole)}>
            {t('mail_replays.ticket', { count: whole.length })}
          </Button>
        )}
      </p>
    </>
  );
}

/** What would become of it, or why nobody knows. */
function becomes({ now, isChanged, problem }: ReplayPreview): string {
  if (problem) return t(`mail_replay_problem.${problem}`);
  if (!isChanged || !now) return t('mail_replays.same');
  const fate = t(`mail_fate.${now.fate}`);
  return now.reason ? `${fate} (${t(`mail_reason.${now.reason}`)})` : fate;
}

function Results({ of: { items, carriedOutCount } }: { of: Replays }) {
  const left = Map.groupBy(
    items.filter(({ isCarriedOut }) => !isCarriedOut),
    ({ problem }) => problem ?? 'same',
  );
  return (
    <>
      <p>{t('mail_replays.done', { count: carriedOutCount })}</p>
      {left.size > 0 && (
        <ul>
          {[...left].map(([problem, some]) => (
            <li key={problem}>
              {t('mail_replays.group', {
                count: some.length,
                words:
                  problem === 'same' ? t('mail_replays.same') : t(`mail_replay_problem.${problem}`),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
