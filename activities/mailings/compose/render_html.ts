import { type ComponentChild, Fragment, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { partsOf, type TextPart } from '../../../workflows/domain/text_parts.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import { type Block, markedParts } from './blocks.ts';

/** By which the page names the picture of the desk that goes with it. */
export const logoCid = 'logo@palier';

interface Page {
  subject: string;
  locale: Locale;
  deskName: string;
  hasLogo: boolean;
}

/**
 * Styles of elements alone: mail programs drop sheets of styles. Neither ink nor ground is set, so that
 * a dark program can choose both; what has a ground of its own has its ink, too.
 */
const style = {
  page: 'max-width:600px;margin:0 auto;padding:16px;font-family:-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word',
  paragraph: 'margin:0 0 16px',
  heading: 'margin:24px 0 8px;font-size:17px;line-height:1.4;font-weight:bold',
  said: 'margin:0 0 16px;padding-left:12px;border-left:3px solid #6f94d6',
  list: 'margin:0 0 16px;padding-left:24px',
  term: 'padding:0 16px 4px 0;text-align:left;vertical-align:top;font-weight:normal;overflow-wrap:normal;word-break:normal',
  value: 'padding:0 0 4px;vertical-align:top;font-weight:bold',
  way: 'background-color:#1d5fc4;border-radius:6px;padding:10px 18px',
  wayLink: 'color:#ffffff;text-decoration:none;font-weight:bold;display:inline-block',
  choice: 'border:1px solid #6f94d6;border-radius:6px;padding:10px 14px',
  choiceLink: 'display:block;text-decoration:none',
  foot: 'margin:24px 0 0;padding-top:12px;border-top:1px solid #8a8a8a;font-size:14px',
  logo: 'display:block;max-height:40px;max-width:200px;margin:0 0 8px;border:0',
  marker: 'margin:24px 0 12px;font-size:13px;white-space:nowrap',
  quote: 'margin:0 0 16px;padding-left:12px;border-left:3px solid #8a8a8a;font-size:14px',
} as const;

/** A mail as a page: nothing in it is read from anywhere, and nothing that people wrote is markup. */
export function htmlOf(blocks: readonly Block[], { subject, locale, ...desk }: Page): string {
  const html = h(
    'html',
    { lang: locale },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      h('title', null, subject),
    ),
    h(
      'body',
      { style: 'margin:0;padding:0' },
      // Many programs take only what is in the body.
      h(
        'div',
        { lang: locale, dir: 'ltr', style: style.page },
        blocks.map((block) => drawn(block, desk)),
      ),
    ),
  );
  return `<!doctype html>\n${renderToString(html)}\n`;
}

function drawn(block: Block, desk: Pick<Page, 'deskName' | 'hasLogo'>): ComponentChild {
  switch (block.kind) {
    case 'words':
      return h('p', { style: style.paragraph }, marked(block.text));
    case 'heading':
      return h('h2', { style: style.heading }, linked(block.text, block.url));
    case 'said':
      return h('div', { dir: 'auto', style: style.paragraph }, written(block.text));
    case 'facts':
      return facts(block.facts);
    case 'way':
      return block.isQuiet
        ? h('p', { style: style.paragraph }, linked(block.words, block.url))
        : button(block.words, block.url);
    case 'list':
      return h(
        Fragment,
        null,
        h('p', { style: 'margin:0 0 8px' }, marked(block.title)),
        h(
          'ul',
          { style: style.list },
          block.items.map(({ words, url }) => h('li', null, linked(words, url))),
        ),
      );
    case 'choices':
      return choices(block);
    case 'foot':
      return h(
        'div',
        { style: style.foot },
        desk.hasLogo &&
          h('img', { src: `cid:${logoCid}`, alt: desk.deskName, height: 40, style: style.logo }),
        block.lines.map((line) => h('p', { style: 'margin:0 0 4px' }, marked(line))),
        block.link && h('p', { style: 'margin:0 0 4px' }, linked(block.link.words, block.link.url)),
      );
    case 'quoted':
      return [
        block.marker !== null && h('p', { style: style.marker }, block.marker),
        block.messages.map(({ head, body }) => [
          h('p', { style: 'margin:0 0 4px;font-size:14px' }, marked(head)),
          h('blockquote', { dir: 'auto', style: style.quote }, written(body)),
        ]),
      ];
  }
}

/** What people are called reads in its own direction. */
function marked(text: string): ComponentChild[] {
  return markedParts(text).map((part) => (part.isShown ? h('bdi', null, part.text) : part.text));
}

function linked(words: string, url: string | null): ComponentChild {
  return url === null ? h(Fragment, null, marked(words)) : h('a', { href: url }, marked(words));
}

/** What somebody wrote, with its lines; addresses in it can be followed, and nothing else is markup. */
function written(text: string): ComponentChild[] {
  return partsOf(text).map(drawnPart);
}

function drawnPart(part: TextPart): ComponentChild {
  if ('address' in part) {
    return h('a', { href: part.address, rel: 'noopener noreferrer' }, part.address);
  }
  return 'number' in part ? `#${part.number}` : withLines(part.words);
}

/** Programs that know no `white-space` keep lines, and what is set in from their beginning. */
function withLines(text: string): ComponentChild[] {
  return text.split('\n').flatMap((line, at) => [
    ...(at > 0 ? [h('br', null)] : []),
    line
      .replaceAll('\t', '    ')
      .replace(/^ +| {2,}/g, (blanks) => `${'\u00a0'.repeat(blanks.length - 1)} `)
      .replace(/^ /, '\u00a0'),
  ]);
}

function facts(all: readonly [string, string][]): ComponentChild {
  return h(
    'table',
    {
      cellpadding: 0,
      cellspacing: 0,
      border: 0,
      style: 'margin:0 0 16px;border-collapse:collapse',
    },
    h(
      'tbody',
      null,
      all.map(([term, value]) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row', style: style.term }, term),
          h('td', { style: style.value }, marked(value)),
        ),
      ),
    ),
  );
}

/** A cell has the ground: Outlook gives a link none. */
function cell(ground: string, link: ComponentChild, width?: string): ComponentChild {
  const table = {
    role: 'presentation',
    cellpadding: 0,
    cellspacing: 0,
    border: 0,
    ...(width && { width }),
    style: 'margin:0 0 8px;border-collapse:separate',
  };
  return h('table', table, h('tbody', null, h('tr', null, h('td', { style: ground }, link))));
}

function button(words: string, url: string): ComponentChild {
  return h(
    'div',
    { style: 'margin:0 0 16px' },
    cell(style.way, h('a', { href: url, style: style.wayLink }, words)),
  );
}

function choices({ question, choices: all, hint }: Extract<Block, { kind: 'choices' }>) {
  return h(
    'div',
    { style: 'margin:24px 0 16px' },
    h('p', { style: 'margin:0 0 8px;font-weight:bold' }, question),
    all.map(({ words, url }) =>
      cell(style.choice, h('a', { href: url, style: style.choiceLink }, words), '100%'),
    ),
    h('p', { style: 'margin:0;font-size:14px' }, hint),
  );
}
