import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MetricCatalogue, MetricDescription, MetricRows, Problem } from '../../../contract.ts';
import { get } from '../client.ts';
import { language, t } from '../language.ts';
import { ProblemNote } from '../parts/problem_note.tsx';
import { isAnalyst, me } from '../session.ts';
import { useTitle } from '../title.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import { RowsTable } from './rows_table.tsx';

/** Every number the desk reports, with the one definition it has. */
export default function MetricsPage() {
  const metrics = useSignal<MetricDescription[]>([]);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('analytics.metrics'));
  useEffect(() => {
    void get<MetricCatalogue>('/api/metrics').then((answer) => {
      if (!answer.isOk) problem.value = answer.problem;
      else metrics.value = answer.data.items;
    });
  }, [language.value]);
  useEffect(() => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted) document.getElementById(wanted)?.scrollIntoView();
  }, [metrics.value]);
  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <ProblemNote problem={problem.value} />
      {metrics.value.map((metric) => (
        <MetricCard key={metric.name} metric={metric} />
      ))}
    </div>
  );
}

function MetricCard({ metric }: { metric: MetricDescription }) {
  return (
    <article class="card metric" id={metric.name}>
      <h2>{metric.title}</h2>
      <p class="soft">
        <code>{metric.name}</code>
      </p>
      <p class="text">{metric.question}</p>
      <dl class="fact-list">
        <Definition words={t('metric.unit')} text={metric.unit} />
        <Definition words={t('metric.grain')} text={metric.grain} />
        <Definition words={t('metric.exclusions')} text={metric.exclusions} />
        <Definition words={t('metric.owner')} text={metric.owner} />
        <Definition
          words={t('metric.by')}
          text={[...metric.periods, ...metric.segments].join(', ')}
        />
        {metric.variants && <Definition words={t('metric.variants')} text={metric.variants} />}
      </dl>
      <details>
        <summary>{t('metric.columns')}</summary>
        <dl class="fact-list">
          {metric.columns.map(({ name, description }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
      </details>
      <MetricValues metric={metric} />
      <details>
        <summary>{t('metric.sql')}</summary>
        <pre class="sql" lang="en">
          {metric.sql}
        </pre>
        {me.value && isAnalyst(me.value) && (
          <p>
            <a class="button small" href={`/analytics/sql?metric=${metric.name}`}>
              {t('metric.open_sql')}
            </a>
          </p>
        )}
      </details>
    </article>
  );
}

function Definition({ words, text }: { words: string; text: string }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function MetricValues({ metric }: { metric: MetricDescription }) {
  const by = useSignal(metric.defaultBy);
  const isOpen = useSignal(false);
  const rows = useSignal<MetricRows | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    if (!isOpen.value) return;
    const query = new URLSearchParams({ by: by.value });
    void get<MetricRows>(`/api/metrics/${metric.name}?${query}`).then((answer) => {
      problem.value = answer.isOk ? null : answer.problem;
      if (answer.isOk) rows.value = answer.data;
    });
  }, [isOpen.value, by.value]);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{t('metric.values')}</summary>
      <label class="inline-field">
        {t('metric.by')}{' '}
        <select
          value={by.value}
          onChange={(event) => {
            by.value = event.currentTarget.value;
          }}
        >
          {[...new Set([metric.defaultBy, ...metric.periods, ...metric.segments])].map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <ProblemNote problem={problem.value} />
      {rows.value && <RowsTable rows={rows.value} caption={metric.title} />}
    </details>
  );
}
