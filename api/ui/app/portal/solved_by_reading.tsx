import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { t } from '../words/language.ts';

interface SolvedByReadingProps {
  onDone(): void;
  /** The request is to be sent all the same. */
  onResume(): void;
}

/** An article has solved it. What was written stays until the person goes. */
export function SolvedByReading({ onDone, onResume }: SolvedByReadingProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section class="card solved" ref={place} tabIndex={-1} aria-labelledby="thanks-title">
      <h2 id="thanks-title">{t('suggestions.thanks')}</h2>
      <p>{t('suggestions.nothing_sent')}</p>
      <div class="field-row">
        <Button kind="primary" onClick={onDone}>
          {t('suggestions.done')}
        </Button>
        <Button onClick={onResume}>{t('suggestions.send_anyway')}</Button>
      </div>
    </section>
  );
}
