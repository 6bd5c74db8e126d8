import { countAlarms, listOpenAlarms } from '../../database/alarms.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { alarmList } from './contract.ts';

const listedMax = 100;

export const listAlarms = defineOperation({
  id: 'listAlarms',
  method: 'get',
  address: '/api/alarms',
  summary: 'What must never happen and has: the alarms that are up, the oldest first',
  tag: 'Operation',
  answers: { 200: { description: 'The oldest 100, and how many there are', schema: alarmList } },
  async handle(_call, { database }) {
    const [rows, counts] = await withDatabase(() =>
      Promise.all([listOpenAlarms(database, listedMax), countAlarms(database)]),
    );
    const items = rows.map((row) => ({
      id: row.alarm_id,
      kind: row.kind,
      ticket: row.ticket_id === null ? null : { id: row.ticket_id, number: numberOf(row.number) },
      raisedAt: row.raised_at.toISOString(),
      detail: row.detail,
    }));
    const count = counts.reduce((sum, one) => sum + one.count, 0);
    return { status: 200, body: { items, count } };
  },
});

function numberOf(number: string | null): number | null {
  return number === null ? null : Number(number);
}
