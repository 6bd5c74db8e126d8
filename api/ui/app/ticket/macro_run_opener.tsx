import { type Signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { tellBriefly } from '../announcer.tsx';
import { t, withWords } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

export interface MacroRunProps {
  store: TicketStore;
  ticketId: string;
  onClose(): void;
}

interface OpenerProps extends Omit<MacroRunProps, 'onClose'> {
  isOpen: Signal<boolean>;
}

/** The macros to run on a ticket, fetched when they are asked for first. */
export function MacroRunWhenOpen({ isOpen, ...props }: OpenerProps) {
  const dialog = useSignal<{ MacroRunDialog: ComponentType<MacroRunProps> } | null>(null);
  useEffect(() => {
    if (!isOpen.value || dialog.value) return;
    const unfetched = () => {
      isOpen.value = false;
      tellBriefly(t('app.unfetched_text'));
    };
    void withWords(() => import('./macro_run_dialog.tsx')).then(({ MacroRunDialog }) => {
      dialog.value = { MacroRunDialog };
    }, unfetched);
  }, [isOpen.value]);
  if (!isOpen.value || !dialog.value) return null;
  const { MacroRunDialog } = dialog.value;
  const close = () => {
    isOpen.value = false;
  };
  return <MacroRunDialog {...props} onClose={close} />;
}
