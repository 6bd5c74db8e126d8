import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, ProcessNow } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';
import { followTickets } from '../../client/live.ts';
import { hasTickets, isAgent, me } from '../../client/session.ts';
import { EmptyState } from '../../design/empty_state.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallSelect } from '../../design/small_field.tsx';
import { useTitle } from '../../title.ts';
import { t } from '../../words/language.ts';
import { processOptions, useProcesses } from '../../words/process.ts';
import { dateTime, number } from '../../words/time.ts';
import { AnalyticsNavigation } from '../analytics_navigation.tsx';
import { lengthText, stateTitle } from './map_words.ts';

type Place = ProcessNow['places'][number];

/** Changes come in bursts: counting again waits for the burst to be over. */
const burstMs = 2_000;
/** How long tickets are there grows without any change. */
const againMs = 60_000;
const hourSeconds = 3_600;
/** In the order of a life. */
const order = ['pending_approval', 'new', 'assigned', 'in_progress', 'pending', 'resolved'];

/** Where the tickets of a process are now: states by tiers. */
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
  const places = shown.value?.places ?? [];
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
      {shown.value && places.length === 0 && <EmptyState>{t('live.empty')}</EmptyState>}
      {shown.value && places.length > 0 && process !== undefined && (
        <>
          <p class="soft">
            {t('live.summary', {
              count: places.reduce((sum, place) => sum + place.count, 0),
              at: dateTime(shown.value.at),
            })}
          </p>
          <Places places={places} process={process} />
        </>
      )}
    </div>
  );
}

function Places({ places, process }: { places: Place[]; process: string }) {
  const tiers = [...new Set(places.map(({ tier }) => tier))].sort((a, b) => a - b);
  const states = [...new Set(places.map(({ state }) => state))].sort(
    (a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="live-places" tabIndex={0} aria-label={t('live.places')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('live.state')}</th>
            {tiers.map((tier) => (
              <th key={tier} scope="col">
                {t('live.tier', { tier })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {states.map((state) => (
            <tr key={state}>
              <th scope="row">{stateTitle(state, process)}</th>
              {tiers.map((tier) => (
                <td key={tier}>
                  <PlaceCell
                    place={places.find((one) => one.state === state && one.tier === tier)}
                    process={process}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rankOf(state: string): number {
  const exact = order.indexOf(state);
  return exact >= 0 ? exact : order.indexOf('pending');
}

function PlaceCell({ place, process }: { place: Place | undefined; process: string }) {
  if (!place) return <span class="soft">–</span>;
  const { count, medianSeconds, oldestSeconds, breachedCount, versions } = place;
  const account = me.value;
  const words = t('live.tickets', { count });
  return (
    <>
      {account && isAgent(account) ? (
        <a class="live-count" href={listOf(place, process)}>
          {words}
        </a>
      ) : (
        <strong class="live-count">{words}</strong>
      )}
      <span>
        {t('live.stay', {
          median: lengthText(medianSeconds / hourSeconds),
          oldest: lengthText(oldestSeconds / hourSeconds),
        })}
      </span>
      {breachedCount > 0 && (
        <span class="tone-late">{t('live.breached', { count: breachedCount })}</span>
      )}
      <span class="live-versions">
        {versions.map(({ version, count: each }) => {
          const said = `${t('live.version', { version })}: ${number(each)}`;
          return account && isAgent(account) ? (
            <a key={version} href={`${listOf(place, process)}&processVersion=${version}`}>
              {said}
            </a>
          ) : (
            <span key={version}>{said}</span>
          );
        })}
      </span>
    </>
  );
}

/** The list of the tickets that are there. */
function listOf({ state, tier }: Place, process: string): string {
  const [, reason] = state.split(/^pending_/);
  const query = new URLSearchParams({
    process,
    tier: String(tier),
    status: reason === undefined ? state : 'pending',
    ...(reason === undefined ? {} : { waitsFor: reason }),
  });
  return `/tickets?${query}`;
}
