import download from 'icon:download';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { dayMs } from '../../../../../workflows/domain/durations.ts';
import type { Operations, Problem, ProcessDrawing, ProcessMap } from '../../../../contract.ts';
import { tellBriefly } from '../../announcer.tsx';
import { addressOf, desk } from '../../client/desk.ts';
import { isAnalyst, me } from '../../client/session.ts';
import { copyText } from '../../copy_link.ts';
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
import { activityTitle, lengthText } from './map_words.ts';
import { MinedTicketsDialog } from './mined_tickets_dialog.tsx';

type Query = NonNullable<Operations['getProcessMap']['query']>;

const levels = ['status', 'group', 'step', 'log'] as const;
const drawnAgainMs = 5_000;

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

  function narrow(change: Partial<Query>): void {
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
              version={asked.version}
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
          <Remedy process={process} map={map.value} />
        </>
      )}
      {opened.value && (
        <MinedTicketsDialog
          title={opened.value.title}
          query={{ ...asked, level, ...opened.value.part }}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </div>
  );
}

function queryOf(address: Record<string, string>): Query {
  const { level, from, to, process, version, group, priority, category, origin } = address;
  const known = levels.find((one) => one === level);
  const isOrigin = (['live', 'import', 'demo'] as const).find((one) => one === origin);
  return {
    ...(known && { level: known }),
    ...(from && { from }),
    ...(to && { to }),
    ...(process && { process }),
    ...(version && { version: Number(version) }),
    ...(group && { group }),
    ...(category && { category }),
    ...(isOrigin && { origin: isOrigin }),
    ...(priority && { priority: priority as NonNullable<Query['priority']> }),
  };
}

function wordsOf(query: Query): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
}

interface FiltersProps {
  asked: Query;
  map: ProcessMap | null;
  onNarrow(change: Partial<Query>): void;
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

function MapHead({ map, asked }: { map: ProcessMap; asked: Query }) {
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
  version: number | undefined;
  titleOf(activity: string | null): string;
  onOpen(opened: Opened): void;
}

function Picture({ map, process, version, titleOf, onOpen }: PictureProps) {
  const percent = useSignal(1);
  const newest = map.processes.find(({ id }) => id === process)?.version;
  const drawing = useDrawing(process, version ?? newest);
  const { level } = map;
  const moves =
    drawing?.isDrawn !== true
      ? null
      : level === 'status'
        ? drawing.moves
        : level === 'group'
          ? drawing.groupMoves
          : null;
  const drawn = useMemo(
    () =>
      layOut({
        map,
        moves,
        tellsDeviating: level === 'status',
        threshold: percent.value / 100,
        titleOf: (activity) => activityTitle(level, activity, process),
      }),
    [map, moves, percent.value, language.value, knownProcess(process)],
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
      <Legend isDrawing={drawing !== null && !drawing.isDrawn} hasCode={moves !== null} />
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

/** What the process provides for, asked again while it is being found out. */
function useDrawing(process: string | null, version: number | undefined): ProcessDrawing | null {
  const drawing = useSignal<ProcessDrawing | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    let later: ReturnType<typeof setTimeout> | undefined;
    drawing.value = null;
    if (process === null || version === undefined) return undefined;
    const ask = async () => {
      const path = { id: process, version };
      const answer = await desk.getProcessDrawing({ path }, { signal: asking.signal });
      if (asking.signal.aborted || !answer.isOk) return;
      drawing.value = answer.data;
      if (!answer.data.isDrawn) later = setTimeout(() => void ask(), drawnAgainMs);
    };
    void ask();
    return () => {
      asking.abort();
      clearTimeout(later);
    };
  }, [process, version]);
  return drawing.value;
}

function Legend({ isDrawing, hasCode }: { isDrawing: boolean; hasCode: boolean }) {
  const [hour, day, days] = waitSteps;
  return (
    <ul class="map-legend">
      <li class="wait-0">{t('map.below', { wait: lengthText(hour) })}</li>
      <li class="wait-1">{t('map.below', { wait: lengthText(day) })}</li>
      <li class="wait-2">{t('map.below', { wait: lengthText(days) })}</li>
      <li class="wait-3">{t('map.above', { wait: lengthText(days) })}</li>
      {hasCode && <li class="is-code">{t('map.only_code')}</li>}
      {hasCode && <li class="is-deviating">{t('map.not_code')}</li>}
      {isDrawing && <li class="soft">{t('map.drawing')}</li>}
    </ul>
  );
}

const tabs = ['variants', 'deviations', 'moves'] as const;

function Beside({ map, titleOf, onOpen }: Omit<PictureProps, 'process' | 'version'>) {
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

/** What departs from the code is mended in the code: and tried on the same history first. */
function Remedy({ process, map }: { process: string | null; map: ProcessMap }) {
  if (process === null) return null;
  const version = map.processes.find(({ id }) => id === process)?.version;
  const command =
    `palier process simulate --current ${process}@${version} --candidate ./${process}.ts ` +
    `--since ${map.from} --until ${dayAfter(map.to)}`;
  return (
    <section class="map-remedy" aria-labelledby="map-remedy">
      <h2 id="map-remedy">{t('map.remedy')}</h2>
      <p>{t('map.remedy_meaning')}</p>
      <div class="map-command">
        <code lang="en">{command}</code>
        <Button
          isSmall
          onClick={async () => {
            const isCopied = await copyText(command);
            tellBriefly(isCopied ? t('copy.done') : t('copy.by_hand', { address: command }));
          }}
        >
          {t('map.copy')}
        </Button>
      </div>
    </section>
  );
}

/** A simulation takes what was opened before a day. */
function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}
