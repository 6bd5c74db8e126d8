import arrowLeft from 'icon:arrow-left';
import userRound from 'icon:user-round';
import usersRound from 'icon:users-round';
import { useRoute } from 'preact-iso';
import type { ProblemEventView, ProblemRecord } from '../../../contract.ts';
import { IconLink } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { Icon } from '../design/icon.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { PriorityBadge } from '../parts/badges.tsx';
import { RecordAwaited, RecordPage } from '../parts/record_page.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle, titleOf, useProcess } from '../words/process.ts';
import { Incidents } from './incidents.tsx';
import { ProblemStatusBadge, ReviewNote } from './problem_badges.tsx';
import { ProblemDock } from './problem_dock.tsx';
import { problemEventWords } from './problem_event_words.ts';
import { type ProblemStore, useProblemStore } from './problem_store.ts';

export default function ProblemPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <ProblemScreen key={id} id={id} />;
}

function ProblemScreen({ id }: { id: string }) {
  const store = useProblemStore(id);
  const record = store.record.value;
  useProcess(record?.process.id ?? null);
  useTitle(record ? `PRB-${record.number} ${record.title ?? ''}` : '');
  if (record === null) {
    return (
      <RecordAwaited
        store={store}
        loading={t('problems.loading')}
        unknown={t('problems.unknown')}
        back={t('problems.back')}
        href="/problems"
      />
    );
  }
  return (
    <RecordPage
      header={<Header record={record} />}
      facts={
        <aside class="facts" id="facts" aria-label={t('facts.title')}>
          <Facts record={record} />
          <Incidents store={store} record={record} />
        </aside>
      }
    >
      <Story store={store} record={record} />
      <ProblemDock store={store} record={record} />
    </RecordPage>
  );
}

function Header({ record }: { record: ProblemRecord }) {
  const { owner } = record;
  return (
    <header class="ticket-header">
      <div class="ticket-title">
        <IconLink icon={arrowLeft} href="/problems" label={t('problems.back')} />
        <h1 dir="auto">
          <span class="ticket-number">PRB-{record.number}</span>{' '}
          {record.title ?? t('problems.no_title')}
        </h1>
      </div>
      <div class="ticket-line">
        <ProblemStatusBadge status={record.status} />
        <PriorityBadge of={record} />
        <span class="fact">
          <Icon of={usersRound} label={t('facts.group')} /> {groupTitle(record.group)}
        </span>
        <span class="fact">
          <Icon of={userRound} label={t('problems.owner')} />{' '}
          {owner ? nameOf(owner) : t('ticket.nobody')}
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
      <Text>{record.description}</Text>
      <Known label={t('problems.root_cause')} text={record.rootCause} />
      <Known label={t('problems.workaround')} text={record.workaround} />
      <Known label={t('problems.resolution')} text={record.resolutionNote} />
      <ol class="entries">
        {store.events.value.map((event) => (
          <Entry key={event.id} event={event} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ event }: { event: ProblemEventView }) {
  const { words, texts = [] } = problemEventWords(event);
  return (
    <li class="event">
      <div>
        <p>
          {words}{' '}
          <span class="soft">
            <When at={event.at} />
          </span>
        </p>
        {texts.map(({ label, text }) => (
          <Text key={label} class="quote" label={label}>
            {text}
          </Text>
        ))}
      </div>
    </li>
  );
}

function Known({ label, text }: { label: string; text: string | null }) {
  if (text === null) return null;
  return (
    <div class="card">
      <h2>{label}</h2>
      <Text>{text}</Text>
    </div>
  );
}

function Facts({ record }: { record: ProblemRecord }) {
  const { category, service, priorityOverridden, openedBy, knownErrorAt, resolvedAt } = record;
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t('facts.title')}</h2>
      <FactList>
        <Fact name={t('facts.category')}>
          {category ? titleOf('categories', category, record.process.id) : t('facts.no_category')}
        </Fact>
        {service && (
          <Fact name={t('facts.service')}>{titleOf('services', service, record.process.id)}</Fact>
        )}
        <Fact name={t('facts.priority')}>
          {titleOf('priorities', record.priority, record.process.id)}
          {priorityOverridden && ` ${t('facts.overridden')}`}
        </Fact>
        <Fact name={t('facts.impact')}>{titleOf('impacts', record.impact, record.process.id)}</Fact>
        <Fact name={t('facts.urgency')}>
          {titleOf('urgencies', record.urgency, record.process.id)}
        </Fact>
        <Fact name={t('problems.opened_by')}>{openedBy.name ?? openedBy.id}</Fact>
        <Fact name={t('problems.opened')}>
          <When at={record.openedAt} as="date" />
        </Fact>
        {knownErrorAt && (
          <Fact name={t('problems.known_since')}>
            <When at={knownErrorAt} as="date" />
          </Fact>
        )}
        {resolvedAt && (
          <Fact name={t('problems.resolved_at')}>
            <When at={resolvedAt} as="date" />
          </Fact>
        )}
      </FactList>
    </section>
  );
}
