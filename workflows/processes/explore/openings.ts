import { isRequired, isShown } from '../../domain/fields.ts';
import { priorityOf } from '../../domain/intake.ts';
import type { Expression, ExpressionField, ProcessSnapshot } from '../../domain/process.ts';
import { requesterWords } from '../../domain/requester.ts';
import type {
  Channel,
  DeviceFacts,
  FieldValues,
  RequesterFacts,
  RequesterTier,
  TicketState,
  TicketType,
} from '../../domain/ticket.ts';
import { deviceWords } from '../commands/trying.ts';
import {
  conditionsOfFields,
  fieldExtent,
  fieldsThatMatter,
  ordinaryValue,
} from '../field_extent.ts';
import { leaves, valuesMentioned } from '../process_words.ts';
import type { Move } from './moves.ts';

const requester = { kind: 'requester', id: 'requester' } as const;

/**
 * Every way in which a ticket can begin that the process could tell from another: each category,
 * impact and urgency; the other fields only in the values its conditions mention and one they do
 * not; text facts, what is known of the requester and of devices one at a time, and none.
 */
export function* openings(process: ProcessSnapshot, at: number): Generator<Move> {
  const conditions = conditionsOf(process);
  const mentioned = <V extends string>(field: ExpressionField, ordinary: V): V[] => [
    ...new Set([ordinary, ...(valuesMentioned(conditions, field) as V[])]),
  ];
  const choices = {
    category: [...Object.keys(process.categories), null],
    type: mentioned<TicketType>('type', 'incident'),
    channel: mentioned<Channel>('channel', 'portal'),
    service: [null, ...valuesMentioned(conditions, 'service')],
    requesterTier: mentioned<RequesterTier>('requesterTier', 'standard'),
    facts: [[], ...factsMentioned(conditions).map((fact) => [fact])],
    known: [
      {},
      ...requesterWords(process).map(({ name, word }) => ({ requesterFacts: { [name]: word } })),
      ...deviceWords(process).map(([name, word]) => ({
        affected: ['a_device'],
        affectedFacts: { a_device: { [name]: word } },
      })),
    ],
    impact: process.impacts,
    urgency: process.urgencies,
  };
  const fill = fillingOf(process, conditions);
  for (const { known, ...open } of product(choices).flatMap((one) => fill(one))) {
    yield {
      words: openingWords({ ...open, ...known }),
      at,
      action: {
        name: 'open',
        actor: requester,
        commandId: 'explored',
        ticketId: 'explored_ticket',
        requesterId: requester.id,
        ...open,
        ...known,
      },
    };
  }
}

function openingWords(open: {
  category: string | null;
  type: string;
  channel: string;
  service: string | null;
  requesterTier: string;
  facts: string[];
  fields?: FieldValues;
  impact: string;
  urgency: string;
  requesterFacts?: RequesterFacts;
  affectedFacts?: Record<string, DeviceFacts>;
}): string {
  const more = [
    open.category === null ? 'no category' : `category ${open.category}`,
    ...(open.service === null ? [] : [`service ${open.service}`]),
    `impact ${open.impact}`,
    `urgency ${open.urgency}`,
    ...open.facts.map((fact) => `the words of ${fact}`),
    ...Object.entries(open.requesterFacts ?? {}).map(([name, word]) => `of ${name} ${word}`),
    ...Object.values(open.affectedFacts ?? {}).flatMap((facts) =>
      Object.entries(facts).map(([name, word]) => `about a device of ${name} ${word}`),
    ),
    ...Object.entries(open.fields ?? {}).map(([name, value]) => `${name} ${value}`),
  ];
  const who = open.requesterTier === 'vip' ? 'a VIP' : 'a requester';
  const what = open.type === 'incident' ? 'an incident' : 'a service request';
  return `${who} opens ${what} by ${open.channel}: ${more.join(', ')}`;
}

/** Every condition a process decides by. */
function conditionsOf(process: ProcessSnapshot): Expression[] {
  return [
    ...process.triage,
    ...process.targets,
    ...process.escalationRules,
    ...(process.rules ?? []),
    ...(process.approvals ?? []),
    ...(process.requiredFields ?? []),
  ]
    .map((rule) => rule.when)
    .concat(conditionsOfFields(process));
}

type Opening = Pick<
  TicketState,
  'type' | 'channel' | 'category' | 'service' | 'impact' | 'urgency' | 'requesterTier' | 'facts'
>;

/**
 * How an opening is filled in: with each value of the fields that conditions tell apart, and with any of
 * those that its form asks for besides.
 */
function fillingOf(process: ProcessSnapshot, conditions: Expression[]) {
  const fields = Object.entries(process.fields ?? {});
  const extent = new Map([...fieldsThatMatter(process), ...fieldExtent(process, conditions)]);
  const byPlace = fields.sort(([, a], [, b]) => a.position - b.position);
  return <O extends Opening>(opening: O): (O & { fields?: FieldValues })[] => {
    let filledIn: FieldValues[] = [{}];
    // What is shown turns on the fields before it.
    for (const [name, field] of byPlace) {
      filledIn = filledIn.flatMap((known) => {
        const priority = priorityOf(process, opening.impact, opening.urgency);
        const ticket = { ...unrouted, ...opening, priority, fields: known };
        if (!isShown(field, ticket)) return [known];
        const isAsked = isRequired(field, ticket, 'opening', process);
        const values = extent.get(name) ?? (isAsked ? [ordinaryValue(field)] : []);
        const filled = values.map((value) => ({ ...known, [name]: value }));
        return isAsked ? filled : [known, ...filled];
      });
    }
    return filledIn.map((known) => ({
      ...opening,
      ...(Object.keys(known).length > 0 && { fields: known }),
    }));
  };
}

/** As a ticket is before it is triaged. */
const unrouted = { group: '', tier: 1 } as const;

function factsMentioned(conditions: Expression[]): string[] {
  return [...new Set(leaves(conditions).flatMap((leaf) => ('fact' in leaf ? [leaf.fact] : [])))];
}

type Choice<T> = { [K in keyof T]: T[K] extends readonly (infer V)[] ? V : never };

function product<T extends Record<string, readonly unknown[]>>(choices: T): Choice<T>[] {
  let rows: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(choices)) {
    rows = rows.flatMap((row) => [...new Set(values)].map((value) => ({ ...row, [name]: value })));
  }
  return rows as Choice<T>[];
}
