import { addressOf } from './client/desk.ts';
import { Button } from './design/button.tsx';
import { CheckBox } from './design/choice.tsx';
import { Dialog } from './design/dialog.tsx';
import { hasShortcuts, switchShortcuts } from './keys.ts';
import { chordNames, chords, pageKeyNames, pageKeys } from './shortcuts.ts';
import { actionKeys } from './ticket/action_keys.ts';
import { actionNames } from './ticket/actions.tsx';
import { t } from './words/language.ts';

interface ShortcutsDialogProps {
  forAgents: boolean;
  onClose(): void;
}

/** Help, always in the same place: the keys there are, and how to be rid of them. */
export function ShortcutsDialog({ forAgents, onClose }: ShortcutsDialogProps) {
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      {(close) => (
        <>
          {forAgents && <ShortcutTable />}
          <CheckBox isChecked={hasShortcuts.value} onChange={switchShortcuts}>
            {t('shortcuts.switch')}
          </CheckBox>
          <p class="hint">{t('shortcuts.hint')}</p>
          <p>
            <a href={addressOf('getDocs', {})} target="_blank" rel="noreferrer">
              {t('shortcuts.api')}
            </a>
          </p>
          <p>
            <Button kind="primary" onClick={close}>
              {t('shortcuts.close')}
            </Button>
          </p>
        </>
      )}
    </Dialog>
  );
}

function ShortcutTable() {
  const rows: [keys: readonly string[], words: string][] = [
    ...pageKeyNames.map((name): [readonly string[], string] => [
      pageKeys[name],
      t(`shortcuts.${name}`),
    ]),
    ...actionNames.map((name): [string[], string] => [[actionKeys[name]], t(`action.${name}`)]),
    ...chordNames.map((name): [readonly string[], string] => [
      chords[name],
      t(`shortcuts.${name}`),
    ]),
  ];
  return (
    <table class="shortcuts">
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t('shortcuts.key')}</th>
          <th scope="col">{t('shortcuts.action')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([keys, words]) => (
          <tr key={words}>
            <td>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </td>
            <td>{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
