import type { Ticket } from '../../../contract.ts';
import { t } from '../words/language.ts';

/** Which of their devices somebody asked for help with. */
export function AboutItems({ ticket: { affected } }: { ticket: Ticket }) {
  if (affected.length === 0) return null;
  return (
    <p class="soft">
      {t('portal.about')} <bdi>{affected.map(({ name }) => name).join(', ')}</bdi>
    </p>
  );
}
