import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {
  chooseMapping,
  getMapping,
  listShippedMappings,
} from '../../activities/import/choose_mapping.ts';
import { listLogs } from '../../activities/import/log_file.ts';
import { MappingError, parseMapping } from '../../activities/import/mapping.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { csvMapping, writeLog, xesLog, xesTrace } from './small_logs.ts';

const shippedFile = path.resolve(
  import.meta.dirname,
  '../../activities/import/mappings/italian_helpdesk.json',
);
const italian = xesLog(xesTrace('Case1', [['Assign seriousness', '2010-01-13T08:40:25+02:00']]));

test('every shipped mapping can be used and is named like its file', async (t) => {
  for (const name of await listShippedMappings()) t.is((await getMapping(name)).name, name);
});

test('a log finds the shipped mapping that knows its activities', async (t) => {
  t.is((await chooseMapping(writeLog('log.xes', italian))).name, 'italian_helpdesk');
});

test('a mapping beside the log comes before the shipped ones', async (t) => {
  const file = writeLog('log.xes', italian);
  const mine = path.join(path.dirname(file), 'mine.mapping.json');
  cpSync(shippedFile, mine);
  writeFileSync(mine, JSON.stringify({ ...JSON.parse(readFileSync(mine, 'utf8')), name: 'mine' }));
  t.is((await chooseMapping(file)).name, 'mine');
});

test('where no mapping fits the unknown activities are listed', async (t) => {
  const file = writeLog('log.xes', xesLog(xesTrace('A', [['Juggle', '2026-01-05T09:00Z']])));
  const error = await t.throwsAsync(chooseMapping(file), { instanceOf: MappingError });
  t.regex(error?.message ?? '', /italian_helpdesk does not know "Juggle"/);
});

test('a mapping with mistakes is refused with all of them and where they are', (t) => {
  const { activities: _, ...rest } = csvMapping();
  const wrong = {
    ...rest,
    name: 'Not Snake',
    fields: { ...rest.fields, colour: 'colour' },
    activities: {
      open: { action: 'juggle' },
      close: [{ when: { status: ['shut'] }, steps: [] }],
    },
  };
  const error = t.throws(() => parseMapping(JSON.stringify(wrong), 'my.json'), {
    instanceOf: MappingError,
  });
  const text = error?.message ?? '';
  t.regex(text, /Mapping my\.json/);
  for (const place of [
    /name: .*snake_case/,
    /fields: .*colour/,
    /activities\.open/,
    /activities\.close/,
  ]) {
    t.regex(text, place);
  }
});

test('a mapping that is no JSON or not there is refused with its name', async (t) => {
  t.throws(() => parseMapping('{', 'my.json'), { message: /my\.json[\s\S]*not JSON/ });
  await t.throwsAsync(getMapping('nowhere.json'), { message: /nowhere\.json/ });
});

test('logs are found in a folder by their names; a folder without any is an error', async (t) => {
  const folder = temporaryFolder();
  await t.throwsAsync(listLogs(folder), { message: /no \.xes, \.csv/ });
  for (const name of ['b.csv', 'a.XES.gz', 'README.md']) writeFileSync(path.join(folder, name), '');
  t.deepEqual(
    (await listLogs(folder)).map((file) => path.basename(file)),
    ['a.XES.gz', 'b.csv'],
  );
  await t.throwsAsync(listLogs(path.join(folder, 'README.md')), { message: /expected a name/ });
  await t.throwsAsync(listLogs(path.join(folder, 'none')), { message: /no such file/ });
});
