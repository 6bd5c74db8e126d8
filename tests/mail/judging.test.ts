import test from 'ava';
import { type Circumstances, type Fate, reasonCodes } from '../../api/mail/judging/fate.ts';
import { judge } from '../../api/mail/judging/judge.ts';
import { plainAddress } from '../../api/mail/judging/loops.ts';
import { bareSubject } from '../../api/mail/judging/subjects.ts';
import { namedBy } from '../../api/mail/judging/threading.ts';
import type { MessageIdentity, ReadMail } from '../../api/mail/reading/mail.ts';
import { circumstancesWith, knownWith, ticketWith } from './circumstances.ts';
import { automaticWith, mailWith } from './raw_mail.ts';

const ours: MessageIdentity = 'rfc822:ours@example.com';
const theirs: MessageIdentity = 'rfc822:theirs@example.org';
const answer = mailWith({ inReplyTo: [ours], subject: 'Re: The printer on floor 2' });
const from = (address: string) => ({ from: { name: '', address } });

const open = ticketWith();
const knowing = (ticket = open, changed: Partial<Circumstances> = {}): Circumstances =>
  circumstancesWith({ known: [knownWith(ours)], tickets: { 'tkt-a': ticket }, ...changed });

const failing = (policy: 'none' | 'quarantine' | 'reject'): Partial<Circumstances> => ({
  authenticity: { verdict: 'fail', policy, by: 'own_server', words: '' },
});
const report = (
  action: 'failed' | 'delayed' | 'delivered',
  originalMessageId: MessageIdentity | null = ours,
) =>
  mailWith({
    ...from('mailer-daemon@example.org'),
    automatic: automaticWith({
      autoSubmitted: 'auto-replied',
      hasEmptyReturnPath: true,
      deliveryReport: {
        originalMessageId,
        recipients: [
          { address: 'joe@example.org', action, status: '5.1.1', diagnostic: '550 no such user' },
        ],
      },
    }),
  });
const machine = (changed: Partial<ReadMail['automatic']>) =>
  mailWith({ automatic: automaticWith(changed) });
const problem = (code: ReadMail['problems'][number]['code']) =>
  mailWith({ problems: [{ code, words: '' }] });
const file = (length: number) => ({
  name: 'a.zip',
  contentType: 'application/zip',
  content: new Uint8Array(length),
  cid: null,
  isInline: false,
});
const parked = (reason: string, ticketId: string | null = null) => ({
  kind: 'parked',
  reason,
  ticketId,
});
const busy = { openedByAddressOfLate: 20 };

/** Each mail, what is known around it, and what becomes of it. */
const fates: Record<string, [ReadMail, Circumstances, object]> = {
  'a mail that names nothing opens a ticket': [
    mailWith(),
    circumstancesWith(),
    { kind: 'ticket', withheld: null },
  ],
  'a number in a subject proves nothing': [
    mailWith({ subject: 'Re: [tkt-a] The printer on floor 2' }),
    circumstancesWith({ tickets: { 'tkt-a': open } }),
    { kind: 'ticket' },
  ],
  'an answer to our mail is a message on its ticket': [
    answer,
    knowing(),
    { kind: 'message', ticketId: 'tkt-a', by: 'own_message_id' },
  ],
  'our signed reply address goes before what the headers name': [
    answer,
    knowing(open, {
      replyAddressTicketId: 'tkt-b',
      tickets: { 'tkt-a': open, 'tkt-b': ticketWith({ ticketId: 'tkt-b' }) },
    }),
    { kind: 'message', ticketId: 'tkt-b', by: 'reply_address' },
  ],
  'an answer to a mail of another participant is trusted by In-Reply-To': [
    mailWith({ inReplyTo: [theirs], subject: 'something new' }),
    circumstancesWith({
      known: [knownWith(theirs, { isOurs: false })],
      tickets: { 'tkt-a': open },
    }),
    { kind: 'message', ticketId: 'tkt-a', by: 'in_reply_to' },
  ],
  'References count with the same subject, behind what programs put before it': [
    mailWith({ references: [theirs], subject: 'TR: Réf : the printer on  floor 2' }),
    circumstancesWith({
      known: [knownWith(theirs, { isOurs: false })],
      tickets: { 'tkt-a': open },
    }),
    { kind: 'message', ticketId: 'tkt-a', by: 'references' },
  ],
  'References with another subject are an old mail that was answered to begin something new': [
    mailWith({ references: [ours], subject: 'My telephone' }),
    knowing(),
    { kind: 'ticket' },
  ],
  'of References the nearest counts': [
    mailWith({ references: [theirs, ours], subject: 'Re: The printer on floor 2' }),
    circumstancesWith({
      known: [knownWith(ours, { ticketId: 'tkt-b' }), knownWith(theirs, { isOurs: false })],
      tickets: { 'tkt-a': open, 'tkt-b': ticketWith({ ticketId: 'tkt-b' }) },
    }),
    { kind: 'message', ticketId: 'tkt-b' },
  ],
  'an answer to two tickets at once waits for a person': [
    mailWith({ inReplyTo: [ours, 'rfc822:other@example.com'] }),
    circumstancesWith({
      known: [knownWith(ours), knownWith('rfc822:other@example.com', { ticketId: 'tkt-b' })],
      tickets: { 'tkt-a': open, 'tkt-b': open },
    }),
    parked('reference_ambiguous'),
  ],
  'who does not belong to the thread leaves an untrusted note': [
    answer,
    knowing(ticketWith({ isParticipant: false })),
    { kind: 'note', ticketId: 'tkt-a', reason: 'sender_not_of_thread' },
  ],
  'who has the reply address and is no participant leaves a note, too': [
    mailWith(),
    circumstancesWith({
      replyAddressTicketId: 'tkt-a',
      tickets: { 'tkt-a': ticketWith({ isParticipant: false }) },
    }),
    { kind: 'note', ticketId: 'tkt-a', by: 'reply_address' },
  ],
  'a participant whom the domain does not vouch for leaves a note': [
    answer,
    knowing(open, failing('none')),
    { kind: 'note', ticketId: 'tkt-a', reason: 'sender_unproven_in_thread' },
  ],
  'an answer to a merged ticket is a message on the one that stands for it': [
    answer,
    knowing(ticketWith({ ticketId: 'tkt-survivor', mergedFrom: 'tkt-a' })),
    { kind: 'message', ticketId: 'tkt-survivor' },
  ],
  'an answer to a resolved ticket is a message on it': [
    answer,
    knowing(ticketWith({ standing: 'resolved' })),
    { kind: 'message', ticketId: 'tkt-a' },
  ],
  'an answer to a closed ticket opens one that follows it': [
    answer,
    knowing(ticketWith({ standing: 'closed' })),
    { kind: 'follow_up', ticketId: 'tkt-a', withheld: null },
  ],
  'who does not belong to a closed ticket is not told that it was there': [
    answer,
    knowing(ticketWith({ standing: 'closed', isParticipant: false })),
    { kind: 'ticket' },
  ],
  'an answer to an erased ticket waits': [
    answer,
    knowing(ticketWith({ standing: 'erased' })),
    parked('ticket_erased', 'tkt-a'),
  ],
  'an answer to a ticket that is over waits': [
    answer,
    knowing(ticketWith({ standing: 'over' })),
    parked('ticket_over', 'tkt-a'),
  ],

  'several senders are refused, whatever else a mail says': [
    mailWith({ from: null, fromProblem: 'several', inReplyTo: [ours] }),
    knowing(),
    { kind: 'refused', reason: 'several_senders' },
  ],
  'no sender': [
    mailWith({ from: null, fromProblem: 'missing' }),
    circumstancesWith(),
    parked('sender_missing'),
  ],
  'a sender that is no address': [
    mailWith({ from: null, fromProblem: 'unreadable' }),
    circumstancesWith(),
    parked('sender_unreadable'),
  ],
  'a forged sender, whose domain asks to reject': [
    answer,
    knowing(open, failing('reject')),
    { kind: 'refused', reason: 'sender_forged' },
  ],
  'a doubtful sender, whose domain asks to set it aside': [
    answer,
    knowing(open, failing('quarantine')),
    parked('sender_unproven', 'tkt-a'),
  ],
  'a sender whose domain could not be asked now is taken': [
    answer,
    knowing(open, { authenticity: { verdict: 'error', policy: null, by: 'own_check', words: '' } }),
    { kind: 'message' },
  ],

  'too large': [problem('too_large'), circumstancesWith(), parked('too_large')],
  'too many parts': [problem('too_many_parts'), circumstancesWith(), parked('too_many_parts')],
  'nested too deep': [problem('too_deep'), circumstancesWith(), parked('too_many_parts')],
  'too slow': [problem('too_slow'), circumstancesWith(), parked('too_slow')],
  'too much memory': [problem('too_much_memory'), circumstancesWith(), parked('too_slow')],
  'not to be read': [problem('failed'), circumstancesWith(), parked('unreadable')],
  'a charset that lies is no reason to wait': [
    problem('charset_wrong'),
    circumstancesWith(),
    { kind: 'ticket' },
  ],
  'an attachment that is too large': [
    mailWith({ attachments: [file(11)] }),
    circumstancesWith({ limits: { ...circumstancesWith().limits, attachmentBytesMax: 10 } }),
    parked('attachment_too_large'),
  ],
  'nothing at all': [mailWith({ text: ' \n', subject: '' }), circumstancesWith(), parked('empty')],
  'a subject alone is a ticket': [mailWith({ text: '' }), circumstancesWith(), { kind: 'ticket' }],
  'a file alone is a ticket': [
    mailWith({ text: '', subject: '', attachments: [file(1)] }),
    circumstancesWith(),
    { kind: 'ticket' },
  ],

  'a report on our mail is its bounce': [
    report('failed'),
    knowing(),
    {
      kind: 'bounce',
      ticketId: 'tkt-a',
      outgoing: ours,
      recipient: 'joe@example.org',
      status: '5.1.1',
      diagnostic: '550 no such user',
    },
  ],
  'a report that our mail is late': [
    report('delayed'),
    knowing(),
    parked('delivery_delayed', 'tkt-a'),
  ],
  'a report that our mail arrived': [
    report('delivered'),
    knowing(),
    parked('delivery_report', 'tkt-a'),
  ],
  'a report on a mail that is not ours': [
    report('failed', theirs),
    knowing(),
    parked('delivery_report'),
  ],
  'a report on a participant’s mail, which is not ours either': [
    report('failed', theirs),
    circumstancesWith({
      known: [knownWith(theirs, { isOurs: false })],
      tickets: { 'tkt-a': open },
    }),
    parked('delivery_report'),
  ],
  'a complaint': [machine({ isAbuseReport: true }), circumstancesWith(), parked('abuse_report')],
  'a read receipt': [machine({ isReadReceipt: true }), circumstancesWith(), parked('read_receipt')],
  'an answer to an invitation': [
    mailWith({
      shownAs: [
        {
          kind: 'calendar',
          method: 'REPLY',
          title: '',
          startAt: null,
          endAt: null,
          isWholeDay: false,
          location: '',
          organiser: null,
        },
      ],
    }),
    circumstancesWith(),
    parked('calendar_reply'),
  ],
  'an out-of-office on a resolved ticket never reopens it': [
    { ...answer, automatic: automaticWith({ outOfOffice: { because: 'Absent' } }) },
    knowing(ticketWith({ standing: 'resolved' })),
    parked('out_of_office', 'tkt-a'),
  ],
  'a machine that says so (RFC 3834)': [
    machine({ autoSubmitted: 'auto-generated' }),
    circumstancesWith(),
    parked('auto_submitted'),
  ],
  'Precedence: auto_reply': [
    machine({ precedence: 'auto_reply' }),
    circumstancesWith(),
    parked('auto_submitted'),
  ],
  'an empty return path': [
    machine({ hasEmptyReturnPath: true }),
    circumstancesWith(),
    parked('auto_submitted'),
  ],
  'Precedence: bulk': [machine({ precedence: 'bulk' }), circumstancesWith(), parked('bulk')],
  'an advertisement that can be unsubscribed': [
    machine({ listHeaders: ['list-unsubscribe'] }),
    circumstancesWith(),
    parked('bulk'),
  ],
  'a mailing list': [
    machine({ listHeaders: ['list-id'] }),
    circumstancesWith(),
    parked('mailing_list'),
  ],
  'Precedence: list': [
    machine({ precedence: 'list' }),
    circumstancesWith(),
    parked('mailing_list'),
  ],
  'X-Auto-Response-Suppress alone does not make a mail automatic; nobody answers it': [
    machine({ responseSuppressed: ['all'] }),
    circumstancesWith(),
    { kind: 'ticket', withheld: 'response_suppressed' },
  ],
  'our own mail by another mailbox': [
    mailWith({ messageId: ours }),
    circumstancesWith({ known: [knownWith(ours)] }),
    parked('own_message'),
  ],
  'our own mail whose Message-ID a server changed': [
    machine({ sentByDesk: 'desk-of-example' }),
    circumstancesWith(),
    parked('own_message'),
  ],
  'a mail from a mailbox of ours': [
    mailWith(from('Desk+anything@Example.com')),
    circumstancesWith(),
    parked('own_address'),
  ],
  'what another desk sends by itself': [
    machine({ sentByDesk: 'another', autoSubmitted: 'auto-generated' }),
    circumstancesWith(),
    parked('other_desk'),
  ],
  'what a person at another desk writes is taken': [
    machine({ sentByDesk: 'another' }),
    circumstancesWith(),
    { kind: 'ticket' },
  ],
  'an address that opened many tickets of late': [
    mailWith(),
    circumstancesWith(busy),
    parked('too_many_from_address'),
  ],
  'an address that opened many may go on where a ticket is open': [
    answer,
    knowing(open, busy),
    { kind: 'message' },
  ],
  'an address that opened many reopens nothing': [
    answer,
    knowing(ticketWith({ standing: 'resolved' }), busy),
    parked('too_many_from_address', 'tkt-a'),
  ],
  'an address that opened many opens nothing that follows': [
    answer,
    knowing(ticketWith({ standing: 'closed' }), busy),
    parked('too_many_from_address', 'tkt-a'),
  ],
  'an address that was sent many reopens nothing': [
    answer,
    knowing(ticketWith({ standing: 'resolved' }), { sentOfLate: { toAddress: 5, toDomain: 5 } }),
    parked('too_many_from_address', 'tkt-a'),
  ],
  'an address that was sent many gets no acknowledgement': [
    mailWith(),
    circumstancesWith({ sentOfLate: { toAddress: 5, toDomain: 5 } }),
    { kind: 'ticket', withheld: 'many_to_address' },
  ],
  'a domain that was sent many gets no acknowledgement': [
    mailWith(),
    circumstancesWith({ sentOfLate: { toAddress: 0, toDomain: 50 } }),
    { kind: 'ticket', withheld: 'many_to_domain' },
  ],
  'an address that nobody reads gets no acknowledgement': [
    mailWith(from('noreply@example.org')),
    circumstancesWith(),
    { kind: 'ticket', withheld: 'no_reply_address' },
  ],
  'a sender who may be forged gets no acknowledgement': [
    mailWith(),
    circumstancesWith(failing('none')),
    { kind: 'ticket', withheld: 'sender_not_proven' },
  ],
};

for (const [title, [mail, circumstances, expected]] of Object.entries(fates)) {
  test(`one fate: ${title}`, (t) => {
    t.like(judge(mail, circumstances), expected);
    t.deepEqual(judge(mail, circumstances), judge(mail, circumstances));
  });
}

test('every reason that a fate may give is given to some mail of the table', (t) => {
  const given = Object.values(fates)
    .map(([mail, circumstances]) => judge(mail, circumstances))
    .flatMap((fate: Fate) => [
      'reason' in fate ? fate.reason : '',
      'withheld' in fate ? fate.withheld : '',
    ]);
  t.deepEqual(
    reasonCodes.filter((code) => !given.includes(code)),
    [],
  );
  t.is(new Set(reasonCodes).size, reasonCodes.length);
});

test('a mail names what it answers, what it reports on, and itself, each once', (t) => {
  const mail = { ...report('failed'), inReplyTo: [theirs], references: [ours, theirs] };
  t.deepEqual(namedBy(mail), ['rfc822:one@example.org', ours, theirs]);
});

test('subjects are compared behind what programs put before them', (t) => {
  for (const subject of [
    'Imprimante',
    'RE: Imprimante',
    'Re: TR : Fwd: imprimante',
    'Réf : Imprimante',
    'AW: WG: Imprimante',
    'Re[2]: Imprimante',
    '[EXTERNAL] Re:  Imprimante ',
    'SV: Imprimante',
  ]) {
    t.is(bareSubject(subject), 'imprimante', subject);
  }
  t.is(bareSubject('Regarding: Imprimante'), 'regarding: imprimante');
});

test('an address is one with any case, and with what stands behind its plus', (t) => {
  t.is(plainAddress('Desk+tkt.x@Example.com'), 'desk@example.com');
  t.is(plainAddress('+x@example.com'), '+x@example.com');
});
