import { asLine, type Block, shown } from './blocks.ts';
import type { ComposedAttachment, ComposedMail } from './contract.ts';
import type {
  DeskFacts,
  MailFile,
  MailMatter,
  MailReason,
  News,
  Side,
  TicketMatter,
  What,
} from './matter.ts';
import { digestBlocks, newsBlocks, quotedBlock, type Writing, writingFor } from './news_blocks.ts';
import { htmlOf, logoCid } from './render_html.ts';
import { textOf } from './render_text.ts';
import type { MailWords } from './words.ts';

/**
 * Writes a mail, as text and as a page of the same words, in the language and at the clock of whoever
 * reads it. Several things that happened on one ticket read as one mail; several tickets are a digest.
 */
export function writeMail(matter: MailMatter): ComposedMail {
  const { reader, desk, tickets } = matter;
  const writing = writingFor(matter);
  const [ticket] = tickets;
  const isDigest = tickets.length !== 1 || ticket === undefined;
  const blocks = isDigest ? digest(matter, writing) : ofTicket(matter, ticket, writing);
  const subject = isDigest
    ? writing.say.digest.subject(tickets.length)
    : subjectOf(ticket, writing);
  const hasLogo = desk.logo !== null;
  return {
    subject,
    text: textOf(blocks, writing.say),
    html: htmlOf(blocks, { subject, locale: reader.locale, deskName: desk.name, hasLogo }),
    attachments: [...logoOf(desk), ...(isDigest ? [] : filesOf(ticket))],
    language: reader.locale,
    author: authorOf(matter),
  };
}

/** The ticket's own, the same in each of its mails: programs put those together that have one subject. */
function subjectOf({ number, subject }: TicketMatter, { say }: Writing): string {
  return asLine(subject) || say.noSubject(number);
}

/** Whose own words it carries: of somebody of the desk, to whoever is not. */
function authorOf({ tickets }: MailMatter): string | null {
  const news = tickets.length === 1 ? (tickets[0]?.news ?? []) : [];
  const said = news.findLast(
    ({ what }) => what.type === 'said' && what.isOfDesk && !what.isInternal && what.by !== null,
  );
  return said?.what.type === 'said' && said.what.by !== null ? asLine(said.what.by) : null;
}

function ofTicket(
  { reader, desk, isAnswerable, toldUrl }: MailMatter,
  ticket: TicketMatter,
  writing: Writing,
): Block[] {
  const { say } = writing;
  const { side, url, news, facts, number } = ticket;
  const told = news.map((one) => withoutRepetition(one, news));
  const isLetter = side !== 'desk' && told[0]?.what.type !== 'said';
  const before = told.flatMap(({ what }) => (what.type === 'said' ? what.before : []));
  const last = told.at(-1);
  const isAsked = side === 'approver';
  const hasSaid = told.some(({ what }) => what.type === 'said');
  const why = (one: News) => say.why[whyOf(one, side)];
  return [
    ...(isLetter ? [{ kind: 'words' as const, text: say.hello(calledOf(reader)) }] : []),
    ...told.flatMap((one) => newsBlocks(one, ticket, writing)),
    ...(facts && !hasSaid ? [factsOf(facts, writing)] : []),
    ...(facts?.mergedInto != null
      ? [{ kind: 'words' as const, text: say.mergedInto(facts.mergedInto) }]
      : []),
    ...(url === null
      ? []
      : [
          {
            kind: 'way' as const,
            words: isAsked ? say.approval.decide : say.open,
            url,
            isQuiet: !isAsked && hasSaid,
          },
        ]),
    {
      kind: 'foot',
      lines: [
        `${shown(desk.name)} · #${number}`,
        ...(last
          ? [isAsked || !isAnswerable ? why(last) : `${replyOf(told, side, say)} ${why(last)}`]
          : []),
      ],
      link: toldOtherwise(toldUrl, writing),
    },
    ...quotedBlock(before, writing),
  ];
}

function toldOtherwise(url: string | null, { say }: Writing) {
  return url === null ? null : { words: say.toldOtherwise, url };
}

/** What becomes of an answer: the desk answers its requester, or itself where it was told among itself. */
function replyOf(news: readonly News[], side: Side, say: MailWords): string {
  if (side !== 'desk') return say.reply;
  return news.some(({ what }) => isAmongDesk(what)) ? say.replyIsNote : say.replyToRequester;
}

/** As intake says it of the same events. */
function isAmongDesk(what: What): boolean {
  switch (what.type) {
    case 'said':
      return what.isInternal;
    case 'reopened':
    case 'cancelled':
      return what.by === null && what.note !== null;
    default:
      return what.type === 'handed_off' || what.type === 'told_management';
  }
}

/** What the desk and its requesters are told for one reason concerns each as their own. */
function whyOf({ reason }: News, side: Side): MailReason {
  const isShared = reason === 'cancelled' || reason === 'reopened' || reason === 'merge_undone';
  if (!isShared || side === 'desk') return reason;
  return side === 'copy' ? 'copied' : 'answered';
}

/** Who answers and resolves often says the same in both. */
function withoutRepetition(one: News, all: readonly News[]): News {
  if (one.what.type !== 'resolved' || one.what.note === null) return one;
  const note = one.what.note.trim();
  const isSaid = all.some(({ what }) => what.type === 'said' && what.body.trim() === note);
  return isSaid ? { ...one, what: { ...one.what, note: null } } : one;
}

function factsOf(
  { requester, priority, group, dueAt }: DeskFacts,
  { say, instant }: Writing,
): Block {
  return {
    kind: 'facts',
    facts: [
      [say.facts.requester, shown(requester)],
      [say.facts.priority, priority],
      [say.facts.group, shown(group)],
      ...(dueAt ? [[say.facts.due, instant(dueAt)] as [string, string]] : []),
    ],
  };
}

function digest({ reader, desk, tickets, toldUrl }: MailMatter, writing: Writing): Block[] {
  const { say } = writing;
  return [
    { kind: 'words', text: say.hello(calledOf(reader)) },
    { kind: 'words', text: say.digest.lead(tickets.length) },
    ...tickets.flatMap((ticket): Block[] => [
      {
        kind: 'heading',
        text: `#${ticket.number} ${shown(ticket.subject)}`,
        url: ticket.url,
      },
      ...ticket.news.flatMap((one) => digestBlocks(one, ticket, writing)),
    ]),
    { kind: 'foot', lines: [shown(desk.name)], link: toldOtherwise(toldUrl, writing) },
  ];
}

function logoOf({ logo }: MailMatter['desk']): ComposedAttachment[] {
  if (!logo) return [];
  const filename = `logo.${logo.mediaType.split('/').at(-1)}`;
  return [{ filename, contentType: logo.mediaType, content: logo.bytes, cid: logoCid }];
}

function filesOf({ news }: TicketMatter): ComposedAttachment[] {
  const files = news.flatMap(({ what }): MailFile[] => (what.type === 'said' ? what.files : []));
  return files.flatMap(({ name, mediaType, content }) =>
    content === null ? [] : [{ filename: asLine(name), contentType: mediaType, content }],
  );
}

/** Of somebody who wrote without a name there is the address alone: nobody is called that. */
function calledOf({ name }: MailMatter['reader']): string | null {
  return name.includes('@') ? null : shown(name);
}
