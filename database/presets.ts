import type { AuditEntry } from './audit.ts';
import { recordAudit } from './audit.ts';
import type { Database } from './connection.ts';
import type { NewRow, RowChange } from './tables.ts';

/** Keeps a new one, with its entry in the audit. One that is there under its id stays as it is. */
export async function insertPreset(
  database: Database,
  preset: NewRow<'presets'>,
  audit: AuditEntry | undefined,
): Promise<void> {
  await database.transaction(async (trx) => {
    const rows = await trx('presets')
      .insert(preset)
      .onConflict('preset_id')
      .ignore()
      .returning('preset_id');
    if (rows.length > 0 && audit) await recordAudit(trx, audit);
  });
}

/** Writes the version after `version`. @returns false where it stands at another */
export function updatePreset(
  database: Database,
  presetId: string,
  version: number,
  changed: RowChange<'presets'>,
  audit: AuditEntry | undefined,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const count = await trx('presets')
      .where({ preset_id: presetId, version })
      .update({ ...changed, version: version + 1, updated_at: trx.fn.now() });
    if (count > 0 && audit) await recordAudit(trx, audit);
    return count > 0;
  });
}

/** @returns false where it does not stand at `version` */
export function deletePreset(
  database: Database,
  presetId: string,
  version: number,
  audit: AuditEntry | undefined,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const count = await trx('presets').where({ preset_id: presetId, version }).delete();
    if (count > 0 && audit) await recordAudit(trx, audit);
    return count > 0;
  });
}
