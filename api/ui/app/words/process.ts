import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Account, ProcessDescription } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAgent, me } from '../client/session.ts';
import { type Language, language, readable } from './language.ts';

/** The words of a process (groups, categories, codes …) in the language of the screen. */
const descriptions = signal<Record<string, ProcessDescription>>({});
const asked = new Set<string>();

const processIds = signal<readonly string[]>([]);
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

async function loadProcess(id: string, locale: Language): Promise<void> {
  const key = `${id} ${locale}`;
  if (asked.has(key)) return;
  asked.add(key);
  const answer = await desk.getProcess({ path: { id }, query: { locale } });
  if (answer.isOk) descriptions.value = { ...descriptions.value, [key]: answer.data };
  else asked.delete(key);
}

/** What every screen of a signed-in person needs to know about the desk. */
export async function loadDesk(): Promise<void> {
  asked.clear();
  descriptions.value = {};
  const processes = await desk.listProcesses();
  if (processes.isOk) {
    const items = processes.data.items;
    processIds.value = items.map(({ id }) => id);
    defaultProcessId.value = (items.find((item) => item.isDefault) ?? items[0])?.id ?? null;
  }
  const account = me.value;
  if (!account || !isAgent(account)) return;
  const people = await desk.listAccounts({ query: { role: 'agent', limit: 200 } });
  if (people.isOk) agents.value = people.data.items;
}

const titles = computed(() => {
  const found = new Map<string, string>();
  const suffix = ` ${language.value}`;
  for (const [key, process] of Object.entries(descriptions.value)) {
    if (!key.endsWith(suffix)) continue;
    const lists = { ...process, runbook: process.categories.flatMap((each) => each.runbook) };
    for (const kind of titledKinds) {
      for (const { id, title } of lists[kind]) found.set(`${kind} ${id}`, title);
    }
  }
  return found;
});

const titledKinds = [
  'groups',
  'categories',
  'services',
  'resolutionCodes',
  'escalationReasons',
  'runbook',
] as const;

export type TitledKind = (typeof titledKinds)[number];

/** The title of a group in the language of the screen; as the API gave it where that is not known. */
export function groupTitle({ id, title }: { id: string; title: string }): string {
  return titles.value.get(`groups ${id}`) ?? title;
}

/** The title of a word of the process; the word itself, made readable, until it is known. */
export function titleOf(kind: TitledKind, id: string): string {
  return titles.value.get(`${kind} ${id}`) ?? readable(id);
}
