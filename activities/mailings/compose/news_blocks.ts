import { asLine, asText, type Block, shown } from './blocks.ts';
import { instantFor, sizeFor } from './instants.ts';
import type { MailFile, MailMatter, News, Said, Side, TicketMatter, What } from './matter.ts';
import { type MailWords, mailWords } from './words.ts';

/** With what a mail is written. */
export interface Writing {
  say: MailWords;
  isAnswerable: boolean;
  instant(at: Date): string;
  size(bytes: number): string;
}

export function writingFor({
  reader,
  isAnswerable,
}: Pick<MailMatter, 'reader' | 'isAnswerable'>): Writing {
  return {
    say: mailWords[reader.locale],
    isAnswerable,
    instant: instantFor(reader),
    size: sizeFor(reader.locale),
  };
}

type Of<T extends What['type']> = Extract<What, { type: T }>;
type Tellers = {
  [T in What['type']]: (what: Of<T>, about: About, writing: Writing) => Block[];
};

interface About {
  reason: News['reason'];
  side: Side;
  subject: string;
  number: number;
  isAnswerable: boolean;
  /** Where it is read on the desk. */
  url: string | null;
}

const words = (text: string): Block => ({ kind: 'words', text });
const named = (name: string | null) => (name === null ? null : shown(name));

function texts(...given: (string | null)[]): Block[] {
  return given.flatMap((text): Block[] =>
    text === null || text.trim() === '' ? [] : [{ kind: 'said', text: asText(text) }],
  );
}

/** How it begins, for each side. */
function leads(say: MailWords): Record<'resolved' | 'cancelled', Record<Side, string>> {
  return {
    resolved: {
      requester: say.resolved,
      copy: say.resolvedForCopy,
      approver: say.resolvedForCopy,
      desk: say.resolvedForDesk,
    },
    cancelled: {
      requester: say.cancelledForRequester,
      copy: say.cancelledForCopy,
      approver: say.cancelledForCopy,
      desk: say.cancelled(null),
    },
  };
}

const quotedMax = 4_000;

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= quotedMax
    ? text
    : `${characters.slice(0, quotedMax).join('').trimEnd()}…`;
}

function under(title: string, text: string | null): Block[] {
  const said = texts(text);
  return said.length === 0 ? [] : [words(title), ...said];
}

/** What is told of each kind of news, to whoever reads it on their side. */
const tellers: Tellers = {
  received: ({ answerBy, isForApproval, articles }, { number, isAnswerable }, { say, instant }) => [
    words(say.received.lead(number)),
    words(isForApproval ? say.received.forApproval : say.received.next),
    ...(answerBy ? [words(say.received.answerBy(instant(answerBy)))] : []),
    ...(isAnswerable ? [words(say.addByMail)] : []),
    ...(articles.length > 0 ? [listOf(say.received.articles, articles)] : []),
  ],
  said: (what, about, writing) => [
    ...headOfSaid(what, about, writing),
    ...(what.body.trim() === '' ? [words(writing.say.erased)] : texts(what.body)),
    ...signatureOf(what, about),
    ...filesOf(what.files, about, writing),
  ],
  in_copy: ({ by, description }, _about, { say }) => [
    words(say.inCopy(named(by))),
    ...texts(description),
  ],
  assigned: ({ to, by, isToReader, description }, { reason }, { say }) => {
    if (isToReader) {
      const lead = by === null ? say.assigned.toReader : say.assigned.toReaderBy(shown(by));
      return [words(lead), ...texts(description && cut(description))];
    }
    const name = shown(to ?? say.said.theDesk);
    return [
      words(reason === 'taken_over' ? say.assigned.takenOver(name) : say.assigned.taken(name)),
    ];
  },
  reopened: ({ by, note }, { side }, { say }) =>
    side === 'desk'
      ? [words(say.reopened(named(by))), ...under(say.reason, note)]
      : [words(say.reopenedForRequester)],
  cancelled: ({ by, note }, { side, isAnswerable }, { say }) =>
    side === 'desk'
      ? [words(say.cancelled(named(by))), ...under(say.reason, note)]
      : [words(leads(say).cancelled[side]), ...(isAnswerable ? [words(say.addByMail)] : [])],
  on_hold: ({ waitsFor, title, until, question }, _about, { say, instant }) => [
    words(say.onHold[waitsFor](title)),
    ...(until ? [words(say.onHoldUntil(instant(until)))] : []),
    ...under(say.asked, question?.body ?? null),
  ],
  reminder: ({ question, resolvedAt }, _about, { say, instant }) => [
    words(say.reminder),
    ...under(say.asked, question?.body ?? null),
    ...(resolvedAt ? [words(say.resolvedWithoutAnswer(instant(resolvedAt)))] : []),
  ],
  resolved: (what, { side, isAnswerable }, { say, instant }) => {
    const { note, solution, reopensUntil, isReopenedByMessage, survey } = what;
    const reopens = isAnswerable && isReopenedByMessage ? say.reopensByMail : say.reopensOnDesk;
    return [
      words(leads(say).resolved[side]),
      ...texts(note),
      ...(solution ? [listOf(say.solution, [solution])] : []),
      ...(reopensUntil ? [words(reopens(instant(reopensUntil)))] : []),
      ...(survey ? [choicesOf(survey, say, instant)] : []),
    ];
  },
  consent: ({ title, text, until, isReminder, answers }, _about, { say, instant }) => [
    words(isReminder ? say.consent.again : say.consent.lead),
    ...texts(title),
    ...texts(text),
    ...(answers
      ? [
          {
            kind: 'choices' as const,
            question: say.consent.question,
            choices: [
              { words: say.consent.yes, url: answers.yes },
              { words: say.consent.no, url: answers.no },
            ],
            hint: say.consent.until(instant(until)),
          },
        ]
      : [words(say.consent.onDesk(instant(until)))]),
  ],
  approved: (_what, _about, { say }) => [words(say.approved)],
  not_approved: ({ by, note }, _about, { say }) => [
    words(say.notApproved(named(by))),
    ...under(say.reason, note),
  ],
  rule: ({ title }, _about, { say }) => [words(say.rule(shown(title)))],
  rules_stopped: ({ title }, _about, { say }) => [words(say.rulesStopped(shown(title)))],
  noted: ({ body }) => texts(body),
  warned: ({ dueAt }, _about, { say, instant }) => [words(say.warned(instant(dueAt)))],
  handed_off: ({ by, title, note, requestedOutcome }, _about, { say }) => [
    words(say.handedOff(shown(title), named(by))),
    ...texts(note),
    ...under(say.requestedOutcome, requestedOutcome),
  ],
  told_management: ({ level, title, by, note }, _about, { say }) => [
    words(say.toldManagement(level, shown(title), named(by))),
    ...texts(note),
  ],
  handed_back: (_what, _about, { say }) => [words(say.handedBack)],
  approval: ({ title, requester, about, description }, { subject }, { say }) => [
    words(say.approval.lead(shown(requester))),
    {
      kind: 'facts',
      facts: [
        [say.approval.request, shown(subject)],
        [say.approval.title, shown(title)],
        ...about.map((one): [string, string] => [say.approval.about, shown(one)]),
      ],
    },
    ...texts(description),
  ],
  overdue: ({ dueAt }, _about, { say, instant }) => [words(say.overdue(instant(dueAt)))],
  task: ({ how, title, dueAt, by, text }, _about, { say, instant }) => [
    words(say.task[how](shown(title), named(by))),
    ...(dueAt ? [words(say.taskDue(instant(dueAt)))] : []),
    ...texts(text && cut(text)),
  ],
  paged: ({ group, nextAt, acknowledgeUrl }, _about, { say, instant }) => [
    words(say.paged.lead(shown(group))),
    words(say.paged.next(instant(nextAt))),
    ...(acknowledgeUrl === null
      ? []
      : [
          {
            kind: 'way' as const,
            words: say.paged.acknowledge,
            url: acknowledgeUrl,
            isQuiet: false,
          },
        ]),
  ],
  page_unanswered: ({ group }, _about, { say }) => [words(say.pageUnanswered(shown(group)))],
  attention: (_what, _about, { say }) => [words(say.attention)],
  not_taken: (_what, _about, { say }) => [words(say.notTaken)],
  merged: (_what, _about, { say }) => [words(say.merged)],
  parted: (_what, { side }, { say }) => [
    words(side === 'desk' ? say.parted : say.partedForRequester),
  ],
};

/** What a mail says of one thing that happened. */
export function newsBlocks(
  { reason, what }: News,
  ticket: TicketMatter,
  writing: Writing,
): Block[] {
  const { side, number, subject, url } = ticket;
  const { isAnswerable } = writing;
  const tell = tellers[what.type] as (what: What, about: About, writing: Writing) => Block[];
  return tell(what, { reason, side, number, subject, isAnswerable, url }, writing);
}

/** What the desk answers a requester begins with the answer: who gave it stands below. */
function isAnswer({ isOfDesk, isInternal }: Of<'said'>, { side }: About): boolean {
  return isOfDesk && !isInternal && side === 'requester';
}

function headOfSaid(what: Of<'said'>, about: About, { say }: Writing): Block[] {
  if (isAnswer(what, about)) return [];
  const name = shown(what.by ?? say.said.theDesk);
  if (about.reason === 'mentioned') return [words(say.said.mentioned(name))];
  return [words(what.isInternal ? say.said.noted(name) : say.said.wrote(name))];
}

function signatureOf(what: Of<'said'>, about: About): Block[] {
  return isAnswer(what, about) && what.by !== null ? [words(shown(what.by))] : [];
}

function filesOf(files: readonly MailFile[], { url }: About, { say, size }: Writing): Block[] {
  const item = ({ name, sizeBytes }: MailFile, to: string | null) => ({
    words: say.said.fileSize(shown(name), size(sizeBytes)),
    url: to,
  });
  const sent = files.filter(({ content }) => content !== null);
  const others = files.filter(({ content }) => content === null);
  return [
    ...(sent.length > 0
      ? [
          {
            kind: 'list' as const,
            title: say.said.files,
            items: sent.map((one) => item(one, null)),
          },
        ]
      : []),
    ...(others.length > 0
      ? [
          {
            kind: 'list' as const,
            title: say.said.filesElsewhere,
            items: others.map((one) => item(one, url)),
          },
        ]
      : []),
  ];
}

function listOf(title: string, items: readonly { title: string; url: string }[]): Block {
  return {
    kind: 'list',
    title,
    items: items.map((one) => ({ words: shown(one.title), url: one.url })),
  };
}

function choicesOf(
  { until, choices }: NonNullable<Of<'resolved'>['survey']>,
  { survey }: MailWords,
  instant: Writing['instant'],
): Block {
  return {
    kind: 'choices',
    question: survey.question,
    choices: choices.map(({ score, url }) => ({ words: survey.score[score], url })),
    hint: survey.until(instant(until)),
  };
}

/** What was said before, for whoever has lost the thread. */
export function quotedBlock(
  before: readonly Said[],
  { say, instant, isAnswerable }: Writing,
): Block[] {
  if (before.length === 0) return [];
  const messages = before.map(({ by, at, body }) => {
    return {
      head: say.said.before(instant(at), shown(by ?? say.said.theDesk)),
      body: cut(asText(body)),
    };
  });
  return [{ kind: 'quoted', marker: isAnswerable ? say.said.above : null, messages }];
}

const excerptMax = 300;

/** One thing of a digest: what happened, and how a text of it begins. */
export function digestBlocks(news: News, ticket: TicketMatter, writing: Writing): Block[] {
  const head =
    news.what.type === 'said'
      ? [
          words(
            writing.say.said[news.what.isInternal ? 'noted' : 'wrote'](
              shown(news.what.by ?? writing.say.said.theDesk),
            ),
          ),
          ...texts(news.what.body),
        ]
      : newsBlocks(news, ticket, writing);
  return head.flatMap((block): Block[] => {
    if (block.kind === 'said') return [{ kind: 'said', text: asLine(block.text, excerptMax) }];
    return block.kind === 'words' ? [block] : [];
  });
}
