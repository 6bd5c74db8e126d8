import type { CompiledField, TaskTemplate } from '../domain/process.ts';
import type { FieldDefinition, LocalizedText } from './define.ts';
import type { Duration } from './durations.ts';

/** A field of a task's form, by its kind, as `fields` of a process has them. */
export type TaskFieldDefinition = FieldDefinition extends infer Field
  ? Field extends FieldDefinition
    ? Omit<Field, 'shownWhen' | 'required'> & { required?: boolean }
    : never
  : never;

/**
 * A piece of work that is added to tickets by its name: by people, macros, rules and playbooks.
 * Whatever is said when it is added replaces what is said here.
 */
export interface TaskDefinition<Group extends string = string, Calendar extends string = string> {
  title: LocalizedText;
  /** What is to be done, and how. */
  description?: LocalizedText;
  group: Group;
  /** How long it may take from when it can be worked on; no deadline where absent. */
  within?: Duration;
  /** The hours of its group, where absent. */
  calendar?: Calendar;
  /** What must be ticked before it is done. */
  checklist?: readonly LocalizedText[];
  /** What whoever completes it fills in. */
  form?: Readonly<Record<string, TaskFieldDefinition>>;
  /** The desk does not resolve a ticket before it has ended. */
  isRequired?: boolean;
  /** The requester sees its title, and whether it is done. */
  isShown?: boolean;
}

export type TaskDefinitions<
  Name extends string,
  Group extends string,
  Calendar extends string,
> = Readonly<Record<Name, TaskDefinition<Group, Calendar>>>;

/** As a field of the process would be that nobody is asked to fill in. */
export function fieldOf({ required: _, ...field }: TaskFieldDefinition): FieldDefinition {
  return field as FieldDefinition;
}

/** Of its words the snapshot has none. */
export function compileTask(
  task: TaskDefinition,
  length: (duration: Duration, calendar: string) => number,
  hoursOf: (group: string) => string,
  compileField: (field: FieldDefinition, position: number) => CompiledField,
): TaskTemplate {
  const { group, within, calendar, checklist = [], form, isRequired, isShown } = task;
  const fields = Object.entries(form ?? {}).map(([name, field], position) => {
    const compiled = compileField(fieldOf(field), position);
    return [name, { ...compiled, ...(field.required && { required: {} }) }];
  });
  return {
    group,
    ...(within && { withinMinutes: length(within, calendar ?? hoursOf(group)) }),
    ...(calendar && { calendar }),
    ...(checklist.length > 0 && { itemCount: checklist.length }),
    ...(fields.length > 0 && { form: Object.fromEntries(fields) }),
    ...(isRequired && { isRequired }),
    ...(isShown && { isShown }),
  };
}

/** What people read of a task: the snapshot has none of it. */
export function taskTexts(
  { title, description, checklist = [], form = {} }: TaskDefinition,
  fieldTexts: (field: FieldDefinition) => object,
): object {
  const items = checklist.map((item, index): [string, LocalizedText] => [String(index + 1), item]);
  const fields = Object.entries(form).map(([name, field]) => [name, fieldTexts(fieldOf(field))]);
  return {
    title,
    ...(description && { description }),
    ...(items.length > 0 && { checklist: Object.fromEntries(items) }),
    ...(fields.length > 0 && { form: Object.fromEntries(fields) }),
  };
}
