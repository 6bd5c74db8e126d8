import { askForTestMail } from '../../database/test_mails.ts';
import { testMail } from '../desk/contract.ts';
import { testMailOf } from '../desk/test_mail.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { withDeskKey } from '../http/with_desk_key.ts';
import { redirectUriOf } from './consents.ts';
import {
  mailbox,
  mailboxBody,
  mailboxList,
  mailboxPath,
  mailboxSigningBody,
  mailboxStart,
  mailboxTest,
  mailboxVerification,
} from './contract.ts';
import { findMailbox, findMailboxes } from './find_mailboxes.ts';
import {
  changeMailbox,
  changeMailboxSigning,
  chooseMailboxStart,
  createMailbox,
  removeMailbox,
} from './mailbox_changes.ts';
import { type CountedMailbox, mailboxView } from './mailbox_view.ts';
import { testConnection } from './test_connection.ts';
import { verifyMailbox as verify } from './verify_mailbox.ts';

const tag = 'Mail';
const headers = { ETag: 'For If-Match: the mailbox as it stands' };

function answerOf<Status extends number>(status: Status, row: CountedMailbox) {
  return { status, body: mailboxView(row), headers: { ETag: `"${row.version}"` } };
}

export const listMailboxes = defineOperation({
  id: 'listMailboxes',
  method: 'get',
  address: '/api/mailboxes',
  summary: 'Where mail comes from, how each stands, and what became of its messages',
  tag,
  answers: { 200: { description: 'All of them, by name', schema: mailboxList } },
  async handle({ request }, { database }) {
    const items = (await findMailboxes(database)).map((row) => mailboxView(row));
    return { status: 200, body: { items, next: null, redirectUri: redirectUriOf(request) } };
  },
});

export const getMailbox = defineOperation({
  id: 'getMailbox',
  method: 'get',
  address: '/api/mailboxes/{id}',
  summary: 'One mailbox',
  tag,
  path: mailboxPath,
  answers: { 200: { description: 'The mailbox', schema: mailbox, headers } },
  async handle({ path }, { database }) {
    return answerOf(200, await findMailbox(database, path.id));
  },
});

export const addMailbox = defineOperation({
  id: 'addMailbox',
  method: 'post',
  address: '/api/mailboxes',
  summary:
    'Adds a mailbox. Nothing of a server is read until somebody says what becomes of what is there',
  tag,
  body: mailboxBody,
  isKeyed: true,
  answers: { 201: { description: 'The mailbox', schema: mailbox, headers } },
  async handle(call, dependencies) {
    const { body, idempotency } = call;
    const id = idempotency.recordId('mbx');
    const row = await withDeskKey(() =>
      createMailbox(dependencies, askedBy(call), id, idempotency, body),
    );
    return answerOf(201, row);
  },
});

export const replaceMailbox = defineOperation({
  id: 'replaceMailbox',
  method: 'put',
  address: '/api/mailboxes/{id}',
  summary: 'Changes a mailbox; of another server or folder it is asked anew where to begin',
  tag,
  path: mailboxPath,
  body: mailboxBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The mailbox', schema: mailbox, headers } },
  async handle(call, dependencies) {
    const { body, idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    const row = await withDeskKey(() =>
      changeMailbox(dependencies, by, path.id, idempotency, body, expectedVersion),
    );
    return answerOf(200, row);
  },
});

export const deleteMailbox = defineOperation({
  id: 'deleteMailbox',
  method: 'delete',
  address: '/api/mailboxes/{id}',
  summary: 'Removes a mailbox from which nothing came; another is paused, and its mails stay',
  tag,
  path: mailboxPath,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, dependencies) {
    await removeMailbox(dependencies, askedBy(call), call.path.id);
    return { status: 204 };
  },
});

export const startMailbox = defineOperation({
  id: 'startMailbox',
  method: 'put',
  address: '/api/mailboxes/{id}/start',
  summary: 'Says what becomes of the messages that are there at the first connection, once',
  tag,
  path: mailboxPath,
  body: mailboxStart,
  isKeyed: true,
  isMatched: true,
  answers: {
    200: { description: 'The mailbox, which is read from now on', schema: mailbox, headers },
  },
  async handle(call, dependencies) {
    const { body, idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    return answerOf(
      200,
      await chooseMailboxStart(dependencies, by, path.id, idempotency, body, expectedVersion),
    );
  },
});

export const signMailbox = defineOperation({
  id: 'signMailbox',
  method: 'put',
  address: '/api/mailboxes/{id}/signing',
  summary:
    'Signs its mail from now on (DKIM), by a key that is given or made: publish the record before',
  tag,
  path: mailboxPath,
  body: mailboxSigningBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The mailbox, with the record', schema: mailbox, headers } },
  async handle(call, dependencies) {
    const { body, idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    const row = await withDeskKey(() =>
      changeMailboxSigning(dependencies, by, path.id, idempotency, body, expectedVersion),
    );
    return answerOf(200, row);
  },
});

export const unsignMailbox = defineOperation({
  id: 'unsignMailbox',
  method: 'delete',
  address: '/api/mailboxes/{id}/signing',
  summary: 'Signs its mail no more, and forgets the key',
  tag,
  path: mailboxPath,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The mailbox', schema: mailbox, headers } },
  async handle(call, dependencies) {
    const { idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    return answerOf(
      200,
      await changeMailboxSigning(dependencies, by, path.id, idempotency, null, expectedVersion),
    );
  },
});

export const testMailboxSending = defineOperation({
  id: 'testMailboxSending',
  method: 'post',
  address: '/api/mailboxes/{id}/sending-tests',
  summary:
    'Sends a mail of this mailbox to the main address of the caller: getTestMail says what came of it',
  tag,
  path: mailboxPath,
  isKeyed: true,
  answers: { 201: { description: 'It is under way', schema: testMail } },
  async handle({ account, path, idempotency }, { database }) {
    const { mailbox_id: mailboxId } = await findMailbox(database, path.id);
    const { commandId } = idempotency;
    await withDatabase(() => askForTestMail(database, account.id, commandId, mailboxId));
    return { status: 201, body: await testMailOf(database, account.id) };
  },
});

export const testMailbox = defineOperation({
  id: 'testMailbox',
  method: 'post',
  address: '/api/mailboxes/{id}/tests',
  summary: 'Connects to the server now, opens the folder, and says what it answers; reads nothing',
  tag,
  path: mailboxPath,
  answers: { 200: { description: 'What came of it', schema: mailboxTest } },
  async handle({ path }, dependencies) {
    const row = await findMailbox(dependencies.database, path.id);
    return { status: 200, body: await testConnection(row, dependencies) };
  },
});

export const verifyMailbox = defineOperation({
  id: 'verifyMailbox',
  method: 'post',
  address: '/api/mailboxes/{id}/verification',
  summary: 'Compares all that the server has with all that is kept, and names every difference',
  tag,
  path: mailboxPath,
  answers: { 200: { description: 'The comparison', schema: mailboxVerification } },
  async handle({ path }, dependencies) {
    const row = await findMailbox(dependencies.database, path.id);
    return { status: 200, body: await verify(row, dependencies) };
  },
});
