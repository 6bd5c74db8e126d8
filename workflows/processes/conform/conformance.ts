import type { Refusal, RefusalCode } from '../../domain/refusals.ts';
import { amount } from '../counted.ts';
import { refusalText } from '../refusal_words.ts';
import type { RefusedAction } from '../simulate/simulate.ts';

/** A step that tickets could not have taken under a process, and how many of them. */
export interface NonConformity {
  command: RefusedAction['command'];
  code: RefusalCode;
  /** What the process said to the first of them. */
  refusal: Refusal;
  /** Tickets whose first impossible step it was. */
  caseCount: number;
  share: number;
  /** The share lies between these with 95 % certainty, by Wilson's score. */
  lowShare: number;
  highShare: number;
  /** The first of these tickets, and when each would have taken the step. */
  cases: { ticketId: string; at: string }[];
}

export interface ConformanceReport {
  process: { id: string; version: number };
  caseCount: number;
  /** Tickets that could have happened so, as far as people's own steps go. */
  conformingCount: number;
  nonConformities: NonConformity[];
}

const shownCases = 5;

/**
 * Which tickets could not have happened under a process: told by the first step that it would have
 * refused. What follows is not counted, for it follows from what did not happen.
 */
export class Conformance {
  private readonly found = new Map<string, NonConformity>();
  private lastTicketId: string | null = null;

  /** To be told each refusal, ticket by ticket and in order. */
  add({ ticketId, at, command, refusal }: RefusedAction): void {
    if (ticketId === this.lastTicketId) return;
    this.lastTicketId = ticketId;
    const key = `${command} ${refusal.code}`;
    const { code } = refusal;
    const none = { caseCount: 0, share: 0, lowShare: 0, highShare: 0, cases: [] };
    const one = this.found.get(key) ?? { command, code, refusal, ...none };
    this.found.set(key, one);
    one.caseCount += 1;
    if (one.cases.length < shownCases) {
      one.cases.push({ ticketId, at: new Date(at).toISOString() });
    }
  }

  finish(process: { id: string; version: number }, caseCount: number): ConformanceReport {
    const nonConformities = [...this.found.values()]
      .map((one) => ({ ...one, ...shareOf(one.caseCount, caseCount) }))
      .sort((a, b) => b.caseCount - a.caseCount || (a.code < b.code ? -1 : 1));
    const refusedCount = nonConformities.reduce((sum, one) => sum + one.caseCount, 0);
    const { id, version } = process;
    const conformingCount = caseCount - refusedCount;
    return { process: { id, version }, caseCount, conformingCount, nonConformities };
  }
}

/** The normal quantile of 95 %. */
const z = 1.959964;

function shareOf(hits: number, cases: number) {
  const share = hits / cases;
  const middle = share + (z * z) / (2 * cases);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * cases)) / cases);
  const scale = 1 + (z * z) / cases;
  return {
    share,
    lowShare: Math.max(0, (middle - spread) / scale),
    highShare: Math.min(1, (middle + spread) / scale),
  };
}

/** The report in words, for a terminal. */
export function conformanceText(report: ConformanceReport): string {
  const { process, caseCount, conformingCount, nonConformities } = report;
  const lines = [
    `${process.id}@${process.version}: ${amount(conformingCount, 'ticket')} of ${caseCount} could have happened under it`,
  ];
  for (const one of nonConformities) {
    const { command, refusal, cases, share, lowShare, highShare } = one;
    const interval = `${percent(share)}, between ${percent(lowShare)} and ${percent(highShare)}`;
    lines.push(
      '',
      `${command}: ${refusalText(refusal, 'en')}`,
      `  ${amount(one.caseCount, 'ticket')} (${interval})`,
      ...cases.map(({ ticketId, at }) => `  ${ticketId} at ${at}`),
    );
  }
  return lines.join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
