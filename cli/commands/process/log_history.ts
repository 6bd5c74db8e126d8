import { chooseMapping, getMapping } from '../../../activities/import/choose_mapping.ts';
import { buildProcess } from '../../../activities/import/import_process.ts';
import { listLogs } from '../../../activities/import/log_file.ts';
import { readLog } from '../../../activities/import/read_log.ts';
import { replayLog } from '../../../activities/import/replay_log.ts';
import type { Rules } from '../../../workflows/domain/process.ts';
import type { TicketHistory } from '../../../workflows/processes/simulate/simulate.ts';
import { CliError, reasonOf } from '../../cli_error.ts';

/** An event log read for simulation, without a desk. */
export interface LogHistory {
  /** One ticket at a time; those of cases that cannot be imported are left out. */
  histories(): AsyncGenerator<TicketHistory>;
  rowCount: number;
  /** The process it was read under: the log's own, or the one its mapping names. */
  rules: Rules;
  fromMs: number;
  toMs: number;
  close(): Promise<void>;
}

/**
 * Reads an event log (.xes, .csv, or either with .gz), or a folder with the parts of one, as
 * `palier import` does.
 * @throws CliError where it cannot be read or no mapping fits it
 */
export async function openLogHistory(source: string, mappingName?: string): Promise<LogHistory> {
  try {
    const files = await listLogs(source);
    const [first = source] = files;
    const mapping = mappingName ? await getMapping(mappingName) : await chooseMapping(first);
    const log = await readLog(files, mapping);
    const process = buildProcess(mapping, log);
    const { rowCount, fromMs, toMs } = log;
    async function* histories(): AsyncGenerator<TicketHistory> {
      for await (const read of replayLog(log, mapping, process)) {
        if (read.kind === 'ticket') yield read.ticket;
      }
    }
    return { histories, rowCount, rules: process.rules, fromMs, toMs, close: () => log.close() };
  } catch (error) {
    throw new CliError(reasonOf(error), { cause: error, exitCode: 2 });
  }
}
