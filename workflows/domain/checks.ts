import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { type CheckSubject, checksMax } from './ticket.ts';

/**
 * Checks of the desk's own: it asks the network, and what it hears is a diagnostic step, so that
 * whoever the ticket is handed off to reads it, and a runbook counts it.
 */

/** A rule or the process wants to know: the ticket's workflow asks, and records what it hears. */
export function requestCheck(draft: Draft, payload: CommandPayload['requestCheck']): void {
  const { checks = [], checkCount = 0 } = draft.state;
  if (checks.length >= checksMax) throw new Refused('too_many_checks', { limit: checksMax });
  const { subject, runbookStep = null } = payload;
  draft.emit('check_requested', { n: checkCount + 1, subject, runbookStep });
}

/** What came of one. It is no work of whoever has the ticket: nothing begins with it. */
export function recordCheck(draft: Draft, payload: CommandPayload['recordCheck']): void {
  const { stepId, check, runbookStep = null } = payload;
  const { tier } = draft.state;
  const step = { kind: 'test', runbookStep, hasRuledOut: false, tier } as const;
  draft.emit('diagnostic_step_recorded', { stepId, ...step, check });
}

/** What is asked, in one line that no language changes: `DNS A desk.example.org = 192.0.2.7`. */
export function checkLine(subject: CheckSubject): string {
  switch (subject.kind) {
    case 'dns': {
      const { type, name, expect } = subject;
      return `DNS ${type} ${name}${expect === undefined ? '' : ` = ${expect}`}`;
    }
    case 'tcp':
      return `TCP ${subject.host}:${subject.port}`;
    case 'http': {
      const { url, status, containing } = subject;
      const text = containing === undefined ? '' : ` “${containing}”`;
      return `HTTP GET ${url} = ${status ?? '2xx'}${text}`;
    }
  }
}
