import { checkEnds } from './checks/ends.ts';
import { checkEvents } from './checks/events.ts';
import { checkOperations } from './checks/operations.ts';
import { checkOwed } from './checks/owed.ts';
import { checkTasks } from './checks/tasks.ts';
import { checkTime } from './checks/time.ts';
import { checkWarehouse } from './checks/warehouse.ts';
import { checkWorkflows } from './checks/workflows.ts';
import type { DeskRecord, Finding } from './record.ts';

/**
 * What is wrong with a desk at rest. It knows what people were told, the rows, and Temporal's
 * histories, and asks no code of the desk what should be in them.
 */
export function check(record: DeskRecord): Finding[] {
  return [...checkDesk(record), ...checkWarehouse(record)];
}

/** The same without the warehouse, which takes longer to read. */
export function checkDesk(record: Omit<DeskRecord, 'warehouse'>): Finding[] {
  return [
    ...checkOperations(record),
    ...checkEvents(record),
    ...checkWorkflows(record),
    ...checkTime(record),
    ...checkEnds(record),
    ...checkTasks(record),
    ...checkOwed(record),
  ];
}
