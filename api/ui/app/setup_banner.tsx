import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { desk } from './client/desk.ts';
import { t } from './words/language.ts';

/** Says to administrators that the desk cannot really work yet: tickets would wait for nobody. */
export function SetupBanner() {
  const { path } = useLocation();
  const emptyCount = useSignal(0);
  useEffect(() => {
    void desk.getSetup().then((answer) => {
      if (answer.isOk) emptyCount.value = answer.data.isSetUp ? 0 : answer.data.emptyGroups.length;
    });
  }, [path]);
  if (emptyCount.value === 0 || path === '/administration/setup') return null;
  return (
    <p class="replaced" role="status">
      {t('setup.banner', { count: emptyCount.value })}{' '}
      <a href="/administration/setup">{t('setup.banner_link')}</a>
    </p>
  );
}
