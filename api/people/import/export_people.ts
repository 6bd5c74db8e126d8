import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../../database/connection.ts';
import { type ColumnName, columnNames } from './columns.ts';
import { guardedCell } from './guarded_cell.ts';

/** Everybody with an open account as a file that an import takes, by name. */
export async function exportPeople(database: Database): Promise<string> {
  const { rows } = await database.raw<{ rows: Record<ColumnName, string>[] }>(`
    select accounts.account_id as id, display_name as name,
      array_to_string(array(select address from mail_addresses
        where mail_addresses.account_id = accounts.account_id
        order by is_main desc, address), ' ') as addresses,
      array_to_string(phones, ', ') as phones, locale as language, coalesce(zone, '') as zone,
      coalesce(site, '') as site, coalesce(department, '') as department,
      coalesce((select name from customers
        where customers.customer_id = accounts.customer_id), '') as customer,
      coalesce(manager_id, '') as manager,
      case requester_tier when 'vip' then 'yes' else 'no' end as vip,
      array_to_string(roles, ' ') as roles,
      array_to_string(array(select process_id || '/' || group_id from group_members
        where group_members.account_id = accounts.account_id
        order by process_id, group_id), ' ') as groups
    from accounts where is_active order by search_fold(display_name), account_id`);
  const guarded = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, guardedCell(cell)])),
  );
  return stringify(guarded, { header: true, columns: [...columnNames], record_delimiter: '\r\n' });
}
