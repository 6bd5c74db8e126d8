import { amount } from '../../../../workflows/processes/counted.ts';
import type { ProcessDiff } from '../../../../workflows/processes/diff/diff.ts';
import { simulationReport } from '../../../../workflows/processes/simulate/report.ts';
import type { Simulation } from '../../../../workflows/processes/simulate/simulate.ts';
import { effectLines, hasEffect } from '../effect_words.ts';
import { type PlacedFinding, type PlacedReport, placeWords } from '../finding_places.ts';
import type { MigrationOutcome } from '../migrate_ticket.ts';

/** What a reviewer is told of one process. */
export interface ReviewedProcess {
  id: string;
  /** Null where it is new, or cannot be read as it was: `unreadable` says why. */
  base: { version: number; hash: string } | null;
  unreadable?: string;
  /** Null where it is gone. */
  now: { version: number; hash: string } | null;
  check: PlacedReport | null;
  diff: ProcessDiff | null;
  /** Of open tickets of the desk; null where no desk was asked. */
  moved: { outcomes: MigrationOutcome[]; zone: string } | null;
  /** Null where no history was run; `notSimulated` says why. */
  simulation: Simulation | null;
  notSimulated?: string;
}

/** Tickets that are told one by one. */
const ticketsMax = 20;

/** The whole report, as GitHub and GitLab show it under a request. */
export function reportMarkdown(revision: string, reviewed: readonly ReviewedProcess[]): string {
  const changed = reviewed.filter(({ base, now }) => base?.hash !== now?.hash);
  const same = reviewed.filter((one) => !changed.includes(one));
  return [
    `# Processes, beside ${code(revision)}`,
    '',
    ...(changed.length === 0 ? ['No process changes.', ''] : []),
    ...changed.flatMap(processSection),
    ...same.flatMap((one) => (hasOtherTexts(one) ? processSection(one) : [])),
  ]
    .join('\n')
    .trimEnd();
}

/** Titles, hours and words of text facts are in no version. */
function hasOtherTexts({ diff }: ReviewedProcess): boolean {
  return (diff?.lines.length ?? 0) > 0;
}

function processSection(reviewed: ReviewedProcess): string[] {
  const { id, base, now, unreadable } = reviewed;
  const versions = [base, now].map((one) => (one ? `version ${one.version}` : null));
  const [before, after] = versions;
  const change =
    before && after ? (before === after ? after : `${before} → ${after}`) : (after ?? 'removed');
  return [
    `## ${code(id)}: ${change}${base === null && !unreadable ? ', new' : ''}`,
    '',
    ...(unreadable ? [`> **What it was cannot be read**: ${unreadable}`, ''] : []),
    ...versionNote(reviewed),
    ...proof(reviewed),
    ...changes(reviewed),
    ...tickets(reviewed),
    ...history(reviewed),
  ];
}

function versionNote({ base, now }: ReviewedProcess): string[] {
  if (!base || !now || base.hash === now.hash || base.version < now.version) return [];
  return [
    `> **The version is not raised.** Tickets follow version ${base.version} as it was; what is new needs a number of its own.`,
    '',
  ];
}

function proof({ check }: ReviewedProcess): string[] {
  if (!check) return [];
  const { violations, notices, searches } = check;
  const [states, moves] = [
    searches.reduce((sum, one) => sum + one.states, 0),
    searches.reduce((sum, one) => sum + one.moves, 0),
  ];
  const searched = `${states.toLocaleString('en')} states, ${moves.toLocaleString('en')} moves`;
  const verdict =
    violations.length === 0
      ? `✅ No ticket can be forgotten: ${searched}.`
      : `❌ **${amount(violations.length, 'thing')} must not be so** (${searched}).`;
  return [
    '### The proof',
    '',
    verdict,
    '',
    ...violations.flatMap((one) => finding(one, '❌')),
    ...notices.flatMap((one) => finding(one, '⚠️')),
    ...(violations.length + notices.length > 0 ? [''] : []),
  ];
}

function finding(found: PlacedFinding, mark: string): string[] {
  const { message, path } = found;
  const places = placeWords(found);
  return [
    `- ${mark} ${escaped(message)}${places === '' ? '' : `, at ${code(places)}`}`,
    ...path.map((words, index) => `   ${index + 1}. ${escaped(words)}`),
  ];
}

function changes({ diff, base, now }: ReviewedProcess): string[] {
  if (!diff || !base || !now) return [];
  return [
    '### What changes',
    '',
    ...(diff.lines.length === 0 ? ['Nothing that is compared.'] : []),
    ...diff.lines.map(({ text }) => `- ${escaped(text)}`),
    ...(diff.hasDefinitions ? [] : ['- Hours, titles and texts were not compared.']),
    '',
  ];
}

function tickets({ moved, base, now }: ReviewedProcess): string[] {
  if (!now || !base || base.hash === now.hash) return [];
  const head = ['### Open tickets', ''];
  if (!moved) return [...head, 'No desk runs here: no ticket was asked.', ''];
  const { outcomes, zone } = moved;
  const refused = outcomes.filter(({ result }) => result === 'refused');
  const otherwise = outcomes.filter((one) => hasEffect(one) || one.reason !== null);
  const told = otherwise.slice(0, ticketsMax);
  return [
    ...head,
    `${amount(outcomes.length, 'open ticket follows', 'open tickets follow')} an older version. Migrated, ` +
      `${amount(outcomes.filter(hasEffect).length, 'changes', 'change')} in something that lies ahead; ` +
      `${amount(refused.length, 'is', 'are')} refused and would keep their version.`,
    '',
    ...told.flatMap((outcome) => [
      `- #${outcome.number}${outcome.reason === null ? '' : `: ${escaped(outcome.reason)}`}`,
      ...effectLines(outcome, zone).map((line) => `  - ${escaped(line.trim())}`),
    ]),
    ...(otherwise.length > told.length
      ? [`- … and ${amount(otherwise.length - told.length, 'more ticket')}`]
      : []),
    ...(told.length > 0 ? [''] : []),
  ];
}

function history({ simulation, notSimulated, now }: ReviewedProcess): string[] {
  if (!now) return [];
  const head = ['### The same history under both', ''];
  if (!simulation) return notSimulated ? [...head, notSimulated, ''] : [];
  return [...head, '```text', simulationReport(simulation), '```', ''];
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}

/** Words of a process that Markdown would read otherwise, and links and mentions that nobody meant. */
function escaped(text: string): string {
  return text.replace(/[\\`*_<>[\]|~#@]/g, '\\$&').replaceAll('\n', ' ');
}
