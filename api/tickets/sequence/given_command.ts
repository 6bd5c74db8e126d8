import { z } from 'zod';
import type { ApiDependencies } from '../../dependencies.ts';
import type { Call, Method } from '../../http/operation.ts';
import { markAffected } from '../commands/affected.ts';
import { accept, assign } from '../commands/assignment.ts';
import { classify } from '../commands/classification.ts';
import { addDiagnosticStep, addMessage } from '../commands/conversation.ts';
import { escalate } from '../commands/escalations.ts';
import { setFields } from '../commands/fields.ts';
import { declareMajor } from '../commands/major_incident.ts';
import { endPending, setPending } from '../commands/pending.ts';
import { cancel, close, reopen, resolve } from '../commands/resolution.ts';
import { tag } from '../commands/tags.ts';
import { addTask } from '../commands/tasks.ts';
import type { Ticket } from '../contract.ts';

/** The commands that can be given with others as one: those that say all in their body. */
const operations = {
  addMessage,
  addDiagnosticStep,
  accept,
  assign,
  classify,
  escalate,
  declareMajor,
  setPending,
  endPending,
  resolve,
  reopen,
  close,
  cancel,
  setFields,
  tag,
  addTask,
  markAffected,
} as const;

export type SequencedName = keyof typeof operations;

function withBody<const Id extends SequencedName, B extends z.ZodType>(operation: {
  id: Id;
  body?: B | undefined;
}) {
  const { id, body } = operation;
  if (!body) throw new Error(`${id} takes no body`);
  return z.strictObject({ name: z.literal(id), body });
}

/** One command of a sequence, as its own operation takes it. */
export const givenCommand = z
  .discriminatedUnion('name', [
    withBody(addMessage),
    withBody(addDiagnosticStep),
    withBody(accept),
    withBody(assign),
    withBody(classify),
    withBody(escalate),
    withBody(declareMajor),
    withBody(setPending),
    z.strictObject({ name: z.literal('endPending') }),
    withBody(resolve),
    withBody(reopen),
    withBody(close),
    withBody(cancel),
    withBody(setFields),
    withBody(tag),
    withBody(addTask),
    withBody(markAffected),
  ])
  .meta({ id: 'GivenCommand', description: 'A command by its name, with the body it takes alone' });

export type GivenCommand = z.infer<typeof givenCommand>;

/** As many as one sequence has at most. */
export const commandsMax = 10;

interface SequencedOperation {
  method: Method;
  address: string;
  /** Its call has the body that the schema of its command has checked. */
  handle(
    call: Call<unknown, unknown, unknown>,
    dependencies: ApiDependencies,
  ): Promise<{ body: Ticket }> | { body: Ticket };
}

export function operationOf(name: SequencedName): SequencedOperation {
  const byName: Record<SequencedName, SequencedOperation> = operations;
  return byName[name];
}
