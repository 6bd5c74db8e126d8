import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useReturnedFocus } from './returned_focus.ts';

interface DialogProps {
  title: string;
  isWide?: boolean;
  /** It is closed, by whatever means: it should not be drawn any more. */
  onClose(): void;
  children(close: () => void): ComponentChildren;
}

/** Open as soon as it is drawn, over everything else until it is closed. */
export function Dialog({ title, isWide = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useReturnedFocus();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={id}
      onClose={onClose}
    >
      <h2 id={id}>{title}</h2>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}
