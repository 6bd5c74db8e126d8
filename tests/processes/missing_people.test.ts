import test from 'ava';
import { missingPeople } from '../../cli/commands/process/missing_people.ts';
import { connectDatabase } from '../../database/connection.ts';
import { writeOnCall } from '../../database/on_call.ts';
import { upsertPeople } from '../../database/people.ts';
import { storePlaybookBuild } from '../../database/playbooks.ts';
import type { ActingRule } from '../../workflows/domain/rules/rule.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

test('a process says whom it names who is not at the desk, and nothing once they are', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const { process: snapshot } = rulesAt('service_requests', Date.now());
  const processId = snapshot.id;
  const told = async () =>
    (await missingPeople(database, { snapshot })).map(({ message }) => message);

  const empty = await told();
  t.true(empty.includes('Nobody of this desk works in request_desk'), empty.join('\n'));
  t.true(empty.some((one) => /works in budget_holders, and it decides on/.test(one)));
  t.true(
    empty.some((one) => /asks or tells request_owner, which nobody of this desk is/.test(one)),
  );
  const found = await missingPeople(database, { snapshot });
  const role = found.find(({ message }) => /asks or tells request_owner/.test(message));
  t.deepEqual(role?.about, ['escalationRules.1']);
  t.false(
    empty.some((one) => /Without a manager/.test(one)),
    'nobody asks for anything yet',
  );

  const groups = [...Object.keys(snapshot.groups), 'request_owner'].map((groupId) => ({
    processId,
    groupId,
    capacity: 5,
    skills: Object.values(snapshot.categories).flatMap(({ skills }) => skills),
  }));
  await upsertPeople(database, [
    { accountId: 'acc-boss', roles: ['agent'], displayName: 'Boss', groups },
    { accountId: 'acc-zoe', roles: ['requester'], displayName: 'Zoé' },
    { accountId: 'acc-noe', roles: ['requester'], displayName: 'Noé', managerId: 'acc-boss' },
  ]);
  const [one, ...others] = await told();
  t.regex(
    String(one),
    /^Without a manager: 1 of 2 people. line_managers decides on line_manager for them/,
  );
  t.deepEqual(others, []);
  const approvals = (snapshot.approvals ?? []).map((rule) => ({ ...rule, quorum: 3 }));
  const more = await missingPeople(database, { snapshot: { ...snapshot, approvals } });
  t.true(
    more.some(({ message }) =>
      /^budget_holder takes 3 of budget_holders, and this desk has 1 person there/.test(message),
    ),
  );
  const when = { requester: 'site' as const, in: ['Lyon', 'Atlantis'] };
  const sites = [{ before: ['resolve' as const], fields: ['service' as const], when }];
  await database('accounts').where('account_id', 'acc-zoe').update({ site: 'Lyon' });
  const unknown = await missingPeople(database, {
    snapshot: { ...snapshot, requiredFields: sites },
  });
  t.true(
    unknown.some(({ message }) => /^Nobody of this desk is known by site Atlantis:/.test(message)),
    'a site where nobody works is named',
  );
  await database('accounts').where('account_id', 'acc-boss').update({ is_active: false });
  t.true(
    (await told()).some((each) => /^Without a manager: 2 of 2/.test(each)),
    'who left is none',
  );
});

test('what rules page, call, begin and tell, and the desk does not have, is named with the rules', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const { process: shipped } = rulesAt('service_requests', Date.now());
  const rules: ActingRule[] = [
    {
      name: 'at_night',
      on: { event: 'opened' },
      when: { all: [] },
      do: [
        { do: 'page', group: 'request_desk' },
        { do: 'webhook', webhook: 'pager' },
        { do: 'startPlaybook', playbook: 'restart_host' },
        { do: 'notify', recipients: ['group', 'night_owl'] },
      ],
    },
    { name: 'own', on: { event: 'reopened' }, when: { all: [] }, do: [{ do: 'page' }] },
  ];
  const snapshot = { ...shipped, rules };
  const told = async () =>
    (await missingPeople(database, { snapshot })).map(({ message }) => message);
  const messages = await told();
  const says = (words: RegExp) => messages.some((message) => words.test(message));
  t.true(says(/^at_night, own pages request_desk, .*where nobody is planned to be on call/));
  t.true(says(/^at_night calls the webhook 'pager', which this desk does not have$/));
  t.true(
    says(
      /^at_night begins the playbook 'restart_host', which this desk does not have: .* PALIER_PROCESSES/,
    ),
  );
  t.true(says(/at_night asks or tells night_owl, which nobody of this desk is/));
  await database('accounts').insert({ account_id: 'acc-a', roles: ['agent'], display_name: 'A' });
  const plan: OnCallPlan = {
    zone: 'UTC',
    layers: [],
    levels: [{ target: 'team_lead', layer: null, person: null, waitMinutes: 5 }],
    repeats: 0,
  };
  for (const groupId of Object.keys(shipped.groups)) {
    const change = { version: null, commandId: groupId, fingerprint: 'f', by: 'acc-a' };
    const key = { processId: shipped.id, groupId };
    await database.transaction((trx) => writeOnCall(trx, key, plan, change));
  }
  await storePlaybookBuild(database, 'b', {});
  await database('playbooks').insert({
    ...{ name: 'restart_host', version: 1, build_id: 'b', file: 'own/0/playbooks/x.ts' },
    ...{ title: '{}', input: '{}' },
  });
  const left = await told();
  t.false(left.some((message) => /on call|restart_host/.test(message)));
  t.true(left.some((message) => /pager/.test(message)));
});
