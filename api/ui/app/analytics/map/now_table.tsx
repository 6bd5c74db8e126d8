import { t } from '../../words/language.ts';
import { lengthText } from './map_words.ts';
import { addressOfList, type NowPlace } from './now_places.ts';

const hourSeconds = 3_600;
const columns = ['tickets_column', 'median', 'p90', 'longest', 'versions'] as const;

interface NowTableProps {
  title: string;
  places: NowPlace[];
  isLinked: boolean;
}

/** The picture as a table: for whoever does not see it, and where there is no room for it. */
export function NowTable({ title, places, isLinked }: NowTableProps) {
  if (places.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="rows live-table" tabIndex={0} aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('live.place')}</th>
            {columns.map((name) => (
              <th key={name} scope="col" class={name === 'versions' ? '' : 'numeric'}>
                {t(`live.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <PlaceRow key={place.key} place={place} isLinked={isLinked} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PlaceRow({ place, isLinked }: { place: NowPlace; isLinked: boolean }) {
  const { title, part, stay, alarm } = place;
  const { count, medianSeconds, p90Seconds, longestSeconds } = stay;
  const length = (seconds: number) => (count > 0 ? lengthText(seconds / hourSeconds) : '–');
  return (
    <tr>
      <th scope="row">
        {part === '' ? title : `${title} · ${part}`}
        {alarm !== '' && <span class="live-alarm">{` ⚠ ${alarm}`}</span>}
      </th>
      <td class="numeric">
        {isLinked && count > 0 ? (
          <a class="live-link" href={addressOfList(place)}>
            {t('live.tickets', { count })}
          </a>
        ) : (
          t('live.tickets', { count })
        )}
      </td>
      <td class="numeric">{length(medianSeconds)}</td>
      <td class="numeric">{length(p90Seconds)}</td>
      <td class="numeric">{length(longestSeconds)}</td>
      <td>
        <Versions place={place} isLinked={isLinked} />
      </td>
    </tr>
  );
}

function Versions({ place, isLinked }: { place: NowPlace; isLinked: boolean }) {
  const { stay, versionFilter } = place;
  return (
    <span class="live-versions">
      {stay.versions.map(({ version, count }) => {
        const said = t('live.version_count', { version, count });
        return isLinked && versionFilter !== null ? (
          <a key={version} class="live-link" href={addressOfList(place, version)}>
            {said}
          </a>
        ) : (
          <span key={version}>{said}</span>
        );
      })}
    </span>
  );
}
