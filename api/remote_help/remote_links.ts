import { recordAudit } from '../../database/audit.ts';
import { deleteRemoteLink as forget, insertRemoteLink } from '../../database/remote_help.ts';
import type { RemoteLinkRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { checkKey } from '../http/idempotency.ts';
import { defineOperation } from '../http/operation.ts';
import {
  type RemoteLink,
  remoteLink,
  remoteLinkBody,
  remoteLinkList,
  remoteLinkPath,
} from './contract.ts';

const tag = 'Remote help';

export const listRemoteLinks = defineOperation({
  id: 'listRemoteLinks',
  method: 'get',
  address: '/api/remote-links',
  summary: 'The programs of remote help that can be opened from a ticket',
  tag,
  answers: { 200: { description: 'All of them, by name', schema: remoteLinkList } },
  async handle(_call, { database }) {
    const rows = await withDatabase(() => database('remote_links').orderBy(['name', 'link_id']));
    return { status: 200, body: { items: rows.map(linkView), next: null } };
  },
});

export const createRemoteLink = defineOperation({
  id: 'createRemoteLink',
  method: 'post',
  address: '/api/remote-links',
  summary: 'Adds a program of remote help, by the address that opens it on a device',
  tag,
  body: remoteLinkBody,
  isKeyed: true,
  answers: { 201: { description: 'The link', schema: remoteLink } },
  async handle(call, { database }) {
    const { account, body, idempotency } = call;
    const id = idempotency.recordId('lnk');
    const { fingerprint } = idempotency;
    const row = await withDatabase(() =>
      database.transaction(async (trx) => {
        const known = await trx('remote_links').where('link_id', id).first();
        if (known) {
          checkKey(known.fingerprint, idempotency);
          return known;
        }
        await insertRemoteLink(trx, { link_id: id, ...body, fingerprint, created_by: account.id });
        const object = { kind: 'setting' as const, id: 'remote_help' };
        await recordAudit(trx, { ...askedBy(call), kind: 'setting_changed', object, after: body });
        return trx('remote_links').where('link_id', id).first();
      }),
    );
    if (!row) throw notFound('remote link', id);
    return { status: 201, body: linkView(row) };
  },
});

export const removeRemoteLink = defineOperation({
  id: 'removeRemoteLink',
  method: 'delete',
  address: '/api/remote-links/{id}',
  summary: 'Removes a program of remote help; what was done by it stays',
  tag,
  path: remoteLinkPath,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, { database }) {
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const row = await forget(trx, call.path.id);
        if (!row) return;
        const { name, template } = row;
        const object = { kind: 'setting' as const, id: 'remote_help' };
        const before = { name, template };
        await recordAudit(trx, { ...askedBy(call), kind: 'setting_changed', object, before });
      }),
    );
    return { status: 204 };
  },
});

function linkView({ link_id: id, name, template, created_at: at }: RemoteLinkRow): RemoteLink {
  return { id, name, template, createdAt: at.toISOString() };
}
