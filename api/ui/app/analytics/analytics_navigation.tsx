import { useLocation } from 'preact-iso';
import { isAnalyst, me } from '../client/session.ts';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';

const places = [
  { path: '/analytics', name: 'dashboards' },
  { path: '/analytics/metrics', name: 'metrics' },
  { path: '/analytics/map', name: 'map' },
  { path: '/analytics/now', name: 'now' },
  { path: '/analytics/sql', name: 'sql' },
] as const;

export function AnalyticsNavigation() {
  const { path } = useLocation();
  const account = me.value;
  const open = places.filter(({ name }) => name !== 'sql' || (account && isAnalyst(account)));
  return (
    <ViewLinks
      label={t('analytics.title')}
      views={open.map((place) => ({
        href: place.path,
        title: t(`analytics.${place.name}`),
        isHere: place.path === path,
      }))}
    />
  );
}
