import { signal } from '@preact/signals';
import type {
  Input,
  OperationName,
  Problem,
  Reply,
  Ticket,
  TicketSummary,
} from '../../../contract.ts';
import { call, desk, newIdempotencyKey } from '../client/desk.ts';
import { patiently } from '../client/patiently.ts';
import { forgetWithAccount, me } from '../client/session.ts';
import { askedBefore, leftByMacro, type Unfinished } from '../ticket/unfinished.ts';
import { t } from '../words/language.ts';

/** What is done to each ticket that was selected. */
export type BulkAction =
  | { name: 'assign'; group?: string; assignee?: string | null }
  | { name: 'classify'; category: string }
  | { name: 'tag'; add: string[] }
  | { name: 'setPending'; reason: string }
  | { name: 'resolve'; code: string; note: string }
  | { name: 'close' }
  | { name: 'macro'; macro: string; version: number };

/** One ticket of a job: what was asked of it, under a key of its own, and what became of that. */
export interface BulkItem {
  id: string;
  number: number | null;
  subject: string | null;
  key: string;
  undoKey: string;
  state: 'waiting' | 'done' | 'refused' | 'undone';
  problem?: Problem;
  /** Refused for what can be said on the ticket: what goes on there, then. */
  unfinished?: Unfinished;
  /** What it was when this was done, as far as that is needed to take it back. */
  before?: Standing;
  /** The same once it was done: what is otherwise since then is somebody else's. */
  after?: Standing;
}

interface Standing extends Pick<Ticket, 'category' | 'tags' | 'status'> {
  group: string;
  assignee: string | null;
  pendingSince: string | null;
  /** The number of its resolution. */
  resolution: number | null;
}

export interface BulkJob {
  accountId: string;
  action: BulkAction;
  items: BulkItem[];
}

/** So many at a time: others have a part of the desk too. */
const atOnce = 2;
const storageKey = 'palier.bulk';

/** The job that runs, or was the last. */
export const job = signal<BulkJob | null>(null);
export const isRunning = signal(false);

forgetWithAccount(() => {
  isRunning.value = false;
  job.value = null;
});

/** What was begun before the page was left: repeated under its keys, nothing is done twice. */
export function findLeftJob(): void {
  if (job.value !== null) return;
  try {
    const left: BulkJob | null = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    const isMine = left?.accountId === me.value?.id;
    if (left && isMine && left.items.some(({ state }) => state === 'waiting')) job.value = left;
  } catch {
    sessionStorage.removeItem(storageKey);
  }
}

export function startJob(action: BulkAction, tickets: Iterable<TicketSummary>): void {
  const items = [...tickets].map((ticket): BulkItem => {
    const { id, number, subject } = ticket;
    const keys = { key: newIdempotencyKey(), undoKey: newIdempotencyKey() };
    return { id, number, subject, ...keys, state: 'waiting' };
  });
  keep({ accountId: me.value?.id ?? '', action, items });
  void goOn();
}

/** Goes on with what waits, until all is done or somebody stops it. */
export function goOn(): Promise<void> {
  return run('waiting', doOne);
}

export function stop(): void {
  isRunning.value = false;
}

/** Takes back what was done, where there is a way back. */
export function undo(): Promise<void> {
  return run('done', undoOne);
}

export function dismiss(): void {
  isRunning.value = false;
  job.value = null;
  sessionStorage.removeItem(storageKey);
}

/** Whether there is a command that takes this back. */
export function canUndo({ name }: BulkAction): boolean {
  return name !== 'close' && name !== 'macro';
}

type Outcome = Pick<BulkItem, 'state' | 'problem' | 'unfinished' | 'after'>;

async function run(
  state: BulkItem['state'],
  work: (action: BulkAction, item: BulkItem) => Promise<Outcome>,
): Promise<void> {
  if (isRunning.value || job.value === null) return;
  isRunning.value = true;
  const { action } = job.value;
  const rest = job.value.items.filter((item) => item.state === state);
  const worker = async () => {
    for (let item = rest.shift(); item && isRunning.value; item = rest.shift()) {
      const outcome = await work(action, item);
      note(item.id, outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  isRunning.value = false;
}

async function doOne(action: BulkAction, item: BulkItem): Promise<Outcome> {
  const { id, key } = item;
  if (action.name === 'macro') {
    const { macro, version } = action;
    const answer = await send('runMacro', { path: { id }, body: { macro, version } }, { key });
    if (!answer.isOk) return { state: 'refused', problem: answer.problem };
    const { refused } = answer.data;
    const unfinished = leftByMacro(answer.data);
    if (!refused) return { state: 'done' };
    return { state: 'refused', problem: refused, ...(unfinished && { unfinished }) };
  }
  // Of what goes on after a reload it is known already: the first attempt may have been taken.
  if (canUndo(action) && !item.before) {
    const found = await read(id);
    if (!found.isOk) return { state: 'refused', problem: found.problem };
    note(id, { before: standingOf(found.data) });
  }
  const { name, ...body } = action;
  const answer = await send(name, { path: { id }, body } as Input<typeof name>, { key });
  if (answer.isOk) return { state: 'done', after: standingOf(answer.data) };
  const { problem } = answer;
  const commands = [{ name, body } as Unfinished['commands'][number]];
  const isAsked = askedBefore(problem) !== null;
  return {
    state: 'refused',
    problem,
    ...(isAsked && { unfinished: { done: [], commands, refused: problem } }),
  };
}

async function undoOne(action: BulkAction, item: BulkItem): Promise<Outcome> {
  const found = await read(item.id);
  if (!found.isOk) return { state: 'done', problem: found.problem };
  const { before, after } = item;
  const now = standingOf(found.data);
  if (!before || !after || !isAsLeft(action, now, after)) {
    return { state: 'done', problem: changedSince() };
  }
  const answer = await undone(action, item, before, {
    key: item.undoKey,
    ifMatch: String(found.data.seq),
  });
  if (answer === null) return { state: 'done' };
  return answer.isOk ? { state: 'undone' } : { state: 'done', problem: answer.problem };
}

function read(id: string): Promise<Reply<Ticket>> {
  return patiently(() => desk.getTicket({ path: { id } }));
}

function standingOf(ticket: Ticket): Standing {
  const { category, tags, status, group, assignee, pending, resolution } = ticket;
  return {
    ...{ category, tags, status },
    group: group.id,
    assignee: assignee?.id ?? null,
    pendingSince: pending?.since ?? null,
    resolution: resolution?.n ?? null,
  };
}

/** Whether what was done is still so: a colleague's later decision is not taken back with it. */
function isAsLeft(action: BulkAction, now: Standing, after: Standing): boolean {
  switch (action.name) {
    case 'assign': {
      const { group = now.group, assignee = now.assignee } = action;
      return now.group === group && now.assignee === assignee;
    }
    case 'classify':
      return now.category === action.category;
    case 'setPending':
      return now.pendingSince !== null && now.pendingSince === after.pendingSince;
    case 'resolve':
      return now.status === 'resolved' && now.resolution === after.resolution;
    default:
      return true;
  }
}

function changedSince(): Problem {
  const detail = t('bulk.changed_since');
  return { type: 'about:blank', title: '', status: 409, detail, code: 'changed_since' };
}

interface Sending {
  key: string;
  ifMatch?: string;
}

/** The command that takes it back; null where what was done changed nothing of that ticket. */
async function undone(action: BulkAction, { id }: BulkItem, before: Standing, sending: Sending) {
  const path = { id };
  switch (action.name) {
    case 'assign': {
      const { group, assignee } = before;
      return send('assign', { path, body: { group, assignee } }, sending);
    }
    case 'classify':
      return send('classify', { path, body: { category: before.category } }, sending);
    case 'tag': {
      const remove = action.add.filter((word) => !before.tags.includes(word));
      return remove.length === 0 ? null : send('tag', { path, body: { remove } }, sending);
    }
    case 'setPending':
      return before.status === 'pending' ? null : send('endPending', { path }, sending);
    case 'resolve':
      return send('reopen', { path, body: {} }, sending);
    default:
      return null;
  }
}

function send<Id extends OperationName>(
  operation: Id,
  input: Input<Id>,
  { key: idempotencyKey, ...matching }: Sending,
) {
  return patiently(() => call(operation, input, { idempotencyKey, ...matching }));
}

function note(id: string, outcome: Partial<BulkItem>): void {
  if (job.value === null) return;
  const items = job.value.items.map((item) => {
    if (item.id !== id) return item;
    const { problem: _before, ...others } = item;
    return { ...others, ...outcome };
  });
  keep({ ...job.value, items });
}

function keep(next: BulkJob): void {
  job.value = next;
  sessionStorage.setItem(storageKey, JSON.stringify(next));
}
