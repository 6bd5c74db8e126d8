import type { ProcessMap } from '../../../../contract.ts';
import { TextButton } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty_state.tsx';
import { t } from '../../words/language.ts';
import { number } from '../../words/time.ts';
import { lengthText, shareText } from './map_words.ts';
import type { MinedQuery } from './mined_tickets_dialog.tsx';

/** What was pressed, and what the tickets behind it are called. */
export interface Opened {
  title: string;
  part: Partial<NonNullable<MinedQuery>>;
}

interface ListProps {
  map: ProcessMap;
  titleOf(activity: string | null): string;
  onOpen(opened: Opened): void;
}

/** Cases by what they went through, the most frequent first. */
export function Variants({ map, titleOf, onOpen }: ListProps) {
  if (map.variants.length === 0) return <EmptyState>{t('map.empty')}</EmptyState>;
  return (
    <>
      <ol class="map-variants">
        {map.variants.slice(0, 60).map(({ id, activities, caseCount, share, ...rest }, index) => (
          <li key={id}>
            <TextButton
              onClick={() =>
                onOpen({ title: t('map.variant', { n: index + 1 }), part: { variant: id } })
              }
            >
              {t('map.cases', { count: caseCount })}
            </TextButton>
            <span class="soft">
              {` ${shareText(share)} · ${lengthText(rest.medianHours)}`}
              {rest.isReworked && ` · ${t('map.reworked')}`}
            </span>
            <meter value={share} min={0} max={map.variants[0]?.share ?? 1} aria-hidden="true" />
            <span class="map-sequence">{activities.map((one) => titleOf(one)).join(' → ')}</span>
          </li>
        ))}
      </ol>
      {(map.variants.length > 60 || map.areVariantsCut) && (
        <p class="soft">{t('map.more_variants')}</p>
      )}
    </>
  );
}

/** What the process does not provide for, and happened. */
export function Deviations({ map, onOpen }: Omit<ListProps, 'titleOf'>) {
  if (map.deviations.length === 0) return <EmptyState>{t('map.no_deviations')}</EmptyState>;
  return (
    <ul class="map-deviations">
      {map.deviations.map(({ kind, count, caseCount, share, lowShare, highShare }) => (
        <li key={kind}>
          <TextButton
            onClick={() => onOpen({ title: t(`deviation.${kind}`), part: { deviation: kind } })}
          >
            {t(`deviation.${kind}`)}
          </TextButton>
          <p class="soft">
            {t('map.deviation', {
              count,
              cases: caseCount,
              share: shareText(share),
              low: shareText(lowShare),
              high: shareText(highShare),
            })}
          </p>
          <p>{t(`deviation_meaning.${kind}`)}</p>
        </li>
      ))}
    </ul>
  );
}

/** The picture as a table: each move with what the picture shows by width and colour. */
export function Moves({ map, titleOf, onOpen }: ListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="rows" tabIndex={0} aria-label={t('map.moves')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('map.move')}</th>
            {(
              ['count', 'in_cases', 'wait', 'support_wait', 'p90', 'hand_offs', 'rework'] as const
            ).map((name) => (
              <th key={name} scope="col" class="numeric">
                {t(`map.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.edges.map((edge) => {
            const words = `${titleOf(edge.before)} → ${titleOf(edge.after)}`;
            const part = {
              ...(edge.before === null ? {} : { before: edge.before }),
              ...(edge.after === null ? {} : { after: edge.after }),
            };
            return (
              <tr key={words}>
                <th scope="row">
                  <TextButton onClick={() => onOpen({ title: words, part })}>{words}</TextButton>
                </th>
                <td class="numeric">{number(edge.count)}</td>
                <td class="numeric">{number(edge.caseCount)}</td>
                <td class="numeric">{lengthText(edge.medianHours)}</td>
                <td class="numeric">{lengthText(edge.medianSupportHours)}</td>
                <td class="numeric">{lengthText(edge.p90Hours)}</td>
                <td class="numeric">{number(edge.handOffCount)}</td>
                <td class="numeric">{number(edge.reworkCount)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
