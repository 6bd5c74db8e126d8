import triangleAlert from 'icon:triangle-alert';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { minuteMs } from '../../../../workflows/domain/durations.ts';
import { desk } from '../client/desk.ts';
import { IconLink } from '../design/button.tsx';
import { t } from '../words/language.ts';

/** The way to the alarms, for as long as one is up; nothing while none is. */
export function AlarmLink() {
  const count = useSignal(0);
  useEffect(() => {
    const read = async () => {
      const answer = await desk.listAlarms();
      if (answer.isOk) count.value = answer.data.count;
    };
    void read();
    const timer = setInterval(() => void read(), minuteMs);
    return () => clearInterval(timer);
  }, []);
  if (count.value === 0) return null;
  return (
    <IconLink
      href="/alarms"
      icon={triangleAlert}
      kind="primary"
      label={t('alarms.up', { count: count.value })}
    />
  );
}
