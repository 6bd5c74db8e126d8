import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { isAcknowledged, isRefused, type Ledger } from './ledger.ts';
import type { Finding } from './record.ts';
import type { FaultKind } from './schedule.ts';

export interface RunSummary {
  seed: number;
  command: string;
  faults: Map<FaultKind, number>;
  /** Kinds that were left out, and why. */
  leftOut: string[];
  ledger: Ledger;
  findings: Finding[];
  ticketCount: number;
  eventCount: number;
  checkCount: number;
  seconds: number;
}

const losing: readonly Finding['code'][] = ['lost', 'text_lost', 'row_missing', 'workflow_missing'];
const doubling: readonly Finding['code'][] = ['done_twice', 'text_twice', 'other_answer'];

/** `300 faults, 4,102 commands, 3,870 acknowledged, 0 lost, 0 twice, 0 other findings`. */
export function lastLine({ faults, ledger, findings }: RunSummary): string {
  const count = (codes: readonly string[]) =>
    findings.filter(({ code }) => codes.includes(code)).length;
  const lost = count(losing);
  const twice = count(doubling);
  const others = findings.length - lost - twice + ledger.oddities.length;
  const faultCount = [...faults.values()].reduce((sum, one) => sum + one, 0);
  const acknowledged = ledger.operations.filter(isAcknowledged).length;
  return (
    `${grouped(faultCount)} faults, ${grouped(ledger.operations.length)} commands, ` +
    `${grouped(acknowledged)} acknowledged, ${lost} lost, ${twice} twice, ${others} other findings`
  );
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** Findings and odd answers, the first few of each sort with their words. */
export function findingLines({
  findings,
  ledger,
}: Pick<RunSummary, 'findings' | 'ledger'>): string[] {
  const shownMax = 5;
  const groups = Map.groupBy([...findings, ...ledger.oddities], ({ code }) => code);
  return [...groups].flatMap(([code, some]) => [
    `${code}: ${some.length}`,
    ...some.slice(0, shownMax).map(({ text }) => `  ${text}`),
    ...(some.length > shownMax ? [`  … and ${some.length - shownMax} more`] : []),
  ]);
}

const reportFile = path.resolve(import.meta.dirname, '../../docs/proof/faults.md');

/** Writes the run down where readers of the repository find it. */
export async function writeReport(summary: RunSummary): Promise<string> {
  const { seed, command, faults, leftOut, ledger } = summary;
  const [processor] = cpus();
  const operations = ledger.operations;
  const repetitions = operations.reduce(
    (sum, { answers }) => sum + Math.max(0, answers.length - 1),
    0,
  );
  const unanswered = operations.reduce((sum, { unansweredCount }) => sum + unansweredCount, 0);
  const rows = [
    ['commands, each with a key of its own', operations.length],
    ['acknowledged', operations.filter(isAcknowledged).length],
    ['refused', operations.filter(isRefused).length],
    ['never answered, given up', operations.filter(({ answers }) => answers.length === 0).length],
    ['requests', ledger.requestCount],
    ['requests without an answer (503, lost, cut off)', unanswered],
    ['repetitions of an answered key', repetitions],
    ['tickets', summary.ticketCount],
    ['events', summary.eventCount],
    ['times everything was checked', summary.checkCount],
  ] as const;
  const text = `# What the desk went through

Written by \`${command}\`, seed ${seed}, in ${Math.round(summary.seconds / 60)} minutes on ${cpus().length} × ${processor?.model}, ${Math.round(totalmem() / 1024 ** 3)} GiB; node ${process.version}.
People worked through two APIs while the parts below failed; then a checker of its own read every history and every row.
What is done and what is checked: [tests/faults](../../tests/faults).

**${lastLine(summary)}**

| fault | times |
|---|---|
${[...faults].map(([kind, count]) => `| ${kind.replace('_', ' ')} | ${grouped(count)} |`).join('\n')}

${leftOut.length === 0 ? 'No kind of fault was left out.' : leftOut.map((words) => `Left out: ${words}`).join('\n')}

| what | count |
|---|---|
${rows.map(([what, count]) => `| ${what} | ${grouped(count)} |`).join('\n')}

${summary.findings.length + ledger.oddities.length === 0 ? 'Nothing was found.' : ['Found:', '', '```', ...findingLines(summary), '```'].join('\n')}
`;
  await writeFile(reportFile, text);
  return reportFile;
}
