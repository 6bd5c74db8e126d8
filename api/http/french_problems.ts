import type { FieldError } from './problem_contract.ts';

/** What a problem is made of, in English. */
interface Told {
  detail: string;
  errors: readonly FieldError[];
  headers: Readonly<Record<string, string>>;
}

interface FrenchProblem {
  title: string;
  detail(told: Told): string;
}

const unanswered = 'La question est restée sans réponse';
const repeat = 'Répétez la requête avec la même Idempotency-Key : rien ne sera fait deux fois.';

/** What the API says in French, by the code of the problem; refusals of the desk have words of their own. */
export const frenchProblems: Readonly<Record<string, FrenchProblem>> = {
  invalid_input: {
    title: 'La requête n’est pas valable',
    detail: ({ errors: [first] }) =>
      first
        ? `${first.path} : attendu : ${frenchExpectation(first.expected)} ; reçu : ${frenchReceived(first.received)}`
        : 'La requête ne suit pas le contrat.',
  },
  malformed_body: {
    title: 'Le corps de la requête est illisible',
    detail: ({ errors: [first] }) =>
      `Le corps : attendu : ${frenchExpectation(first?.expected ?? '')} ; reçu : ${frenchReceived(first?.received ?? '')}`,
  },
  malformed_address: {
    title: 'L’adresse est illisible',
    detail: () => 'L’adresse : attendu : de l’UTF-8 codé en pourcentages ; reçu : autre chose.',
  },
  body_too_large: {
    title: 'Le corps de la requête est trop grand',
    detail: ({ errors: [first] }) => `Le corps : ${frenchExpectation(first?.expected ?? '')}.`,
  },
  unsupported_media_type: {
    title: 'Le corps de la requête n’est pas du JSON',
    detail: ({ errors: [first] }) =>
      `Content-Type : attendu : application/json en UTF-8 ; reçu : ${frenchReceived(first?.received ?? '')}.`,
  },
  not_signed_in: {
    title: 'Connectez-vous d’abord',
    detail: ({ detail }) =>
      detail.startsWith('The token is unknown')
        ? 'Le jeton est inconnu ou a expiré, ou son compte est clos.'
        : 'Il faut un en-tête Authorization avec Bearer et un jeton, ou un cookie de session.',
  },
  cross_site_refused: {
    title: 'La requête vient d’un autre site',
    detail: () =>
      'Avec un cookie de session, seules les pages de ce centre de services peuvent demander des changements.',
  },
  other_account: {
    title: 'Quelqu’un d’autre s’est connecté',
    detail: () =>
      'Cette page a été ouverte par un autre compte que celui qui est connecté à présent.',
  },
  unknown_host: {
    title: 'Ce centre de services porte un autre nom',
    detail: () =>
      'Host : attendu : un nom de ce centre de services. PALIER_HOSTS dit lesquels il a.',
  },
  method_not_allowed: {
    title: 'Pas avec cette méthode',
    detail: ({ headers }) => `Méthodes permises : ${headers.Allow ?? ''}.`,
  },
  idempotency_key_reused: {
    title: 'La clé a déjà servi à autre chose',
    detail: () =>
      'Idempotency-Key : attendu : une nouvelle clé ; reçu : celle d’une autre requête.',
  },
  attachments_unsent: {
    title: 'Trop de fichiers attendent d’être envoyés',
    detail: ({ detail }) =>
      `Les fichiers déposés et non envoyés ne peuvent dépasser ${numberIn(detail)} octets en tout : envoyez-en d’abord.`,
  },
  too_many_requests: {
    title: 'Trop de requêtes',
    detail: () => 'Trop de requêtes de cette adresse en une minute.',
  },
  too_many_commands: {
    title: 'Trop de commandes à la fois',
    detail: () => `Trop de commandes sont en cours sur ce ticket. ${repeat}`,
  },
  share_taken: {
    title: 'Trop à la fois',
    detail: ({ detail }) =>
      `Un compte ne peut en avoir que ${numberIn(detail)} en cours à la fois : attendez que l’un se termine.`,
  },
  busy: {
    title: 'Le centre de services est occupé',
    detail: ({ headers }) =>
      `Trop lui est demandé à la fois. Rien n’a été fait : renvoyez la requête dans ${headers['Retry-After'] ?? '2'} s.`,
  },
  temporal_unavailable: {
    title: 'Le centre de services ne peut prendre de commandes pour l’instant',
    detail: () => `Temporal n’a pas répondu à temps. ${repeat}`,
  },
  database_unavailable: {
    title: 'Le centre de services ne peut ni lire ni écrire de textes pour l’instant',
    detail: () => `Postgres n’a pas répondu à temps. ${repeat}`,
  },
  ticket_contradicted: {
    title: 'Le ticket est en cours de réparation',
    detail: () =>
      'Le ticket a pris la commande, et ce qui est écrit de lui la contredit. Il est en cours de ' +
      'réparation : répétez avec la même Idempotency-Key pour savoir ce qu’il en est.',
  },
  internal_error: {
    title: 'Le centre de services a échoué',
    detail: () =>
      'C’est un défaut du centre de services. Il est consigné sous l’instance donnée ici.',
  },
  unknown_metric: {
    title: unanswered,
    detail: ({ detail }) =>
      detail.includes('foresees')
        ? 'C’est une prévision : aucun ticket n’est derrière elle.'
        : `Il n’y a pas d’indicateur de ce nom. Il y a : ${namesIn(detail)}`,
  },
  unknown_dashboard: {
    title: unanswered,
    detail: ({ detail }) =>
      `Il n’y a pas de tableau de bord de ce nom. Il y a : ${namesIn(detail)}`,
  },
  invalid_parameter: {
    title: unanswered,
    detail: ({ detail, errors: [first] }) =>
      `Le paramètre ${first?.path ?? ''} ne convient pas (${detail}).`,
  },
  sql_refused: {
    title: unanswered,
    detail: ({ detail }) => `Cette requête n’est pas permise ici (${detail}).`,
  },
  // The engine's words have a place in the statement: they stay as they are.
  sql_failed: { title: unanswered, detail: ({ detail }) => detail },
  memory_limit: {
    title: unanswered,
    detail: () => 'La requête demande plus de mémoire qu’une seule ne peut en avoir.',
  },
  result_too_large: {
    title: unanswered,
    detail: () => 'Le résultat est plus grand que ce qu’une requête peut donner.',
  },
  query_timeout: {
    title: unanswered,
    detail: () => 'La requête a pris plus de temps qu’une seule ne peut en avoir.',
  },
  query_cancelled: { title: unanswered, detail: () => 'La requête a été abandonnée.' },
  too_busy: {
    title: unanswered,
    detail: () => 'Trop de questions attendent déjà : recommencez dans un instant.',
  },
  worker_lost: {
    title: unanswered,
    detail: () => 'Le processus qui devait répondre s’est arrêté : recommencez.',
  },
  warehouse_locked: {
    title: unanswered,
    detail: () => 'L’entrepôt de données est occupé : recommencez dans un instant.',
  },
  warehouse_damaged: {
    title: unanswered,
    detail: () =>
      'L’entrepôt de données est illisible. Rien n’est perdu : le prochain export le refait, `palier export` tout de suite.',
  },
};

function numberIn(detail: string): string {
  return /\d+/.exec(detail)?.[0] ?? '';
}

function namesIn(detail: string): string {
  return detail.split('There are: ')[1] ?? '';
}

type Replacement = readonly [RegExp, string];

const units: readonly Replacement[] = [
  [/ characters$/, ' caractères'],
  [/ items$/, ' éléments'],
  [/ bytes$/, ' octets'],
  [/ levels of nesting$/, ' niveaux d’imbrication'],
];

/** What is expected or received, in French, by what it is in English. */
const phrases: Readonly<Record<string, string>> = {
  'no such field': 'aucun champ de ce nom',
  'a string': 'une chaîne de caractères',
  'a number': 'un nombre',
  'an int': 'un nombre entier',
  'a boolean': 'vrai ou faux',
  'an array': 'une liste',
  'an object': 'un objet',
  'a record': 'un objet',
  'an ISO 8601 instant with an offset, as 2026-11-24T09:00:00Z':
    'un instant ISO 8601 avec décalage, comme 2026-11-24T09:00:00Z',
  'a date, as 2026-11-24': 'une date, comme 2026-11-24',
  'text without \\u0000 and without lone surrogates':
    'un texte sans \\u0000 ni demi-caractère isolé',
  'text without control characters and marks that nobody sees':
    'un texte sans caractères de contrôle ni signes invisibles',
  'text that is not blank': 'un texte qui n’est pas vide',
  'text on one line': 'un texte d’une seule ligne',
  'a word in snake_case of at most 64 characters': 'un mot en snake_case d’au plus 64 caractères',
  'an id of at most 128 letters, digits and . _ : -':
    'un identifiant d’au plus 128 lettres, chiffres et . _ : -',
  'small letters and digits with single hyphens':
    'des minuscules et des chiffres, séparés par un seul trait d’union',
  'a name, not an id': 'un nom, et non un identifiant',
  'a text in en, in fr, or in both': 'un texte en anglais, en français ou dans les deux langues',
  'rootCause, workaround or both': 'rootCause, workaround ou les deux',
  'title, description or both': 'title, description ou les deux',
  'group, owner or both': 'group, owner ou les deux',
  'the id of a ticket': 'l’identifiant d’un ticket',
  'a problem id': 'l’identifiant d’un problème',
  'a ticket id': 'l’identifiant d’un ticket',
  'the seq of an event': 'le seq d’un événement',
  'one of `before` and `after`': 'l’un de `before` et `after`',
  'the id of an attachment': 'l’identifiant d’une pièce jointe',
  'each attachment once': 'chaque pièce jointe une seule fois',
  'one of the escalation reasons of the process': 'l’un des motifs d’escalade du processus',
  'the name of a parameter, without its $': 'le nom d’un paramètre, sans son $',
  'each parameter once': 'chaque paramètre une seule fois',
  'a period, a segment, both with a comma between, or nothing for the whole':
    'une période, un segment, les deux séparés par une virgule, ou rien pour l’ensemble',
  'the `next` of a page in the same order': 'le `next` d’une page dans le même ordre',
  'a key that no other request was made with': 'une clé qui n’a servi à aucune autre requête',
  'application/json in UTF-8': 'application/json en UTF-8',
  '1 to 200 visible ASCII characters': 'de 1 à 200 caractères ASCII visibles',
  'the bytes of a file': 'le contenu d’un fichier',
  'a file of yours that was uploaded and not sent yet':
    'un de vos fichiers, déposé et non encore envoyé',
  'a knowledge session of your own': 'une de vos recherches dans la base de connaissances',
  'a major incident that is open': 'un incident majeur ouvert',
  'a slug no other article has': 'un slug qu’aucun autre article n’a',
  'a ticket that you may know of': 'un ticket que vous pouvez connaître',
  'a ticket that is not over': 'un ticket qui n’est pas terminé',
  'an account of this desk': 'un compte de ce centre de services',
  'an agent of this desk': 'un agent de ce centre de services',
  'an agent or owner of this desk': 'un agent ou responsable de ce centre de services',
  'nothing, or your own account': 'rien, ou votre propre compte',
  'portal or api': 'portal ou api',
  'no body': 'aucun corps',
  'a body': 'un corps',
  JSON: 'du JSON',
  'a whole JSON body': 'un corps JSON entier',
  'UTF-8': 'de l’UTF-8',
  'bytes that are not UTF-8': 'des octets qui ne sont pas de l’UTF-8',
  'fields of the contract': 'des champs du contrat',
  'each field once': 'chaque champ une seule fois',
  nothing: 'rien',
  null: 'null',
  more: 'davantage',
  'something else': 'autre chose',
  'a key used before': 'une clé qui a déjà servi',
  'no content type': 'aucun Content-Type',
};

const patterns: readonly Replacement[] = [
  [/^one of /, 'l’un de : '],
  [/^at least one of /, 'au moins l’un de : '],
  [/^at most /, 'au plus '],
  [/^at least /, 'au moins '],
  [/^a whole number from (\d+) to (\d+)$/, 'un nombre entier de $1 à $2'],
  [/^the number of (.*): 1, 2, 3 …$/, 'un numéro : 1, 2, 3 …'],
  [/^a string of (\d+) characters$/, 'une chaîne de $1 caractères'],
  [/^an array of (\d+)$/, 'une liste de $1'],
  [/^text that is not JSON.*$/, 'un texte qui n’est pas du JSON'],
  [/^a field '(.*)'$/, 'un champ « $1 »'],
  [/^the field '(.*)' twice$/, 'deux fois le champ « $1 »'],
];

/** What was expected, in French; what nobody has translated stays as it is. */
export function frenchExpectation(expected: string): string {
  const whole = phrases[expected];
  if (whole !== undefined) return whole;
  const parts = expected.split(' or ');
  if (parts.length > 1) return parts.map(frenchExpectation).join(' ou ');
  return [...patterns, ...units].reduce((text, [from, to]) => text.replace(from, to), expected);
}

/** What came, in French: the caller's own values stay as they are. */
function frenchReceived(received: string): string {
  const whole = phrases[received];
  if (whole !== undefined) return whole;
  return patterns.reduce((text, [from, to]) => text.replace(from, to), received);
}

export function frenchFields(errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ path, expected, received }) => ({
    path,
    expected: frenchExpectation(expected),
    received: frenchReceived(received),
  }));
}
