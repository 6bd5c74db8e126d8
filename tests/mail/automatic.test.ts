import test from 'ava';
import { rawMail, rawParts, rawText, read } from './raw_mail.ts';

const signsOf = async (raw: Buffer) => (await read(raw)).automatic;

/** Subjects of programs that say somebody is away. */
const awaySubjects = [
  'Automatic reply: Printer',
  'Auto: Out of Office',
  'Out of Office: Printer',
  'Out of the office until Monday',
  'Auto-Reply: Printer',
  'Vacation reply',
  'Re: Automatic reply: Printer',
  'Réponse automatique : Imprimante',
  "Message d'absence",
  'Absence du bureau : Imprimante',
  'Absente du bureau : Imprimante',
  'Automatische Antwort: Drucker',
  'Abwesenheitsnotiz: Drucker',
  'Respuesta automática: Impresora',
  'Fuera de la oficina',
  'Risposta automatica: Stampante',
  'Fuori ufficio: Stampante',
  'Automatisch antwoord: Printer',
  'Afwezigheidsbericht',
];

/** Subjects of people, who may write of the same things. */
const humanSubjects = [
  'The out of office tray does not print',
  'Demande d’absence refusée par le logiciel',
  'Autoreply is broken',
  'Réponse automatique à configurer dans Outlook',
  'Out of office replies are not sent',
  'Re: Printer',
  'Holiday calendar',
];

test('a subject says in six languages that somebody is away', async (t) => {
  for (const subject of awaySubjects) {
    const signs = await signsOf(rawText([`Subject: ${subject}`], 'I am back on Monday.'));
    t.truthy(signs.outOfOffice, subject);
  }
  for (const subject of humanSubjects) {
    const signs = await signsOf(rawText([`Subject: ${subject}`], 'Please help.'));
    t.is(signs.outOfOffice, null, subject);
  }
});

test('an answer that begins so says that somebody is away; a mail of one’s own does not', async (t) => {
  const sentences = [
    'I am currently out of the office until Monday.',
    'Bonjour, je suis actuellement absent jusqu’au 3 mars.',
    'Ich bin bis zum 3. März nicht im Büro.',
    'Estoy fuera de la oficina.',
    'Sono attualmente fuori ufficio.',
    'Ik ben momenteel afwezig.',
  ];
  for (const sentence of sentences) {
    const answer = await signsOf(
      rawText(['Subject: Re: Printer', 'In-Reply-To: <a@b.test>'], sentence),
    );
    t.truthy(answer.outOfOffice, sentence);
    const own = await signsOf(rawText(['Subject: Printer'], sentence));
    t.is(own.outOfOffice, null, sentence);
  }
  const quoting = rawText(
    ['Subject: Re: Printer', 'In-Reply-To: <a@b.test>'],
    'It works.\r\n\r\nOn Mon, 3 Mar 2025, Joe wrote:\r\n> I am out of the office',
  );
  t.is((await signsOf(quoting)).outOfOffice, null, 'what is quoted says nothing of the sender');
});

test('headers of programs are signs, and `Auto-Submitted: no` is none', async (t) => {
  const of = (...headers: string[]) => signsOf(rawMail(['From: a@x.test', ...headers], 'x'));
  t.is((await of('Auto-Submitted: auto-replied (vacation)')).autoSubmitted, 'auto-replied');
  t.is((await of('Auto-Submitted: No')).autoSubmitted, null);
  t.is((await of('Precedence: Bulk')).precedence, 'bulk');
  t.deepEqual((await of('List-Id: x', 'List-Post: y')).listHeaders, ['list-id', 'list-post']);
  t.true((await of('Return-Path: <>')).hasEmptyReturnPath);
  t.false((await of('Return-Path: <a@x.test>')).hasEmptyReturnPath);
  t.deepEqual((await of('X-Auto-Response-Suppress: DR, OOF, AutoReply')).responseSuppressed, [
    'dr',
    'oof',
    'autoreply',
  ]);
  t.truthy((await of('X-Autoreply: yes')).outOfOffice);
  t.is((await of('X-Autoreply: no')).outOfOffice, null);
  t.is((await of('X-Palier-Desk: other')).sentByDesk, 'other');
});

const human = 'Content-Type: text/plain\r\n\r\nIt did not arrive.';
const returned =
  'Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@Example.com>\r\nSubject: s';

test('a report says which mail it is about, whom it did not reach, and why', async (t) => {
  const status = [
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    'Original-Recipient: rfc822;Joe@example.org',
    'Final-Recipient: rfc822; joe@mailbox.example.org',
    'Action: Failed',
    'Status: 5.1.1 (bad mailbox)',
    'Diagnostic-Code: smtp; 550 5.1.1',
    ' no such user',
    '',
    'Final-Recipient: rfc822;ann@example.org',
    'Action: delayed',
    'Status: 4.4.1',
  ].join('\r\n');
  const mail = await read(
    rawParts('multipart/report; report-type=delivery-status', [human, status, returned]),
  );
  t.deepEqual(mail.automatic.deliveryReport, {
    originalMessageId: 'rfc822:ours@example.com',
    recipients: [
      {
        address: 'joe@example.org',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 no such user',
      },
      { address: 'ann@example.org', action: 'delayed', status: '4.4.1', diagnostic: '' },
    ],
  });
  t.is(mail.text, 'It did not arrive.');
});

test('a server that reports in words alone is understood', async (t) => {
  const body = [
    'Hi. This is the qmail-send program at example.org.',
    '<joe@example.org>:',
    'Sorry, no mailbox here by that name. (#5.1.1)',
    '',
    '--- Below this line is a copy of the message.',
    '',
    'Message-ID: <ours@example.com>',
    'Subject: s',
  ].join('\r\n');
  const raw = rawMail(['From: MAILER-DAEMON@example.org', 'Subject: failure notice'], body);
  t.like((await signsOf(raw)).deliveryReport, {
    originalMessageId: 'rfc822:ours@example.com',
    recipients: [{ address: 'joe@example.org', action: 'failed', status: '5.1.1', diagnostic: '' }],
  });
  const person = rawMail(['From: joe@example.org', 'Subject: failure notice'], body);
  t.is((await signsOf(person)).deliveryReport, null);
});

test('Exim names whom it did not reach in a header; who writes so is a server', async (t) => {
  const raw = rawMail(
    [
      'From: Mail Delivery System <Mailer-Daemon@example.org>',
      'Subject: Mail delivery failed: returning message to sender',
      'X-Failed-Recipients: joe@example.org, ann@example.org',
    ],
    '  joe@example.org\r\n    host mx.example.org: 550 5.1.1 no such user',
  );
  t.like((await signsOf(raw)).deliveryReport, {
    recipients: [
      { address: 'joe@example.org', action: 'failed', status: '5.1.1' },
      { address: 'ann@example.org', action: 'failed' },
    ],
  });
});

test('a report that returns nothing is about the mail that it answers', async (t) => {
  const status =
    'Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;joe@example.org\r\nAction: failed';
  const raw = rawParts(
    'multipart/report; report-type=delivery-status',
    [human, status],
    ['In-Reply-To: <ours@example.com>'],
  );
  t.is((await signsOf(raw)).deliveryReport?.originalMessageId, 'rfc822:ours@example.com');
});

test('a complaint and a read receipt are known by their parts', async (t) => {
  const complaint = await signsOf(
    rawParts('multipart/report; report-type=feedback-report', [
      human,
      'Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse',
    ]),
  );
  t.true(complaint.isAbuseReport);
  const receipt = await signsOf(
    rawParts('multipart/report; report-type=disposition-notification', [
      human,
      'Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed',
    ]),
  );
  t.true(receipt.isReadReceipt);
});
