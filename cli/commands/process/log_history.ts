import { chooseMapping, getMapping } from '../../../activities/import/choose_mapping.ts';
import { buildProcess } from '../../../activities/import/import_process.ts';
import { readLog } from '../../../activities/import/read_log.ts';
import { replayCase } from '../../../activities/import/replay_case.ts';
import type { Rules } from '../../../workflows/domain/process.ts';
import type { TicketHistory } from '../../../workflows/processes/simulate/simulate.ts';
import { CliError, reasonOf } from '../../cli_error.ts';

/** An event log read for simulation, without a desk. */
export interface LogHistory {
  histories: TicketHistory[];
  /** The process it was read under: the log's own, or the one its mapping names. */
  rules: Rules;
  fromMs: number;
  toMs: number;
  /** Rows that could not be read. */
  rejectCount: number;
}

/**
 * Reads an event log (.xes, .csv, or either with .gz) as `palier import` does.
 * @throws CliError where it cannot be read or no mapping fits it
 */
export async function readLogHistory(file: string, mappingName?: string): Promise<LogHistory> {
  try {
    const mapping = mappingName ? await getMapping(mappingName) : await chooseMapping(file);
    const { cases, rejects } = await readLog(file, mapping);
    const process = buildProcess(mapping, cases);
    const instants = cases.flatMap(({ rows }) => rows.map(({ at }) => at));
    const toMs = instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return {
      histories: cases.map((logCase) => replayCase(logCase, mapping, process, toMs)),
      rules: process.rules,
      fromMs: instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      toMs,
      rejectCount: rejects.length,
    };
  } catch (error) {
    throw new CliError(reasonOf(error), { cause: error, exitCode: 2 });
  }
}
