import { createHash } from 'node:crypto';
import { base32crockford } from '@scure/base';
import type { Action, By } from '../../workflows/domain/actions.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { priorityOf } from '../../workflows/domain/intake.ts';
import type { Memberships } from '../../workflows/domain/membership.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { unknownGroup } from '../../workflows/domain/record.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { type Actor, isOpen, type TicketState } from '../../workflows/domain/ticket.ts';
import { tierName } from '../../workflows/domain/tiers.ts';
import { advance } from '../../workflows/domain/timeline.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { enteringAt, escalatingTo } from '../../workflows/processes/told_places.ts';
import { groupOfRow, type ImportProcess } from './import_process.ts';
import type { LogCase, LogRow } from './log_row.ts';
import type { InstantField, Mapping, MappingRule, MappingStep } from './mapping.ts';

/** A text that goes with a replayed ticket: the log has no texts, so its activity stands in. */
export interface ReplayedText {
  id: string;
  kind: 'message' | 'resolution';
  author: Actor;
  visibility: 'public' | 'internal';
  body: string;
  at: number;
}

export interface ReplayedCase {
  ticketId: string;
  events: TicketEvent[];
  state: TicketState;
  texts: ReplayedText[];
  /** Instants of columns that lie before what came earlier, or after their row: the row's own counted. */
  unusedInstantCount: number;
}

/** The same log and case always give the same ticket. */
export function importedTicketId(log: string, caseId: string): string {
  const digest = createHash('sha256').update(`${log}\0${caseId}`).digest();
  return ticketIdFrom(base32crockford.encode(digest).slice(0, 26));
}

/** Account of a person of a log; two logs never share one. */
export function importedAccountId(log: string, role: 'agent' | 'requester', name: string): string {
  const digest = createHash('sha256').update(`${log}\0${role}\0${name}`).digest('hex');
  return `acc-import-${digest.slice(0, 16)}`;
}

/**
 * Runs one case through the pure core. Every row causes at least one event that carries it as its
 * source: what the core refuses, and what changes nothing, is kept as a remark.
 *
 * @param until where the log ends: deadlines of the process take place up to there
 * @throws Error where the core cannot take the case at all
 */
export function replayCase(
  { caseId, rows }: LogCase,
  mapping: Mapping,
  process: ImportProcess,
  until: number,
): ReplayedCase {
  const replay = new Replay(caseId, mapping, process);
  rows.forEach((row, index) => {
    replay.run(row, () => rows.slice(index + 1));
  });
  return replay.finish(until);
}

type Step = { [A in Action as A['name']]: Omit<A, keyof By> }[Action['name']];

/** The rows of the case after one. */
type Later = () => LogRow[];

/** What the columns of a row say of its ticket: what it is, and who has it. */
type Part = 'class' | 'group';

/** A part that could not be taken over, and what it says. */
interface RefusedPart {
  step: Step['name'];
  refusal: Refusal;
  said: string;
}

interface Telling {
  rules?: Rules;
  actor?: Actor | undefined;
  /** Where the log says that the step brings the ticket. */
  group?: string | undefined;
}

/** Rows name the group that these bring a ticket to, not where it came from. */
const moving: readonly Step['name'][] = ['assign', 'escalate'];

/** The column that may say when a step took place. */
const instantOfStep: Partial<Record<MappingStep['action'], InstantField>> = {
  accept: 'accepted_at',
  resolve: 'resolved_at',
  close: 'closed_at',
  cancel: 'closed_at',
};

class Replay {
  private readonly log: string;
  private readonly mapping: Mapping;
  private readonly process: ImportProcess;
  private readonly caseId: string;
  private readonly ticketId: string;
  private readonly events: TicketEvent[] = [];
  private readonly texts: ReplayedText[] = [];
  private state: TicketState | null = null;
  private rowNumber = 0;
  private stepNumber = 0;
  /** Instant of what is being done: the row's, or one of its columns. */
  private at = 0;
  private requester: Actor | null = null;
  /** The row's own columns have brought the ticket up already. */
  private hasEscalated = false;
  private unusedInstantCount = 0;

  constructor(caseId: string, mapping: Mapping, process: ImportProcess) {
    this.log = mapping.log ?? mapping.name;
    this.mapping = mapping;
    this.process = process;
    this.caseId = caseId;
    this.ticketId = importedTicketId(this.log, caseId);
  }

  run(row: LogRow, later: Later): void {
    this.rowNumber += 1;
    this.stepNumber = 0;
    this.hasEscalated = false;
    const before = this.events.length;
    const opens = this.state === null;
    if (opens) this.open(row, later);
    const asItStands = this.findRule(row, { opens, later });
    const open = new Set<Part>(opens ? [] : ['class', 'group']);
    // Who closes a ticket does not take it.
    const onlyCloses = isClosing(asItStands);
    if (onlyCloses) open.delete('group');
    this.at = this.firstInstant(row, asItStands?.steps ?? []);
    let refusals = this.takeOver(row, open);
    const rule = this.findRule(row, { opens, later });
    for (const step of rule?.steps ?? []) {
      this.at = this.instantOf(row, step) ?? this.at;
      this.attempt(row, step);
      // What was refused may be possible now: a ticket moves once it is reopened.
      refusals = this.takeOver(row, open);
    }
    this.at = Math.max(row.at, this.state?.updatedAt ?? 0);
    for (const { step, refusal, said } of refusals) this.noteRefused(row, step, refusal, said);
    if (onlyCloses && !opens) this.noteCloser(row);
    const kept = this.events.slice(before).find(({ source }) => source !== undefined);
    if (!kept) this.note(row, rule ? 'It changed nothing' : 'No rule of the mapping applied');
    this.keepAttributes(row, before);
  }

  finish(until: number): ReplayedCase {
    let state = this.state as TicketState;
    const rest = advance(state, Math.max(until, state.updatedAt), this.process.rules);
    state = rest.state;
    this.events.push(...rest.events);
    const { ticketId, events, texts, unusedInstantCount } = this;
    return { ticketId, events, state, texts, unusedInstantCount };
  }

  private open(row: LogRow, later: Later): void {
    const { type, impact, urgency } = row;
    this.requester = this.requesterOf(row);
    const openedAt = row.instants.opened_at ?? row.at;
    if (openedAt > row.at) this.unusedInstantCount += 1;
    this.at = Math.min(openedAt, row.at);
    const { rules, firstGroup } = this.process;
    const told = groupOfRow(row) ?? (firstGroup === null ? firstGroupOf(later()) : undefined);
    const group = told ?? firstGroup;
    const refusal = this.decide(
      row,
      {
        name: 'open',
        ticketId: this.ticketId,
        channel: 'import',
        category: row.category?.name ?? null,
        service: row.service?.name ?? null,
        ...(type && { type }),
        ...(impact && { impact }),
        ...(urgency && { urgency }),
        requesterId: this.requester.id,
        requesterTier: 'standard',
      },
      {
        rules: group ? enteringAt(rules, group, row.category?.name ?? null) : rules,
        group: told,
      },
    );
    if (refusal) throw new Error(`Case ${this.caseId}: not opened: ${refusalText(refusal, 'en')}`);
    const priority = this.priorityIn(row);
    if (priority !== undefined) this.decide(row, { name: 'classify', priority });
  }

  /**
   * What the row's columns say now, where it differs from the ticket. Parts that are done, or need
   * not be, are taken out of `open`; of the others, why not.
   */
  private takeOver(row: LogRow, open: Set<Part>): RefusedPart[] {
    const refusals: RefusedPart[] = [];
    if (open.has('class')) {
      const changed = this.classIn(row);
      const refusal = changed && this.decide(row, { name: 'classify', ...changed });
      if (refusal) refusals.push({ step: 'classify', refusal, said: wordsOf(changed) });
      else open.delete('class');
    }
    if (open.has('group')) {
      const group = groupOfRow(row);
      const isThere = group === undefined || group === this.state?.group;
      const refusal = isThere ? null : this.moveTo(row, group);
      if (refusal) refusals.push({ step: 'assign', refusal, said: wordsOf({ group }) });
      else open.delete('group');
    }
    return refusals;
  }

  private classIn(row: LogRow): Partial<Step & { name: 'classify' }> | undefined {
    const state = this.state as TicketState;
    const said = {
      type: row.type,
      category: row.category?.name,
      service: row.service?.name,
      impact: row.impact,
      urgency: row.urgency,
    };
    const changed = Object.entries(said).filter(
      ([field, value]) => value !== undefined && value !== state[field as keyof typeof said],
    );
    const priority = this.priorityIn(row);
    if (changed.length === 0 && priority === undefined) return undefined;
    return { ...Object.fromEntries(changed), ...(priority !== undefined && { priority }) };
  }

  /**
   * The override that the log's priority comes to: one where it is not what impact and urgency give,
   * null for an override that is none any more, undefined where nothing changes.
   */
  private priorityIn(row: LogRow): TicketState['priority'] | null | undefined {
    const state = this.state as TicketState;
    const { impact = state.impact, urgency = state.urgency } = row;
    const said = row.priority ?? (state.priorityOverridden ? state.priority : undefined);
    if (said === undefined) return undefined;
    if (said === priorityOf(this.process.rules.process, impact, urgency)) {
      return state.priorityOverridden ? null : undefined;
    }
    return state.priorityOverridden && said === state.priority ? undefined : said;
  }

  private moveTo(row: LogRow, group: string): Refusal | null {
    const { groups } = this.process.rules.process;
    const from = this.state as TicketState;
    const isHigher = (groups[group]?.tier ?? 1) > from.tier && from.group !== unknownGroup;
    if (isHigher && isOpen(from) && !this.escalate(row, group)) {
      this.hasEscalated = true;
      return null;
    }
    return this.decide(row, { name: 'assign', group });
  }

  private escalate(row: LogRow, group: string | undefined): Refusal | null {
    const { rules } = this.process;
    const { group: from, category } = this.state as TicketState;
    const to = group ?? rules.process.groups[from]?.escalatesTo;
    const reason = rules.process.escalationReasons[0] ?? '';
    const step: Step = { name: 'escalate', kind: 'functional', reason };
    if (!to) return this.decide(row, step);
    // The log says where it went, whether anybody had accepted it or not.
    const { groups } = rules.process;
    const isAbove = (groups[to]?.tier ?? 0) > (this.state as TicketState).tier;
    const told = isAbove ? { ...step, toGroup: to } : step;
    return this.decide(row, told, { rules: escalatingTo(rules, from, to, category), group: to });
  }

  private attempt(row: LogRow, step: MappingStep): void {
    switch (step.action) {
      case 'note':
        this.note(row, step.reason);
        return;
      case 'escalate': {
        const isThere = step.group === undefined || step.group === this.state?.group;
        if (this.hasEscalated && isThere) return;
        const refusal = this.escalate(row, step.group);
        if (refusal) this.noteRefused(row, step.action, refusal);
        return;
      }
      case 'resolve':
        this.resolve(row, step.code ?? this.process.defaultCode);
        return;
      case 'addMessage':
        this.addMessage(row, step);
        return;
      case 'assign':
        this.decideOrNote(row, { name: 'assign', ...(step.group && { group: step.group }) });
        return;
      case 'setPending':
        this.decideOrNote(row, { name: 'setPending', reason: step.reason });
        return;
      default:
        this.decideOrNote(row, { name: step.action });
    }
  }

  private resolve(row: LogRow, code: string): void {
    const needsNote = this.process.rules.process.resolutionCodes[code]?.requires.includes('note');
    const noteId = needsNote ? this.textId('nte') : null;
    const isDone = this.decideOrNote(row, { name: 'resolve', code, noteId });
    if (noteId && isDone) this.addText(row, noteId, 'resolution', this.actorOf(row), 'internal');
  }

  private addMessage(row: LogRow, step: MappingStep & { action: 'addMessage' }): void {
    const author = step.from === 'requester' ? (this.requester as Actor) : this.actorOf(row);
    const messageId = this.textId('msg');
    const { visibility } = step;
    const isDone = this.decideOrNote(row, { name: 'addMessage', messageId, visibility }, author);
    if (isDone) this.addText(row, messageId, 'message', author, visibility);
  }

  private addText(
    row: LogRow,
    id: string,
    kind: ReplayedText['kind'],
    author: Actor,
    visibility: ReplayedText['visibility'],
  ): void {
    this.texts.push({ id, kind, author, visibility, body: row.activity, at: this.at });
  }

  private textId(prefix: string): string {
    return `${prefix}-${this.ticketId.slice(4)}-${this.rowNumber}-${this.stepNumber}`;
  }

  private note(row: LogRow, reason: string): void {
    this.decide(row, { name: 'annotate', reason, refused: null });
  }

  private noteRefused(row: LogRow, refused: Step['name'], refusal: Refusal, said = ''): void {
    const reason = `Refused: ${refusalText(refusal, 'en')}${said && ` The row says ${said}.`}`;
    this.decide(row, { name: 'annotate', reason, refused });
  }

  private noteCloser(row: LogRow): void {
    const group = groupOfRow(row);
    if (group === undefined || group === this.state?.group) return;
    this.note(row, `Closed by ${row.group?.word ?? group}, which did not have it`);
  }

  private decideOrNote(row: LogRow, step: Step, actor?: Actor): boolean {
    const refusal = this.decide(row, step, { actor });
    if (refusal) this.noteRefused(row, step.name, refusal);
    return refusal === null;
  }

  private decide(row: LogRow, step: Step, telling: Telling = {}): Refusal | null {
    this.stepNumber += 1;
    const { rules = this.process.rules, actor = this.actorOf(row), group } = telling;
    const { activity, resource, file, line } = row;
    // By number and not by line: the same case exported again has other lines.
    const commandId = `import-${this.rowNumber}-${this.stepNumber}`;
    const source = { activity, resource, file, line, ...(group !== undefined && { group }) };
    const memberships = moving.includes(step.name) ? undefined : this.membershipsIn(row);
    const by: By = { actor, commandId, source, ...(memberships && { memberships }) };
    const decision = decide(this.state, { ...step, ...by } as Action, this.at, rules);
    if (decision.kind === 'refusal') return decision.refusal;
    this.state = decision.state;
    this.events.push(...decision.events);
    return null;
  }

  /** Whoever does something to a ticket works in the group that the row names. */
  private membershipsIn(row: LogRow): Memberships | undefined {
    const group = groupOfRow(row);
    return group === undefined ? undefined : { [this.process.rules.process.id]: [group] };
  }

  /** The first event that the row caused carries what else it says. */
  private keepAttributes({ attributes }: LogRow, before: number): void {
    const first = this.events.slice(before).find(({ source }) => source !== undefined);
    const said = Object.entries(attributes).filter(
      ([name]) => this.rowNumber === 1 || !name.startsWith('trace:'),
    );
    if (first?.source && said.length > 0) {
      first.source = { ...first.source, attributes: Object.fromEntries(said) };
    }
  }

  /** When the first of these steps took place, and with it what the row's columns say. */
  private firstInstant(row: LogRow, steps: readonly MappingStep[]): number {
    const told = steps.map((step) => this.instantIn(row, step)).filter((at) => at !== undefined);
    return Math.max(Math.min(row.at, ...told), this.state?.updatedAt ?? 0);
  }

  private instantOf(row: LogRow, step: MappingStep): number | undefined {
    const field = instantOfStep[step.action];
    if (field === undefined || row.instants[field] === undefined) return undefined;
    const at = this.instantIn(row, step);
    if (at === undefined) this.unusedInstantCount += 1;
    return at ?? row.at;
  }

  /** The instant of a step by its column, where it lies between what came before and the row. */
  private instantIn(row: LogRow, { action }: MappingStep): number | undefined {
    const field = instantOfStep[action];
    const at = field && row.instants[field];
    const isBetween = at !== undefined && at >= (this.state?.updatedAt ?? 0) && at <= row.at;
    return isBetween ? at : undefined;
  }

  private findRule(row: LogRow, around: { opens: boolean; later: Later }): MappingRule | undefined {
    const rules = this.mapping.activities[row.activity] ?? [];
    return rules.find(({ when }) => this.holds(when, row, around));
  }

  private holds(
    when: MappingRule['when'],
    row: LogRow,
    { opens, later }: { opens: boolean; later: Later },
  ): boolean {
    const state = this.state as TicketState;
    if (!when) return true;
    if (when.opens !== undefined && when.opens !== opens) return false;
    if (when.status && !(when.status as string[]).includes(state.status)) return false;
    const { followedBy } = when;
    if (followedBy && !later().some(({ activity }) => followedBy.includes(activity))) return false;
    const tier = tierName(this.process.rules.process, state.tier);
    if (when.tier && !when.tier.includes(tier ?? '')) return false;
    return !when.assignee || when.assignee.includes(this.relationTo(row));
  }

  private relationTo(row: LogRow): 'same' | 'other' | 'nobody' {
    const { assignee } = this.state as TicketState;
    if (assignee === null) return 'nobody';
    return assignee === this.actorOf(row).id ? 'same' : 'other';
  }

  private actorOf({ resource }: LogRow): Actor {
    if (resource === null) return { kind: 'system', id: 'import' };
    return { kind: 'agent', id: importedAccountId(this.log, 'agent', resource) };
  }

  private requesterOf({ requester = '' }: LogRow): Actor {
    return { kind: 'requester', id: importedAccountId(this.log, 'requester', requester) };
  }
}

function isClosing(rule: MappingRule | undefined): boolean {
  return !!rule && rule.steps.length > 0 && rule.steps.every(({ action }) => action === 'close');
}

function wordsOf(said: object): string {
  return Object.entries(said)
    .map(([field, word]) => `${field} ${word}`)
    .join(', ');
}

function firstGroupOf(rows: LogRow[]): string | undefined {
  const first = rows.find((row) => groupOfRow(row) !== undefined);
  return first && groupOfRow(first);
}
