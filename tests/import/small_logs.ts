import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildProcess, type ImportProcess } from '../../activities/import/import_process.ts';
import type { Reject } from '../../activities/import/log_record.ts';
import type { LogCase } from '../../activities/import/log_row.ts';
import { type Mapping, parseMapping } from '../../activities/import/mapping.ts';
import { type ReadLog, readLog } from '../../activities/import/read_log.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A log in a folder of its own. */
export function writeLog(name: string, content: string | Buffer): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(content) : content);
  return file;
}

/** A log as reading it gives it, its cases and rejects put together. */
export interface WholeLog extends Pick<ReadLog, 'rowCount' | 'doubts' | 'notes'> {
  cases: LogCase[];
  rejects: Reject[];
  process: ImportProcess;
}

export async function readWhole(files: string | string[], mapping: Mapping): Promise<WholeLog> {
  const log = await readLog([files].flat(), mapping);
  const { rowCount, doubts, notes } = log;
  const process = buildProcess(mapping, log);
  const whole: WholeLog = { rowCount, doubts, notes, process, cases: [], rejects: [] };
  for await (const read of log.cases()) {
    if (read.kind === 'case') whole.cases.push(read);
    else whole.rejects.push(...read.rejects);
  }
  whole.rejects.sort((a, b) => a.line - b.line);
  await log.close();
  return whole;
}

export const csvFields = {
  case: 'case',
  activity: 'activity',
  timestamp: 'time',
  resource: 'agent',
};

/** A mapping for small CSV logs, with changes. */
export function csvMapping(changes: Record<string, unknown> = {}): Mapping {
  const json = {
    name: 'small_log',
    title: { en: 'A small log', fr: 'Un petit journal' },
    fields: csvFields,
    activities: {
      open: [{ when: { opens: true }, steps: [] }, { steps: [] }],
      take: { action: 'accept' },
      wait: { action: 'setPending', reason: 'requester' },
      escalate: { action: 'escalate' },
      solve: [
        {
          when: { status: ['resolved'] },
          steps: [{ action: 'reopen' }, { action: 'resolve' }],
        },
        { steps: [{ action: 'resolve' }] },
      ],
      close: { action: 'close' },
      ask: { action: 'addMessage', from: 'requester' },
      answer: { action: 'addMessage', from: 'agent' },
    },
    ...changes,
  };
  return parseMapping(JSON.stringify(json), 'mapping.json');
}

/** What a mapping file says of a log of three activities. */
export const officeMapping = {
  name: 'office_log',
  title: { en: 'Office', fr: 'Bureau' },
  fields: csvFields,
  activities: {
    open: [{ when: { opens: true }, steps: [] }],
    take: { action: 'accept' },
    solve: { action: 'resolve' },
  },
};

export function xesLog(traces: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
<global scope="event"><string key="concept:name" value="none"/></global>
${traces}
</log>`;
}

export function xesTrace(name: string, events: [activity: string, time: string][]): string {
  const lines = events.map(
    ([activity, time]) =>
      `<event><string key="concept:name" value="${activity}"/>` +
      `<string key="org:resource" value="Anna"/><date key="time:timestamp" value="${time}"/></event>`,
  );
  return `<trace><string key="concept:name" value="${name}"/>\n${lines.join('\n')}\n</trace>`;
}

export function xesMapping(changes: Record<string, unknown> = {}): Mapping {
  return csvMapping({
    fields: {
      case: 'trace:concept:name',
      activity: 'concept:name',
      timestamp: 'time:timestamp',
      resource: 'org:resource',
    },
    ...changes,
  });
}
