interface ViewLinksProps {
  label: string;
  views: readonly { href: string; title: string; isHere: boolean }[];
}

/** The ways to look at a list, each an address of its own. */
export function ViewLinks({ label, views }: ViewLinksProps) {
  return (
    <nav class="views" aria-label={label}>
      {views.map(({ href, title, isHere }) => (
        <a key={href} href={href} {...(isHere ? { 'aria-current': 'page' } : {})}>
          {title}
        </a>
      ))}
    </nav>
  );
}
