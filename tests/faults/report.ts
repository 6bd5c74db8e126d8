import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Finding } from './record.ts';
import type { Tally } from './tally.ts';

const losing: readonly string[] = [
  'lost',
  'text_lost',
  'row_missing',
  'workflow_missing',
] satisfies Finding['code'][];
const doubling: readonly string[] = [
  'done_twice',
  'text_twice',
  'other_answer',
] satisfies Finding['code'][];

/** `300 faults, 4,102 commands, 3,870 acknowledged, 0 lost, 0 twice, 0 other findings`. */
export function lastLine({ faults, counts, found }: Tally): string {
  const lost = found.filter(({ code }) => losing.includes(code)).length;
  const twice = found.filter(({ code }) => doubling.includes(code)).length;
  const faultCount = [...faults.values()].reduce((sum, one) => sum + one, 0);
  return (
    `${grouped(faultCount)} faults, ${grouped(counts.commands)} commands, ` +
    `${grouped(counts.acknowledged)} acknowledged, ${lost} lost, ${twice} twice, ` +
    `${found.length - lost - twice} other findings`
  );
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** What was found, the first few of each sort with their words. */
export function foundLines({ found }: Tally): string[] {
  const shownMax = 5;
  return [...Map.groupBy(found, ({ code }) => code)].flatMap(([code, some]) => [
    `${code}: ${some.length}`,
    ...some.slice(0, shownMax).map(({ text }) => `  ${text}`),
    ...(some.length > shownMax ? [`  … and ${some.length - shownMax} more`] : []),
  ]);
}

const countWords: { [N in keyof Tally['counts']]: string } = {
  commands: 'commands, each with a key of its own',
  acknowledged: 'of these acknowledged',
  refused: 'refused',
  givenUp: 'given up without an answer',
  requests: 'requests',
  unanswered: 'requests without an answer (503, lost, cut off)',
  repetitions: 'repetitions of a key that had its answer',
  tickets: 'tickets',
  events: 'events',
  checks: 'times everything was checked',
};

export interface ReportedRun {
  tally: Tally;
  seed: number;
  command: string;
  /** Kinds that were left out, and why. */
  leftOut: string[];
  tookMs: number;
}

const reportFile = path.resolve(import.meta.dirname, '../../docs/proof/faults.md');

/** Writes the run down where readers of the repository find it. @returns the file */
export async function writeReport(run: ReportedRun): Promise<string> {
  await mkdir(path.dirname(reportFile), { recursive: true });
  await writeFile(reportFile, reportOf(run));
  return reportFile;
}

function reportOf({ tally, seed, command, leftOut, tookMs }: ReportedRun): string {
  const [processor] = cpus();
  const machine = `${cpus().length} × ${processor?.model}, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const row = (what: string, count: number) => `| ${what} | ${grouped(count)} |`;
  const faults = [...tally.faults].map(([kind, count]) => row(kind.replaceAll('_', ' '), count));
  const counts = Object.entries(tally.counts).map(([name, count]) =>
    row(countWords[name as keyof Tally['counts']], count),
  );
  const found = foundLines(tally);
  return `${[
    '# What the desk went through',
    '',
    `Written by \`${command} --report\`, ${Math.round(tookMs / minuteMs)} minutes on ${machine}, node ${process.version}; seed ${seed}.`,
    'People worked through two APIs while the parts failed as told below; now and then all was put right, and a',
    'checker of its own read every history and every row. What is done, and what is checked: [tests/faults](../../tests/faults).',
    '',
    `**${lastLine(tally)}**`,
    '',
    '| fault | times |',
    '|---|---|',
    ...faults,
    '',
    ...leftOut.map((words) => `Left out: ${words}.`),
    '',
    '| what | count |',
    '|---|---|',
    ...counts,
    '',
    ...(found.length === 0 ? ['Nothing was found.'] : ['Found:', '', '```', ...found, '```']),
  ].join('\n')}\n`;
}
