import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import { SelectField } from '../design/fields.tsx';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';

const shownMax = 50;

/** Which of their own devices it is about, for whoever has some. */
export function OwnDeviceField() {
  const devices = useSignal<Option[]>([]);
  const owner = me.value?.id;
  useEffect(() => {
    if (owner === undefined) return undefined;
    const leave = new AbortController();
    const query = { owner, kind: 'device' as const, limit: shownMax };
    void desk.listConfigurationItems({ query }, { signal: leave.signal }).then((answer) => {
      if (!answer.isOk || leave.signal.aborted) return;
      devices.value = answer.data.items
        .filter(({ status }) => status !== 'retired')
        .map(({ id, name, type }) => ({ id, title: [name, type].filter(Boolean).join(' · ') }));
    });
    return () => leave.abort();
  }, [owner]);
  if (devices.value.length === 0) return null;
  return (
    <SelectField
      name="affected"
      label={t('new.device')}
      none={t('new.no_device')}
      options={devices.value}
    />
  );
}
