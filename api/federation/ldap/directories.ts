import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { orPeopleProblem } from '../../people/refused.ts';
import { directory, directoryImport, directoryImportBody } from './contract.ts';
import { orDirectoryProblem } from './directory_problem.ts';
import { importDirectory } from './import_directory.ts';

const tag = 'People';

export const getDirectory = defineOperation({
  id: 'getDirectory',
  method: 'get',
  address: '/api/directory',
  summary: 'The directory that people can be read from; it is not asked for it',
  tag,
  answers: { 200: { description: 'Where it is', schema: directory } },
  handle: (_call, { config }) => ({ status: 200, body: { host: config.directory?.host ?? null } }),
});

export const importFromDirectory = defineOperation({
  id: 'importFromDirectory',
  method: 'post',
  address: '/api/directory-imports',
  summary:
    'Adds and changes people by the LDAP directory of the settings, gives what its groups are mapped ' +
    'to and closes whom it locked; or says what it would do',
  tag,
  body: directoryImportBody,
  hasOptionalBody: true,
  share: 'uploads',
  answers: { 200: { description: 'What was or would be done', schema: directoryImport } },
  async handle(call, { database, accounts, config }) {
    const { account, body, request } = call;
    if (!config.directory) throw notFound('address', request.path);
    const { directory: settings } = config;
    const options = { ...body, author: askedBy(call), locale: account.locale };
    const done = await orDirectoryProblem(settings, () =>
      orPeopleProblem(() => withDatabase(() => importDirectory(database, settings, options))),
    );
    if (done.isWritten) accounts.forget();
    return { status: 200, body: done };
  },
});
