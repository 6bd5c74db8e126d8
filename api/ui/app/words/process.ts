import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Account, ProcessDescription, ProcessField, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAgent, me } from '../client/session.ts';
import type { Option } from '../design/options.tsx';
import { type Language, language, readable, t } from './language.ts';

/** The words of a process (groups, categories, codes …) in the language of the screen. */
const descriptions = signal<Record<string, ProcessDescription>>({});
const asked = new Set<string>();
/** Which versions the desk knows no more. */
const unknownVersions = signal<ReadonlySet<string>>(new Set());

const processIds = signal<readonly string[]>([]);
/** Those of them that new tickets of whoever is signed in can follow. */
const offeredIds = signal<readonly string[]>([]);
const defaultProcessId = signal<string | null>(null);
export const agents = signal<Account[]>([]);

/** Asks once per process and language; null until the answer is there. */
export function useProcess(processId: string | null): ProcessDescription | null {
  const id = processId ?? defaultProcessId.value;
  const key = `${id} ${language.value}`;
  useEffect(() => {
    if (id !== null) void loadProcess(id, language.value);
  }, [key]);
  return descriptions.value[key] ?? null;
}

/** Asks for the words of every process: for lists, where each row may follow another one. */
export function useProcesses(): void {
  const ids = processIds.value;
  useEffect(() => {
    for (const id of ids) void loadProcess(id, language.value);
  }, [ids, language.value]);
}

/** The process in the language of the screen, or the desk's own; null where it is not known yet. */
export function knownProcess(processId: string | null | undefined): ProcessDescription | null {
  return descriptions.value[`${processId ?? defaultProcessId.value} ${language.value}`] ?? null;
}

/**
 * As `useProcess`, of the version that a ticket follows: what is shipped since asks nothing of it. The present one
 * where nobody knows that version any more, and for requesters, whom the desk tells of no other.
 */
export function useFollowed(followed: Ticket['process'] | null): ProcessDescription | null {
  const present = useProcess(followed?.id ?? null);
  const account = me.value;
  const isOther = followed !== null && present !== null && present.version !== followed.version;
  const version = isOther && account && isAgent(account) ? followed.version : null;
  const key = `${followed?.id} ${language.value} ${version}`;
  useEffect(() => {
    if (followed && version !== null) void loadProcess(followed.id, language.value, version);
  }, [key]);
  if (version === null || unknownVersions.value.has(key)) return present;
  return descriptions.value[key] ?? null;
}

/** @param version another than the present one */
async function loadProcess(id: string, locale: Language, version?: number): Promise<void> {
  const key = version === undefined ? `${id} ${locale}` : `${id} ${locale} ${version}`;
  if (asked.has(key)) return;
  asked.add(key);
  const answer = await desk.getProcess({ path: { id }, query: { locale, version } });
  if (answer.isOk) descriptions.value = { ...descriptions.value, [key]: answer.data };
  else if (version !== undefined && answer.problem.status === 404) {
    unknownVersions.value = new Set([...unknownVersions.value, key]);
  } else asked.delete(key);
}

/** What every screen of a signed-in person needs to know about the desk. */
export async function loadDesk(): Promise<void> {
  asked.clear();
  descriptions.value = {};
  unknownVersions.value = new Set();
  const processes = await desk.listProcesses();
  if (processes.isOk) {
    const items = processes.data.items;
    processIds.value = items.map(({ id }) => id);
    const offered = items.filter((item) => item.isOffered);
    offeredIds.value = offered.map(({ id }) => id);
    const first = offered.find((item) => item.isDefault) ?? offered[0] ?? items[0];
    defaultProcessId.value = first?.id ?? null;
  }
  const account = me.value;
  if (!account || !isAgent(account)) return;
  const people = await desk.listAccounts({
    query: { role: 'agent,team_lead,process_owner', limit: 200 },
  });
  if (people.isOk) agents.value = people.data.items;
}

/**
 * The titles of each process that is known in the language of the screen, by kind and id: those of its present
 * version, and of others what that one does not have.
 */
const titles = computed(() => {
  const found = new Map<string, Map<string, string>>();
  for (const process of Object.values(descriptions.value)) {
    if (process.locale !== language.value) continue;
    const lists = { ...process, runbook: process.categories.flatMap((each) => each.runbook) };
    const words = titledKinds.flatMap((kind) =>
      lists[kind].map((each): [string, string] => [`${kind} ${each.id}`, each.title]),
    );
    // The present version is asked for first, and so stands before the others.
    found.set(process.id, new Map([...words, ...(found.get(process.id) ?? [])]));
  }
  return found;
});

/** As the process itself calls it; else as the desk's own does, and the others after it. */
function findTitle(kind: TitledKind, id: string, processId?: string | null): string | undefined {
  for (const each of [processId, defaultProcessId.value, ...processIds.value]) {
    const title = titles.value.get(each ?? '')?.get(`${kind} ${id}`);
    if (title !== undefined) return title;
  }
  return undefined;
}

const titledKinds = [
  'groups',
  'calendars',
  'categories',
  'services',
  'resolutionCodes',
  'escalationReasons',
  'escalationRules',
  'approvals',
  'tasks',
  'runbook',
  'priorities',
  'impacts',
  'urgencies',
  'pendingReasons',
  'clocks',
  'linkKinds',
  'fields',
] as const;

export type TitledKind = (typeof titledKinds)[number];

/** The processes that are known in the language of the screen, in the desk's order. */
export function knownProcesses(): ProcessDescription[] {
  return processIds.value.flatMap((id) => knownProcess(id) ?? []);
}

/** The processes a new ticket can follow, by their titles in the language of the screen. */
export function processOptions(): Option[] {
  return knownProcesses()
    .filter(({ id }) => offeredIds.value.includes(id))
    .map(({ id, title }) => ({ id, title }));
}

/** The groups of every process that is known, each once, in the order of their titles. */
export function allGroups(): Option[] {
  const titled = new Map<string, string>();
  for (const id of processIds.value) {
    const process = descriptions.value[`${id} ${language.value}`];
    for (const group of process?.groups ?? []) {
      if (!titled.has(group.id)) titled.set(group.id, group.title);
    }
  }
  const groups = [...titled].map(([id, title]) => ({ id, title }));
  return groups.sort((a, b) => a.title.localeCompare(b.title, language.value));
}

/** The groups of every process that is known, each with its process, in the order of their titles. */
export function groupsOfAll(): (Option & { process: string })[] {
  const groups = processIds.value.flatMap((process) =>
    (descriptions.value[`${process} ${language.value}`]?.groups ?? []).map(({ id, title }) => ({
      process,
      id,
      title,
    })),
  );
  return groups.sort((a, b) => a.title.localeCompare(b.title, language.value));
}

/** What a process has of a kind, by their titles in the language of the screen. */
export function processTitles(processId: string, kind: 'groups'): readonly Option[] {
  return descriptions.value[`${processId} ${language.value}`]?.[kind] ?? [];
}

/** What the processes that are known have of a kind, each once, in the order of their titles. */
export function allOptions(kind: 'categories' | 'resolutionCodes' | 'clocks' | 'tasks'): Option[] {
  const titled = new Map<string, string>();
  for (const id of processIds.value) {
    const process = descriptions.value[`${id} ${language.value}`];
    for (const one of process?.[kind] ?? []) if (!titled.has(one.id)) titled.set(one.id, one.title);
  }
  const options = [...titled].map(([id, title]) => ({ id, title }));
  return options.sort((a, b) => a.title.localeCompare(b.title, language.value));
}

/**
 * The fields that the processes that are known ask for, each name once, in the order of their titles; the
 * choices of all that have a field of the name.
 */
export function allFields(): ProcessField[] {
  const fields = new Map<string, ProcessField>();
  for (const id of processIds.value) {
    for (const field of descriptions.value[`${id} ${language.value}`]?.fields ?? []) {
      const known = fields.get(field.id);
      if (!known) fields.set(field.id, field);
      else if (known.kind === 'choice' && field.kind === 'choice') {
        const more = field.options.filter(({ id }) => known.options.every((one) => one.id !== id));
        fields.set(field.id, { ...known, options: [...known.options, ...more] });
      }
    }
  }
  return [...fields.values()].sort((a, b) => a.title.localeCompare(b.title, language.value));
}

/**
 * The priorities of the processes that are known, each name once, the most urgent first: those of one
 * rank by their titles.
 */
export function allPriorities(): Option[] {
  const ranked = new Map<string, { title: string; rank: number }>();
  for (const { priorities } of knownProcesses()) {
    for (const { id, title, rank } of priorities) {
      if (!ranked.has(id)) ranked.set(id, { title, rank });
    }
  }
  const options = [...ranked].map(([id, word]) => ({ id, ...word }));
  return options
    .sort((a, b) => a.rank - b.rank || a.title.localeCompare(b.title, language.value))
    .map(({ id, title }) => ({ id, title }));
}

/** What a priority is called where there is little room. */
export function shortPriority(priority: string, processId: string): string {
  const known = knownProcess(processId)?.priorities.find(({ id }) => id === priority);
  return known?.short ?? titleOf('priorities', priority, processId);
}

/** What people put tickets on hold for; an approval is what the process itself waits for. */
export function offeredReasons(process: ProcessDescription | null): Option[] {
  return (process?.pendingReasons ?? []).filter(({ waitsFor }) => waitsFor !== 'approval');
}

/** Those of every process that is known, each once, in the order of their titles. */
export function allOfferedReasons(): Option[] {
  const reasons = knownProcesses().flatMap((process) => offeredReasons(process));
  const titled = new Map(reasons.toReversed().map(({ id, title }) => [id, title]));
  const options = [...titled].map(([id, title]) => ({ id, title }));
  return options.sort((a, b) => a.title.localeCompare(b.title, language.value));
}

/** What a process calls a tier; its number where that is not known. */
export function tierTitle(tier: number, processId: string | null): string {
  const known = knownProcess(processId)?.tiers.find((each) => each.tier === tier);
  return known?.title ?? t('ticket.tier', { tier });
}

/**
 * The tiers of the processes that are known, each rank once, from the least skill: called as the process
 * that is meant calls it, else by every name that one has for it.
 */
export function allTiers(processId?: string): Option[] {
  const tiers = knownProcesses()
    .filter(({ id }) => !processId || id === processId)
    .flatMap((process) => process.tiers);
  return [...Map.groupBy(tiers, ({ tier }) => tier)]
    .sort(([a], [b]) => a - b)
    .map(([tier, called]) => {
      const names = new Set(called.map(({ title }) => title));
      const isShort = names.size <= tierNamesMax;
      return { id: `${tier}`, title: isShort ? [...names].join(' / ') : rankedTier(`${tier}`) };
    });
}

/** Of more, a filter has no room for the names; charts neither. */
const tierNamesMax = 3;

/** A tier by its rank, where no name says enough. */
export function rankedTier(rank: string): string {
  return t('filter.tier_rank', { rank });
}

interface TitledGroup {
  id: string;
  title: string;
  process?: string;
}

/** The title of a group in the language of the screen; as the API gave it where that is not known. */
export function groupTitle({ id, title, process }: TitledGroup): string {
  return findTitle('groups', id, process) ?? title;
}

/**
 * The title of a word of a process; the word itself, made readable, until it is known. What belongs
 * to no process is called as the desk's own process calls it.
 */
export function titleOf(kind: TitledKind, id: string, processId?: string | null): string {
  return findTitle(kind, id, processId) ?? readable(id);
}

/**
 * Why a ticket was handed over: a reason of the process, one of its rules, or neither where it was
 * assigned to a group above.
 */
export function escalationReasonTitle(reason: string, processId: string | null = null): string {
  const title =
    findTitle('escalationReasons', reason, processId) ??
    findTitle('escalationRules', reason, processId);
  if (title === undefined && reason === 'assignment') return t('escalation.by_assignment');
  return title ?? readable(reason);
}
