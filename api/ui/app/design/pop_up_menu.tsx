import chevron from 'icon:chevron-up';
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface PopUpMenuProps {
  /** The words of its button. */
  label: string;
  /** Beside the words, while it is closed. */
  mark?: ComponentChildren;
  children(close: () => void): ComponentChildren;
}

const gapPx = 4;

/** What opens over the page above its button, whatever the place around it hides. */
export function PopUpMenu({ label, mark, children }: PopUpMenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const body = useRef<HTMLElement>(null);
  const place = () => {
    if (!button.current || !body.current) return;
    const { left, top } = button.current.getBoundingClientRect();
    const { style, offsetWidth } = body.current;
    style.left = `${Math.max(gapPx, Math.min(left, innerWidth - offsetWidth - gapPx))}px`;
    style.bottom = `${innerHeight - top + gapPx}px`;
    style.maxHeight = `${top - 2 * gapPx}px`;
  };
  return (
    <>
      <button ref={button} type="button" class="button quiet" popovertarget={id}>
        {label} <Icon of={chevron} />
        {mark}
      </button>
      <section ref={body} id={id} class="pop-up" popover="auto" aria-label={label} onToggle={place}>
        {children(() => body.current?.hidePopover())}
      </section>
    </>
  );
}
