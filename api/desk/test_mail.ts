import { askForTestMail, findTestMail } from '../../database/test_mails.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { type TestMail, testMail } from './contract.ts';

const tag = 'Administration';

export const sendTestMail = defineOperation({
  id: 'sendTestMail',
  method: 'post',
  address: '/api/test-mail',
  summary:
    'Sends a mail to the main address of the caller, once: what the server says is read after it',
  tag,
  isKeyed: true,
  answers: { 201: { description: 'It is under way', schema: testMail } },
  async handle({ account, idempotency }, { database }) {
    const { commandId } = idempotency;
    await withDatabase(() => askForTestMail(database, account.id, commandId));
    return { status: 201, body: await testMailOf(database, account.id) };
  },
});

export const getTestMail = defineOperation({
  id: 'getTestMail',
  method: 'get',
  address: '/api/test-mail',
  summary: 'What became of the last test mail of the caller',
  tag,
  answers: { 200: { description: 'The mail, and what the server said', schema: testMail } },
  async handle({ account }, { database }) {
    return { status: 200, body: await testMailOf(database, account.id) };
  },
});

export async function testMailOf(
  database: ApiDependencies['database'],
  accountId: string,
): Promise<TestMail> {
  const row = await withDatabase(() => findTestMail(database, accountId));
  return {
    status: row?.status ?? 'none',
    askedAt: row?.asked_at.toISOString() ?? null,
    attemptedAt: row?.attempted_at?.toISOString() ?? null,
    error: row?.error ?? null,
    answer: row?.answer ?? null,
  };
}
