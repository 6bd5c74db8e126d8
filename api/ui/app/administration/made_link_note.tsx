import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { MadeLink } from '../../../contract.ts';
import { copyText } from '../copy_link.ts';
import { Button } from '../design/button.tsx';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

/** A link to sign in, shown once, to be copied and handed over. */
export function MadeLinkNote({ link: { url, expiresAt, mailedTo } }: { link: MadeLink }) {
  const id = useId();
  const copied = useSignal<string | null>(null);
  const copy = async () => {
    if (await copyText(url)) copied.value = url;
  };
  return (
    <div class="card" role="status">
      <p>
        {mailedTo === null
          ? t('person_sign_in.not_mailed')
          : t('person_sign_in.mailed', { address: mailedTo })}{' '}
        {t('person_sign_in.once', { until: dateTime(expiresAt) })}
      </p>
      <div class="field">
        <label for={id}>{t('person_sign_in.link')}</label>
        <input
          id={id}
          type="text"
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <p>
        <Button onClick={() => void copy()}>{t('person_sign_in.copy')}</Button>{' '}
        {copied.value === url && t('person_sign_in.copied')}
      </p>
    </div>
  );
}
