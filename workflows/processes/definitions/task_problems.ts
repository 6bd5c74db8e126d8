import { taskItemsMax } from '../../domain/ticket.ts';
import { fieldOf } from '../tasks.ts';
import { type Check, namePattern } from './checks.ts';
import { checkKind } from './field_problems.ts';

/** As many as people can choose from, and a ticket's process carries. */
const tasksMax = 100;
const formFieldsMax = 20;

export function checkTasks(check: Check): void {
  const { groups, tasks = {} } = check.definition;
  const count = Object.keys(tasks).length;
  check.expect(count <= tasksMax, 'tasks', count, `at most ${tasksMax} tasks`);
  for (const [name, task] of Object.entries(tasks)) {
    const path = `tasks.${name}`;
    const { title, description, group, within, calendar, checklist = [], form = {} } = task;
    check.expect(namePattern.test(name), path, name, 'a name in snake_case');
    check.title(title, `${path}.title`);
    if (description) check.title(description, `${path}.description`);
    check.group(group, `${path}.group`);
    if (calendar !== undefined) check.calendar(calendar, `${path}.calendar`);
    const hours = calendar ?? groups[group]?.calendar;
    if (within && hours !== undefined) check.duration(within, hours, `${path}.within`);
    const expected = `at most ${taskItemsMax} items`;
    check.expect(checklist.length <= taskItemsMax, `${path}.checklist`, checklist.length, expected);
    checklist.forEach((item, index) => {
      const isLine = Object.values(item).every((text) => !text.includes('\n'));
      check.title(item, `${path}.checklist.${index}`);
      check.expect(isLine, `${path}.checklist.${index}`, item, 'one line');
    });
    const fields = Object.entries(form);
    const few = `at most ${formFieldsMax} fields`;
    check.expect(fields.length <= formFieldsMax, `${path}.form`, fields.length, few);
    for (const [field, one] of fields) {
      const at = `${path}.form.${field}`;
      check.expect(namePattern.test(field), at, field, 'a name in snake_case');
      check.title(one.title, `${at}.title`);
      if (one.hint) check.title(one.hint, `${at}.hint`);
      checkKind(check, fieldOf(one), at);
    }
  }
}
