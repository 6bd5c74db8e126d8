import { createHash } from 'node:crypto';
import { base32crockford } from '@scure/base';
import type { Action, By } from '../../workflows/domain/actions.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { type Actor, isOpen, type TicketState } from '../../workflows/domain/ticket.ts';
import { advance } from '../../workflows/domain/timeline.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import {
  enteringAt,
  escalatingTo,
  groupOfRow,
  type ImportProcess,
  keyOf,
} from './import_process.ts';
import type { Mapping, MappingRule, MappingStep } from './mapping.ts';
import type { LogCase, LogRow } from './read_log.ts';

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
 */
export function replayCase(
  { caseId, rows }: LogCase,
  mapping: Mapping,
  process: ImportProcess,
  until: number,
): ReplayedCase {
  const replay = new Replay(caseId, mapping, process);
  rows.forEach((row, index) => {
    replay.run(row, rows.slice(index + 1));
  });
  return replay.finish(until);
}

type Step = { [A in Action as A['name']]: Omit<A, keyof By> }[Action['name']];

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
  private requester: Actor | null = null;

  constructor(caseId: string, mapping: Mapping, process: ImportProcess) {
    this.log = mapping.log ?? mapping.name;
    this.mapping = mapping;
    this.process = process;
    this.caseId = caseId;
    this.ticketId = importedTicketId(this.log, caseId);
  }

  run(row: LogRow, later: LogRow[]): void {
    this.rowNumber += 1;
    this.stepNumber = 0;
    const before = this.events.length;
    const opens = this.state === null;
    if (opens) this.open(row);
    else this.takeOverColumns(row);
    const rule = (this.mapping.activities[row.activity] ?? []).find(({ when }) =>
      this.holds(when, row, { opens, later }),
    );
    for (const step of rule?.steps ?? []) this.attempt(row, step);
    const isKept = this.events.slice(before).some(({ source }) => source !== undefined);
    if (!isKept) this.note(row, rule ? 'It changed nothing' : 'No rule of the mapping applied');
  }

  finish(until: number): ReplayedCase {
    let state = this.state as TicketState;
    const rest = advance(state, Math.max(until, state.updatedAt), this.process.rules);
    state = rest.state;
    this.events.push(...rest.events);
    return { ticketId: this.ticketId, events: this.events, state, texts: this.texts };
  }

  private open(row: LogRow): void {
    const { type, impact, urgency } = row;
    this.requester = this.requesterOf(row);
    const group = groupOfRow(row);
    const rules = group === undefined ? this.process.rules : enteringAt(this.process.rules, group);
    const refusal = this.decide(
      row,
      {
        name: 'open',
        ticketId: this.ticketId,
        channel: 'import',
        category: row.category === undefined ? null : keyOf(row.category),
        service: row.service === undefined ? null : keyOf(row.service),
        ...(type && { type }),
        ...(impact && { impact }),
        ...(urgency && { urgency }),
        requesterId: this.requester.id,
        requesterTier: 'standard',
      },
      rules,
    );
    if (refusal) throw new Error(`Case ${this.caseId}: not opened: ${refusalText(refusal, 'en')}`);
    if (row.priority && row.priority !== this.state?.priority) {
      this.decide(row, { name: 'classify', priority: row.priority });
    }
  }

  /** What the row's columns say now, where it differs from the ticket. */
  private takeOverColumns(row: LogRow): void {
    const state = this.state as TicketState;
    const said = {
      type: row.type,
      category: row.category && keyOf(row.category),
      service: row.service && keyOf(row.service),
      impact: row.impact,
      urgency: row.urgency,
      priority: row.priority,
    };
    const changed = Object.entries(said).filter(
      ([field, value]) => value !== undefined && value !== state[field as keyof typeof said],
    );
    if (changed.length > 0) {
      this.decideOrNote(row, { name: 'classify', ...Object.fromEntries(changed) });
    }
    const group = groupOfRow(row);
    if (group !== undefined && group !== state.group) this.moveTo(row, group);
  }

  private moveTo(row: LogRow, group: string): void {
    const { groups } = this.process.rules.process;
    const from = this.state as TicketState;
    const isHigher = (groups[group]?.tier ?? 1) > from.tier;
    if (isHigher && isOpen(from) && !this.escalate(row, group)) return;
    this.decideOrNote(row, { name: 'assign', group });
  }

  private escalate(row: LogRow, group: string | undefined): Refusal | null {
    const { rules } = this.process;
    const from = (this.state as TicketState).group;
    const reason = rules.process.escalationReasons[0] ?? '';
    const step: Step = { name: 'escalate', kind: 'functional', reason };
    return this.decide(row, step, group === undefined ? rules : escalatingTo(rules, from, group));
  }

  private attempt(row: LogRow, step: MappingStep): void {
    switch (step.action) {
      case 'note':
        this.note(row, step.reason);
        return;
      case 'escalate': {
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
    this.texts.push({ id, kind, author, visibility, body: row.activity, at: row.at });
  }

  private textId(prefix: string): string {
    return `${prefix}-${this.ticketId.slice(4)}-${this.rowNumber}-${this.stepNumber}`;
  }

  private note(row: LogRow, reason: string): void {
    this.decide(row, { name: 'annotate', reason, refused: null });
  }

  private noteRefused(row: LogRow, refused: Step['name'], refusal: Refusal): void {
    const reason = `Refused: ${refusalText(refusal, 'en')}`;
    this.decide(row, { name: 'annotate', reason, refused });
  }

  private decideOrNote(row: LogRow, step: Step, actor?: Actor): boolean {
    const refusal = this.decide(row, step, this.process.rules, actor);
    if (refusal) this.noteRefused(row, step.name, refusal);
    return refusal === null;
  }

  private decide(
    row: LogRow,
    step: Step,
    rules: Rules = this.process.rules,
    actor = this.actorOf(row),
  ): Refusal | null {
    this.stepNumber += 1;
    const { activity, resource, line } = row;
    // By number and not by line: the same case exported again has other lines.
    const commandId = `import-${this.rowNumber}-${this.stepNumber}`;
    const by: By = { actor, commandId, source: { activity, resource, line } };
    const decision = decide(this.state, { ...step, ...by } as Action, row.at, rules);
    if (decision.kind === 'refusal') return decision.refusal;
    this.state = decision.state;
    this.events.push(...decision.events);
    return null;
  }

  private holds(
    when: MappingRule['when'],
    row: LogRow,
    { opens, later }: { opens: boolean; later: LogRow[] },
  ): boolean {
    const state = this.state as TicketState;
    if (!when) return true;
    if (when.opens !== undefined && when.opens !== opens) return false;
    if (when.status && !(when.status as string[]).includes(state.status)) return false;
    const { followedBy } = when;
    if (followedBy && !later.some(({ activity }) => followedBy.includes(activity))) return false;
    if (when.tier && !when.tier.includes(state.tier)) return false;
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
