import test from 'ava';
import type { Fate } from '../../api/mail/judging/fate.ts';
import { judge } from '../../api/mail/judging/judge.ts';
import { circumstancesWith, knownWith, ticketWith } from './circumstances.ts';
import { rawMail, read } from './raw_mail.ts';

// What mail servers, mail programs and other desks write by themselves, and how people's programs answer:
// in the words and with the headers of each. The desk sent Joe a mail on the ticket `tkt-a`.

const ours = '0123.reply-1@desk.example';
const sent = [
  'From: Service desk <desk@example.com>',
  'To: joe@example.org',
  'Subject: Re: The printer on floor 2',
  'Date: Mon, 30 Nov 2026 09:00:00 +0000',
  `Message-ID: <${ours}>`,
];
const sentMail = [...sent, '', 'It is mended.'].join('\r\n');

interface Reported {
  from: string;
  subject: string;
  words?: string;
  /** Lines of the recipient's fields. */
  fields: readonly string[];
  returned?: 'message' | 'headers' | 'nothing';
  headers?: readonly string[];
  statusType?: string;
}

/** A report by the standard (RFC 3464). */
function report({ from, subject, words, fields, ...rest }: Reported): Buffer {
  const { returned = 'message', headers = [], statusType = 'message/delivery-status' } = rest;
  const parts = [
    `Content-Type: text/plain; charset=us-ascii\r\n\r\n${words ?? 'It could not be delivered.'}`,
    `Content-Type: ${statusType}\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n${fields.join('\r\n')}`,
    ...(returned === 'message' ? [`Content-Type: message/rfc822\r\n\r\n${sentMail}`] : []),
    ...(returned === 'headers'
      ? [`Content-Type: text/rfc822-headers\r\n\r\n${sent.join('\r\n')}`]
      : []),
  ];
  return rawMail(
    [
      `From: ${from}`,
      'To: desk@example.com',
      `Subject: ${subject}`,
      'Return-Path: <>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
      ...headers,
    ],
    `${parts.map((part) => `--=_b\r\n${part}\r\n`).join('')}--=_b--\r\n`,
  );
}

function receipt(from: string, subject: string, disposition: string): Buffer {
  return rawMail(
    [
      `From: ${from}`,
      `Subject: ${subject}`,
      `In-Reply-To: <${ours}>`,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
    ],
    `--b\r\n\r\nYour message was displayed.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;joe@example.org\r\nOriginal-Message-ID: <${ours}>\r\nDisposition: ${disposition}\r\n--b--\r\n`,
  );
}

function complaint(from: string, subject: string, fields: readonly string[]): Buffer {
  return rawMail(
    [
      `From: ${from}`,
      `Subject: ${subject}`,
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
    ],
    `--b\r\n\r\nThis is an email abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n${fields.join('\r\n')}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${sentMail}\r\n--b--\r\n`,
  );
}

const text = (headers: readonly string[], body: string) =>
  rawMail(
    ['Content-Type: text/plain; charset=utf-8', ...headers],
    Buffer.from(body).toString('latin1'),
  );
const joe = 'From: Joe Doe <joe@example.org>';
const answered = `In-Reply-To: <${ours}>`;
const daemon = (host: string) => `Mail Delivery System <MAILER-DAEMON@${host}>`;
const gone = (status = '5.1.1', code = '550 5.1.1 User unknown') => [
  'Final-Recipient: rfc822; joe@example.org',
  'Action: failed',
  `Status: ${status}`,
  `Diagnostic-Code: smtp; ${code}`,
];
const late = ['Final-Recipient: rfc822; joe@example.org', 'Action: delayed', 'Status: 4.4.1'];
const bounce = (status: string | null = '5.1.1') => ({
  kind: 'bounce',
  ticketId: 'tkt-a',
  recipient: 'joe@example.org',
  status,
});
const parked = (reason: string, ticketId: string | null = 'tkt-a') => ({
  kind: 'parked',
  reason,
  ticketId,
});
const message = { kind: 'message', ticketId: 'tkt-a' };
const away = (subject: string, ...headers: string[]) =>
  text([joe, `Subject: ${subject}`, ...headers], 'I am back on Monday.');
const microsoft =
  'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>';
const calendar = (method: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261130T090000Z\r\nDTSTART:20261201T090000Z\r\nSUMMARY:Printer\r\nORGANIZER:mailto:desk@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:joe@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const invitation = (method: string, subject: string) =>
  rawMail(
    [joe, `Subject: ${subject}`, 'Content-Type: multipart/alternative; boundary=b'],
    `--b\r\n\r\nPrinter\r\n--b\r\nContent-Type: text/calendar; method=${method}\r\n\r\n${calendar(method)}--b--\r\n`,
  );

/** What each wrote, and what becomes of it. */
const mails: Record<string, [Buffer, object]> = {
  // Reports on a delivery
  'Postfix: unknown user': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Undelivered Mail Returned to Sender',
      fields: ['Original-Recipient: rfc822;joe@example.org', ...gone()],
      headers: ['Auto-Submitted: auto-replied'],
    }),
    bounce(),
  ],
  'Postfix: mailbox full': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Undelivered Mail Returned to Sender',
      fields: gone('5.2.2', '552 5.2.2 Mailbox full'),
    }),
    bounce('5.2.2'),
  ],
  'Postfix: delayed': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Delayed Mail (still being retried)',
      fields: [...late, 'Will-Retry-Until: Sat, 5 Dec 2026 09:00:00 +0000'],
      returned: 'headers',
    }),
    parked('delivery_delayed'),
  ],
  'Postfix: delivered, as it was asked to say': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Successful Mail Delivery Report',
      fields: ['Final-Recipient: rfc822; joe@example.org', 'Action: delivered', 'Status: 2.1.5'],
      returned: 'headers',
    }),
    parked('delivery_report'),
  ],
  'Postfix: another’s mail': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Undelivered Mail Returned to Sender',
      fields: gone(),
      returned: 'nothing',
    }),
    parked('delivery_report', null),
  ],
  'Zimbra: unknown user': [
    report({
      from: 'MAILER-DAEMON@zimbra.example.org (Mail Delivery System)',
      subject: 'Undelivered Mail Returned to Sender',
      fields: gone(),
    }),
    bounce(),
  ],
  'Exim: unrouteable, with its report': [
    report({
      from: 'Mail Delivery System <Mailer-Daemon@mx.example.org>',
      subject: 'Mail delivery failed: returning message to sender',
      fields: [
        'Action: failed',
        'Final-Recipient: rfc822;joe@example.org',
        'Status: 5.0.0',
        'Remote-MTA: dns; mx.example.org',
        'Diagnostic-Code: smtp; 550 Unrouteable address',
      ],
      headers: ['X-Failed-Recipients: joe@example.org', 'Auto-Submitted: auto-replied'],
    }),
    bounce('5.0.0'),
  ],
  'Exim: before it wrote reports': [
    text(
      [
        'From: Mail Delivery System <Mailer-Daemon@mx.example.org>',
        'Subject: Mail delivery failed: returning message to sender',
        'X-Failed-Recipients: joe@example.org',
        'Auto-Submitted: auto-replied',
      ],
      `This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be delivered to one or more of its\r\nrecipients. This is a permanent error. The following address(es) failed:\r\n\r\n  joe@example.org\r\n    SMTP error from remote mail server after RCPT TO:<joe@example.org>:\r\n    550 5.1.1 No such user\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\n${sentMail}`,
    ),
    bounce(),
  ],
  'Exim: delayed, in words': [
    text(
      [
        'From: Mail Delivery System <Mailer-Daemon@mx.example.org>',
        'Subject: Warning: message 1rAbCd-000123-AB delayed 24 hours',
        'X-Failed-Recipients: joe@example.org',
        'Auto-Submitted: auto-replied',
      ],
      `A message that you sent has not yet been delivered to one or more of its\r\nrecipients after more than 24 hours on the queue on mx.example.org.\r\n\r\nThe message identifier is: 1rAbCd-000123-AB\r\n\r\n  joe@example.org\r\n    Delay reason: Connection timed out\r\n\r\n${sentMail}`,
    ),
    parked('delivery_delayed'),
  ],
  'Exchange: unknown user': [
    report({
      from: microsoft,
      subject: 'Undeliverable: Re: The printer on floor 2',
      fields: gone(
        '5.1.10',
        '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ),
      headers: ['Auto-Submitted: auto-replied', answered, 'X-MS-Exchange-Message-Is-Ndr:'],
    }),
    bounce('5.1.10'),
  ],
  'Exchange Online, French, which returns nothing': [
    report({
      from: 'postmaster@example.org',
      subject: '=?utf-8?q?Non_remis_:_Re:_The_printer_on_floor_2?=',
      fields: gone('5.7.1'),
      returned: 'nothing',
      headers: [answered],
    }),
    bounce('5.7.1'),
  ],
  'Exchange, German: undeliverable': [
    report({
      from: microsoft,
      subject: 'Unzustellbar: Re: The printer on floor 2',
      fields: gone('5.4.1'),
      returned: 'headers',
    }),
    bounce('5.4.1'),
  ],
  'Exchange, Spanish: undeliverable': [
    report({
      from: microsoft,
      subject: 'No se puede entregar: Re: The printer on floor 2',
      fields: gone('5.4.14'),
    }),
    bounce('5.4.14'),
  ],
  'Exchange: delayed': [
    report({
      from: microsoft,
      subject: 'Delivery delayed:Re: The printer on floor 2',
      fields: [...late, 'X-Display-Name: Joe'],
    }),
    parked('delivery_delayed'),
  ],
  'Exchange: relayed to a server that says nothing more': [
    report({
      from: microsoft,
      subject: 'Relayed: Re: The printer on floor 2',
      fields: ['Final-Recipient: rfc822;joe@example.org', 'Action: relayed', 'Status: 2.0.0'],
      returned: 'headers',
    }),
    parked('delivery_report'),
  ],
  'Gmail: unknown user': [
    report({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      subject: 'Delivery Status Notification (Failure)',
      fields: [
        'Final-Recipient: rfc822; joe@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; gmail-smtp-in.l.google.com. (172.217.78.27, the server for the domain gmail.com.)',
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
      ],
      headers: [
        'X-Failed-Recipients: joe@example.org',
        answered,
        `References: <${ours}>`,
        'Auto-Submitted: auto-replied',
      ],
    }),
    bounce(),
  ],
  'Gmail: delayed': [
    report({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      subject: 'Delivery Status Notification (Delay)',
      fields: late,
      returned: 'nothing',
      headers: ['X-Failed-Recipients: joe@example.org', answered],
    }),
    parked('delivery_delayed'),
  ],
  'Sendmail: unknown user': [
    report({
      from: 'Mail Delivery Subsystem <MAILER-DAEMON@mail.example.org>',
      subject: 'Returned mail: see transcript for details',
      fields: [
        'Final-Recipient: RFC822; joe@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Last-Attempt-Date: Mon, 30 Nov 2026 09:00:01 GMT',
      ],
      returned: 'headers',
      headers: ['Auto-Submitted: auto-generated (failure)'],
    }),
    bounce(),
  ],
  'Sendmail: four hours on': [
    report({
      from: 'Mail Delivery Subsystem <MAILER-DAEMON@mail.example.org>',
      subject: 'Warning: could not send message for past 4 hours',
      fields: late,
      returned: 'headers',
      headers: ['Auto-Submitted: auto-generated (warning-timeout)'],
    }),
    parked('delivery_delayed'),
  ],
  'qmail: unknown user': [
    text(
      ['From: MAILER-DAEMON@mail.example.org', 'Subject: failure notice'],
      `Hi. This is the qmail-send program at mail.example.org.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n<joe@example.org>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n${sentMail}`,
    ),
    bounce(),
  ],
  'Yahoo: unknown user': [
    text(
      ['From: MAILER-DAEMON@yahoo.com', 'Subject: Failure Notice'],
      `Sorry, we were unable to deliver your message to the following address.\r\n\r\n<joe@example.org>:\r\n554: delivery error: dd This user doesn't have a yahoo.com account\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n${sentMail}`,
    ),
    bounce(null),
  ],
  'Lotus Domino: not listed': [
    report({
      from: 'Mail Router <MAILER-DAEMON@notes.example.org>',
      subject: 'DELIVERY FAILURE: User joe (joe@example.org) not listed in Domino Directory',
      fields: [
        'Final-Recipient: rfc822;joe@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: X-Notes; User joe (joe@example.org) not listed in Domino Directory',
      ],
      returned: 'headers',
    }),
    bounce(),
  ],
  'GroupWise: undeliverable, in words': [
    text(
      ['From: Mailer-Daemon@gw.example.org', 'Subject: Message status - undeliverable'],
      `The message that you sent was undeliverable to the following:\r\n\tjoe@example.org\r\n\r\nPossibly truncated original message follows:\r\n\r\n${sentMail}`,
    ),
    bounce(null),
  ],
  'Courier: unknown user': [
    report({
      from: '"Courier mail server at mx.example.org" <@>',
      subject: 'NOTICE: mail delivery status.',
      fields: ['Final-Recipient: rfc822; joe@example.org', 'Action: failed', 'Status: 5.0.0'],
      returned: 'headers',
    }),
    bounce('5.0.0'),
  ],
  'OpenSMTPD: unknown user': [
    report({
      from: 'Mailer Daemon <MAILER-DAEMON@mx.example.org>',
      subject: 'Delivery status notification: error',
      fields: gone('5.0.0'),
      returned: 'headers',
    }),
    bounce('5.0.0'),
  ],
  'Amazon SES: unknown user': [
    report({
      from: 'MAILER-DAEMON@eu-west-1.amazonses.com',
      subject: 'Delivery Status Notification (Failure)',
      fields: gone(),
    }),
    bounce(),
  ],
  'a report in UTF-8 (RFC 6533)': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Undelivered',
      fields: ['Final-Recipient: rfc822; joe@example.org', 'Action: failed', 'Status: 5.6.7'],
      statusType: 'message/global-delivery-status',
    }),
    bounce('5.6.7'),
  ],
  'a report that says failed of one and delayed of another': [
    report({
      from: daemon('mx.example.org'),
      subject: 'Undelivered',
      fields: [
        'Final-Recipient: rfc822; ann@example.org',
        'Action: delayed',
        'Status: 4.4.1',
        '',
        ...gone(),
      ],
    }),
    bounce(),
  ],
  'MailEnable and others: words alone, in French': [
    text(
      ['From: Postmaster <postmaster@example.org>', 'Subject: =?utf-8?q?=C3=89chec_de_remise?='],
      `Le message n’a pas pu être remis au destinataire suivant :\r\n\r\n<joe@example.org>: 550 5.1.1 Utilisateur inconnu\r\n\r\n${sentMail}`,
    ),
    bounce(),
  ],

  // Read receipts and complaints
  'Outlook: read': [
    receipt(
      'Joe Doe <joe@example.org>',
      'Read: The printer on floor 2',
      'manual-action/MDN-sent-automatically; displayed',
    ),
    parked('read_receipt'),
  ],
  'Outlook, French: read': [
    receipt(
      'joe@example.org',
      'Lu : The printer on floor 2',
      'manual-action/MDN-sent-manually; displayed',
    ),
    parked('read_receipt'),
  ],
  'Outlook: deleted unread': [
    receipt(
      'joe@example.org',
      'Not read: The printer on floor 2',
      'automatic-action/MDN-sent-automatically; deleted',
    ),
    parked('read_receipt'),
  ],
  'Thunderbird: displayed': [
    receipt(
      'joe@example.org',
      'Return Receipt (displayed) - The printer on floor 2',
      'manual-action/MDN-sent-manually; displayed',
    ),
    parked('read_receipt'),
  ],
  'Exchange: gelesen': [
    receipt(
      'joe@example.org',
      'Gelesen: The printer on floor 2',
      'manual-action/MDN-sent-automatically; displayed',
    ),
    parked('read_receipt'),
  ],
  'a provider’s complaint (RFC 5965)': [
    complaint('feedback@fbl.example.net', 'Email feedback report', [
      'Feedback-Type: abuse',
      'User-Agent: FBL/1.0',
      'Version: 1',
    ]),
    parked('abuse_report', null),
  ],
  'a complaint of another kind': [
    complaint('staff@isp.example.net', 'FW: The printer on floor 2', [
      'Feedback-Type: fraud',
      'User-Agent: ISP/1',
      'Version: 0.1',
    ]),
    parked('abuse_report', null),
  ],

  // Somebody is away
  'Exchange: automatic reply': [
    away(
      'Automatic reply: The printer on floor 2',
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      answered,
    ),
    parked('out_of_office'),
  ],
  'Exchange, French': [
    away(
      '=?utf-8?q?R=C3=A9ponse_automatique_:_The_printer?=',
      'Auto-Submitted: auto-generated',
      answered,
    ),
    parked('out_of_office'),
  ],
  'Exchange, German': [
    away('Automatische Antwort: The printer', answered),
    parked('out_of_office'),
  ],
  'Exchange, Spanish': [
    away('=?iso-8859-1?Q?Respuesta_autom=E1tica=3A_The_printer?=', answered),
    parked('out_of_office'),
  ],
  'Exchange 2003: out of office, without a header that says so': [
    away('Out of Office: The printer'),
    parked('out_of_office', null),
  ],
  'Exchange 2003, French': [
    away('Absent(e) du bureau : The printer'),
    parked('out_of_office', null),
  ],
  'Gmail: vacation': [
    away(
      'Re: The printer on floor 2',
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      'X-Autoreply: yes',
      answered,
    ),
    parked('out_of_office'),
  ],
  'Dovecot (Sieve): vacation': [
    away(
      'Auto: Re: The printer',
      'Auto-Submitted: auto-replied (vacation)',
      'Precedence: bulk',
      'X-Sieve: Pigeonhole Sieve',
      answered,
    ),
    parked('out_of_office'),
  ],
  'Unix vacation': [away('away from my mail', 'Precedence: bulk'), parked('out_of_office', null)],
  'Zimbra: vacation': [
    away(
      'Re: The printer',
      'Auto-Submitted: auto-replied (zimbra; vacation)',
      'Precedence: bulk',
      answered,
    ),
    parked('auto_submitted'),
  ],
  'Lotus Notes: away': [
    away(
      'AUTO: Joe Doe is out of the office (returning 12/07/2026)',
      'Auto-Submitted: auto-generated',
    ),
    parked('out_of_office', null),
  ],
  'Lotus Notes, before it said so': [
    away('Joe Doe/FR/Corp is out of the office.'),
    parked('out_of_office', null),
  ],
  'Lotus Notes, French': [away('Joe Doe est absent(e).'), parked('out_of_office', null)],
  'Lotus Notes, German': [
    away(
      'Joe Doe ist außer Haus.'
        .replace('ß', '=C3=9F')
        .replace(/^(.*)$/, '=?utf-8?q?$1?=')
        .replaceAll(' ', '_'),
    ),
    parked('out_of_office', null),
  ],
  'a rule that adds it behind the subject': [
    away('Re: The printer (Out of office)', answered),
    parked('out_of_office'),
  ],
  'cPanel: autoresponder': [
    away(
      'Re: The printer',
      'X-Autorespond: Re: The printer',
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      answered,
    ),
    parked('out_of_office'),
  ],
  'BoxTrapper asks whether one is human': [
    away(
      'Your email requires verification verify#abc',
      'X-Autoresponder: BoxTrapper',
      'Precedence: bulk',
    ),
    parked('out_of_office', null),
  ],
  'a program that answers with no more than Precedence': [
    away('Re: The printer', 'Precedence: auto_reply', answered),
    parked('auto_submitted'),
  ],

  // Other desks, monitoring and programs
  'Zendesk: acknowledgement': [
    away(
      '[Request received] The printer',
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'X-Zendesk-From-Account-Id: 1',
    ),
    parked('auto_submitted', null),
  ],
  'OTRS and Znuny: acknowledgement': [
    away(
      '[Ticket#2026113010000012] RE: The printer',
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      'X-Powered-By: OTRS',
      answered,
    ),
    parked('auto_submitted'),
  ],
  'Request Tracker: acknowledgement': [
    away(
      '[rt.example.org #123] AutoReply: The printer',
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      'RT-Ticket: rt.example.org #123',
    ),
    parked('auto_submitted', null),
  ],
  'GLPI: new ticket': [
    away(
      '[GLPI #0000123] Nouveau ticket',
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: OOF, DR, NDR, RN, NRN',
    ),
    parked('auto_submitted', null),
  ],
  'ServiceNow: notification': [
    away(
      'Incident INC0010001 opened',
      'Auto-Submitted: auto-generated',
      'Precedence: bulk',
      'X-ServiceNow-Generated: true',
    ),
    parked('auto_submitted', null),
  ],
  'another Palier: acknowledgement': [
    away('The printer', 'Auto-Submitted: auto-replied', 'X-Palier-Desk: abc'),
    parked('other_desk', null),
  ],
  cron: [
    away('Cron <root@db1> backup', 'Auto-Submitted: auto-generated', 'X-Cron-Env: <SHELL=/bin/sh>'),
    parked('auto_submitted', null),
  ],
  'Nagios, which says nothing of itself': [
    text(
      ['From: nagios@example.org', 'Subject: ** PROBLEM Service Alert: db1/Disk is CRITICAL **'],
      'DISK CRITICAL - free space: / 120 MB',
    ),
    { kind: 'ticket' },
  ],
  'a copier that sends a scan': [
    rawMail(
      [
        'From: copier@example.org',
        'Subject: Message from KMBT_C224e',
        'Content-Type: multipart/mixed; boundary=b',
      ],
      '--b\r\nContent-Type: application/pdf; name=SKM.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=SKM.pdf\r\n\r\nJVBERi0=\r\n--b--\r\n',
    ),
    { kind: 'ticket' },
  ],

  // Lists, news and invitations
  Mailman: [
    text(
      [
        joe,
        'Subject: [Talk] hello',
        'List-Id: Talk <talk.lists.example.org>',
        'List-Post: <mailto:talk@lists.example.org>',
        'Precedence: list',
      ],
      'hello',
    ),
    parked('mailing_list', null),
  ],
  'a Google Group that is the desk’s own address': [
    text(
      [
        joe,
        'Subject: The printer',
        'Mailing-list: list desk@example.com; contact desk+owners@example.com',
        'List-ID: <desk.example.com>',
        'List-Post: <https://groups.google.com/a/example.com/group/desk/post>, <mailto:desk@example.com>',
        'Precedence: list',
        'List-Unsubscribe: <mailto:googlegroups-manage+1+unsubscribe@googlegroups.com>',
      ],
      'hello',
    ),
    { kind: 'ticket', withheld: null },
  ],
  'Sympa, another list': [
    text(
      [
        joe,
        'Subject: hello',
        'List-Id: <infos.univ.example.org>',
        'X-Loop: infos@univ.example.org',
        'Precedence: list',
      ],
      'hello',
    ),
    parked('mailing_list', null),
  ],
  'a newsletter': [
    text(
      [
        joe,
        'Subject: Our offers',
        'List-Unsubscribe: <https://news.example.org/u>',
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      ],
      'Buy',
    ),
    parked('bulk', null),
  ],
  'Outlook: accepted': [invitation('REPLY', 'Accepted: Printer'), parked('calendar_reply', null)],
  'Google: an invitation': [
    invitation('REQUEST', 'Invitation: Printer @ Tue 1 Dec 2026'),
    { kind: 'ticket' },
  ],

  // How people's programs answer
  'Outlook: an answer': [
    text(
      [
        joe,
        'Subject: RE: The printer on floor 2',
        answered,
        `References: <${ours}>`,
        'Thread-Index: Adq1',
      ],
      'Thanks',
    ),
    message,
  ],
  'Lotus Notes: an answer with References alone': [
    text(
      [
        joe,
        'Subject: Re: The printer on floor 2',
        `References: <other@notes.example.org> <${ours}>`,
      ],
      'Thanks',
    ),
    message,
  ],
  'a program that writes words into In-Reply-To': [
    text(
      [
        joe,
        'Subject: Re: The printer on floor 2',
        `In-Reply-To: Your message of "Mon, 30 Nov 2026 09:00:00 +0000." <${ours}>`,
      ],
      'Thanks',
    ),
    message,
  ],
  'Exchange, which named its own copy in In-Reply-To': [
    text(
      [
        joe,
        'Subject: RE: The printer on floor 2',
        'In-Reply-To: <AM0PR1@eurprd.prod.outlook.com>',
        `References: <${ours}>\r\n\t<AM0PR1@eurprd.prod.outlook.com>`,
      ],
      'Thanks',
    ),
    message,
  ],
  'Outlook, French, with another prefix': [
    text(
      [joe, 'Subject: =?utf-8?q?R=C3=A9f_:_The_printer_on_floor_2?=', `References: <${ours}>`],
      'Merci',
    ),
    message,
  ],
  'a telephone that folds References within the id': [
    text(
      [joe, 'Subject: Re: The printer on floor 2', `References: <x@y.test>\r\n <${ours}>`],
      'Thanks',
    ),
    message,
  ],
  'Outlook without any reference, by Thread-Index alone': [
    text(
      [
        joe,
        'Subject: RE: The printer on floor 2',
        'Thread-Topic: The printer on floor 2',
        'Thread-Index: AdqZ',
      ],
      'Thanks',
    ),
    { kind: 'ticket' },
  ],
  'an old answer that begins something new': [
    text([joe, 'Subject: My telephone', `References: <${ours}>`], 'It is dead'),
    { kind: 'ticket' },
  ],
  'a person who writes of an automatic reply': [
    text([joe, 'Subject: Automatic replies do not work in Outlook', ''].slice(0, 2), 'Please help'),
    { kind: 'ticket' },
  ],
  'a person whose server marks what comes from outside': [
    text(
      [joe, 'Subject: [EXTERNAL] RE: The printer on floor 2', `References: <${ours}>`],
      'Thanks',
    ),
    message,
  ],
};

const circumstances = circumstancesWith({
  known: [knownWith(`rfc822:${ours}`, { subject: 'Re: The printer on floor 2' })],
  tickets: { 'tkt-a': ticketWith() },
});

for (const [name, [raw, expected]] of Object.entries(mails)) {
  test(`what a program wrote has its one fate: ${name}`, async (t) => {
    const mail = await read(raw);
    const fate: Fate = judge(mail, circumstances);
    t.like(fate, expected, JSON.stringify({ fate, automatic: mail.automatic }));
  });
}
