import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MetricDescription, MetricRows, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAnalyst, me } from '../client/session.ts';
import { ButtonLink } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import { RowsTable } from './rows_table.tsx';

/** Every number the desk reports, with the one definition it has. */
export default function MetricsPage() {
  const metrics = useSignal<MetricDescription[]>([]);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('analytics.metrics'));
  useEffect(() => {
    void desk.listMetrics().then((answer) => {
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
      <FactList>
        <Fact name={t('metric.unit')}>{metric.unit}</Fact>
        <Fact name={t('metric.grain')}>{metric.grain}</Fact>
        <Fact name={t('metric.exclusions')}>{metric.exclusions}</Fact>
        <Fact name={t('metric.owner')}>{metric.owner}</Fact>
        <Fact name={t('metric.by')}>
          <code>{[...metric.periods, ...metric.segments].join(', ')}</code>
        </Fact>
        {metric.variants && <Fact name={t('metric.variants')}>{metric.variants}</Fact>}
      </FactList>
      <details>
        <summary>{t('metric.columns')}</summary>
        <FactList>
          {metric.columns.map(({ name, description }) => (
            <Fact key={name} name={<code>{name}</code>}>
              {description}
            </Fact>
          ))}
        </FactList>
      </details>
      <MetricValues metric={metric} />
      <details>
        <summary>{t('metric.sql')}</summary>
        <pre class="sql" lang="en">
          {metric.sql}
        </pre>
        {me.value && isAnalyst(me.value) && (
          <p>
            <ButtonLink isSmall href={`/analytics/sql?metric=${metric.name}`}>
              {t('metric.open_sql')}
            </ButtonLink>
          </p>
        )}
      </details>
    </article>
  );
}

function MetricValues({ metric }: { metric: MetricDescription }) {
  const by = useSignal(metric.defaultBy);
  const isOpen = useSignal(false);
  const rows = useSignal<MetricRows | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    if (!isOpen.value) return undefined;
    const asking = new AbortController();
    const input = { path: { name: metric.name }, query: { by: by.value } };
    void desk.getMetric(input, { signal: asking.signal }).then((answer) => {
      if (asking.signal.aborted) return;
      problem.value = answer.isOk ? null : answer.problem;
      rows.value = answer.isOk ? answer.data : null;
    });
    return () => asking.abort();
  }, [isOpen.value, by.value]);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{t('metric.values')}</summary>
      <SmallSelect
        isInline
        label={t('metric.by')}
        value={by.value}
        options={[...new Set([metric.defaultBy, ...metric.periods, ...metric.segments])].map(
          (id) => ({ id, title: id }),
        )}
        onChange={(next) => {
          by.value = next;
        }}
      />
      <ProblemNote problem={problem.value} />
      {rows.value && <RowsTable rows={rows.value} caption={metric.title} />}
    </details>
  );
}
