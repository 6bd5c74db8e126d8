import download from 'icon:download';
import externalLink from 'icon:external-link';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { DashboardList, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { isDark } from '../theme.ts';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import { addressOf, filtersOf } from './dashboard/dashboard_data.ts';
import { InteractiveDashboard } from './dashboard/interactive_dashboard.tsx';

type Dashboard = DashboardList['items'][number];

export default function DashboardsPage() {
  const { query } = useLocation();
  const dashboards = useSignal<Dashboard[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('analytics.dashboards'));
  useEffect(() => {
    void desk.listDashboards().then((answer) => {
      if (answer.isOk) dashboards.value = answer.data.items;
      else problem.value = answer.problem;
    });
  }, [language.value]);
  const items = dashboards.value ?? [];
  const chosen = items.find(({ name }) => name === query.dashboard) ?? items[0];
  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <ProblemNote problem={problem.value} />
      {items.length > 1 && <DashboardLinks items={items} chosen={chosen} />}
      {dashboards.value?.length === 0 && <EmptyState>{t('dashboards.none')}</EmptyState>}
      {chosen && <DashboardView key={chosen.name} dashboard={chosen} />}
    </div>
  );
}

interface DashboardLinksProps {
  items: Dashboard[];
  chosen: Dashboard | undefined;
}

function DashboardLinks({ items, chosen }: DashboardLinksProps) {
  return (
    <ul class="dashboard-links">
      {items.map(({ name, title }) => (
        <li key={name}>
          <a
            href={`/analytics?dashboard=${name}`}
            {...(name === chosen?.name ? { 'aria-current': 'page' } : {})}
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}

function DashboardView({ dashboard }: { dashboard: Dashboard }) {
  const { title, description, addresses, metrics } = dashboard;
  const isPicture = useSignal(false);
  const filters = filtersOf(useLocation().query);
  const theme = isDark.value ? 'dark' : 'light';
  const look = addressOf({ ...filters, theme, locale: language.value });
  return (
    <section aria-labelledby="dashboard-title">
      <div class="page-head">
        <h2 id="dashboard-title">{title}</h2>
        <div class="field-row">
          <ButtonLink icon={externalLink} href={`${addresses.html}?${look}`} isOutside>
            {t('dashboards.page')}
          </ButtonLink>
          <ButtonLink icon={download} href={`${addresses.png}?${look}`} isDownload>
            PNG
          </ButtonLink>
          <ButtonLink icon={download} href={`${addresses.svg}?${look}`} isDownload>
            SVG
          </ButtonLink>
        </div>
      </div>
      <p>{description}</p>
      <p class="soft">
        {t('dashboards.metrics')}{' '}
        {metrics.map(({ name, title: said }, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <a href={`/analytics/metrics#${name}`}>{said}</a>
          </span>
        ))}
      </p>
      {isPicture.value ? (
        <Picture dashboard={dashboard} look={look} />
      ) : (
        <InteractiveDashboard
          name={dashboard.name}
          onFailed={() => {
            isPicture.value = true;
          }}
        />
      )}
    </section>
  );
}

/** The dashboard as the server draws it, where this browser cannot. */
function Picture({ dashboard, look }: { dashboard: Dashboard; look: string }) {
  const { title, description, addresses } = dashboard;
  const state = useSignal<'drawing' | 'drawn' | 'failed'>('drawing');
  return (
    <>
      {state.value === 'drawing' && <p class="page-status">{t('dashboards.drawing')}</p>}
      {state.value === 'failed' && <p role="alert">{t('dashboards.failed')}</p>}
      <div class="dashboard-frame">
        <img
          src={`${addresses.svg}?${look}`}
          alt={`${title}. ${description}`}
          onLoad={() => {
            state.value = 'drawn';
          }}
          onError={() => {
            state.value = 'failed';
          }}
        />
      </div>
    </>
  );
}
