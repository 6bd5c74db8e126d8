import type { ProcessNow } from '../../../../contract.ts';
import { language, readable, t } from '../../words/language.ts';
import { tierTitle } from '../../words/process.ts';
import { stateTitle } from './map_words.ts';

type State = ProcessNow['places'][number];
type PlaybookPlace = ProcessNow['playbooks'][number];

/** A node of the picture and a row of the table: where tickets are, and the list of them. */
export interface NowPlace {
  key: string;
  /** What is under the same title is drawn in one box. */
  title: string;
  /** Which of its box it is; empty where the box has one. */
  part: string;
  stay: Pick<State, 'count' | 'medianSeconds' | 'p90Seconds' | 'longestSeconds' | 'versions'>;
  /** What of them somebody has to look at, in words; empty where nothing. */
  alarm: string;
  /** The list of the tickets that are there. */
  query: Record<string, string>;
  /** How the list is narrowed to one of its versions; null where that is no version of the process. */
  versionFilter: 'processVersion' | null;
}

/** In the order of a life. */
const order = ['pending_approval', 'new', 'assigned', 'in_progress', 'pending', 'resolved'];

export function rankOf(state: string): number {
  const exact = order.indexOf(state);
  return exact >= 0 ? exact : order.indexOf('pending');
}

/** The places of states, in the order of a life and from the lowest tier. */
export function statePlaces({ id, places }: ProcessNow): (NowPlace & { state: string })[] {
  return places
    .toSorted(
      (a, b) =>
        rankOf(a.state) - rankOf(b.state) || a.state.localeCompare(b.state) || a.tier - b.tier,
    )
    .map((place) => {
      const { state, tier, breachedCount } = place;
      const [, reason] = state.split(/^pending_/);
      return {
        key: `${state} ${tier}`,
        state,
        title: stateTitle(state, id),
        part: tierTitle(tier, id),
        stay: place,
        alarm: breachedCount > 0 ? t('live.breached', { count: breachedCount }) : '',
        query: {
          process: id,
          tier: String(tier),
          status: reason === undefined ? state : 'pending',
          ...(reason === undefined ? {} : { waitsFor: reason }),
        },
        versionFilter: 'processVersion' as const,
      };
    });
}

/** The places of a playbook: the playbook as a whole, then its steps in their order. */
export function playbookPlaces({ id, playbooks }: ProcessNow): (NowPlace & {
  playbook: string;
})[] {
  return playbooks.map((place) => {
    const { playbook, step, kind, parkedCount } = place;
    return {
      key: `${playbook} ${step ?? ''}`,
      playbook,
      title: step ?? t('live.playbook', { playbook: playbookTitle(place) }),
      part: kind === null ? '' : t(`playbooks.kind.${kind}`),
      stay: place,
      alarm: parkedCount > 0 ? t('live.parked', { count: parkedCount }) : '',
      query: { process: id, playbook, ...(step === null ? {} : { playbookStep: step }) },
      versionFilter: null,
    };
  });
}

function playbookTitle({ playbook, title }: PlaybookPlace): string {
  return title?.[language.value] ?? readable(playbook);
}

/** The address of the list of the tickets that are there, of one version where that is said. */
export function addressOfList({ query, versionFilter }: NowPlace, version?: number): string {
  const narrowed =
    version === undefined || versionFilter === null ? {} : { [versionFilter]: String(version) };
  return `/tickets?${new URLSearchParams({ ...query, ...narrowed })}`;
}
