import { z } from 'zod';
import { listOf } from '../http/page_contract.ts';
import { anyOf, cursor, flag, limit } from '../http/parameters.ts';
import { instant, line, noteText, processWord, recordId } from '../http/text.ts';
import { locale, requesterTier, role, tier } from '../http/words.ts';

const membership = z.strictObject({
  process: z.string(),
  id: z.string(),
  title: z.string(),
  tier,
});

/** The signed-in person. */
export const me = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    roles: z.array(role),
    locale,
    requesterTier,
    groups: z.array(membership),
    isEnrolling: z
      .boolean()
      .meta({ description: 'A second factor is to be added first: nothing else is open' }),
  })
  .meta({ id: 'Me' });

const named = z.strictObject({ id: z.string(), name: z.string() });

const away = z
  .strictObject({ until: instant.nullable(), deputy: named.nullable() })
  .meta({ description: 'While away: until when, and who stands in' });

const place = membership.extend({
  capacity: z.int(),
  skills: z.array(z.string()),
  shift: z.string().nullable(),
});

const departure = z
  .strictObject({
    closedAt: instant,
    ticketCount: z.int().meta({ description: 'In hand at the closing' }),
    movedCount: z.int().meta({ description: 'Handed over so far' }),
    leftCount: z.int().meta({ description: 'In hand still' }),
    doneAt: instant.nullable(),
  })
  .meta({ id: 'Departure', description: 'How far what they had in hand is handed over' });

export const account = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    roles: z.array(role),
    isActive: z.boolean(),
    addresses: z.array(z.string()).nullable().meta({
      description: 'The first is the main one; null for those who may not read how to reach people',
    }),
    phones: z
      .array(z.string())
      .nullable()
      .meta({ description: 'As E.164 writes them; null where addresses are' }),
    locale,
    zone: z.string().nullable(),
    site: z.string().nullable(),
    department: z.string().nullable(),
    customer: z
      .strictObject({ id: z.string(), name: z.string(), contract: z.string().nullable() })
      .nullable(),
    manager: named.nullable(),
    requesterTier,
    groups: z.array(place),
    away: away.nullable(),
    openTicketCount: z.int().meta({ description: 'Tickets that count against the capacity' }),
    departure: departure.nullable(),
    revision: z.int(),
  })
  .meta({ id: 'Account' });

export const accountPage = z
  .strictObject({
    items: z.array(account),
    next: z.string().nullable(),
    total: z.int().meta({ description: 'On all pages together' }),
  })
  .meta({ id: 'AccountPage' });

export const accountQuery = z.strictObject({
  role: anyOf(role).optional(),
  group: processWord.optional(),
  process: processWord.optional(),
  site: line(100).optional(),
  department: line(100).optional(),
  customer: recordId.optional(),
  active: flag.optional().meta({ description: 'true unless given' }),
  q: line(100)
    .optional()
    .meta({
      description:
        'Parts of the name, the department or the site; for those who may read them, of an address or a ' +
        'phone',
    }),
  limit,
  cursor,
});

export const accountPath = z.strictObject({ id: recordId });

/** What closing an account would do, told before. */
export const closing = z
  .strictObject({
    tickets: z.array(z.strictObject({ process: z.string(), group: z.string(), count: z.int() })),
    groups: z.array(membership),
    sessionCount: z.int(),
    tokenCount: z.int(),
    reportCount: z.int().meta({ description: 'People whose manager they are' }),
    deputyOfCount: z.int().meta({ description: 'Absences in which they stand in' }),
    isLastAdministrator: z.boolean(),
  })
  .meta({ id: 'Closing' });

export const closingBody = z
  .strictObject({
    deputyId: recordId
      .nullish()
      .meta({ description: 'Gets what they had in hand, where that is possible' }),
  })
  .meta({ id: 'CloseAccount' });

export const placeBody = z
  .strictObject({
    capacity: z.int().min(1).max(1_000).meta({ description: 'Tickets at once' }),
    skills: z.array(processWord).max(50).default([]),
    shift: processWord
      .nullable()
      .default(null)
      .meta({ description: 'A calendar of the process; null is that of the group' }),
  })
  .meta({ id: 'GroupPlace' });

export const placePath = z.strictObject({
  process: processWord,
  group: processWord,
  account: recordId,
});

const member = z.strictObject({
  id: z.string(),
  name: z.string(),
  isLead: z.boolean(),
  capacity: z.int(),
  skills: z.array(z.string()),
  shift: z.string().nullable(),
  away: away.nullable(),
  openTicketCount: z.int(),
});

const group = z.strictObject({
  process: z.string(),
  id: z.string(),
  title: z.string(),
  tier: tier.nullable().meta({ description: 'Null where tickets are not worked on there' }),
  calendar: z.string().nullable(),
  waitingCount: z.int().meta({ description: 'Tickets that wait for an agent' }),
  members: z.array(member),
});

export const groupList = z
  .strictObject({
    items: z.array(group),
    processes: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        calendars: z.array(z.string()),
        skills: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'GroupList' });

export const absence = z
  .strictObject({
    id: z.string(),
    account: named,
    from: instant,
    until: instant.nullable().meta({ description: 'Null: until it is ended' }),
    deputy: named.nullable(),
    onlyApprovals: z.boolean().meta({
      description: 'They are there, and the deputy decides approvals for them',
    }),
    note: z.string(),
  })
  .meta({ id: 'Absence' });

export const absenceList = listOf('AbsenceList', absence);

export const absenceQuery = z.strictObject({
  account: recordId.optional(),
  past: flag.optional().meta({ description: 'Those that are over, too' }),
});

export const absenceBody = z
  .strictObject({
    account: recordId.optional().meta({ description: 'The caller unless given' }),
    from: instant,
    until: instant.nullable().default(null),
    deputyId: recordId.nullable().default(null),
    onlyApprovals: z.boolean().default(false).meta({
      description: 'They are there, and the deputy, who must be named, decides approvals for them',
    }),
    note: z.union([noteText, z.literal('')]).default(''),
  })
  .meta({ id: 'NewAbsence' });

export type Me = z.infer<typeof me>;
export type Account = z.infer<typeof account>;
export type AccountPage = z.infer<typeof accountPage>;
export type AccountQuery = z.infer<typeof accountQuery>;
export type AccountGroup = Account['groups'][number];
export type Closing = z.infer<typeof closing>;
export type GroupList = z.infer<typeof groupList>;
export type Group = GroupList['items'][number];
export type GroupMember = Group['members'][number];
export type Absence = z.infer<typeof absence>;
