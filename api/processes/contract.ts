import { z } from 'zod';
import type { Expression } from '../../workflows/domain/process.ts';
import { countNames, expressionFields, spanNames } from '../../workflows/domain/process.ts';
import {
  deviceFactNames,
  requesterFactNames,
  routingKinds,
} from '../../workflows/domain/ticket.ts';
import { waitingFor } from '../../workflows/processes/own_words.ts';
import { routedWords } from '../../workflows/processes/routing/offers.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { instant } from '../http/text.ts';
import { diagnosticStepKind, level, locale, tier } from '../http/words.ts';

const titled = { id: z.string(), title: z.string() };

const bound = z.union([z.number(), z.string()]);

/** A condition of a process as data: what a form shows and asks for turns on it. */
const condition: z.ZodType<Expression> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(condition) }),
      z.strictObject({ any: z.array(condition) }),
      z.strictObject({ not: condition }),
      z.strictObject({ field: z.enum(expressionFields), in: z.array(z.string()) }),
      z.strictObject({ fact: z.string() }),
      z.strictObject({ formField: z.string(), in: z.array(z.string()) }),
      z.strictObject({ formField: z.string(), isKnown: z.literal(true) }),
      z.strictObject({
        formField: z.string(),
        min: bound.exactOptional(),
        max: bound.exactOptional(),
      }),
      z.strictObject({ requester: z.enum(requesterFactNames), in: z.array(z.string()) }),
      z.strictObject({ device: z.enum(deviceFactNames), in: z.array(z.string()) }),
      z.strictObject({ within: z.string() }),
      z.strictObject({
        span: z.enum(spanNames),
        atLeastMinutes: z.int(),
        calendar: z.string().exactOptional(),
      }),
      z.strictObject({ count: z.enum(countNames), atLeast: z.int() }),
      z.strictObject({ assigneeHas: z.string() }),
    ]),
  )
  .meta({ id: 'Condition' });

/** When a field is shown (always where absent), and before what it must be filled in. */
const fieldConditions = {
  shownWhen: condition.exactOptional(),
  required: z
    .strictObject({
      at: z.literal('opening').exactOptional(),
      before: z
        .array(z.enum(['escalate', 'setPending', 'resolve']))
        .exactOptional()
        .meta({ description: 'Agents only' }),
      when: condition.exactOptional(),
    })
    .exactOptional(),
};

const fieldWords = { ...titled, hint: z.string().nullable(), ...fieldConditions };

/** A field that the process asks of its tickets; the forms have them in this order. */
const processField = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...fieldWords,
      kind: z.literal('text'),
      maxLength: z.int(),
      lines: z.enum(['one', 'many']),
    }),
    z.strictObject({
      ...fieldWords,
      kind: z.literal('choice'),
      options: z.array(z.strictObject(titled)),
    }),
    z.strictObject({
      ...fieldWords,
      kind: z.literal('number'),
      min: z.number().nullable(),
      max: z.number().nullable(),
      decimals: z.int(),
      unit: z.string().nullable(),
    }),
    z.strictObject({
      ...fieldWords,
      kind: z.literal('date'),
      min: z.string().nullable(),
      max: z.string().nullable(),
    }),
    z.strictObject({ ...fieldWords, kind: z.literal('person') }),
    z.strictObject({ ...fieldWords, kind: z.literal('device') }),
  ])
  .meta({ id: 'ProcessField' });

const scale = z
  .array(z.strictObject({ ...titled, plainTitle: z.string() }))
  .meta({ description: 'The most first; `plainTitle` is what whoever reports something reads' });

/** A piece of work that the process has a name for. */
const processTask = z
  .strictObject({
    ...titled,
    description: z.string().nullable(),
    group: z.string(),
    withinMinutes: z.number().nullable(),
    checklist: z.array(z.string()),
    form: z.array(processField),
    isRequired: z.boolean(),
    isShown: z.boolean(),
  })
  .meta({ id: 'ProcessTask' });

/** What the forms of a process offer, in one language. Requesters get what the portal needs of it. */
export const processDescription = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    title: z.string(),
    locale,
    pages: z
      .array(
        z.strictObject({
          ...titled,
          categories: z.array(z.string()).nullable(),
          services: z.array(z.string()).nullable(),
        }),
      )
      .meta({
        description:
          'Of the portal, those where it is asked for by whoever reads it; null where a page has all',
      }),
    groups: z.array(z.strictObject({ ...titled, tier })),
    calendars: z.array(z.strictObject(titled)),
    categories: z.array(
      z.strictObject({
        ...titled,
        group: z.string().nullable(),
        runbook: z.array(z.strictObject({ ...titled, kind: diagnosticStepKind })),
      }),
    ),
    services: z.array(z.strictObject(titled)),
    resolutionCodes: z.array(
      z.strictObject({ ...titled, requires: z.array(z.enum(['note', 'rootCause', 'article'])) }),
    ),
    escalationReasons: z.array(z.strictObject(titled)),
    escalationRules: z
      .array(z.strictObject(titled))
      .meta({ description: 'Those that have a title: a rule that escalated is the reason of it' }),
    approvals: z.array(z.strictObject(titled)),
    gates: z.array(
      z.strictObject({
        fromTier: tier,
        isConditional: z
          .boolean()
          .meta({ description: 'Asked of some tickets only; a refusal says of which' }),
        requires: z.array(z.strictObject({ kind: diagnosticStepKind, min: z.int() })),
        runbook: z.union([z.literal('all'), z.array(z.string())]).meta({
          description: 'Steps of the runbook of the ticket’s category: those it has of these',
        }),
      }),
    ),
    requiredFields: z.array(
      z.strictObject({
        before: z.array(z.enum(['escalate', 'setPending', 'resolve'])),
        fields: z.array(z.enum(['category', 'service'])),
        isConditional: z
          .boolean()
          .meta({ description: 'Asked of some tickets only; a refusal says of which' }),
      }),
    ),
    fields: z.array(processField),
    tiers: z
      .array(z.strictObject({ ...titled, tier }))
      .meta({ description: 'The least skill first' }),
    priorities: z
      .array(
        z.strictObject({
          ...titled,
          short: z.string().meta({ description: 'Where there is little room' }),
          rank: z.int().min(1),
          isPromised: z
            .boolean()
            .meta({ description: 'Whether such a ticket is promised anything' }),
        }),
      )
      .meta({ description: 'The most urgent first, which has rank 1' }),
    impacts: scale,
    urgencies: scale,
    pendingReasons: z.array(
      z.strictObject({
        ...titled,
        waitsFor: z.enum(waitingFor).meta({
          description: 'For an approval the process itself waits: people do not choose that reason',
        }),
      }),
    ),
    clocks: z.array(z.strictObject({ ...titled, measures: z.string() })),
    linkKinds: z
      .array(
        z.strictObject({
          ...titled,
          isGiven: z.boolean().meta({ description: 'Whether people link tickets so' }),
        }),
      )
      .meta({ description: 'What the other ticket is to this one' }),
    tasks: z.array(processTask).meta({ description: 'Agents only: what is added by name' }),
    defaults: z.strictObject({ impact: level, urgency: level }),
  })
  .meta({ id: 'Process' });

export const processList = listOf(
  'ProcessList',
  z.strictObject({
    ...titled,
    version: z.int(),
    isDefault: z.boolean(),
    isOffered: z.boolean().meta({ description: 'New tickets of whoever asks can follow it' }),
  }),
);

const promise = z
  .strictObject({
    withinMinutes: z.int().meta({ description: 'Of the hours in which it is counted' }),
    dueAt: instant
      .nullable()
      .meta({ description: 'If it were asked for now; null while it waits' }),
  })
  .nullable()
  .meta({ description: 'Null where nothing is promised' });

const catalogueItem = z
  .strictObject({
    kind: z.enum(['category', 'service']),
    ...titled,
    description: z.string().nullable(),
    fields: z
      .array(z.strictObject({ ...titled, isRequired: z.boolean() }))
      .meta({ description: 'What the form asks besides' }),
    answer: promise,
    completion: promise,
    needsApproval: z.boolean(),
  })
  .meta({ id: 'CatalogueItem' });

export const catalogue = listOf(
  'Catalogue',
  z.strictObject({
    ...titled,
    description: z.string().nullable(),
    process: z.string(),
    items: z.array(catalogueItem),
  }),
);

export type Catalogue = z.infer<typeof catalogue>;
export type CatalogueItem = z.infer<typeof catalogueItem>;
export const processVersion = z
  .strictObject({
    version: z.int(),
    hash: z.string().meta({ description: 'Of its rules: titles, texts and hours are not in it' }),
    isPresent: z.boolean().meta({ description: 'New tickets follow it' }),
    shippedAt: instant,
    textsAt: instant.meta({ description: 'When its titles, texts or hours were changed last' }),
    from: z.enum(['install', 'command_line', 'desk']),
    by: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    commit: z.string().nullable(),
    changes: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Against the version before, in English; null where there is none' }),
  })
  .meta({ id: 'ProcessVersion' });

export const processVersionPage = pageOf('ProcessVersionPage', processVersion);

const audience = z
  .array(z.strictObject({ of: z.enum(routedWords), values: z.array(z.string()) }))
  .meta({ description: 'Each must fit, by any of its values; everybody where there is none' });

export const shipping = z
  .strictObject({
    processes: z.array(
      z.strictObject({
        ...titled,
        version: z.int(),
        isOurs: z.boolean().meta({ description: 'It comes with Palier' }),
        isOffered: z.boolean(),
        isDefault: z.boolean(),
      }),
    ),
    pages: z.array(z.strictObject({ ...titled, process: z.string(), for: audience })),
    routes: z.array(z.strictObject({ name: z.string(), process: z.string(), when: audience })),
    findings: z
      .array(z.string())
      .meta({ description: 'What leads nowhere, or to two processes; in English' }),
    folder: z
      .strictObject({
        name: z.string(),
        lookedAt: instant,
        problems: z.array(
          z.strictObject({
            file: z.string().nullable(),
            line: z.int().nullable(),
            message: z.string(),
          }),
        ),
        processes: z.array(
          z.strictObject({ id: z.string(), version: z.int(), isShipped: z.boolean() }),
        ),
      })
      .nullable()
      .meta({ description: 'What the worker found in PALIER_PROCESSES when it began' }),
  })
  .meta({ id: 'Shipping' });

export type ProcessVersion = z.infer<typeof processVersion>;
export type Shipping = z.infer<typeof shipping>;
export const routedTicket = z
  .strictObject({
    process: z.string(),
    by: z.enum(routingKinds),
    name: z
      .string()
      .nullable()
      .meta({ description: 'Of the page, route, category or service that leads there' }),
  })
  .meta({ id: 'RoutedTicket' });

export type RoutedTicket = z.infer<typeof routedTicket>;
export type ProcessDescription = z.infer<typeof processDescription>;
export type ProcessField = z.infer<typeof processField>;
export type ProcessList = z.infer<typeof processList>;
