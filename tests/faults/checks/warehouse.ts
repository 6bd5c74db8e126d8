import type { DeskRecord, Finding } from '../record.ts';

/** The warehouse holds every event, and is what a rebuild would make of the desk. */
export function checkWarehouse({ warehouse }: Pick<DeskRecord, 'warehouse'>): Finding[] {
  const { differences, eventCount, deskEventCounts } = warehouse;
  const [least, most] = deskEventCounts;
  const findings = differences.map((table) => differing(table, 'a rebuild gives other rows'));
  if (eventCount < least || eventCount > most) {
    const text = `${eventCount} events, the desk has ${most}`;
    findings.push(differing('ticket_events', text));
  }
  return findings;
}

function differing(subject: string, text: string): Finding {
  return { code: 'warehouse_differs', subject, text: `${subject} of the warehouse: ${text}` };
}
