import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { isAgent, me } from './client/session.ts';
import { findByNumber } from './parts/ticket_number.tsx';
import { t } from './words/language.ts';

/** Where `#123` leads: to the ticket of that number, for whoever may see it. */
export default function NumberPage() {
  const number = useRoute().params.number ?? '';
  const { route } = useLocation();
  const isUnknown = useSignal(false);
  useEffect(() => {
    isUnknown.value = false;
    let isLeft = false;
    const go = async () => {
      const id = /^\d{1,9}$/.test(number) ? await findByNumber(Number(number)) : null;
      if (isLeft) return;
      const root = me.value && isAgent(me.value) ? '/tickets' : '/portal/tickets';
      if (id) route(`${root}/${id}`, true);
      else isUnknown.value = true;
    };
    void go();
    return () => {
      isLeft = true;
    };
  }, [number]);
  return (
    <p class="page-status" role="status">
      {t(isUnknown.value ? 'number.unknown' : 'number.searching', { number })}
    </p>
  );
}
