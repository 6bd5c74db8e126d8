import { z } from 'zod';
import { onCallCauses, onCallGaps } from '../../workflows/domain/ticket.ts';
import {
  layersMax,
  levelsMax,
  levelTargets,
  membersMax,
  repeatsMax,
  waitMinutesMax,
} from '../../workflows/processes/on_call/plan.ts';
import { instant, line, mailLinkSecret, processWord, recordId } from '../http/text.ts';
import { locale } from '../http/words.ts';
import { timeOfDay, weekday } from '../people/notifying/contract.ts';
import { timeZone } from '../people/person_fields.ts';

const person = z.strictObject({ id: z.string(), name: z.string() });

const handOver = z
  .discriminatedUnion('every', [
    z.strictObject({ every: z.literal('day'), at: timeOfDay }),
    z.strictObject({ every: z.literal('week'), on: weekday, at: timeOfDay }),
  ])
  .meta({ id: 'HandOver' });

const hours = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('always') }),
    z.strictObject({ kind: z.literal('group_hours') }),
    z.strictObject({ kind: z.literal('outside_group_hours') }),
    z.strictObject({
      kind: z.literal('week'),
      windows: z
        .array(
          z.strictObject({
            days: z.array(weekday).min(1).max(7),
            from: timeOfDay,
            until: timeOfDay.meta({ description: 'At or before `from`: on the next day' }),
          }),
        )
        .min(1)
        .max(20),
    }),
  ])
  .meta({ id: 'OnCallHours' });

const layerName = line(60);

const layer = z.strictObject({
  name: layerName,
  members: z.array(recordId).max(membersMax).meta({ description: 'In the order of their turns' }),
  handOver,
  startsOn: z.iso.date().meta({ description: 'The first member has the turn of this day' }),
  hours,
});

const level = z.strictObject({
  target: z.enum(levelTargets),
  layer: layerName.nullable().default(null),
  person: recordId.nullable().default(null),
  waitMinutes: z.int().min(1).max(waitMinutesMax),
});

export const onCallBody = z
  .strictObject({
    zone: timeZone,
    layers: z.array(layer).max(layersMax),
    levels: z.array(level).min(1).max(levelsMax),
    repeats: z.int().min(0).max(repeatsMax),
  })
  .meta({ id: 'OnCallPlan' });

export const onCallPath = z.strictObject({ process: processWord, group: processWord });
export const overridePath = onCallPath.extend({ id: recordId });

export const onCallQuery = z.strictObject({
  weeks: z.coerce
    .number()
    .int()
    .min(1)
    .max(12)
    .optional()
    .meta({ description: 'How far the shifts reach; 4 unless given' }),
});

export const overrideBody = z
  .strictObject({
    person: recordId,
    layer: layerName.nullable().default(null),
    from: instant,
    until: instant,
  })
  .meta({ id: 'OnCallOverrideBody' });

const exchanged = z.strictObject({
  person: recordId.meta({ description: 'Whoever is on call then' }),
  from: instant,
  until: instant,
});

export const swapBody = z
  .strictObject({
    shifts: z
      .tuple([exchanged, exchanged])
      .meta({ description: 'Of two people: each takes the shift of the other' }),
    layer: layerName.nullable().default(null),
  })
  .meta({ id: 'OnCallSwap' });

const onCall = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('person'),
      person,
      layer: z.string().nullable(),
      cause: z.enum(onCallCauses),
      insteadOf: person.nullable(),
    }),
    z.strictObject({ kind: z.literal('gap'), reason: z.enum(onCallGaps) }),
  ])
  .meta({ id: 'OnCall' });

const shift = z
  .strictObject({ from: instant, until: instant, onCall })
  .meta({ id: 'OnCallShift', description: 'A stretch of time in which the same is on call' });

const override = z
  .strictObject({
    id: z.string(),
    person,
    layer: z.string().nullable(),
    from: instant,
    until: instant,
    mayEnd: z.boolean(),
  })
  .meta({ id: 'OnCallOverride' });

const groupRef = z.strictObject({ id: z.string(), title: z.string() });

const candidates = z.array(person).meta({
  description: 'Who works in the group and could take turns; empty for whoever may not say so',
});

export const onCallGroup = z
  .strictObject({
    process: z.string(),
    group: groupRef,
    version: z.int(),
    mayChange: z.boolean(),
    isOwn: z.boolean().meta({ description: 'The caller is in the group, or takes turns' }),
    plan: onCallBody,
    people: z.array(person).meta({ description: 'Whom the plan names' }),
    now: onCall,
    next: z
      .strictObject({ at: instant, onCall })
      .nullable()
      .meta({ description: 'When somebody else is, within the weeks that are asked for' }),
    shifts: z.array(shift),
    overrides: z.array(override),
    absences: z
      .array(z.strictObject({ person, from: instant, until: instant.nullable() }))
      .meta({ description: 'When those whom the plan names are away, within these weeks' }),
    candidates,
  })
  .meta({ id: 'OnCallGroup' });

const unplanned = z
  .strictObject({ process: z.string(), group: groupRef, mayChange: z.boolean(), candidates })
  .meta({ id: 'UnplannedGroup', description: 'A group that has no rotation' });

export const onCallList = z.strictObject({
  items: z.array(onCallGroup),
  unplanned: z.array(unplanned),
  next: z.null(),
});

const secret = mailLinkSecret.meta({ description: 'What the mail that pages has in its link' });
export const pageLinkBody = z.strictObject({ secret }).meta({ id: 'PageLink' });

export const linkedPage = z
  .strictObject({
    number: z.int().nullable(),
    subject: z.string().nullable(),
    locale: locale.meta({ description: 'Of whoever was paged' }),
    state: z.enum(['open', 'over']).meta({
      description: '`over` once somebody has it, or nobody is paged any more',
    }),
  })
  .meta({ id: 'LinkedPage' });

export const ownCalendar = z
  .strictObject({ createdAt: instant.nullable() })
  .meta({ id: 'OwnOnCallCalendar' });

export const madeCalendar = z
  .strictObject({
    path: z.string().meta({ description: 'Of this desk; whoever has it reads the shifts' }),
    createdAt: instant,
  })
  .meta({ id: 'MadeOnCallCalendar' });

export const calendarPath = z.strictObject({ secret: mailLinkSecret });

export type OnCallGroup = z.infer<typeof onCallGroup>;
export type OverrideBody = z.infer<typeof overrideBody>;
export type SwapBody = z.infer<typeof swapBody>;
export type UnplannedGroup = z.infer<typeof unplanned>;
export type OnCallView = z.infer<typeof onCall>;
export type LinkedPage = z.infer<typeof linkedPage>;
