import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

export interface Heading {
  /** The anchor in the page. */
  id: string;
  title: string;
}

export interface RenderedMarkdown {
  /** Safe to put into a page: made of the tags below and nothing else. */
  html: string;
  /** The main headings in order: the contents of the page. */
  contents: Heading[];
}

// Typed HTML stays text: `html: false` shows it as it was typed.
const markdown = new MarkdownIt({ html: false, linkify: true });

/** The article's title is the heading of the page: those of the text come below it. */
const topHeading = 2;
const deepestHeading = 4;

/**
 * An article's text as HTML. Markdown is read by one library and what comes out is cleaned by
 * another, so that a fault in either still lets nothing through.
 */
export function renderMarkdown(source: string): RenderedMarkdown {
  const tokens = markdown.parse(source, {});
  const contents: Heading[] = [];
  const shift = topHeading - topLevelIn(tokens);
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
    const level = Math.min(Number(token.tag.slice(1)) + shift, deepestHeading);
    token.tag = `h${level}`;
    if (token.type !== 'heading_open' || level !== topHeading) continue;
    const title = plainText(tokens[index + 1]);
    const id = `section-${contents.length + 1}`;
    token.attrSet('id', id);
    contents.push({ id, title });
  }
  const raw = markdown.renderer.render(tokens, markdown.options, {});
  return { html: sanitizeHtml(raw, allowed), contents };
}

type Tokens = ReturnType<typeof markdown.parse>;

function topLevelIn(tokens: Tokens): number {
  const levels = tokens
    .filter(({ type }) => type === 'heading_open')
    .map(({ tag }) => Number(tag.slice(1)));
  return levels.length > 0 ? Math.min(...levels) : topHeading;
}

function plainText(inline: Tokens[number] | undefined): string {
  return (inline?.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'p', 'ol', 'ul', 'li', 'blockquote', 'pre', 'code', 'hr', 'br'],
    ...['strong', 'em', 's', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { h2: ['id'], ol: ['start'], a: ['href', 'rel'], img: ['src', 'alt'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'escape',
  // The desk's own pictures only: another server would learn who reads what, and when.
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !/^\/(?![/\\])/.test(attribs.src ?? ''),
  transformTags: {
    a: (tagName, { href }) => ({
      tagName,
      attribs: href === undefined ? {} : { href, rel: 'noopener noreferrer nofollow' },
    }),
  },
};
