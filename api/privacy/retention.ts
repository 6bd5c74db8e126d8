import type { Database } from '../../database/connection.ts';
import {
  findDue,
  type RetentionRules,
  readRetention,
  writeRetention,
} from '../../database/retention.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { type Retention, retention, retentionRules } from './contract.ts';

const tag = 'Privacy';

export const getRetention = defineOperation({
  id: 'getRetention',
  method: 'get',
  address: '/api/retention',
  summary: 'How long what is kept, and what would go now; the worker carries it out each day',
  tag,
  answers: { 200: { description: 'The rules, and what is due', schema: retention } },
  async handle(_call, { database }) {
    const rules = await withDatabase(() => readRetention(database));
    return { status: 200, body: await withDue(database, rules) };
  },
});

export const tryRetention = defineOperation({
  id: 'tryRetention',
  method: 'post',
  address: '/api/retention/dry-run',
  summary: 'What would go under other rules; nothing is changed',
  tag,
  body: retentionRules,
  answers: { 200: { description: 'These rules, and what would be due', schema: retention } },
  async handle({ body }, { database }) {
    return { status: 200, body: await withDue(database, body) };
  },
});

export const setRetention = defineOperation({
  id: 'setRetention',
  method: 'put',
  address: '/api/retention',
  summary: 'Sets how long what is kept; what is due goes within a day',
  tag,
  body: retentionRules,
  answers: { 200: { description: 'The rules, and what is due', schema: retention } },
  async handle(call, { database }) {
    const { body } = call;
    await withDatabase(() =>
      database.transaction((trx) => writeRetention(trx, askedBy(call), body)),
    );
    return { status: 200, body: await withDue(database, body) };
  },
});

async function withDue(database: Database, rules: RetentionRules): Promise<Retention> {
  return { rules, due: await withDatabase(() => findDue(database, rules)) };
}
