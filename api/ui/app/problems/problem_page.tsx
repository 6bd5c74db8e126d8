import arrowLeft from 'icon:arrow-left';
import panelRight from 'icon:panel-right';
import userRound from 'icon:user-round';
import usersRound from 'icon:users-round';
import { useSignal } from '@preact/signals';
import { useRoute } from 'preact-iso';
import type { ProblemRecord } from '../../../contract.ts';
import { Icon } from '../icon.tsx';
import { t } from '../language.ts';
import { PriorityBadge } from '../parts/badges.tsx';
import { ProblemNote } from '../parts/problem_note.tsx';
import { When } from '../parts/when.tsx';
import { groupTitle, titleOf, useProcess } from '../process.ts';
import { useTitle } from '../title.ts';
import { Incidents } from './incidents.tsx';
import { ProblemStatusBadge, ReviewNote } from './problem_badges.tsx';
import { ProblemDock } from './problem_dock.tsx';
import { problemEventTexts, problemEventWords } from './problem_event_words.ts';
import { type ProblemStore, useProblemStore } from './problem_store.ts';

export default function ProblemPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <ProblemScreen key={id} id={id} />;
}

function ProblemScreen({ id }: { id: string }) {
  const store = useProblemStore(id);
  const record = store.record.value;
  const showsFacts = useSignal(false);
  useProcess(record?.process.id ?? null);
  useTitle(record ? `PRB-${record.number} ${record.title ?? ''}` : '');
  if (record === null) {
    return (
      <div class="page">
        <ProblemNote problem={store.problem.value} onRetry={() => void store.refresh()} />
        {store.problem.value === null && <p class="page-status">{t('problems.loading')}</p>}
        <p>
          <a href="/problems">{t('problems.back')}</a>
        </p>
      </div>
    );
  }
  return (
    <div class={showsFacts.value ? 'ticket-page shows-facts' : 'ticket-page'}>
      <Header record={record} />
      <button
        type="button"
        class="button facts-toggle"
        aria-expanded={showsFacts.value}
        aria-controls="facts"
        onClick={() => {
          showsFacts.value = !showsFacts.value;
        }}
      >
        <Icon of={panelRight} /> {showsFacts.value ? t('facts.hide') : t('facts.show')}
      </button>
      <div class="ticket-main">
        <Story store={store} record={record} />
        <ProblemDock store={store} record={record} />
      </div>
      <aside class="facts" id="facts" aria-label={t('facts.title')}>
        <Facts record={record} />
        <Incidents store={store} record={record} />
      </aside>
    </div>
  );
}

function Header({ record }: { record: ProblemRecord }) {
  const { owner } = record;
  return (
    <header class="ticket-header">
      <div class="ticket-title">
        <a
          class="button quiet"
          href="/problems"
          aria-label={t('problems.back')}
          title={t('problems.back')}
        >
          <Icon of={arrowLeft} />
        </a>
        <h1 dir="auto">
          <span class="ticket-number">PRB-{record.number}</span>{' '}
          {record.title ?? t('problems.no_title')}
        </h1>
      </div>
      <div class="ticket-line">
        <ProblemStatusBadge status={record.status} />
        <PriorityBadge priority={record.priority} />
        <span class="fact">
          <Icon of={usersRound} label={t('facts.group')} /> {groupTitle(record.group)}
        </span>
        <span class="fact">
          <Icon of={userRound} label={t('problems.owner')} />{' '}
          {owner ? (owner.name ?? owner.id) : t('ticket.nobody')}
        </span>
        <ReviewNote {...record} />
      </div>
    </header>
  );
}

/** What it is, what is known of it, and what happened, oldest first. */
function Story({ store, record }: { store: ProblemStore; record: ProblemRecord }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="timeline problem-story" tabIndex={0} aria-label={t('timeline.title')}>
      {record.description && (
        <p class="text" dir="auto">
          {record.description}
        </p>
      )}
      <Known label={t('problems.root_cause')} text={record.rootCause} />
      <Known label={t('problems.workaround')} text={record.workaround} />
      <Known label={t('problems.resolution')} text={record.resolutionNote} />
      <ol class="entries">
        {store.events.value.map((event) => (
          <li key={event.id} class="event">
            <div>
              <p>
                {problemEventWords(event)}{' '}
                <span class="soft">
                  <When at={event.at} />
                </span>
              </p>
              {problemEventTexts(event).map(({ label, text }) => (
                <p key={label} class="quote text" dir="auto">
                  {label && <span class="soft">{label} </span>}
                  {text}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Known({ label, text }: { label: string; text: string | null }) {
  if (text === null) return null;
  return (
    <div class="card">
      <h2>{label}</h2>
      <p class="text" dir="auto">
        {text}
      </p>
    </div>
  );
}

function Facts({ record }: { record: ProblemRecord }) {
  const { category, service, priorityOverridden, openedBy, knownErrorAt, resolvedAt } = record;
  const rows: [string, preact.ComponentChildren][] = [
    [t('facts.category'), category ? titleOf('categories', category) : t('facts.none')],
    ...(service ? [[t('facts.service'), titleOf('services', service)] as [string, string]] : []),
    [
      t('facts.priority'),
      `${t(`priority.${record.priority}`)} ${priorityOverridden ? t('facts.overridden') : ''}`,
    ],
    [t('facts.impact'), t(`level.${record.impact}`)],
    [t('facts.urgency'), t(`level.${record.urgency}`)],
    [t('problems.opened_by'), openedBy.name ?? openedBy.id],
    [t('problems.opened'), <When key="opened" at={record.openedAt} as="date" />],
  ];
  if (knownErrorAt)
    rows.push([t('problems.known_since'), <When key="k" at={knownErrorAt} as="date" />]);
  if (resolvedAt)
    rows.push([t('problems.resolved_at'), <When key="r" at={resolvedAt} as="date" />]);
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t('facts.title')}</h2>
      <dl class="fact-list">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
