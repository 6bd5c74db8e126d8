import x from 'icon:x';
import { useLocation } from 'preact-iso';
import { statuses } from '../../../../workflows/domain/ticket.ts';
import type { TicketSort } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { type Option, Options } from '../design/options.tsx';
import { type MessageKey, readable, t } from '../words/language.ts';
import {
  agents,
  allFields,
  allGroups,
  allPriorities,
  allTiers,
  knownProcess,
  rankedTier,
  titleOf,
} from '../words/process.ts';
import { columnsOf, fieldOfColumn, isOwnColumn } from './columns.ts';
import { FieldChoices } from './field_choices.tsx';
import { fieldSortIn, filteredFields, hasOrder } from './field_filters.ts';
import { type FilterName, type Filters, pathOf } from './filters.ts';

export function Choices({ filters }: { filters: Filters }) {
  const others = agents.value.filter(({ id }) => id !== me.value?.id);
  const people: Option[] = [
    { id: 'me', title: t('filter.me') },
    { id: 'none', title: t('ticket.nobody') },
    ...others.map(({ id, name }) => ({ id, title: name })),
  ];
  return (
    <>
      <Choice
        name="status"
        label={t('filter.status')}
        filters={filters}
        options={statuses.map((id) => ({ id, title: t(`status.${id}`) }))}
      />
      <Choice name="group" label={t('filter.group')} filters={filters} options={allGroups()} />
      <Choice name="assignee" label={t('filter.assignee')} filters={filters} options={people} />
      <Choice
        name="priority"
        label={t('filter.priority')}
        filters={filters}
        options={allPriorities()}
      />
      <TierChoice filters={filters} />
      <Choice
        name="breached"
        label={t('filter.breached')}
        filters={filters}
        options={[
          { id: 'true', title: t('filter.breached_only') },
          { id: 'false', title: t('filter.in_time_only') },
        ]}
      />
      <OrderChoice filters={filters} />
      <TagChoice filters={filters} />
      <AffectedChoice filters={filters} />
      <ProcessChoice filters={filters} />
      <FieldChoices filters={filters} />
    </>
  );
}

/** How much skill a ticket is with: several ranks, or one that no process has, are seen as well. */
function TierChoice({ filters }: { filters: Filters }) {
  const tiers = allTiers(filters.process);
  const titles = new Map(tiers.map(({ id, title }) => [id, title]));
  const { tier = '' } = filters;
  const asked = tier.split(',').map((rank) => titles.get(rank) ?? rankedTier(rank));
  const isKnown = tier === '' || titles.has(tier);
  const options = isKnown ? tiers : [...tiers, { id: tier, title: asked.join(', ') }];
  return <Choice name="tier" label={t('filter.tier')} filters={filters} options={options} />;
}

/** Beside the list's own, which is what it is without a choice. */
const orderKeys = {
  priority: 'sort.priority',
  '-openedAt': 'sort.newest',
  openedAt: 'sort.oldest',
  '-updatedAt': 'sort.changed',
  updatedAt: 'sort.unchanged',
} as const satisfies Partial<Record<TicketSort, MessageKey>>;

/** The orders of every list, and those by fields that it shows or is filtered by. */
function OrderChoice({ filters }: { filters: Filters }) {
  const orders = Object.entries(orderKeys).map(([id, key]) => ({ id, title: t(key) }));
  const near = new Set([
    ...filteredFields(filters),
    ...columnsOf(filters).flatMap((one) => (isOwnColumn(one) ? [] : [fieldOfColumn(one)])),
    ...[fieldSortIn(filters.sort)?.replace(/^-?field\./, '') ?? []].flat(),
  ]);
  const byField = allFields()
    .filter((field) => near.has(field.id) && hasOrder(field))
    .flatMap(({ id, title }) => [
      { id: `field.${id}`, title: t('sort.ascending', { field: title }) },
      { id: `-field.${id}`, title: t('sort.descending', { field: title }) },
    ]);
  return (
    <Choice
      name="sort"
      label={t(filters.q ? 'sort.best' : 'sort.nearest')}
      filters={filters}
      options={[...orders, ...byField]}
    />
  );
}

/** The word that the list was asked for, to be taken off again. */
function TagChoice({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  if (!filters.tag) return null;
  return (
    <Button
      isSmall
      icon={x}
      label={t('filter.without_tag', { tag: filters.tag })}
      onClick={() => {
        const { tag: _, ...rest } = filters;
        route(pathOf(rest));
      }}
    >
      {t('filter.tag', { tag: filters.tag })}
    </Button>
  );
}

/** The process, its version, the reason of waiting and the place in a playbook that the list was asked for, to be taken off again. */
function ProcessChoice({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  const { process, processVersion, waitsFor, playbook, playbookStep, ...rest } = filters;
  if (!process && !processVersion && !waitsFor && !playbook && !playbookStep) return null;
  const words = [
    ...(process ? [knownProcess(process)?.title ?? readable(process)] : []),
    ...(processVersion ? [t('live.version', { version: processVersion })] : []),
    ...(waitsFor
      ? [
          waitsFor
            .split(',')
            .map((one) => titleOf('pendingReasons', one, process))
            .join(', '),
        ]
      : []),
    ...(playbook ? [t('filter.playbook', { playbook: readable(playbook) })] : []),
    ...(playbookStep ? [playbookStep] : []),
  ].join(' · ');
  return (
    <Button
      isSmall
      icon={x}
      label={t('filter.without_process', { words })}
      onClick={() => route(pathOf(rest))}
    >
      {words}
    </Button>
  );
}

/** The device or service that the list was asked for, to be taken off again. */
function AffectedChoice({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  if (!filters.affected) return null;
  return (
    <Button
      isSmall
      icon={x}
      label={t('filter.without_affected')}
      onClick={() => {
        const { affected: _, ...rest } = filters;
        route(pathOf(rest));
      }}
    >
      {t('filter.affected')}
    </Button>
  );
}

interface ChoiceProps {
  name: FilterName;
  label: string;
  filters: Filters;
  options: Option[];
}

function Choice({ name, label, filters, options }: ChoiceProps) {
  const { route } = useLocation();
  const chosen = filters[name] ?? '';
  // What filters is seen, also where nothing known is called so: not yet, or no more.
  const isKnown = chosen === '' || options.some(({ id }) => id === chosen);
  const shown = isKnown ? options : [...options, { id: chosen, title: chosen }];
  const change = (value: string) => {
    const next: Filters = { ...filters, [name]: value };
    // A chosen status says more than "open".
    if (name === 'status' && value !== '') delete next.open;
    route(pathOf(next));
  };
  return (
    <label class={chosen === '' ? 'filter' : 'filter is-set'}>
      <span class="visually-hidden">{label}</span>
      <select name={name} value={chosen} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{label}</option>
        <Options of={shown} chosen={chosen} />
      </select>
    </label>
  );
}
