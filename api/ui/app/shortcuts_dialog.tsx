import { useEffect, useRef } from 'preact/hooks';
import { hasShortcuts, switchShortcuts } from './keys.ts';
import { t } from './language.ts';

interface ShortcutsDialogProps {
  forAgents: boolean;
  onClose(): void;
}

/** Help, always in the same place: the keys there are, and how to be rid of them. */
export function ShortcutsDialog({ forAgents, onClose }: ShortcutsDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="shortcuts-title" onClose={onClose}>
      <h2 id="shortcuts-title">{t('shortcuts.title')}</h2>
      {forAgents && <ShortcutTable />}
      <label class="choice">
        <input
          type="checkbox"
          checked={hasShortcuts.value}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        {t('shortcuts.switch')}
      </label>
      <p class="hint">{t('shortcuts.hint')}</p>
      <p>
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t('shortcuts.api')}
        </a>
      </p>
      <form method="dialog">
        <button type="submit" class="button primary">
          {t('shortcuts.close')}
        </button>
      </form>
    </dialog>
  );
}

function ShortcutTable() {
  const rows: [keys: string[], words: string][] = [
    [['j', 'k'], t('shortcuts.move')],
    [['Enter'], t('shortcuts.open')],
    [['/'], t('shortcuts.search')],
    [['.'], t('shortcuts.refresh')],
    [['u'], t('shortcuts.back')],
    [['r'], t('shortcuts.reply')],
    [['n'], t('shortcuts.note')],
    [['a'], t('shortcuts.accept')],
    [['e'], t('shortcuts.escalate')],
    [['s'], t('shortcuts.resolve')],
    [['Ctrl', 'Enter'], t('shortcuts.send')],
    [['?'], t('shortcuts.help')],
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
