import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { copyText } from '../copy_link.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

/** The address under which one’s own calendar reads one’s shifts: made, shown once, revoked. */
export function CalendarAddress() {
  const { data, problem, act } = useRead(() => desk.getOnCallCalendar());
  const url = useSignal<string | null>(null);
  const id = useId();
  const since = data.value?.createdAt ?? null;
  const make = async () => {
    const made = await act(() => desk.makeOnCallCalendar());
    if (made) url.value = new URL(made.answer.path, location.origin).href;
  };
  const revoke = async () => {
    if (await act(() => desk.revokeOnCallCalendar())) url.value = null;
  };
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{t('on_call.calendar')}</h2>
      <p class="soft">{t('on_call.calendar_meaning')}</p>
      <ProblemNote problem={problem.value} />
      {url.value !== null && <MadeAddress url={url.value} />}
      {since !== null && <p>{t('on_call.calendar_since', { at: dateTime(since) })}</p>}
      <p class="people-actions">
        <Button isSmall onClick={() => void make()}>
          {t(since === null ? 'on_call.calendar_make' : 'on_call.calendar_renew')}
        </Button>
        {since !== null && (
          <Button isSmall onClick={() => void revoke()}>
            {t('on_call.calendar_revoke')}
          </Button>
        )}
      </p>
    </section>
  );
}

function MadeAddress({ url }: { url: string }) {
  const id = useId();
  const isCopied = useSignal(false);
  return (
    <div role="status">
      <div class="field">
        <label for={id}>{t('on_call.calendar_once')}</label>
        <input
          id={id}
          type="text"
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <p>
        <Button
          isSmall
          onClick={async () => {
            isCopied.value = await copyText(url);
          }}
        >
          {t('person_sign_in.copy')}
        </Button>{' '}
        {isCopied.value && t('person_sign_in.copied')}
      </p>
    </div>
  );
}
