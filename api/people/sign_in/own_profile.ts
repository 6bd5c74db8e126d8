import { changeAccount } from '../../../database/people.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { profile, profileBody } from './contract.ts';

export const getProfile = defineOperation({
  id: 'getProfile',
  method: 'get',
  address: '/api/account/profile',
  summary: 'The name, the language and the time zone of the caller',
  tag: 'Sign-in',
  answers: { 200: { description: 'The profile', schema: profile } },
  async handle({ account }, { database }) {
    const row = await withDatabase(() =>
      database('accounts').where('account_id', account.id).first('display_name', 'locale', 'zone'),
    );
    if (!row) throw notFound('account', account.id);
    return { status: 200, body: { name: row.display_name, locale: row.locale, zone: row.zone } };
  },
});

export const changeProfile = defineOperation({
  id: 'changeProfile',
  method: 'put',
  address: '/api/account/profile',
  summary: 'Changes the name, the language or the time zone of the caller; what is not named stays',
  tag: 'Sign-in',
  body: profileBody,
  answers: { 204: { description: 'It is so from now on' } },
  async handle(call, { database, accounts }) {
    const { account, body } = call;
    const { name, locale, zone } = body;
    const fields = {
      ...(name !== undefined && { name }),
      ...(locale !== undefined && { locale }),
      ...(zone !== undefined && { zone }),
    };
    await withDatabase(() =>
      database.transaction((trx) =>
        changeAccount(trx, askedBy(call), { accountId: account.id, fields }),
      ),
    );
    accounts.forget(account.id);
    return { status: 204 };
  },
});
