import { recordAudit } from '../../database/audit.ts';
import {
  deleteCalendar,
  findCalendar,
  findCalendarHolder,
  makeCalendar,
} from '../../database/on_call_calendars.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError } from '../http/errors.ts';
import { countWrongCredential } from '../http/limits/limits.ts';
import { defineOperation } from '../http/operation.ts';
import { calendarPath, madeCalendar, ownCalendar } from './contract.ts';
import { shiftCalendarOf } from './shift_calendar.ts';

const tag = 'People';
const scope = 'on_call_calendar';

export const getOnCallCalendar = defineOperation({
  id: 'getOnCallCalendar',
  method: 'get',
  address: '/api/account/on-call-calendar',
  summary: 'Whether the caller has an address under which a calendar reads their shifts',
  tag,
  answers: { 200: { description: 'Since when', schema: ownCalendar } },
  async handle({ account }, { database }) {
    const row = await withDatabase(() => findCalendar(database, account.id));
    return { status: 200, body: { createdAt: row?.created_at.toISOString() ?? null } };
  },
});

export const makeOnCallCalendar = defineOperation({
  id: 'makeOnCallCalendar',
  method: 'post',
  address: '/api/account/on-call-calendar',
  summary:
    'Makes the address under which a calendar reads the shifts of the caller; one that was is over',
  tag,
  answers: { 201: { description: 'The address, shown this once', schema: madeCalendar } },
  async handle(call, { database }) {
    const { account } = call;
    const { row, secret } = await withDatabase(() =>
      database.transaction(async (trx) => {
        const made = await makeCalendar(trx, account.id);
        const object = { kind: 'account' as const, id: account.id };
        const entry = { kind: 'token_created' as const, object, after: { scopes: [scope] } };
        await recordAudit(trx, { ...askedBy(call), ...entry });
        return made;
      }),
    );
    const path = `/api/on-call-calendars/${secret}`;
    return { status: 201, body: { path, createdAt: row.created_at.toISOString() } };
  },
});

export const revokeOnCallCalendar = defineOperation({
  id: 'revokeOnCallCalendar',
  method: 'delete',
  address: '/api/account/on-call-calendar',
  summary: 'The address of the caller’s calendar opens nothing any more',
  tag,
  answers: { 204: { description: 'It is over, or was already' } },
  async handle(call, { database }) {
    const { account } = call;
    await withDatabase(() =>
      database.transaction(async (trx) => {
        if (!(await deleteCalendar(trx, account.id))) return;
        const object = { kind: 'account' as const, id: account.id };
        const entry = { kind: 'token_revoked' as const, object, before: { scopes: [scope] } };
        await recordAudit(trx, { ...askedBy(call), ...entry });
      }),
    );
    return { status: 204 };
  },
});

export const readOnCallCalendar = defineOperation({
  id: 'readOnCallCalendar',
  method: 'get',
  address: '/api/on-call-calendars/{secret}',
  summary: 'The shifts of whoever the address was made for, as iCalendar',
  tag,
  path: calendarPath,
  answers: { 200: { description: 'RFC 5545', mediaTypes: ['text/calendar'] } },
  async handle({ request, response, path }, { database, accounts, counts }) {
    const text = await withDatabase(async () => {
      const id = await findCalendarHolder(database, path.secret);
      const holder = id === undefined ? undefined : await accounts.findActive(id);
      return holder && shiftCalendarOf(database, holder, Date.now());
    });
    if (text === undefined) {
      countWrongCredential(request, undefined, counts);
      throw new ApiError(404, { code: 'mail_link_unknown', parameters: {} });
    }
    response
      .status(200)
      .type('text/calendar; charset=utf-8')
      .set('Cache-Control', 'private, no-store')
      .send(text);
    return undefined;
  },
});
