import test from 'ava';
import { Staging } from '../../analytics/stage.ts';
import { Warehouse } from '../../analytics/warehouse.ts';

/** What is said of a thing and what its table holds are one list of columns, or nothing comes in. */

async function staged() {
  const warehouse = await Warehouse.create(':memory:', {
    recipe: '',
    source: '',
    businessZone: 'UTC',
    xid: '0',
    position: '0',
  });
  await warehouse.run('create table visits (visit_id varchar not null, page_count integer)');
  return { warehouse, staging: await Staging.create(warehouse, 'UTC', ['visits']) };
}

test('a value that no column takes is refused by its name', async (t) => {
  const { staging } = await staged();
  const visit = { visit_id: 'one', page_count: 3, page_total: 3 };
  await t.throwsAsync(staging.fill([{ visits: [visit] }]), {
    message: "Table visits has no column for value 'page_total'",
  });
});

test('a column that no value fills is refused by its name', async (t) => {
  const { staging } = await staged();
  await t.throwsAsync(staging.fill([{ visits: [{ visit_id: 'one' }] }]), {
    message: "Table visits, one: no value for column 'page_count'",
  });
});

test('a row that says every column comes in', async (t) => {
  const { warehouse, staging } = await staged();
  await staging.fill([{ visits: [{ visit_id: 'one', page_count: null }] }]);
  await warehouse.run(staging.insertSql('visits'));
  t.deepEqual(await warehouse.rows('from visits'), [{ visit_id: 'one', page_count: null }]);
});
