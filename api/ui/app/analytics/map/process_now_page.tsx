import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, ProcessNow } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';
import { followTickets } from '../../client/live.ts';
import { hasTickets, isAgent, me } from '../../client/session.ts';
import { EmptyState } from '../../design/empty_state.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallSelect } from '../../design/small_field.tsx';
import { useTitle } from '../../title.ts';
import { language, t } from '../../words/language.ts';
import { knownProcess, processOptions, useProcesses } from '../../words/process.ts';
import { dateTime } from '../../words/time.ts';
import { AnalyticsNavigation } from '../analytics_navigation.tsx';
import { NowGraph } from './now_graph.tsx';
import { layOutNow } from './now_layout.ts';
import { playbookPlaces, statePlaces } from './now_places.ts';
import { NowTable } from './now_table.tsx';
import { useDrawing } from './use_drawings.ts';

/** Changes come in bursts: counting again waits for the burst to be over. */
const burstMs = 2_000;
/** How long tickets are there grows without any change. */
const againMs = 60_000;

/** Where the tickets of a process are now: at which state and tier, and at which step of a playbook. */
export default function ProcessNowPage() {
  const { query, route } = useLocation();
  const shown = useSignal<ProcessNow | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('analytics.now'));
  useProcesses();
  const options = processOptions();
  const process = query.process ?? options[0]?.id;
  useEffect(() => {
    if (process === undefined) return undefined;
    const asking = new AbortController();
    let later: ReturnType<typeof setTimeout> | undefined;
    const count = async () => {
      clearTimeout(later);
      const answer = await desk.getProcessNow({ path: { id: process } }, { signal: asking.signal });
      if (asking.signal.aborted) return;
      problem.value = answer.isOk ? null : answer.problem;
      if (answer.isOk) shown.value = answer.data;
      later = setTimeout(() => void count(), againMs);
    };
    const soon = () => {
      clearTimeout(later);
      later = setTimeout(() => void count(), burstMs);
    };
    shown.value = null;
    void count();
    const account = me.value;
    const stop = account && hasTickets(account) ? followTickets(soon, soon) : () => {};
    return () => {
      asking.abort();
      clearTimeout(later);
      stop();
    };
  }, [process]);
  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <div class="map-filters">
        <SmallSelect
          label={t('map.process')}
          value={process ?? ''}
          options={options}
          onChange={(id) => route(`/analytics/now?process=${encodeURIComponent(id)}`, true)}
        />
      </div>
      <ProblemNote problem={problem.value} />
      {!shown.value && !problem.value && <p class="page-status">{t('map.loading')}</p>}
      {shown.value && isEmpty(shown.value) && <EmptyState>{t('live.empty')}</EmptyState>}
      {shown.value && !isEmpty(shown.value) && <Shown now={shown.value} />}
    </div>
  );
}

function isEmpty({ places, playbooks }: ProcessNow): boolean {
  return places.length + playbooks.length === 0;
}

/** What the process provides for, in the version that most of the tickets follow that are there. */
function Shown({ now }: { now: ProcessNow }) {
  const { drawing, isDrawing } = useDrawing(now.id, mostFollowed(now));
  const account = me.value;
  const isLinked = account ? isAgent(account) : false;
  const picture = useMemo(
    () => layOutNow(now, drawing),
    [now, drawing, language.value, knownProcess(now.id)],
  );
  return (
    <>
      <p class="soft">
        {t('live.summary', {
          count: now.places.reduce((sum, place) => sum + place.count, 0),
          at: dateTime(now.at),
        })}
      </p>
      {isDrawing && <p class="soft">{t('map.drawing')}</p>}
      <NowGraph picture={picture} label={t('live.picture')} isLinked={isLinked} />
      <NowTable title={t('live.places')} places={statePlaces(now)} isLinked={isLinked} />
      <NowTable title={t('live.playbooks')} places={playbookPlaces(now)} isLinked={isLinked} />
    </>
  );
}

function mostFollowed({ places }: ProcessNow): number | undefined {
  const counts = new Map<number, number>();
  for (const { version, count } of places.flatMap(({ versions }) => versions)) {
    counts.set(version, (counts.get(version) ?? 0) + count);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || b - a)[0]?.[0];
}
