import type { ComponentChildren } from 'preact';
import { type Drawing, Icon } from './icon.tsx';

interface BadgeProps {
  /** How it looks beside the plain one; the styles of it stand with what it tells. */
  look?: string;
  icon?: Drawing;
  title?: string;
  children: ComponentChildren;
}

/** A word or two about what it stands beside. */
export function Badge({ look, icon, title, children }: BadgeProps) {
  return (
    <span class={look === undefined ? 'badge' : `badge ${look}`} title={title}>
      {icon && <Icon of={icon} />}
      {children}
    </span>
  );
}
