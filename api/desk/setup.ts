import type { Database } from '../../database/connection.ts';
import { type DeskProfile, readDeskProfile, writeSettled } from '../../database/desk_profile.ts';
import {
  type ProcessDefinition,
  presentOffers,
  processDefinitions,
  titleOf,
} from '../../workflows/processes/index.ts';
import { offeredProcesses } from '../../workflows/processes/routing/route.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import type { Locale } from '../http/words.ts';
import { type Setup, type SetupPoint, setup, setupBody, setupPointNames } from './contract.ts';
import { audited } from './profile.ts';

const tag = 'Administration';
const answers = { 200: { description: 'What is done and what is missing', schema: setup } };

export const getSetup = defineOperation({
  id: 'getSetup',
  method: 'get',
  address: '/api/setup',
  summary: 'What a new desk still needs, by what it has now',
  tag,
  answers,
  async handle({ account }, dependencies) {
    return { status: 200, body: await findSetup(dependencies, account.locale) };
  },
});

export const settleSetup = defineOperation({
  id: 'settleSetup',
  method: 'put',
  address: '/api/setup',
  summary: 'Says which points are well as they are, and whether all is done',
  tag,
  body: setupBody,
  answers,
  async handle(call, dependencies) {
    const { settled, isSetUp } = call.body;
    await audited(dependencies.database, call, (trx) => writeSettled(trx, [...settled], isSetUp));
    return { status: 200, body: await findSetup(dependencies, call.account.locale) };
  },
});

async function findSetup({ database, config }: ApiDependencies, locale: Locale): Promise<Setup> {
  const [profile, people, manned] = await withDatabase(() =>
    Promise.all([readDeskProfile(database), countPeople(database), mannedGroups(database)]),
  );
  const definitions = offeredProcesses(presentOffers(), processDefinitions());
  const emptyGroups = definitions.flatMap(({ id, title, groups }) =>
    Object.keys(groups)
      .filter((group) => !manned.has(`${id}/${group}`))
      .map((group) => ({
        process: id,
        processTitle: title[locale],
        group,
        title: titleOf(id, 'group', group, locale),
      })),
  );
  const { sendsMail } = config;
  const isDone: Record<SetupPoint, boolean> = {
    profile: profile.name !== 'Palier',
    people: people > 1,
    groups: emptyGroups.length === 0,
    hours: false,
    mail: sendsMail,
    sign_in: false,
  };
  return {
    isSetUp: profile.is_set_up,
    isReady: emptyGroups.length === 0,
    points: setupPointNames.map((name) => pointOf(name, isDone[name], profile)),
    people,
    emptyGroups,
    hours: definitions.flatMap((definition) => hoursOf(definition, locale)),
    sendsMail,
  };
}

function pointOf(name: SetupPoint, isDone: boolean, { settled }: DeskProfile) {
  const isSettled = settled.includes(name);
  return { name, isDone: isDone || isSettled, isSettled };
}

async function countPeople(database: Database): Promise<number> {
  const [row] = await database('accounts').where('is_active', true).count<{ count: string }[]>();
  return Number(row?.count);
}

/** Groups in which somebody works: `it_support/network`. */
async function mannedGroups(database: Database): Promise<Set<string>> {
  const rows = await database('group_members')
    .join('accounts', 'accounts.account_id', 'group_members.account_id')
    .where('accounts.is_active', true)
    .distinct('process_id', 'group_id');
  return new Set(rows.map(({ process_id, group_id }) => `${process_id}/${group_id}`));
}

function hoursOf({ id, title, calendars }: ProcessDefinition, locale: Locale): Setup['hours'] {
  return Object.entries(calendars).map(([calendar, hours]) => ({
    process: id,
    processTitle: title[locale],
    calendar,
    title: titleOf(id, 'calendar', calendar, locale),
    zone: hours === 'always' ? null : hours.zone,
  }));
}
