import type { Audience } from '../../../contract.ts';
import { filled, SelectField, TextField } from '../design/fields.tsx';
import { t } from '../words/language.ts';
import { audienceFrom, audienceId, audienceOptions } from './audience.ts';

interface Named {
  title: string;
  audience: Audience;
}

/** What every preset is asked for: its name, and for whom it is kept. */
export function PresetFields({ preset }: { preset: Named | null }) {
  return (
    <>
      <TextField
        name="title"
        label={t('view.name')}
        maxLength={80}
        required
        value={preset?.title ?? ''}
      />
      <SelectField
        name="audience"
        label={t('audience.label')}
        options={audienceOptions()}
        value={preset ? audienceId(preset.audience) : 'own'}
      />
    </>
  );
}

/** What was given in `PresetFields`. */
export function presetFrom(data: FormData): Named {
  return {
    title: filled(data, 'title') ?? '',
    audience: audienceFrom(filled(data, 'audience') ?? 'own'),
  };
}
