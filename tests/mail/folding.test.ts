import test from 'ava';
import fc from 'fast-check';
import { foldText } from '../../api/mail/reading/folding/fold.ts';

interface Form {
  /** What stays visible. */
  visible: string;
  quoted?: string;
  signature?: string;
}

const lines = (...all: string[]) => all.join('\n');

/** Mails as programs write them: the text, and what of it is visible, quoted, signature. */
const forms: Record<string, [string, Form]> = {
  'Gmail, French': [
    lines(
      'Merci, cela marche.',
      '',
      'Le lun. 3 mars 2025 à 10:12, Service informatique <desk@example.com> a écrit :',
      '',
      '> Bonjour,',
      '> Est-ce réglé ?',
    ),
    {
      visible: 'Merci, cela marche.',
      quoted:
        'Le lun. 3 mars 2025 à 10:12, Service informatique <desk@example.com> a écrit :\n\n> Bonjour,\n> Est-ce réglé ?',
    },
  ],
  'Gmail, French, its introduction broken over two lines': [
    lines(
      'Merci.',
      '',
      'Le lun. 3 mars 2025 à 10:12, Service informatique de la ville',
      '<desk@example.com> a écrit :',
      '',
      '> Bonjour',
    ),
    {
      visible: 'Merci.',
      quoted:
        'Le lun. 3 mars 2025 à 10:12, Service informatique de la ville\n<desk@example.com> a écrit :\n\n> Bonjour',
    },
  ],
  'Gmail, English': [
    lines(
      'It works.',
      '',
      'On Mon, Mar 3, 2025 at 10:12 AM IT desk <desk@example.com> wrote:',
      '> Does it?',
    ),
    {
      visible: 'It works.',
      quoted: 'On Mon, Mar 3, 2025 at 10:12 AM IT desk <desk@example.com> wrote:\n> Does it?',
    },
  ],
  'Apple Mail, French': [
    lines(
      'Oui.',
      '',
      '> Le 3 mars 2025 à 10:12, Desk <desk@example.com> a écrit :',
      '> ',
      '> Bonjour',
    ),
    {
      visible: 'Oui.',
      quoted: '> Le 3 mars 2025 à 10:12, Desk <desk@example.com> a écrit :\n> \n> Bonjour',
    },
  ],
  'Apple Mail, English': [
    lines('Yes.', '', 'On 3 Mar 2025, at 10:12, Desk <desk@example.com> wrote:', '', '> Hello'),
    {
      visible: 'Yes.',
      quoted: 'On 3 Mar 2025, at 10:12, Desk <desk@example.com> wrote:\n\n> Hello',
    },
  ],
  'an iPhone, French': [
    lines(
      'Toujours en panne',
      '',
      'Envoyé de mon iPhone',
      '',
      '> Le 3 mars 2025 à 10:12, Desk <desk@example.com> a écrit :',
      '>',
      '> Bonjour',
    ),
    {
      visible: 'Toujours en panne',
      signature: 'Envoyé de mon iPhone',
      quoted: '> Le 3 mars 2025 à 10:12, Desk <desk@example.com> a écrit :\n>\n> Bonjour',
    },
  ],
  'an iPhone, English': [
    lines('Still down', '', 'Sent from my iPhone'),
    { visible: 'Still down', signature: 'Sent from my iPhone' },
  ],
  'Outlook, French': [
    lines(
      'Bonjour,',
      'C’est réglé.',
      '',
      'De : Service informatique <desk@example.com>',
      'Envoyé : lundi 3 mars 2025 10:12',
      'À : Marie Curie <marie@example.org>',
      'Objet : Imprimante',
      '',
      'Est-ce réglé ?',
    ),
    {
      visible: 'Bonjour,\nC’est réglé.',
      quoted:
        'De : Service informatique <desk@example.com>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Marie Curie <marie@example.org>\nObjet : Imprimante\n\nEst-ce réglé ?',
    },
  ],
  'Outlook, French, with no-break spaces before its colons': [
    lines(
      'Oui',
      '',
      'De\u00a0: Desk',
      'Envoyé\u00a0: lundi 3 mars 2025 10:12',
      'À\u00a0: Marie',
      'Objet\u00a0: Imprimante',
      '',
      'Bonjour',
    ),
    {
      visible: 'Oui',
      quoted:
        'De\u00a0: Desk\nEnvoyé\u00a0: lundi 3 mars 2025 10:12\nÀ\u00a0: Marie\nObjet\u00a0: Imprimante\n\nBonjour',
    },
  ],
  'Outlook, English, below its rule, in bold': [
    lines(
      'Fixed.',
      '',
      '________________________________',
      '*From:* IT desk <desk@example.com>',
      '*Sent:* Monday, March 3, 2025 10:12',
      '*To:* Marie Curie',
      '*Subject:* Printer',
      '',
      'Is it?',
    ),
    {
      visible: 'Fixed.',
      quoted:
        '________________________________\n*From:* IT desk <desk@example.com>\n*Sent:* Monday, March 3, 2025 10:12\n*To:* Marie Curie\n*Subject:* Printer\n\nIs it?',
    },
  ],
  'Outlook of old, French': [
    lines('Merci', '', '-----Message d’origine-----', 'De : Desk', 'Bonjour'),
    { visible: 'Merci', quoted: '-----Message d’origine-----\nDe : Desk\nBonjour' },
  ],
  'Outlook of old, English': [
    lines('Thanks', '', '-----Original Message-----', 'From: Desk', 'Hello'),
    { visible: 'Thanks', quoted: '-----Original Message-----\nFrom: Desk\nHello' },
  ],
  'Outlook on a phone, French': [
    lines(
      'Oui merci',
      '',
      'Télécharger Outlook pour iOS',
      '________________________________',
      'De : Desk <desk@example.com>',
      'Envoyé : Monday, March 3, 2025 10:12:00 AM',
      'À : Marie <marie@example.org>',
      'Objet : Imprimante',
      '',
      'Bonjour',
    ),
    {
      visible: 'Oui merci',
      signature: 'Télécharger Outlook pour iOS',
      quoted:
        '________________________________\nDe : Desk <desk@example.com>\nEnvoyé : Monday, March 3, 2025 10:12:00 AM\nÀ : Marie <marie@example.org>\nObjet : Imprimante\n\nBonjour',
    },
  ],
  'Outlook on a phone, English': [
    lines('Yes', '', 'Get Outlook for Android<https://aka.ms/AAb9ysg>'),
    { visible: 'Yes', signature: 'Get Outlook for Android<https://aka.ms/AAb9ysg>' },
  ],
  'Yahoo, French, its quotation without marks': [
    lines(
      'Merci',
      '',
      'Le lundi 3 mars 2025 à 10:12:00 UTC+1, Desk <desk@example.com> a écrit :',
      '',
      'Bonjour,',
      'Est-ce réglé ?',
    ),
    {
      visible: 'Merci',
      quoted:
        'Le lundi 3 mars 2025 à 10:12:00 UTC+1, Desk <desk@example.com> a écrit :\n\nBonjour,\nEst-ce réglé ?',
    },
  ],
  'Thunderbird, French, answers between the quotes': [
    lines(
      'Le 03/03/2025 à 10:12, Desk a écrit :',
      '> Quel étage ?',
      'Le deuxième.',
      '> Quelle imprimante ?',
      'La grise.',
    ),
    {
      visible: 'Le deuxième.\nLa grise.',
      quoted: 'Le 03/03/2025 à 10:12, Desk a écrit :\n> Quel étage ?\n> Quelle imprimante ?',
    },
  ],
  'Thunderbird, English, answers between the quotes': [
    lines(
      'On 3/3/25 10:12, Desk wrote:',
      '> Which floor?',
      '',
      'The second.',
      '',
      '> Which printer?',
      '',
      'The grey one.',
    ),
    {
      visible: 'The second.\n\nThe grey one.',
      quoted: 'On 3/3/25 10:12, Desk wrote:\n> Which floor?\n\n> Which printer?\n',
    },
  ],
  'a signature below its mark': [
    lines('Bonjour, rien ne marche.', '', '-- ', 'Marie Curie', 'Laboratoire', '01 02 03 04 05'),
    {
      visible: 'Bonjour, rien ne marche.',
      signature: '-- \nMarie Curie\nLaboratoire\n01 02 03 04 05',
    },
  ],
  'a signature whose mark lost its blank': [
    lines('Nothing works.', '', '--', 'Marie Curie'),
    { visible: 'Nothing works.', signature: '--\nMarie Curie' },
  ],
  'a signature between the text and what is quoted': [
    lines('Oui.', '-- ', 'Marie', '', 'Le 03/03/2025 à 10:12, Desk a écrit :', '> Bonjour'),
    {
      visible: 'Oui.',
      signature: '-- \nMarie',
      quoted: 'Le 03/03/2025 à 10:12, Desk a écrit :\n> Bonjour',
    },
  ],
  'German Outlook': [
    lines(
      'Erledigt.',
      '',
      'Von: Desk',
      'Gesendet: Montag, 3. März 2025 10:12',
      'An: Marie',
      'Betreff: Drucker',
      '',
      'Hallo',
    ),
    {
      visible: 'Erledigt.',
      quoted:
        'Von: Desk\nGesendet: Montag, 3. März 2025 10:12\nAn: Marie\nBetreff: Drucker\n\nHallo',
    },
  ],
  'what somebody passes on, French': [
    lines(
      'Voici l’erreur.',
      '',
      '---------- Message transféré ---------',
      'De : Serveur <root@example.com>',
      'Date: lun. 3 mars 2025 à 10:12',
      'Objet : Disque plein',
      'À : <marie@example.org>',
      '',
      'Il reste 0 octet.',
    ),
    {
      visible: lines(
        'Voici l’erreur.',
        '',
        '---------- Message transféré ---------',
        'De : Serveur <root@example.com>',
        'Date: lun. 3 mars 2025 à 10:12',
        'Objet : Disque plein',
        'À : <marie@example.org>',
        '',
        'Il reste 0 octet.',
      ),
    },
  ],
  'what somebody passes on, English, Apple': [
    lines(
      'See below',
      '',
      'Begin forwarded message:',
      '',
      '> From: Server',
      '> Subject: Disk full',
      '>',
      '> 0 bytes left',
    ),
    {
      visible: lines(
        'See below',
        '',
        'Begin forwarded message:',
        '',
        '> From: Server',
        '> Subject: Disk full',
        '>',
        '> 0 bytes left',
      ),
    },
  ],
  'nothing but a quotation': [
    lines('> Est-ce réglé ?', '> Merci'),
    { visible: '> Est-ce réglé ?\n> Merci' },
  ],
  'nothing but a signature': [lines('-- ', 'Marie'), { visible: '-- \nMarie' }],
  'a sentence that only sounds like an introduction': [
    lines('Bonjour,', 'Le message a écrit :', 'erreur disque', 'Que faire ?'),
    { visible: 'Bonjour,\nLe message a écrit :\nerreur disque\nQue faire ?' },
  ],
  'a sentence that only begins like a phone’s line': [
    lines('Envoyé de mon poste hier', 'et rien reçu depuis.'),
    { visible: 'Envoyé de mon poste hier\net rien reçu depuis.' },
  ],
  'a list with a From that is no header': [
    lines('From: the second floor', 'we cannot print.'),
    { visible: 'From: the second floor\nwe cannot print.' },
  ],
};

for (const [name, [text, { visible, quoted = '', signature = '' }]] of Object.entries(forms)) {
  test(`is folded as its program means it: ${name}`, (t) => {
    const folded = foldText(text, 'Re: Imprimante');
    t.is(folded.visible, visible);
    t.is(folded.quoted.trim(), quoted.trim());
    t.is(folded.signature, signature);
    t.is(folded.blocks.map((block) => block.text).join('\n'), text);
  });
}

test('a message that Outlook passes on stays visible: its subject says so', (t) => {
  const text = lines(
    'Voir ci-dessous',
    '',
    'De : Serveur',
    'Envoyé : lundi 3 mars 2025',
    'À : Marie',
    'Objet : Disque plein',
    '',
    'Il reste 0 octet.',
  );
  t.is(foldText(text, 'TR: Disque plein').visible, text);
  t.is(foldText(text, 'RE: Disque plein').visible, 'Voir ci-dessous');
});

test('what is passed on stays visible with the signature that stands in it', (t) => {
  const text = lines(
    'See below',
    '',
    '---------- Forwarded message ---------',
    'From: Joe',
    '',
    'It burns.',
    '-- ',
    'Joe',
    'Second floor',
    '',
    'Sent from my iPhone',
  );
  t.is(foldText(text, 'Fwd: fire').visible, text);
});

test('what is long is no signature, whatever mark stands above it', (t) => {
  const log = Array.from({ length: 50 }, (_, at) => `line ${at} of the log`);
  const text = lines('This is the log:', '-- ', ...log);
  t.is(foldText(text, 'log').visible, text);
});

const line = fc.oneof(
  fc.string({ maxLength: 20 }).map((one) => one.replace(/\n/g, ' ')),
  fc.constantFrom(
    '',
    '> a',
    '-- ',
    '--',
    'Le 3 mars 2025, Desk a écrit :',
    'De : x',
    'Envoyé : y',
    'À : z',
  ),
  fc.constantFrom(
    'Sent from my iPhone',
    '-----Original Message-----',
    '________________',
    'Begin forwarded message:',
  ),
);

test('folding loses no line, and never hides everything', (t) => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom('Re: x', 'Fwd: x'),
      (all, subject) => {
        const text = all.join('\n');
        const { blocks, visible } = foldText(text, subject);
        t.is(blocks.map((block) => block.text).join('\n'), text);
        t.is(visible.trim() === '', text.trim() === '');
      },
    ),
    { numRuns: 500 },
  );
});
