import type { ComponentChildren } from 'preact';
import { type Drawing, Icon } from './icon.tsx';

/** Where something could be and nothing is. */
export function EmptyState({ icon, children }: { icon?: Drawing; children: ComponentChildren }) {
  return (
    <div class="empty">
      {icon && <Icon of={icon} />}
      {children}
    </div>
  );
}
