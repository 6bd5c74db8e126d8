import x from 'icon:x';
import type { ComponentChildren } from 'preact';
import { IconButton } from '../design/button.tsx';

/** Words or people in a row, each of which may be taken away. */
export function Chips({ children }: { children: ComponentChildren }) {
  return <ul class="chips">{children}</ul>;
}

interface ChipProps {
  children: ComponentChildren;
  /** How it is taken away, where it may be. */
  removal?: { label: string; disabled: boolean; onRemove(): void } | null;
}

export function Chip({ children, removal }: ChipProps) {
  return (
    <li class="chip">
      {children}
      {removal && (
        <IconButton
          isSmall
          icon={x}
          disabled={removal.disabled}
          label={removal.label}
          onClick={removal.onRemove}
        />
      )}
    </li>
  );
}
