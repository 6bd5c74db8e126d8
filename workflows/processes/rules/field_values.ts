import type { Check } from '../definitions/checks.ts';

/** Whether a rule sets fields that the process has to what they can be. */
export function checkFieldsSet(check: Check, values: object, path: string): void {
  const { fields = {} } = check.definition;
  for (const [name, value] of Object.entries(values)) {
    const at = `${path}.${name}`;
    check.oneOf(name, Object.keys(fields), at);
    const field = fields[name];
    if (!field || value === null) continue;
    switch (field.kind) {
      case 'choice':
        check.oneOf(value, Object.keys(field.options), at);
        break;
      case 'number': {
        const { min = -Infinity, max = Infinity } = field;
        const isWithin = typeof value === 'number' && value >= min && value <= max;
        check.expect(isWithin, at, value, 'a number within the bounds of the field');
        break;
      }
      case 'date': {
        const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
        check.expect(isDay, at, value, 'a day, YYYY-MM-DD');
        break;
      }
      default:
        // What people wrote, and whom they named, is not written in a process.
        check.expect(false, at, value, `null: a rule can only clear a ${field.kind}`);
    }
  }
}
