import download from 'icon:download';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, ProcessMap } from '../../../../contract.ts';
import { addressOf, desk } from '../../client/desk.ts';
import { isAnalyst, me } from '../../client/session.ts';
import { Button, ButtonLink } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty_state.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallField, SmallSelect } from '../../design/small_field.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { useTitle } from '../../title.ts';
import { language, readable, t } from '../../words/language.ts';
import { allGroups, knownProcess, useProcesses } from '../../words/process.ts';
import { dateTime } from '../../words/time.ts';
import { AnalyticsNavigation } from '../analytics_navigation.tsx';
import { MapGraph, waitSteps } from './map_graph.tsx';
import { layOut } from './map_layout.ts';
import { Deviations, Moves, type Opened, Variants } from './map_lists.tsx';
import { levels, type MapQuery, queryOf, traits, wordsOf } from './map_query.ts';
import { activityTitle, lengthText, traitTitle } from './map_words.ts';
import { MinedTicketsDialog } from './mined_tickets_dialog.tsx';
import { Remedy } from './remedy.tsx';
import { type Drawings, useDrawings } from './use_drawings.ts';

/** What happened to tickets, drawn over what their process provides for. */
export default function ProcessMapPage() {
  const { query: address, route } = useLocation();
  const asked = queryOf(address);
  const map = useSignal<ProcessMap | null>(null);
  const problem = useSignal<Problem | null>(null);
  const opened = useSignal<Opened | null>(null);
  useTitle(t('analytics.map'));
  useProcesses();
  const key = new URLSearchParams(wordsOf(asked)).toString();
  useEffect(() => {
    const asking = new AbortController();
    void desk.getProcessMap({ query: asked }, { signal: asking.signal }).then((answer) => {
      if (asking.signal.aborted) return;
      problem.value = answer.isOk ? null : answer.problem;
      if (!answer.isOk) return;
      map.value = answer.data;
      const [first] = answer.data.processes;
      // One process at a time: states of two would be drawn as one.
      if (asked.process === undefined && first) narrow({ process: first.id });
    });
    return () => asking.abort();
  }, [key]);

  function narrow(change: Partial<MapQuery>): void {
    const words = new URLSearchParams(wordsOf({ ...asked, ...change })).toString();
    route(`/analytics/map?${words}`, true);
  }

  const process = asked.process ?? null;
  const level = map.value?.level ?? 'status';
  const titleOf = (activity: string | null) =>
    activity === null ? t('map.edge_of_case') : activityTitle(level, activity, process);
  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <MapFilters asked={asked} map={map.value} onNarrow={narrow} />
      <Narrowed asked={asked} onNarrow={narrow} />
      <ProblemNote problem={problem.value} />
      {!map.value && !problem.value && <p class="page-status">{t('map.loading')}</p>}
      {map.value && map.value.caseCount === 0 && <EmptyState>{t('map.empty')}</EmptyState>}
      {map.value && map.value.caseCount > 0 && (
        <>
          <MapHead map={map.value} asked={asked} />
          <div class="map-columns">
            <Picture
              map={map.value}
              process={process}
              titleOf={titleOf}
              onOpen={(one) => {
                opened.value = one;
              }}
            />
            <Beside
              map={map.value}
              titleOf={titleOf}
              onOpen={(one) => {
                opened.value = one;
              }}
            />
          </div>
          <Remedy asked={asked} map={map.value} />
        </>
      )}
      {opened.value && (
        <MinedTicketsDialog
          title={opened.value.title}
          query={{ ...asked, level, ...opened.value.part }}
          remedy={map.value && <Remedy asked={asked} map={map.value} />}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </div>
  );
}

interface FiltersProps {
  asked: MapQuery;
  map: ProcessMap | null;
  onNarrow(change: Partial<MapQuery>): void;
}

function MapFilters({ asked, map, onNarrow }: FiltersProps) {
  const processes = map?.processes ?? [];
  const ids = [
    ...new Set([...(asked.process ? [asked.process] : []), ...processes.map(({ id }) => id)]),
  ];
  const versions = processes.filter(({ id }) => id === asked.process);
  const any = { id: '', title: t('map.any') };
  return (
    <div class="map-filters">
      <SmallSelect
        label={t('map.process')}
        value={asked.process ?? ''}
        options={ids.map((id) => ({ id, title: knownProcess(id)?.title ?? readable(id) }))}
        onChange={(process) => onNarrow({ process, version: undefined })}
      />
      <SmallSelect
        label={t('map.version')}
        value={String(asked.version ?? '')}
        options={[
          any,
          ...versions.map(({ version }) => ({ id: String(version), title: String(version) })),
        ]}
        onChange={(version) => onNarrow({ version: version === '' ? undefined : Number(version) })}
      />
      <SmallSelect
        label={t('map.level')}
        value={asked.level ?? 'status'}
        options={levels.map((id) => ({ id, title: t(`map.level_${id}`) }))}
        onChange={(level) => onNarrow({ level: levels.find((one) => one === level) })}
      />
      <SmallSelect
        label={t('filter.group')}
        value={asked.group ?? ''}
        options={[any, ...allGroups()]}
        onChange={(group) => onNarrow({ group: group || undefined })}
      />
      <SmallField label={t('dashboard.from')}>
        <input
          type="date"
          value={asked.from ?? map?.from ?? ''}
          onChange={(event) => onNarrow({ from: event.currentTarget.value || undefined })}
        />
      </SmallField>
      <SmallField label={t('dashboard.to')}>
        <input
          type="date"
          value={asked.to ?? map?.to ?? ''}
          onChange={(event) => onNarrow({ to: event.currentTarget.value || undefined })}
        />
      </SmallField>
    </div>
  );
}

/** What else the address narrows the map by, each to be taken off again. */
function Narrowed({ asked, onNarrow }: Pick<FiltersProps, 'asked' | 'onNarrow'>) {
  const given = traits.flatMap((trait) => {
    const value = asked[trait];
    return value === undefined ? [] : [{ trait, words: traitTitle(trait, value, asked.process) }];
  });
  if (given.length === 0) return null;
  return (
    <div class="field-row">
      {given.map(({ trait, words }) => (
        <Button
          key={trait}
          isSmall
          icon={x}
          label={t('map.without', { words })}
          onClick={() => onNarrow({ [trait]: undefined })}
        >
          {words}
        </Button>
      ))}
    </div>
  );
}

function MapHead({ map, asked }: { map: ProcessMap; asked: MapQuery }) {
  const logOf = (format: 'xes' | 'ocel2') =>
    addressOf('getEventLog', { query: { ...asked, format } });
  return (
    <div class="page-head">
      <p class="soft">
        {t('map.summary', {
          cases: map.caseCount,
          activities: map.activityCount,
          variants: map.variants.length,
        })}
        {map.snapshot && ` · ${t('rows.through', { at: dateTime(map.snapshot.dataThrough) })}`}
      </p>
      {me.value && isAnalyst(me.value) && (
        <div class="field-row">
          <ButtonLink icon={download} href={logOf('xes')} isDownload isSmall>
            XES
          </ButtonLink>
          <ButtonLink icon={download} href={logOf('ocel2')} isDownload isSmall>
            OCEL 2.0
          </ButtonLink>
        </div>
      )}
    </div>
  );
}

interface PictureProps {
  map: ProcessMap;
  process: string | null;
  titleOf(activity: string | null): string;
  onOpen(opened: Opened): void;
}

function Picture({ map, process, titleOf, onOpen }: PictureProps) {
  const percent = useSignal(1);
  const drawings = useDrawings(process, map);
  const { level } = map;
  const { provided } = drawings;
  const drawn = useMemo(
    () =>
      layOut({
        map,
        provided,
        tellsDeviating: level === 'status',
        threshold: percent.value / 100,
        titleOf: (activity) => activityTitle(level, activity, process),
      }),
    [map, provided, percent.value, language.value, knownProcess(process)],
  );
  return (
    <div class="map-picture">
      <label class="map-threshold">
        {t('map.threshold', { percent: percent.value })}
        <input
          type="range"
          min={0}
          max={50}
          step={1}
          value={percent.value}
          onInput={(event) => {
            percent.value = Number(event.currentTarget.value);
          }}
        />
      </label>
      <Legend drawings={drawings} />
      <MapGraph
        drawn={drawn}
        label={t('map.picture')}
        titleOf={titleOf}
        onActivity={(activity) => onOpen({ title: titleOf(activity), part: { activity } })}
        onEdge={(before, after) =>
          onOpen({
            title: `${titleOf(before)} → ${titleOf(after)}`,
            part: {
              ...(before === null ? {} : { before }),
              ...(after === null ? {} : { after }),
            },
          })
        }
      />
    </div>
  );
}

function Legend({ drawings }: { drawings: Drawings }) {
  const [hour, day, days] = waitSteps;
  const { compared, left, isDrawing } = drawings;
  return (
    <>
      <ul class="map-legend">
        <li class="wait-0">{t('map.below', { wait: lengthText(hour) })}</li>
        <li class="wait-1">{t('map.below', { wait: lengthText(day) })}</li>
        <li class="wait-2">{t('map.below', { wait: lengthText(days) })}</li>
        <li class="wait-3">{t('map.above', { wait: lengthText(days) })}</li>
        {compared.length > 0 && <li class="is-code">{t('map.only_code')}</li>}
        {compared.length > 0 && <li class="is-deviating">{t('map.not_code')}</li>}
      </ul>
      {compared.length > 0 && (
        <p class="soft">{t('map.compared', { versions: versionsText(compared) })}</p>
      )}
      {isDrawing && <p class="soft">{t('map.drawing')}</p>}
      {!isDrawing && left.length > 0 && (
        <p class="soft">{t('map.not_compared', { versions: versionsText(left) })}</p>
      )}
    </>
  );
}

/** Versions with how many moves were made under each. */
function versionsText(versions: Drawings['compared']): string {
  return versions
    .map(({ version, count }) => t('map.version_moves', { version, count }))
    .join(', ');
}

const tabs = ['variants', 'deviations', 'moves'] as const;

function Beside({ map, titleOf, onOpen }: Omit<PictureProps, 'process'>) {
  const chosen = useSignal<(typeof tabs)[number]>('variants');
  return (
    <div class="map-beside">
      <Tabs
        label={t('map.lists')}
        tabs={tabs.map((id) => ({ id, title: t(`map.${id}`) }))}
        chosen={chosen.value}
        onChoose={(id) => {
          chosen.value = id;
        }}
      >
        {chosen.value === 'variants' && <Variants map={map} titleOf={titleOf} onOpen={onOpen} />}
        {chosen.value === 'deviations' && <Deviations map={map} onOpen={onOpen} />}
        {chosen.value === 'moves' && <Moves map={map} titleOf={titleOf} onOpen={onOpen} />}
      </Tabs>
    </div>
  );
}
