import type { CalendarDefinition } from '../calendars/definition.ts';
import type { LocalizedText, ProcessDefinition } from '../define.ts';
import { type Duration, isDuration, minutesOf } from '../durations.ts';
import { locales } from '../locales.ts';
import type { DefinitionProblem } from './error.ts';

/** Of a process: it stands in addresses and file names. */
export const idPattern = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
/** Of what a process has, in any script: `réseau_wi_fi`, `сервис`. */
export const namePattern =
  /^[\p{Ll}\p{Lo}\p{Lm}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]*(_[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+)*$/u;

/** One inspection: collects problems, and knows what the definition has. */
export class Check {
  readonly definition: ProcessDefinition;
  readonly problems: DefinitionProblem[] = [];
  readonly #wrongCalendars = new Set<string>();

  constructor(definition: ProcessDefinition) {
    this.definition = definition;
  }

  expect(holds: boolean, path: string, value: unknown, expected: string, of?: string): void {
    if (!holds) this.problems.push({ path, value, expected, ...(of !== undefined && { of }) });
  }

  oneOf(value: string | undefined, allowed: readonly string[], path: string, of?: string): void {
    const isKnown = value !== undefined && allowed.includes(value);
    this.expect(isKnown, path, value, `one of ${allowed.join(', ') || '(none defined)'}`, of);
  }

  /** What is wrong with a calendar is said there, and not again of each length counted in it. */
  inCalendar(name: string, problems: DefinitionProblem[]): void {
    if (problems.length > 0) this.#wrongCalendars.add(name);
    this.problems.push(...problems);
  }

  calendar(name: string, path: string, of?: string): CalendarDefinition | undefined {
    this.oneOf(name, Object.keys(this.definition.calendars), path, of);
    return this.#hoursOf(name);
  }

  group(name: string | undefined, path: string): void {
    this.oneOf(name, Object.keys(this.definition.groups), path);
  }

  title(title: LocalizedText | undefined, path: string): void {
    for (const locale of locales) {
      const text = title?.[locale];
      this.expect(!!text?.trim(), `${path}.${locale}`, text, 'a text');
    }
  }

  /** A length of at least a minute of working time. `of` says what it is the length of. */
  duration(duration: Duration, calendar: string, path: string, of?: string): void {
    const hours = this.#hoursOf(calendar);
    if (!hours) return;
    const isLongEnough = isDuration(duration) && minutesOf(duration, hours) >= 1;
    const expected = 'minutes(), hours() or workingDays(), not zero';
    this.expect(isLongEnough, path, duration, expected, of);
  }

  #hoursOf(calendar: string): CalendarDefinition | undefined {
    return this.#wrongCalendars.has(calendar) ? undefined : this.definition.calendars[calendar];
  }

  unique(names: readonly string[], path: string): void {
    names.forEach((name, index) => {
      const isFirst = names.indexOf(name) === index;
      this.expect(isFirst, `${path}.${index}`, name, 'a name used once');
    });
  }
}
