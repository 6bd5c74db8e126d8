import { z } from 'zod';
import { alarmKinds } from '../../database/alarms.ts';
import { instant } from '../http/text.ts';

export const health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

const part = z.strictObject({
  isReady: z.boolean(),
  reason: z.string().nullable().meta({ description: 'Why not, in one line' }),
});

const alarmKind = z.enum(alarmKinds);

export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not_ready']),
    server: part,
    postgres: part,
    tables: part.meta({ description: 'They are as this version of the desk needs them' }),
    temporal: part.meta({ description: 'It answers for the namespace of the tickets' }),
    worker: part.meta({ description: 'One fetches the work of the tickets and answers' }),
    disk: part.meta({ description: 'Where the desk keeps its data, if that is on this machine' }),
    commands: part.meta({ description: 'The last ones were not all failures of the desk' }),
    warnings: z
      .array(z.strictObject({ kind: alarmKind, count: z.int(), since: instant }))
      .meta({ description: 'Alarms that are up. They do not make the desk unready' }),
  })
  .meta({ id: 'Readiness' });

export const alarmList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        kind: alarmKind,
        ticket: z.strictObject({ id: z.string(), number: z.int().nullable() }).nullable(),
        raisedAt: instant,
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    count: z.int().meta({ description: 'Of all that are up; the list has the oldest 100' }),
  })
  .meta({ id: 'AlarmList' });

export type Readiness = z.infer<typeof readiness>;
export type AlarmList = z.infer<typeof alarmList>;
export type Alarm = AlarmList['items'][number];
