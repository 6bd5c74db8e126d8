import test from 'ava';
import { DeskDatabase } from './desk_database.ts';

const item = (id: string, fields: object) => ({
  item_id: id,
  kind: 'device' as const,
  name: 'Laptop of Camille Roux',
  type: null,
  model: null,
  inventory_number: null,
  serial_number: null,
  site: null,
  status: 'in_use' as const,
  owner_id: null,
  remote_id: null,
  address: null,
  notes: '',
  command_id: id,
  fingerprint: '',
  ...fields,
});

test('the register is two tables, as it is now, without who uses what', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.database('accounts').insert({
    account_id: 'acc-camille',
    roles: ['requester'],
    display_name: 'Camille Roux',
  });
  await desk.database('configuration_items').insert([
    item('itm-1', { owner_id: 'acc-camille', type: 'Laptop', depends_on_ids: ['itm-2'] }),
    item('itm-2', {
      kind: 'service',
      name: 'Shared files',
      support_process: 'it_support',
      support_group: 'network',
    }),
  ]);
  await desk.export();
  const told = `select item_id, kind, service_name, type, status, support_group
    from configuration_items order by item_id`;
  const laptop = { item_id: 'itm-1', kind: 'device', service_name: null, type: 'Laptop' };
  const files = { item_id: 'itm-2', kind: 'service', service_name: 'Shared files', type: null };
  t.deepEqual(await desk.rows(told), [
    { ...laptop, status: 'in_use', support_group: null },
    { ...files, status: 'in_use', support_group: 'network' },
  ]);
  const needed = 'select item_id, depends_on_id from item_dependencies order by item_id';
  t.deepEqual(await desk.rows(needed), [{ item_id: 'itm-1', depends_on_id: 'itm-2' }]);
  const [{ whole } = {}] = await desk.rows(
    'select string_agg(configuration_items::varchar) as whole from configuration_items',
  );
  t.notRegex(String(whole), /Camille|acc-/);

  await desk
    .database('configuration_items')
    .where('item_id', 'itm-1')
    .update({ status: 'retired', depends_on_ids: [] });
  await desk.database('configuration_items').where('item_id', 'itm-2').delete();
  await desk.export();
  t.deepEqual(await desk.rows(told), [{ ...laptop, status: 'retired', support_group: null }]);
  t.deepEqual(await desk.rows(needed), []);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});
