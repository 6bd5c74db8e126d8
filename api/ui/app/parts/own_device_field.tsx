import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { desk } from '../client/desk.ts';
import { SelectField } from '../design/fields.tsx';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';

const shownMax = 50;

interface OwnDeviceFieldProps {
  name: string;
  label: string;
  /** Whose devices are the choice. */
  owner: string;
}

/** Which device of a person it is about: asked where they use any. */
export function OwnDeviceField({ name, label, owner }: OwnDeviceFieldProps) {
  const devices = useSignal<Option[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    devices.value = [];
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
      key={owner}
      name={name}
      label={label}
      none={t('new.no_device')}
      options={devices.value}
    />
  );
}
