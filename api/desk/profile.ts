import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { changedFields, recordAudit } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import {
  type DeskProfile,
  readDeskLogo,
  readDeskProfile,
  writeDeskProfile,
} from '../../database/desk_profile.ts';
import type { RowChange } from '../../database/tables.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { notFound, stale, wrongField } from '../http/errors.ts';
import { expected, received } from '../http/expectations.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import { type DeskProfileView, deskBody, deskProfile, logoBytesMax } from './contract.ts';

const tag = 'Administration';
const headers = { ETag: 'For If-Match: the profile as it stands' };
const answers = { 200: { description: 'The profile', schema: deskProfile, headers } };

/** What a browser draws and nothing in it can act; an SVG is not among them. */
const logoTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;

function answerOf(profile: DeskProfile) {
  const { name, locale, zone, logo_type: logoType, version } = profile;
  const body: DeskProfileView = { name, locale, zone, hasLogo: logoType !== null, version };
  return { status: 200 as const, body, headers: { ETag: `"${version}"` } };
}

export const getDeskProfile = defineOperation({
  id: 'getDeskProfile',
  method: 'get',
  address: '/api/desk',
  summary: 'What the desk is called, also for those who are not signed in yet',
  tag,
  answers,
  async handle(_call, { database }) {
    return answerOf(await withDatabase(() => readDeskProfile(database)));
  },
});

export const changeDeskProfile = defineOperation({
  id: 'changeDeskProfile',
  method: 'put',
  address: '/api/desk',
  summary: 'Gives the desk its name, its language and its time zone',
  tag,
  body: deskBody,
  isMatched: true,
  answers,
  async handle(call, { database }) {
    return answerOf(await change(database, call, call.body));
  },
});

export const getDeskLogo = defineOperation({
  id: 'getDeskLogo',
  method: 'get',
  address: '/api/desk/logo',
  summary: 'The picture of the desk, also for those who are not signed in yet',
  tag,
  query: z.strictObject({
    version: z
      .string()
      .max(12)
      .optional()
      .meta({ description: 'Only keeps a browser’s copy apart' }),
  }),
  answers: { 200: { description: 'The picture', mediaTypes: logoTypes } },
  async handle({ request, response }, { database }) {
    const row = await withDatabase(() => readDeskLogo(database));
    if (!row?.logo || !row.logo_type) throw notFound('address', request.path);
    response
      .set({
        'Content-Type': row.logo_type,
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'private, no-cache',
        ETag: `"${row.version}"`,
      })
      .end(row.logo);
    return undefined;
  },
});

export const putDeskLogo = defineOperation({
  id: 'putDeskLogo',
  method: 'put',
  address: '/api/desk/logo',
  summary: 'Gives the desk its picture: PNG, JPEG or WebP',
  tag,
  bytesMax: logoBytesMax,
  answers,
  async handle(call, { database }) {
    const type = (await fileTypeFromBuffer(call.bytes))?.mime ?? '';
    if (!isAmong(logoTypes, type)) {
      throw wrongField(
        'body',
        expected('one_of', { words: logoTypes }),
        received('something_else'),
      );
    }
    return answerOf(await change(database, call, { logo: call.bytes, logo_type: type }));
  },
});

export const deleteDeskLogo = defineOperation({
  id: 'deleteDeskLogo',
  method: 'delete',
  address: '/api/desk/logo',
  summary: 'Takes the picture of the desk away',
  tag,
  answers,
  async handle(call, { database }) {
    return answerOf(await change(database, call, { logo: null, logo_type: null }));
  },
});

/** @throws ApiError 412 where it has changed since the caller read it */
async function change(
  database: Database,
  call: Pick<Call, 'request' | 'response' | 'expectedVersion'>,
  changed: RowChange<'desk_profile'>,
): Promise<DeskProfile> {
  const { expectedVersion } = call;
  return audited(database, call, async (trx, { version }) => {
    const isWritten = await writeDeskProfile(trx, changed, expectedVersion);
    if (!isWritten) throw stale(version, expectedVersion ?? version);
  });
}

/** Changes the profile, and writes down who did. */
export function audited(
  database: Database,
  call: Pick<Call, 'request' | 'response'>,
  write: (trx: Transaction, before: DeskProfile) => Promise<void>,
): Promise<DeskProfile> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const before = await readDeskProfile(trx);
      await write(trx, before);
      const after = await readDeskProfile(trx);
      const fields = changedFields(auditedProfile(before), auditedProfile(after));
      const object = { kind: 'setting' as const, id: 'desk_profile' };
      if (fields)
        await recordAudit(trx, { ...askedBy(call), kind: 'setting_changed', object, ...fields });
      return after;
    }),
  );
}

function auditedProfile({ name, locale, zone, logo_type, settled, is_set_up }: DeskProfile) {
  return { name, locale, zone, logo: logo_type, settled, isSetUp: is_set_up };
}
