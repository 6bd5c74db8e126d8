import type { CommandName, CommandPayload } from '../../domain/commands.ts';

/** The names that a definition gives under one of its keys; any word where it is not known which. */
export type NamesUnder<Definition, Key extends string> = Definition extends {
  [K in Key]?: infer Under;
}
  ? keyof NonNullable<Under> & string
  : string;

/** What of a command is a name of the process, and under which key the process has it. */
interface NamedBy {
  category: 'categories';
  service: 'services';
  group: 'groups';
  toGroup: 'groups';
  code: 'resolutionCodes';
  priority: 'priorities';
  impact: 'impacts';
  urgency: 'urgencies';
}

type Named<Definition, Key, Value> = Key extends keyof NamedBy
  ? NamesUnder<Definition, NamedBy[Key]> | Extract<Value, null | undefined>
  : Value;

/** Texts, which a ticket knows by their ids: a rehearsal says them as they are. */
type TextKey = 'noteId' | 'rootCauseId' | 'articleId' | 'commentId' | 'messageId' | 'stepId';
type Said<Key> = Key extends `${infer Name}Id` ? Name : never;

/** What commands say of themselves, where nobody does. */
const spoken = {
  addMessage: { messageId: 'a message', visibility: 'public' },
  addDiagnosticStep: { stepId: 'a step', kind: 'test', hasRuledOut: false },
} as const satisfies { [N in CommandName]?: CommandPayload[N] };

/** Keys that nobody has to say: texts, and what the command says of itself. */
type Unsaid<Name> = Name extends keyof typeof spoken ? keyof (typeof spoken)[Name] : never;

type SaidIn<Name extends CommandName, Payload = CommandPayload[Name]> = {
  [Key in keyof Payload as Key extends TextKey | Unsaid<Name> ? never : Key]: Payload[Key];
} & {
  [Key in keyof Payload as Key extends TextKey ? Said<Key> : never]?: string;
} & {
  [Key in keyof Payload as Key extends TextKey ? never : Key & Unsaid<Name>]?: Payload[Key];
};

/** What somebody says with a command, in the words of a process. */
export type Saying<Definition, Name extends CommandName> = {
  [Key in keyof SaidIn<Name>]: Named<Definition, Key, SaidIn<Name>[Key]>;
};

const textKeys = new Set(['note', 'rootCause', 'article', 'comment', 'message', 'step']);
/** What a command carries: the ids of texts are the texts themselves. */
export function payloadOf(name: CommandName, saying: Readonly<Record<string, unknown>>) {
  const said = Object.entries(saying).map(([key, value]) => [
    textKeys.has(key) && typeof value === 'string' ? `${key}Id` : key,
    value,
  ]);
  return {
    ...(name in spoken && spoken[name as keyof typeof spoken]),
    ...Object.fromEntries(said),
  };
}
