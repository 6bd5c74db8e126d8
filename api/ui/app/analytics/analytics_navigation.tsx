import { useLocation } from 'preact-iso';
import { t } from '../language.ts';
import { isAnalyst, me } from '../session.ts';

const places = [
  { path: '/analytics', name: 'dashboards' },
  { path: '/analytics/metrics', name: 'metrics' },
  { path: '/analytics/sql', name: 'sql' },
] as const;

export function AnalyticsNavigation() {
  const { path } = useLocation();
  const account = me.value;
  const open = places.filter(({ name }) => name !== 'sql' || (account && isAnalyst(account)));
  return (
    <nav class="views" aria-label={t('analytics.title')}>
      {open.map((place) => (
        <a
          key={place.path}
          href={place.path}
          {...(place.path === path ? { 'aria-current': 'page' } : {})}
        >
          {t(`analytics.${place.name}`)}
        </a>
      ))}
    </nav>
  );
}
