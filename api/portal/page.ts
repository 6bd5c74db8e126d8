import { type ComponentChildren, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { catalogueAddress, portalRoot } from './addresses.ts';
import type { Look } from './visit.ts';
import type { Words } from './words.ts';

export interface Page {
  /** What it is, in its head and, unless a page has its own, as its heading. */
  title: string;
  words: Words;
  look: Look;
  /** Nobody is signed in where there is none. */
  name?: string;
  /** The file of the desk's styles below `/assets/`. */
  style: string;
  /** The same with a script, where there is such a page. */
  scripted?: string;
  children: ComponentChildren;
}

/** A whole document, which needs no script. */
export function documentOf({ title, words, look, name, style, scripted, children }: Page): string {
  const { locale, t } = words;
  const html = h(
    'html',
    { lang: locale },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, `${title} · ${look.name}`),
      h('link', { rel: 'icon', href: '/assets/icon.svg', type: 'image/svg+xml' }),
      h('link', { rel: 'stylesheet', href: `/assets/${style}` }),
    ),
    h(
      'body',
      null,
      h(
        'div',
        { class: 'shell' },
        h('a', { class: 'button skip-link', href: '#main' }, t('shell.skip')),
        h(
          'header',
          { class: 'top-bar' },
          h(
            'a',
            { class: 'brand', href: portalRoot },
            h('img', { class: 'mark', src: look.logo, alt: '' }),
            ` ${look.name}`,
          ),
          name !== undefined &&
            h(
              'nav',
              { class: 'navigation', 'aria-label': t('shell.navigation') },
              h('a', { href: portalRoot }, t('shell.my_requests')),
              h('a', { href: catalogueAddress }, t('catalogue.short')),
              h('a', { href: `${portalRoot}/help` }, t('help.title')),
            ),
          h('div', { class: 'top-bar-end' }, name !== undefined && signedIn(words, name)),
        ),
        h(
          'main',
          { id: 'main', tabIndex: -1 },
          h('div', { class: 'page portal-page' }, children, scripted && withScript(t, scripted)),
        ),
      ),
    ),
  );
  return `<!doctype html>\n${renderToString(html)}`;
}

function signedIn({ t, locale }: Words, name: string) {
  const other = locale === 'fr' ? 'en' : 'fr';
  return [
    h('span', { class: 'soft wide-only' }, name),
    h(
      'form',
      { method: 'post', action: `${portalRoot}/language` },
      h('input', { type: 'hidden', name: 'language', value: other }),
      h(
        'button',
        { type: 'submit', class: 'button quiet', lang: other },
        other === 'fr' ? 'Français' : 'English',
      ),
    ),
    h(
      'form',
      { method: 'post', action: `${portalRoot}/sign-out` },
      h('button', { type: 'submit', class: 'button quiet' }, t('shell.sign_out')),
    ),
  ];
}

function withScript(t: Words['t'], address: string) {
  return h('p', { class: 'soft' }, h('a', { href: address }, t('plain.with_script')));
}
