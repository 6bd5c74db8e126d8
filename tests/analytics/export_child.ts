import { exportFromPostgres } from '../../analytics/export.ts';

// An exporter to be killed: it says how far it has come after each small batch.
const [databaseUrl = '', warehouseDir = '', mode = ''] = process.argv.slice(2);

await exportFromPostgres({
  databaseUrl,
  warehouseDir,
  batchSize: 5,
  rebuild: mode === 'rebuild',
  onProgress: ({ ticketCount }) => process.stdout.write(`${ticketCount}\n`),
});
process.stdout.write('published\n');
