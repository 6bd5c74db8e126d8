import { convert, type HtmlToTextOptions } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

/** Deeper, or of more elements, than a page that a person made; the libraries are slow far below what mail carries. */
const nestingMax = 400;
const elementsMax = 40_000;

const never = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th thead tbody tfoot'.split(
    ' ',
  ),
);

/** Whether HTML is more than a page is, in one pass, before anything builds a tree of it. */
export function isTooComplex(html: string): boolean {
  const open = new Map<string, number>();
  let [depth, elements] = [0, 0];
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-zA-Z][^\s/>]{0,40}|(?=<))/g)) {
    elements += 1;
    if (elements > elementsMax) return true;
    const tag = name.toLowerCase();
    if (tag === '' || never.has(tag)) continue;
    const count = open.get(tag) ?? 0;
    if (slash === '') {
      open.set(tag, count + 1);
      depth += 1;
      if (depth > nestingMax) return true;
    } else if (count > 0) {
      open.set(tag, count - 1);
      depth -= 1;
    }
  }
  return false;
}

/** What is left of markup that no library reads: the words between its tags. */
export function wordsOf(html: string): string {
  const words: string[] = [];
  for (let at = 0; at < html.length; ) {
    const tag = html.indexOf('<', at);
    if (tag === -1) {
      words.push(html.slice(at));
      break;
    }
    words.push(html.slice(at, tag));
    const end = html.indexOf('>', tag);
    if (end === -1) break;
    words.push(/^<\/?(br|p|div|tr|li|h\d)\b/i.test(html.slice(tag, tag + 8)) ? '\n' : ' ');
    at = end + 1;
  }
  return words
    .join('')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/(\n ?){3,}/g, '\n\n');
}

const asText: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: 20_000_000, ellipsis: '' },
  selectors: [
    { selector: 'img', format: 'skip' },
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true },
    },
    // A heading is not shouted.
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 },
    })),
    // Tables lay out a page more often than they hold data: a row is a line.
    ...['table', 'tr'].map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
    ...['td', 'th'].map((selector) => ({
      selector,
      format: 'inlineSurround',
      options: { prefix: '', suffix: ' ' },
    })),
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'blockquote', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ],
};

/** An HTML part as plain text: quotations with `> `, links with their addresses. */
export function htmlToPlain(html: string): string {
  const lines = convert(html, asText).split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** The Content-IDs that an HTML part shows. */
export function shownCids(html: string): Set<string> {
  const found = [...html.matchAll(/\bcid:([^"'\s>)]{1,300})/gi)];
  return new Set(found.map(([, cid = '']) => unescapedCid(cid)));
}

/** As RFC 2392 writes a Content-ID in an address: escaped, in any case. */
export function unescapedCid(cid: string): string {
  try {
    return decodeURIComponent(cid).toLowerCase();
  } catch {
    return cid.toLowerCase();
  }
}

/** Where a picture of another server was: its number. */
const remoteMark = 'data-remote';

const blocks =
  'p div span br hr blockquote pre code h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th center address section article header footer';
const marks =
  'strong b em i u s strike del ins sub sup small big tt kbd samp q cite abbr font a img';

/** Nobody shows more at once. */
const remoteMax = 200;
const addressMax = 2_000;
/** Pictures of a dot or two show nothing: they count readers. */
const dot = /^[0-2](px)?$/;
const localName = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|arpa)$/;

/**
 * The address of a picture that may be asked for where somebody wants it: by TLS, of a server with a
 * public name, so that a mail makes no browser ask a machine of its own house.
 */
function publicAddress(src: string): string | undefined {
  if (!URL.canParse(src.trim())) return undefined;
  const { protocol, hostname, port, username, password, href } = new URL(src.trim());
  const isNamed = hostname.includes('.') && !/^[\d.]+$|^\[|\.$/.test(hostname);
  const isPublic = isNamed && !localName.test(hostname) && port === '';
  const isBare = username === '' && password === '';
  const isWhole = protocol === 'https:' && isPublic && isBare && href.length <= addressMax;
  return isWhole ? href : undefined;
}

function allowedFor(cids: ReadonlySet<string>, remote: string[]): sanitizeHtml.IOptions {
  return {
    allowedTags: `${blocks} ${marks}`.split(' '),
    allowedAttributes: {
      a: ['href', 'rel', 'title'],
      img: ['src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan', 'align'],
      th: ['colspan', 'rowspan', 'align'],
      ol: ['start', 'type'],
      span: [remoteMark],
      '*': ['dir', 'lang'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    // Their texts are instructions to a browser, none to a reader.
    nonTextTags: ['style', 'script', 'textarea', 'option', 'title', 'noscript', 'xml'],
    nestingLimit: nestingMax,
    transformTags: {
      a: (tagName, { href, title }) => ({
        tagName,
        attribs: {
          ...(href === undefined ? {} : { href, rel: 'noopener noreferrer nofollow' }),
          ...(title === undefined ? {} : { title }),
        },
      }),
      // What a sender writes there marks nothing.
      span: (tagName, { dir, lang }) => ({
        tagName,
        attribs: { ...(dir === undefined ? {} : { dir }), ...(lang === undefined ? {} : { lang }) },
      }),
      img: (_tagName, { src = '', alt = '', width, height }) => {
        const cid = /^\s*cid:(.*?)\s*$/is.exec(src)?.[1];
        // Another server would learn who reads what, and when. What is in the picture is said.
        if (cid === undefined || !cids.has(unescapedCid(cid))) {
          const address =
            dot.test(width ?? '') || dot.test(height ?? '') ? undefined : publicAddress(src);
          const isKept = address !== undefined && remote.length < remoteMax;
          const attribs: Record<string, string> = {};
          if (isKept) attribs[remoteMark] = String(remote.push(address) - 1);
          return { tagName: 'span', attribs, text: alt === '' ? '' : `[${alt}]` };
        }
        const size = (value: string | undefined) =>
          /^\d{1,4}$/.test(value ?? '') ? value : undefined;
        const [wide, high] = [size(width), size(height)];
        return {
          tagName: 'img',
          attribs: {
            src: `cid:${unescapedCid(cid)}`,
            alt,
            ...(wide === undefined ? {} : { width: wide }),
            ...(high === undefined ? {} : { height: high }),
          },
        };
      },
    },
  };
}

/**
 * HTML that is safe to put into a page: text, tables, links, and pictures of the message itself.
 * @param cids of the pictures that the message carries, unescaped
 * @param remote gets the addresses of pictures of other servers, each by the number at its place
 */
export function cleanHtml(html: string, cids: ReadonlySet<string>, remote: string[] = []): string {
  return sanitizeHtml(html, allowedFor(cids, remote)).trim();
}

const markedSpan = new RegExp(`<span ${remoteMark}="(\\d{1,4})"[^>]*>([^<]*)</span>`, 'g');

/** Cleaned HTML with the pictures of other servers that it was cleaned of, where somebody wants them. */
export function withRemotePictures(cleaned: string, remote: readonly string[]): string {
  return cleaned.replace(markedSpan, (span, place: string, words: string) => {
    const address = remote[Number(place)];
    if (address === undefined) return span;
    const alt = words.replace(/^\[|\]$/g, '').replaceAll('"', '&quot;');
    return `<img src="${escapedText(address)}" alt="${alt}" referrerpolicy="no-referrer" />`;
  });
}

/** A text as HTML has it. */
export function escapedText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A plain text among HTML parts. */
export function plainAsHtml(text: string): string {
  return `<div>${escapedText(text).replaceAll('\n', '<br />')}</div>`;
}
