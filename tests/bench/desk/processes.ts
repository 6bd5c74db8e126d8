import { readdir, readFile } from 'node:fs/promises';

/** Processes of this machine as Linux counts them. */

export interface ProcessRow {
  pid: number;
  parentPid: number;
  /** Program and arguments, separated by spaces. */
  command: string;
  /** Processor time so far, with that of children that ended and were waited for. */
  cpuMs: number;
}

/** Linux counts processor time for programs in hundredths of a second. */
const tickMs = 10;

export async function listProcesses(): Promise<ProcessRow[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(pids.map(readProcess));
  return rows.filter((row) => row !== undefined);
}

/** undefined where it ended meanwhile. */
async function readProcess(pid: number): Promise<ProcessRow | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    // The second field is the program's name in brackets, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parentPid] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parentPid: Number(parentPid), command, cpuMs: ticks * tickMs };
  } catch {
    return undefined;
  }
}

/** A process and all that come from it. */
export function familyOf(rows: readonly ProcessRow[], pid: number): ProcessRow[] {
  const [own] = rows.filter((row) => row.pid === pid);
  const children = rows.filter((row) => row.parentPid === pid);
  return [...(own ? [own] : []), ...children.flatMap((child) => familyOf(rows, child.pid))];
}

/** Memory of one process: its own pages, and its share of those it has in common with others. */
export async function proportionalKb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
}

export async function residentKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
}
