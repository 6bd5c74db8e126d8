import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useLightDismiss } from './light_dismiss.ts';

interface MenuProps {
  label: string;
  title?: string;
  /** What is seen while it is closed. */
  face: ComponentChildren;
  /** The name by which its styles know what is in it. */
  class?: string;
  onToggle?(isOpen: boolean): void;
  children: ComponentChildren;
}

/** What opens below a button of the top bar, and closes when somebody points elsewhere. */
export function Menu({ label, title, face, class: name, onToggle, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  useLightDismiss(menu);
  const closeBehindLink = ({ target }: Event) => {
    if (menu.current && target instanceof Element && target.closest('a[href]')) {
      menu.current.open = false;
    }
  };
  return (
    <details class="menu" ref={menu} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
      <summary class="button quiet" aria-label={label} title={title}>
        {face}
      </summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link is clicked by its key, too. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: links do, in it. */}
      <div class={name === undefined ? 'menu-body' : `menu-body ${name}`} onClick={closeBehindLink}>
        {children}
      </div>
    </details>
  );
}
