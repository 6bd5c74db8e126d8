import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { keysOf } from '../../workflows/domain/keys.ts';
import { statuses, visibilities } from '../../workflows/domain/ticket.ts';
import { idPattern, namePattern } from '../../workflows/processes/definitions/checks.ts';
import { closedWords, pendingWords } from './mapping_words.ts';
import { patternFault } from './timestamps.ts';

/**
 * A mapping: how one kind of log is read. It is a small JSON file; everything the importer knows
 * about a company is in it.
 *
 * A log's rows become commands of the pure core, so the history obeys the same rules as live
 * tickets. A step that the core refuses, or that changes nothing, is kept as a remark on the ticket.
 */

const id = z.string().regex(idPattern, 'a name in snake_case');
const name = z.string().regex(namePattern, 'a name in snake_case, in any script');
/** No step of a mapping merges tickets. */
const status = z.enum(statuses).exclude(['merged']);
const title = z.strictObject({ en: z.string().min(1), fr: z.string().min(1) });
/** Spaces around a name in a head line are no part of it. */
const columnName = z.string().trim().min(1);
/** A part of a column: what the first group of `pattern` finds in it, or else `otherwise`. */
const columnPart = z.strictObject({
  column: columnName,
  pattern: z.string().min(1).refine(isExpression, 'a regular expression'),
  otherwise: z.string().optional(),
});
const column = z.union([columnName, columnPart]);

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

const step = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('accept') }),
  /** What the row's own columns say of group, category, impact … is taken over anyway. */
  z.strictObject({ action: z.literal('classify') }),
  z.strictObject({ action: z.literal('assign'), group: name.optional() }),
  z.strictObject({ action: z.literal('escalate'), group: name.optional() }),
  z.strictObject({
    action: z.literal('setPending'),
    reason: name,
  }),
  z.strictObject({ action: z.literal('endPending') }),
  z.strictObject({ action: z.literal('resolve'), code: name.optional() }),
  z.strictObject({ action: z.literal('reopen') }),
  z.strictObject({ action: z.literal('close') }),
  z.strictObject({ action: z.literal('cancel') }),
  z.strictObject({
    action: z.literal('addMessage'),
    from: z.enum(['agent', 'requester']),
    visibility: z.enum(visibilities).default('public'),
  }),
  /** A remark on the ticket that moves nothing. */
  z.strictObject({ action: z.literal('note'), reason: z.string().min(1) }),
]);

const rule = z.strictObject({
  /** All of it must hold; absent: always. The first rule that holds applies. */
  when: z
    .strictObject({
      /** It is the row that opened the ticket. */
      opens: z.boolean().optional(),
      status: z.array(status).optional(),
      tier: z.array(name).optional(),
      /** One of these activities comes later in the case. */
      followedBy: z.array(z.string()).optional(),
      /** Who has the ticket, seen from the row's resource. */
      assignee: z.array(z.enum(['same', 'other', 'nobody'])).optional(),
    })
    .optional(),
  steps: z.array(step),
});

/** Fields whose texts can be put into our words. */
const wordFields = {
  type: z.string().min(1),
  group: z.string().min(1),
  tier: z.string().min(1),
  category: z.string().min(1),
  service: z.string().min(1),
  impact: z.string().min(1),
  urgency: z.string().min(1),
  priority: z.string().min(1),
};
/** Our word for a text, or what it says of several fields: “Major” is a high impact and urgent. */
const saying = z.union([z.string(), z.strictObject(wordFields).partial()]);

/** Names of a log in their order, which only its company knows: the least skill, the most urgent or the highest first. */
const ordered = z
  .record(name, z.strictObject({ title }))
  .refine((names) => Object.keys(names).length > 0, 'one name at least')
  .exactOptional();

const mappingSchema = z.strictObject({
  /** Also the id of the tickets' process, unless `process` names one of the desk. */
  name: id,
  title,
  /** What the log is, for ever: the same log and case always give the same ticket. */
  log: id.optional(),
  format: z
    .strictObject({
      encoding: z.string().refine(isEncoding, 'an encoding such as windows-1252').optional(),
      delimiter: z.string().length(1).optional(),
      quote: z.string().length(1).optional(),
      timestamp: z
        .strictObject({
          pattern: z
            .string()
            .superRefine((pattern, { addIssue }) => {
              const fault = patternFault(pattern);
              if (fault !== null) addIssue({ code: 'custom', message: fault });
            })
            .optional(),
          zone: z.string().refine(isZone, 'an IANA zone such as Europe/Paris').optional(),
        })
        .default({}),
    })
    .default({ timestamp: {} }),
  /** Columns of a CSV; attribute keys of an XES event, or `trace:` and a key of its trace. */
  fields: z.strictObject({
    case: columnName,
    /** Several are joined with `+`, as in an XES classifier. */
    activity: z.union([columnName, z.array(columnName).min(1)]),
    timestamp: columnName,
    resource: column.optional(),
    requester: column.optional(),
    subject: column.optional(),
    type: column.optional(),
    group: column.optional(),
    tier: column.optional(),
    category: column.optional(),
    service: column.optional(),
    impact: column.optional(),
    urgency: column.optional(),
    priority: column.optional(),
    /** When what the row tells of took place, where that is not when the row was written. */
    opened_at: columnName.optional(),
    accepted_at: columnName.optional(),
    resolved_at: columnName.optional(),
    closed_at: columnName.optional(),
  }),
  /** Columns that are not kept: names of people, free texts. All further ones become attributes. */
  leaveOut: z.array(columnName).default([]),
  /** Texts of the log that mean nothing is there. */
  missing: z.array(z.string()).default(['']),
  /** By field: a text of the log → our word for it. */
  values: z.partialRecord(z.enum(keysOf(wordFields)), z.record(z.string(), saying)).default({}),
  /** The id of a process of this desk, whose promises then apply; or the groups of the log. */
  process: z
    .union([
      id,
      z.strictObject({
        groups: z
          .record(name, z.strictObject({ title, tier: name, escalatesTo: name.optional() }))
          .default({}),
        /** Where the cases of a log begin that names no groups. */
        entryGroup: name.optional(),
        resolutionCodes: z.record(name, z.strictObject({ title })).default({}),
        /** First to third line, P1 to P4, and high, medium and low, where the mapping names none. */
        tiers: ordered,
        priorities: ordered,
        impacts: ordered,
        urgencies: ordered,
        /** What tickets waited for besides the requester, a `supplier` or a `change`. */
        pendingReasons: z.record(name, z.strictObject({ title })).default({}),
      }),
    ])
    .default({ groups: {}, resolutionCodes: {}, pendingReasons: {} }),
  /** By activity: what it does to the ticket. A single step may stand for its rule. */
  activities: z.record(
    z.string().min(1),
    z.union([z.array(rule), step]).transform((given) => {
      return Array.isArray(given) ? given : [{ steps: [given] }];
    }),
  ),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappingRule = z.infer<typeof rule>;
export type MappingStep = z.infer<typeof step>;
export type MappedField = keyof Mapping['fields'];
export type WordField = keyof typeof wordFields;
export type InstantField = 'opened_at' | 'accepted_at' | 'resolved_at' | 'closed_at';

/** A mapping that cannot be used; `problems` says where, one line each. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`Mapping ${file}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** @throws MappingError with everything that is wrong. */
export async function readMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new MappingError(file, [error.message]);
  });
  return parseMapping(text, file);
}

/** @throws MappingError with everything that is wrong. */
export function parseMapping(text: string, file: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new MappingError(file, [`not JSON: ${(error as Error).message}`]);
  }
  const parsed = mappingSchema.safeParse(json);
  if (!parsed.success) {
    throw new MappingError(
      file,
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'mapping'}: ${message}`),
    );
  }
  const problems = [...unknownWordsIn(parsed.data), ...unknownReasonsIn(parsed.data)];
  if (problems.length > 0) throw new MappingError(file, problems);
  return parsed.data;
}

/** What steps wait for that the process has no word for. */
function unknownReasonsIn(mapping: Mapping): string[] {
  const known = pendingWords(mapping);
  return Object.entries(mapping.activities).flatMap(([activity, rules]) =>
    rules
      .flatMap(({ steps }) => steps)
      .flatMap((step) =>
        step.action !== 'setPending' || known.includes(step.reason)
          ? []
          : `activities.${activity}: reason "${step.reason}": expected ${known.join(', ')}`,
      ),
  );
}

/** What texts are said to be of several fields, where a field has no such word. */
function unknownWordsIn(mapping: Mapping): string[] {
  const closed: Partial<Record<WordField, string[]>> = closedWords(mapping);
  return keysOf(mapping.values).flatMap((field) =>
    Object.entries(mapping.values[field] ?? {}).flatMap(([text, said]) => {
      if (typeof said === 'string') return [];
      return keysOf(said).flatMap((one) => {
        const word = said[one];
        const known = closed[one];
        if (word === undefined || !known || known.includes(word)) return [];
        return `values.${field}.${text}.${one}: "${word}": expected ${known.join(', ')}`;
      });
    }),
  );
}

/** The columns that the mapping names, in order and once each. */
export function columnsOf({ fields }: Mapping): string[] {
  const named = Object.values(fields).flatMap((field) =>
    typeof field === 'object' && 'column' in field ? [field.column] : (field ?? []),
  );
  return [...new Set(named)];
}

export function activityOf(mapping: Mapping, values: Readonly<Record<string, string>>): string {
  const { activity } = mapping.fields;
  if (typeof activity === 'string') return values[activity] ?? '';
  return activity.map((field) => values[field] ?? '').join('+');
}
