import arrowLeft from 'icon:arrow-left';
import { Icon } from './icon.tsx';

/** The way to the page above. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <p>
      <a class="back" href={href}>
        <Icon of={arrowLeft} /> {children}
      </a>
    </p>
  );
}
