import libmime from 'libmime';
import { cleanName, nameForType, parameterText } from './attachment_names.ts';
import { readCalendar } from './calendar.ts';
import { decodeText, keepable } from './charsets.ts';
import { decodeHeaderText } from './headers.ts';
import {
  cleanHtml,
  htmlToPlain,
  isTooComplex,
  plainAsHtml,
  shownCids,
  unescapedCid,
  wordsOf,
} from './html.ts';
import type { MailAttachment, ReadingLimits, ReadingProblem, ShownAs } from './mail.ts';
import type { Part } from './parts.ts';
import { readTnef } from './tnef.ts';
import { takeUuFiles } from './uuencode.ts';

export interface Bodies {
  text: string;
  html: string | null;
  remotePictures: string[];
  attachments: MailAttachment[];
  shownAs: ShownAs[];
  problems: ReadingProblem[];
}

/** One piece of a message's text, in the forms that it comes in. */
interface Section {
  plain: string | null;
  html: string | null;
}

/** Texts that are files: shown as text they say nothing to a reader. */
const textFiles =
  /^text\/(calendar|csv|css|xml|x-?vcard|vcard|directory|javascript|x-.*(source|script|patch|diff)|rfc822-headers|tab-separated-values)$/;

/** An invitation is a few kilobytes; a whole calendar is a file, and its first event is shown. */
const calendarBytesMax = 200_000;

class Collector {
  readonly sections: Section[] = [];
  /** Texts of Outlook’s own format, where the message has no other. */
  readonly spareSections: Section[] = [];
  readonly files: { cid: string | null; name: string; contentType: string; content: Buffer }[] = [];
  readonly shownAs: ShownAs[] = [];
  readonly problems: ReadingProblem[] = [];
  readonly #limits: ReadingLimits;

  constructor(limits: ReadingLimits) {
    this.#limits = limits;
  }

  collect(part: Part): void {
    const { contentType } = part;
    if (contentType.startsWith('multipart/')) this.#multipart(part);
    else if (isBody(part)) this.sections.push(this.#section([part]));
    else this.#file(part);
  }

  #multipart(part: Part): void {
    const { contentType, children } = part;
    if (children.length === 0) {
      const text = this.#textOf(part);
      if (text.trim() === '') return;
      this.problems.push({
        code: 'structure_broken',
        words: `It says that it has parts (${contentType}) and none begins: shown as one text`,
      });
      this.sections.push({ plain: text, html: null });
      return;
    }
    if (contentType === 'multipart/encrypted') {
      this.shownAs.push({ kind: 'encrypted', by: 'pgp' });
    } else if (contentType === 'multipart/signed') {
      const protocol = part.parameters.protocol ?? '';
      const by = /pkcs7/i.test(protocol) ? 'smime' : /pgp/i.test(protocol) ? 'pgp' : null;
      if (by !== null) this.shownAs.push({ kind: 'signed', by });
    }
    if (contentType === 'multipart/alternative') this.#alternative(part);
    else for (const child of children) this.collect(child);
  }

  /** Of alternatives the plain text and the HTML are one section; whatever else there is, files. */
  #alternative(part: Part): void {
    const texts: Part[] = [];
    const sort = (one: Part) => {
      if (isBody(one) && /^text\/(plain|html)$/.test(one.contentType)) texts.push(one);
      else if (one.contentType.startsWith('multipart/') && one.children.length > 0) {
        for (const child of one.children) sort(child);
      } else this.collect(one);
    };
    for (const child of part.children) sort(child);
    if (texts.length > 0) this.sections.push(this.#section(texts));
  }

  #section(parts: readonly Part[]): Section {
    const of = (isWanted: (part: Part) => boolean) => {
      const texts = parts.filter(isWanted).map((part) => this.#textOf(part));
      return texts.length === 0 ? null : texts.join('\n');
    };
    const html = of(({ contentType }) => contentType === 'text/html');
    const plain = of(({ contentType }) => contentType !== 'text/html');
    return { html, plain: plain === null ? null : this.#withoutFiles(plain, parts[0]) };
  }

  /** A text part that old programs put files into. */
  #withoutFiles(plain: string, part: Part | undefined): string {
    if (part === undefined || !/^begin(-base64)? [0-7]{3,4} /m.test(plain)) return plain;
    const { text, files } = takeUuFiles(plain);
    for (const { name, content } of files) {
      this.#keep(null, name, libmime.detectMimeType(name), content);
    }
    return text;
  }

  #textOf(part: Part): string {
    let bytes: Uint8Array = part.content;
    if (part.isFlowed) {
      const latin1 = Buffer.from(part.content).toString('latin1');
      bytes = Buffer.from(libmime.decodeFlowed(latin1, part.deletesSpaces), 'latin1');
    }
    const { text, problem } = decodeText(bytes, part.charset);
    if (problem) this.problems.push(problem);
    const max =
      part.contentType === 'text/html' ? this.#limits.htmlLengthMax : this.#limits.textLengthMax;
    if (text.length <= max) return keepable(text);
    const code = part.contentType === 'text/html' ? 'html_cut' : 'text_cut';
    this.problems.push({ code, words: `Its text has ${text.length} characters: ${max} are shown` });
    return keepable(text.slice(0, max));
  }

  #file(part: Part): void {
    const { contentType } = part;
    const written = part.filename === null ? null : parameterText(part.filename);
    if (isTnef(part, written) && this.#openTnef(part)) return;
    this.#mark(part, written);
    this.#keep(part.cid, written, contentType, part.content);
  }

  #mark(part: Part, name: string | null): void {
    const { contentType, parameters } = part;
    if (contentType === 'text/calendar' || contentType === 'application/ics') {
      const { text } = decodeText(
        part.content.subarray(0, calendarBytesMax),
        part.charset ?? 'utf-8',
      );
      const mark = readCalendar(text, parameters.method ?? null);
      if (mark === undefined) {
        this.problems.push({
          code: 'calendar_unreadable',
          words: 'Its calendar part has no event that can be read',
        });
      } else if (!this.shownAs.some(({ kind }) => kind === 'calendar')) {
        this.shownAs.push(mark);
      }
    } else if (/^application\/(x-)?pkcs7-mime$/.test(contentType)) {
      const isSigned = /signed-data/i.test(parameters['smime-type'] ?? '');
      this.shownAs.push({ kind: isSigned ? 'signed' : 'encrypted', by: 'smime' });
    } else if (isTnef(part, name)) {
      this.shownAs.push({ kind: 'tnef', isOpened: false });
      this.problems.push({
        code: 'tnef_not_opened',
        words: 'Outlook sent it in its own format (winmail.dat): what is in there is not shown',
      });
    }
  }

  /** @returns false where nothing is found in it: then it stays the file it is */
  #openTnef({ content }: Part): boolean {
    const opened = readTnef(content);
    if (!opened) return false;
    const { text, html, files } = opened;
    if (files.length === 0 && text === null && html === null) return false;
    this.shownAs.push({ kind: 'tnef', isOpened: true });
    this.spareSections.push({
      plain: text === null ? null : keepable(text.slice(0, this.#limits.textLengthMax)),
      html: html === null ? null : keepable(html.slice(0, this.#limits.htmlLengthMax)),
    });
    for (const { cid, name, contentType, content } of files) {
      this.#keep(cid, name, contentType ?? libmime.detectMimeType(name ?? ''), content);
    }
    return true;
  }

  #keep(cid: string | null, written: string | null, contentType: string, content: Buffer): void {
    const place = this.files.length + 1;
    const fallback = () => nestedName(contentType, content) ?? nameForType(contentType, place);
    const name = cleanName(written, fallback());
    if (written !== null && written !== name) {
      this.problems.push({
        code: 'attachment_renamed',
        words: `An attachment's name is not one that may be shown: it is '${name}' here`,
      });
    }
    this.files.push({ cid, name, contentType, content });
  }
}

function isTnef({ contentType }: Part, name: string | null): boolean {
  return /^application\/(vnd\.)?ms-tnef$/.test(contentType) || /^winmail\.dat$/i.test(name ?? '');
}

/** Text to be read with the message, not a file beside it. */
function isBody({ contentType, disposition, filename, parent }: Part): boolean {
  if (disposition === 'attachment' || !contentType.startsWith('text/')) return false;
  if (textFiles.test(contentType)) return false;
  const isReadable = contentType === 'text/plain' || contentType === 'text/html';
  if (parent === null) return isReadable || filename === null;
  if (parent.contentType === 'multipart/alternative') return isReadable;
  if (parent.contentType === 'multipart/report' && !isReadable) return false;
  return filename === null;
}

/** A message within is named by its subject. */
function nestedName(contentType: string, content: Buffer): string | undefined {
  if (contentType !== 'message/rfc822' && contentType !== 'text/rfc822-headers') return undefined;
  const head = content
    .subarray(0, 20_000)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  const subject = /^subject:\s*(.+)$/im.exec(head)?.[1];
  if (subject === undefined) return undefined;
  const name = cleanName(decodeHeaderText(subject).slice(0, 120), '');
  return name === '' ? undefined : `${name}.eml`;
}

const pgpMark = /^-----BEGIN PGP (SIGNED )?MESSAGE-----\s*$/m;

function markPgp(text: string, shownAs: ShownAs[]): void {
  const found = pgpMark.exec(text);
  if (found === null) return;
  shownAs.push({ kind: found[1] === undefined ? 'encrypted' : 'signed', by: 'pgp' });
}

/** Without blank lines at its ends. */
const trimmed = (text: string) => text.trimEnd().replace(/^(?:[ \t]*\n)+/, '');

/** The text and the files of a message: of all parts, in their order, and nothing left out. */
export function readBodies(root: Part, limits: ReadingLimits): Bodies {
  const collector = new Collector(limits);
  collector.collect(root);
  const { files, shownAs, problems } = collector;
  const isBlank = ({ plain, html }: Section) => `${plain ?? ''}${html ?? ''}`.trim() === '';
  const sections = collector.sections.every(isBlank)
    ? [...collector.sections, ...collector.spareSections]
    : collector.sections;
  const isComplex = sections.map(({ html }) => html !== null && isTooComplex(html));
  if (isComplex.includes(true)) {
    problems.push({
      code: 'html_too_complex',
      words:
        'Its HTML is nested deeper, or has more elements, than any page: its words alone are shown',
    });
  }
  const readable = sections.map((section, at): Section => {
    if (!isComplex[at] || section.html === null) return section;
    return { html: null, plain: section.plain ?? wordsOf(section.html) };
  });
  const text = readable
    .map(({ plain, html }) =>
      trimmed(plain !== null && plain.trim() !== '' ? plain : htmlToPlain(html ?? '')),
    )
    .filter((one) => one !== '')
    .join('\n\n');
  markPgp(text, shownAs);
  const nested = files.filter(({ contentType }) => contentType === 'message/rfc822').length;
  if (nested > 0) shownAs.push({ kind: 'nested_messages', count: nested });
  const shown = new Set(
    readable.flatMap(({ html }) => (html === null ? [] : [...shownCids(html)])),
  );
  const attachments = files.map(
    ({ cid, name, contentType, content }): MailAttachment => ({
      name,
      contentType,
      content: new Uint8Array(content),
      cid,
      isInline: cid !== null && shown.has(unescapedCid(cid)),
    }),
  );
  const cids = new Set(attachments.flatMap(({ cid }) => (cid === null ? [] : [unescapedCid(cid)])));
  const remotePictures: string[] = [];
  const html = htmlOf(readable, cids, remotePictures);
  return { text, html, remotePictures, attachments, shownAs, problems };
}

function htmlOf(
  sections: readonly Section[],
  cids: ReadonlySet<string>,
  remote: string[],
): string | null {
  if (!sections.some(({ html }) => html !== null)) return null;
  const cleaned = sections.map(({ html, plain }) =>
    html === null ? plainAsHtml(trimmed(plain ?? '')) : cleanHtml(html, cids, remote),
  );
  const joined = cleaned.filter((one) => one !== '').join('\n<hr />\n');
  return joined === '' ? null : joined;
}
