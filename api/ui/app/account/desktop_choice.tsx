import { useSignal } from '@preact/signals';
import { desk } from '../client/desk.ts';
import { CheckBox } from '../design/choice.tsx';
import { chooseDesktop, type DesktopChoice, desktopChoice, mayShow, show } from '../desktop.ts';
import { type MessageKey, t } from '../words/language.ts';

/** Whether this browser shows news outside of its pages. It is asked for on a click only. */
export function DesktopChoices({ accountId }: { accountId: string }) {
  const isKnown = 'Notification' in window;
  const choice = useSignal<DesktopChoice>(mayShow() ? desktopChoice(accountId) : 'off');
  const refusal = useSignal<MessageKey | null>(isKnown ? null : 'desktop.unsupported');

  const choose = (next: DesktopChoice, known: Parameters<typeof chooseDesktop>[2] = []) => {
    chooseDesktop(accountId, next, known);
    choice.value = next;
  };

  async function turnOn(): Promise<void> {
    refusal.value = null;
    if ((await Notification.requestPermission()) !== 'granted') {
      refusal.value = 'desktop.blocked';
      return;
    }
    const told = await desk.listNotifications();
    if (!show(t('desktop.first'), 'first', '', () => {})) {
      refusal.value = 'desktop.unsupported';
      return;
    }
    choose('number', told.isOk ? told.data.items : []);
  }

  const isOn = choice.value !== 'off';
  return (
    <>
      <p class="soft">{t('desktop.meaning')}</p>
      {isKnown && (
        <CheckBox
          isChecked={isOn}
          onChange={(isChecked) => {
            if (isChecked) void turnOn();
            else choose('off');
          }}
        >
          {t('desktop.show')}
        </CheckBox>
      )}
      {isOn && (
        <CheckBox
          isChecked={choice.value === 'subject'}
          onChange={(isChecked) => choose(isChecked ? 'subject' : 'number')}
        >
          {t('desktop.subject')}
        </CheckBox>
      )}
      <p role="status">{refusal.value !== null && t(refusal.value)}</p>
    </>
  );
}
