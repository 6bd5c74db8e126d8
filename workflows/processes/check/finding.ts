/** What `palier process check` proves, or shows to be untrue. */
export type CheckRule =
  | 'opens'
  | 'core_holds'
  | 'has_owner'
  | 'has_deadline'
  | 'approvals_end'
  | 'approvals_are_asked'
  | 'can_end'
  | 'bounces_are_told'
  | 'climbs_end'
  | 'time_settles'
  | 'warns_before_breach'
  | 'knows_its_codes'
  | 'calendar_works'
  | 'category_has_group'
  | 'promises_each_priority'
  | 'promises_nothing'
  | 'target_applies'
  | 'condition_can_hold'
  | 'condition_can_fail'
  | 'time_is_looked_up'
  | 'group_is_reached'
  | 'rule_fires'
  | 'rules_end'
  | 'hours_are_there'
  | 'people_are_there'
  | 'names_are_there'
  | 'process_unreachable'
  | 'process_ambiguous'
  | 'not_asked_for'
  | 'route_hidden';

export interface Finding {
  rule: CheckRule;
  /** What is wrong, with the names it is about. */
  message: string;
  /** The shortest list of moves that leads there; empty where it can be read off the process. */
  path: string[];
  /**
   * What of the definition it is about, as dotted paths into it: `rules.urgent.do.1`. Absent where it is about
   * all of it. Of targets the number is that of the promise, where a table writes many (`target_rows.ts`).
   */
  about?: string[];
}

/** Keeps the shortest counter-example of each thing that is wrong. */
export class Findings {
  readonly #byMessage = new Map<string, Finding>();

  add(rule: CheckRule, message: string, path: string[] = [], about: string[] = []): void {
    const known = this.#byMessage.get(message);
    if (!known || path.length < known.path.length) {
      const where = about.length > 0 && { about };
      this.#byMessage.set(message, { rule, message, path, ...where });
    }
  }

  addAll(findings: readonly Finding[]): void {
    for (const { rule, message, path, about } of findings) this.add(rule, message, path, about);
  }

  has({ message }: Pick<Finding, 'message'>): boolean {
    return this.#byMessage.has(message);
  }

  list(): Finding[] {
    return [...this.#byMessage.values()];
  }
}
