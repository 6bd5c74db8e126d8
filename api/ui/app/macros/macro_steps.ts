import type { MacroStep } from '../../../contract.ts';

/** What the form of a macro asks; what is left out is empty. */
export interface MacroFields {
  en?: string | undefined;
  fr?: string | undefined;
  note?: string | undefined;
  group?: string | undefined;
  category?: string | undefined;
  /** Of processes, by name. */
  fields?: Readonly<Record<string, string | number>> | undefined;
  tags: string[];
  task?: string | undefined;
  hold?: string | undefined;
  code?: string | undefined;
  solution?: string | undefined;
}

/** Where a step that is added goes: before the first that comes later here. */
const order: readonly MacroStep['do'][] = [
  'accept',
  'assign',
  'classify',
  'setFields',
  'tag',
  'addTask',
  'reply',
  'note',
  'hold',
  'resolve',
  'close',
];

const editedNames = [
  'assign',
  'classify',
  'setFields',
  'tag',
  'addTask',
  'reply',
  'note',
  'hold',
  'resolve',
] as const;
type EditedName = (typeof editedNames)[number];

function isEdited(name: MacroStep['do']): name is EditedName {
  return editedNames.some((one) => one === name);
}

/** Whether the form shows a step: the first of its kind, where it has a field for that kind. */
function isShown(step: MacroStep, place: number, steps: readonly MacroStep[]): boolean {
  return isEdited(step.do) && steps.findIndex((one) => one.do === step.do) === place;
}

/** The steps that the form has no field for, and leaves as they are. */
export function stepsBeside(steps: readonly MacroStep[]): MacroStep[] {
  return steps.filter((step, place) => !isShown(step, place, steps));
}

/**
 * The steps of a macro as its form was filled in: each stays in its place with what the form does not
 * ask, and what was emptied goes.
 */
export function stepsFrom(fields: MacroFields, before: readonly MacroStep[]): MacroStep[] {
  const steps = before.flatMap((step, place) =>
    isEdited(step.do) && isShown(step, place, before)
      ? (edited(step.do, fields, step) ?? [])
      : step,
  );
  for (const name of editedNames) {
    if (before.some((step) => step.do === name)) continue;
    const step = edited(name, fields, undefined);
    if (step === null) continue;
    const later = steps.findIndex((one) => order.indexOf(one.do) > order.indexOf(name));
    steps.splice(later === -1 ? steps.length : later, 0, step);
  }
  return steps;
}

type StepOf<Name extends MacroStep['do']> = Partial<Extract<MacroStep, { do: Name }>>;

/** @returns null where nothing is left for the step to do */
function edited(
  name: EditedName,
  { en, fr, note, group, category, fields, tags, task, hold, code, solution }: MacroFields,
  step: MacroStep | undefined,
): MacroStep | null {
  switch (name) {
    case 'assign': {
      const { group: _, ...others }: StepOf<'assign'> = step?.do === name ? step : {};
      return unlessEmpty({ ...others, do: name, ...(group !== undefined && { group }) });
    }
    case 'classify': {
      const { category: _, ...others }: StepOf<'classify'> = step?.do === name ? step : {};
      return unlessEmpty({ ...others, do: name, ...(category !== undefined && { category }) });
    }
    case 'setFields': {
      // What is to be cleared the form has no way to say.
      const before = step?.do === name ? Object.entries(step.fields) : [];
      const cleared = Object.fromEntries(before.filter(([, value]) => value === null));
      const all = { ...cleared, ...fields };
      return Object.keys(all).length === 0 ? null : { do: name, fields: all };
    }
    case 'tag': {
      const { add: _, ...others }: StepOf<'tag'> = step?.do === name ? step : {};
      return unlessEmpty({ ...others, do: name, ...(tags.length > 0 && { add: tags }) });
    }
    case 'addTask': {
      // One in words of its own has no field here.
      const { task: _, ...others }: StepOf<'addTask'> = step?.do === name ? step : {};
      const { title } = others;
      if (task === undefined && title === undefined) return null;
      return { ...others, do: name, ...(task !== undefined && { task }) };
    }
    case 'reply':
      return unlessEmpty({
        do: name,
        ...(en !== undefined && { en }),
        ...(fr !== undefined && { fr }),
      });
    case 'note':
      return note === undefined ? null : { do: name, text: note };
    case 'hold': {
      const others = step?.do === name ? step : { do: name };
      return hold === undefined ? null : { ...others, reason: hold };
    }
    case 'resolve': {
      const others = step?.do === name ? step : { do: name };
      return code === undefined ? null : { ...others, code, note: solution ?? '' };
    }
  }
}

function unlessEmpty<Step extends MacroStep>(step: Step): Step | null {
  return Object.keys(step).length > 1 ? step : null;
}
