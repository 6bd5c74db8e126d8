import { markNotificationsRead } from '../../database/notifications.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import type { Account } from './directory.ts';
import { findNotifications } from './find_notifications.ts';
import { notificationList, notificationMarkBody } from './notification_contract.ts';

const answers = { 200: { description: 'The newest 50 of 30 days', schema: notificationList } };

export const listNotifications = defineOperation({
  id: 'listNotifications',
  method: 'get',
  address: '/api/notifications',
  summary: 'What the caller was told of tickets that concern them',
  tag: 'People and processes',
  answers,
  handle: ({ account }, dependencies) => answer(account, dependencies),
});

export const readNotifications = defineOperation({
  id: 'readNotifications',
  method: 'put',
  address: '/api/notifications/mark',
  summary: 'Marks everything up to an instant as read',
  tag: 'People and processes',
  body: notificationMarkBody,
  answers,
  async handle({ account, body }, dependencies) {
    const { database } = dependencies;
    await withDatabase(() => markNotificationsRead(database, account.id, new Date(body.through)));
    return answer(account, dependencies);
  },
});

async function answer(account: Account, { database }: ApiDependencies) {
  return { status: 200 as const, body: await findNotifications(database, account) };
}
