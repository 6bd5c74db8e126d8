import { analyticsText, isAnalyticsFailure } from '../../analytics/error_words.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { type CountedWord, counted } from '../../workflows/processes/counted.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { expectationText, receiptText } from './expectation_words.ts';
import type { Receipt } from './expectations.ts';
import type { Share } from './limits/shares.ts';
import type {
  Fault,
  OwnProblem,
  ProblemCode,
  ProblemParameters,
  ProblemReason,
} from './problem_parameters.ts';
import { refusalTitle } from './refusal_titles.ts';
import type { Locale } from './words.ts';

interface Words<C extends ProblemCode> {
  title: string;
  detail: string | ((parameters: ProblemParameters[C]) => string);
}

type AllWords = { [C in ProblemCode]: Words<C> };

const repeat: Record<Locale, string> = {
  en: 'Repeat the request with the same Idempotency-Key: it will not be done twice.',
  fr: 'Répétez la requête avec la même Idempotency-Key : rien ne sera fait deux fois.',
};

const bytes: Record<Locale, CountedWord> = {
  en: { one: 'byte', other: 'bytes' },
  fr: { one: 'octet', other: 'octets' },
};

const shares: Record<Locale, Record<Share, CountedWord>> = {
  en: {
    streams: { one: 'stream', other: 'streams' },
    queries: { one: 'query', other: 'queries' },
    uploads: { one: 'upload', other: 'uploads' },
  },
  fr: {
    streams: { one: 'flux ouvert', other: 'flux ouverts' },
    queries: { one: 'requête en cours', other: 'requêtes en cours' },
    uploads: { one: 'envoi en cours', other: 'envois en cours' },
  },
};

const english: AllWords = {
  account_closed: {
    title: 'The account is closed',
    detail: 'This person has left. Open the account again before you change it.',
  },
  attachments_unsent: {
    title: 'Too many files are not sent yet',
    detail: ({ limitBytes }) =>
      `Files that were uploaded and not sent may be ${counted(limitBytes, bytes.en, 'en')} in all: send some first.`,
  },
  body_too_large: { title: 'The body is too large', detail: firstFault('en') },
  busy: {
    title: 'The desk is busy',
    detail: ({ seconds }) =>
      'More is asked of the desk at once than it can do. Nothing was done: send the request again ' +
      `in ${seconds} s.`,
  },
  cross_site_refused: {
    title: 'The request came from another site',
    detail:
      'With a session cookie, changes are accepted from pages of this desk only: expected ' +
      'Sec-Fetch-Site same-origin or none, or an Origin that matches the Host.',
  },
  database_unavailable: {
    title: 'The desk cannot read or write texts now',
    detail: `Postgres did not answer in time. ${repeat.en}`,
  },
  idempotency_key_reused: {
    title: 'The key was used for something else',
    detail: firstFault('en'),
  },
  internal_error: {
    title: 'The desk failed',
    detail: 'This is a defect of the desk. It was logged under the instance given here.',
  },
  invalid_input: { title: 'The request is not valid', detail: firstFault('en') },
  link_over: {
    title: 'There is nothing to link',
    detail:
      'No provider has proved somebody of this account in this browser in the last 15 minutes, or ' +
      'who it proved belongs to another account. Sign in with the provider again.',
  },
  last_administrator: {
    title: 'The last administrator stays',
    detail: 'Nobody else is an administrator: give somebody else that role first.',
  },
  malformed_address: {
    title: 'The address cannot be read',
    detail: 'The address: expected percent-encoded UTF-8, received something else.',
  },
  malformed_body: { title: 'The body cannot be read', detail: firstFault('en') },
  method_not_allowed: {
    title: 'Not with this method',
    detail: ({ method, allowed }) => `Method ${method}: expected ${allowed.join(', ')}.`,
  },
  not_signed_in: {
    title: 'Sign in first',
    detail: ({ why }) =>
      ({
        no_credential: 'Expected an Authorization header with a Bearer token, or a session cookie.',
        no_bearer: 'Authorization: expected Bearer and an API token.',
        unknown_token: 'The token is unknown, has expired, or its account has ended.',
        session_over: 'The session is over: sign in again.',
        other_home: 'This account is of the demo, and the desk was opened without it.',
      })[why],
  },
  other_account: {
    title: 'Somebody else has signed in',
    detail: 'This page was opened by another account than the one that is signed in now.',
  },
  provider_unavailable: {
    title: 'The other sign-in does not answer',
    detail: ({ provider }) =>
      `${provider} did not answer in time, or says that it is not well. Try again in a moment, or sign in another way.`,
  },
  share_taken: {
    title: 'Too much at once',
    detail: ({ share, limit }) =>
      `One account may have ${counted(limit, shares.en[share], 'en')} open at once: wait until one has ended.`,
  },
  temporal_unavailable: {
    title: 'The desk cannot take commands now',
    detail: `Temporal did not answer in time. ${repeat.en}`,
  },
  ticket_contradicted: {
    title: 'The ticket is being repaired',
    detail:
      'The ticket has taken the command, and what is written of the ticket contradicts it. It is ' +
      'being repaired: repeat with the same Idempotency-Key to hear what became of it.',
  },
  too_many_commands: {
    title: 'Too many commands at once',
    detail: `This ticket has too many commands in flight. ${repeat.en}`,
  },
  too_many_requests: {
    title: 'Too many requests',
    detail: 'Too many requests from this address in a minute.',
  },
  unknown_host: {
    title: 'This desk has another name',
    detail: ({ host }) =>
      `Host: expected a name of this desk, received ${JSON.stringify(host)}. PALIER_HOSTS says which it has.`,
  },
  unsupported_media_type: { title: 'The body is not JSON', detail: firstFault('en') },
  worker_unavailable: {
    title: 'The desk cannot take commands now',
    detail: `Temporal is there, and no worker answered in time. ${repeat.en}`,
  },
};

const french: AllWords = {
  account_closed: {
    title: 'Le compte est clos',
    detail: 'Cette personne est partie. Rouvrez le compte avant de le modifier.',
  },
  attachments_unsent: {
    title: 'Trop de fichiers attendent d’être envoyés',
    detail: ({ limitBytes }) =>
      `Les fichiers déposés et non envoyés ne peuvent dépasser ${counted(limitBytes, bytes.fr, 'fr')} en tout : envoyez-en d’abord.`,
  },
  body_too_large: { title: 'Le corps de la requête est trop grand', detail: firstFault('fr') },
  busy: {
    title: 'Le centre de services est occupé',
    detail: ({ seconds }) =>
      `Trop lui est demandé à la fois. Rien n’a été fait : renvoyez la requête dans ${seconds} s.`,
  },
  cross_site_refused: {
    title: 'La requête vient d’un autre site',
    detail:
      'Avec un cookie de session, seules les pages de ce centre de services peuvent demander des changements.',
  },
  database_unavailable: {
    title: 'Le centre de services ne peut ni lire ni écrire de textes pour l’instant',
    detail: `Postgres n’a pas répondu à temps. ${repeat.fr}`,
  },
  idempotency_key_reused: {
    title: 'La clé a déjà servi à autre chose',
    detail: firstFault('fr'),
  },
  internal_error: {
    title: 'Le centre de services a échoué',
    detail: 'C’est un défaut du centre de services. Il est consigné sous l’instance donnée ici.',
  },
  invalid_input: { title: 'La requête n’est pas valable', detail: firstFault('fr') },
  link_over: {
    title: 'Il n’y a rien à relier',
    detail:
      'Dans ce navigateur, aucun fournisseur n’a prouvé l’identité de quelqu’un de ce compte depuis 15 ' +
      'minutes, ou bien cette identité est celle d’un autre compte. Reconnectez-vous par le fournisseur.',
  },
  last_administrator: {
    title: 'Le dernier administrateur reste',
    detail: 'Personne d’autre n’est administrateur : donnez d’abord ce rôle à quelqu’un d’autre.',
  },
  malformed_address: {
    title: 'L’adresse est illisible',
    detail: 'L’adresse attend de l’UTF-8 codé en pourcentages, mais a reçu autre chose.',
  },
  malformed_body: {
    title: 'Le corps de la requête est illisible',
    detail: firstFault('fr'),
  },
  method_not_allowed: {
    title: 'Pas avec cette méthode',
    detail: ({ method, allowed }) =>
      `La méthode ${method} n’est pas permise ici. Méthodes permises : ${allowed.join(', ')}.`,
  },
  not_signed_in: {
    title: 'Connectez-vous d’abord',
    detail: ({ why }) =>
      ({
        no_credential:
          'Il faut un en-tête Authorization avec Bearer et un jeton, ou un cookie de session.',
        no_bearer: 'L’en-tête Authorization doit contenir Bearer et un jeton.',
        unknown_token: 'Le jeton est inconnu ou a expiré, ou son compte est clos.',
        session_over: 'La session est terminée : connectez-vous de nouveau.',
        other_home:
          'Ce compte est celui de la démonstration, et ce centre de services a été ouvert sans elle.',
      })[why],
  },
  other_account: {
    title: 'Quelqu’un d’autre s’est connecté',
    detail: 'Cette page a été ouverte par un autre compte que celui qui est connecté à présent.',
  },
  provider_unavailable: {
    title: 'L’autre service de connexion ne répond pas',
    detail: ({ provider }) =>
      `${provider} n’a pas répondu à temps, ou signale une panne. Réessayez dans un instant, ou connectez-vous autrement.`,
  },
  share_taken: {
    title: 'Trop à la fois',
    detail: ({ share, limit }) =>
      `Un compte peut avoir au plus ${counted(limit, shares.fr[share], 'fr')} : attendez que cela se termine.`,
  },
  temporal_unavailable: {
    title: 'Le centre de services ne peut prendre de commandes pour l’instant',
    detail: `Temporal n’a pas répondu à temps. ${repeat.fr}`,
  },
  ticket_contradicted: {
    title: 'Le ticket est en cours de réparation',
    detail:
      'Le ticket a pris la commande, et ce qui est écrit de lui la contredit. Il est en cours de ' +
      'réparation : répétez avec la même Idempotency-Key pour savoir ce qu’il en est.',
  },
  too_many_commands: {
    title: 'Trop de commandes à la fois',
    detail: `Trop de commandes sont en cours sur ce ticket. ${repeat.fr}`,
  },
  too_many_requests: {
    title: 'Trop de requêtes',
    detail: 'Trop de requêtes de cette adresse en une minute.',
  },
  unknown_host: {
    title: 'Ce centre de services porte un autre nom',
    detail: ({ host }) =>
      `L’en-tête Host doit porter un nom de ce centre de services, et non « ${host} ». PALIER_HOSTS dit lesquels il a.`,
  },
  unsupported_media_type: {
    title: 'Le corps de la requête n’est pas du JSON',
    detail: firstFault('fr'),
  },
  worker_unavailable: {
    title: 'Le centre de services ne peut prendre de commandes pour l’instant',
    detail: `Temporal répond, mais aucun worker n’a répondu à temps. ${repeat.fr}`,
  },
};

const words: Record<Locale, AllWords> = { en: english, fr: french };

const all = new Intl.ListFormat('fr', { type: 'conjunction' });

const unanswered: Record<Locale, string> = {
  en: 'The question was not answered',
  fr: 'La question est restée sans réponse',
};

/** A problem in the language of whoever asked. @param status with which it is answered */
export function problemText(
  reason: ProblemReason,
  status: number,
  locale: Locale,
): { title: string; detail: string } {
  if (isOwn(reason)) return textOf(reason.code, reason.parameters, locale);
  if (isAnalyticsFailure(reason)) {
    return { title: unanswered[locale], detail: analyticsText(reason, locale) };
  }
  return { title: refusalTitle(status)[locale], detail: refusalText(reason, locale) };
}

/** Whether the desk itself refused it, by its rules. */
export function isRefusal(reason: ProblemReason): reason is Refusal {
  return !isOwn(reason) && !isAnalyticsFailure(reason);
}

function isOwn(reason: ProblemReason): reason is OwnProblem {
  return reason.code in english;
}

function textOf<C extends ProblemCode>(
  code: C,
  parameters: ProblemParameters[C],
  locale: Locale,
): { title: string; detail: string } {
  const { title, detail }: Words<C> = words[locale][code];
  return { title, detail: typeof detail === 'string' ? detail : detail(parameters) };
}

/** A problem of the input tells the first thing that is wrong; the others are beside it. */
function firstFault(locale: Locale): (parameters: { faults: readonly Fault[] }) => string {
  return ({ faults: [fault] }) => {
    if (!fault) throw new Error('A problem of the input says what is wrong with it');
    return locale === 'en' ? englishFault(fault) : frenchFault(fault);
  };
}

function englishFault({ path, expected, received }: Fault): string {
  return `${path}: expected ${expectationText(expected, 'en')}, received ${receiptText(received, 'en')}`;
}

/** A whole sentence: a list of colons does not agree with what it lists. */
function frenchFault({ path, expected, received }: Fault): string {
  const subject = frenchSubject(path);
  if (expected.code === 'no_such_field') {
    const { known } = expected.parameters;
    const others = known?.length ? ` Il y a : ${all.format(known.map(quoted))}.` : '';
    return `${subject} n’existe pas.${others}`;
  }
  return `${subject} attend ${expectationText(expected, 'fr')}, mais ${frenchReceipt(received)}.`;
}

/** @param path body.subject, query.limit, path.n, header.if-match, or the place alone */
function frenchSubject(path: string): string {
  const dot = path.indexOf('.');
  if (dot === -1) return 'La requête';
  const name = quoted(path.slice(dot + 1));
  switch (path.slice(0, dot)) {
    case 'query':
      return `Le paramètre ${name}`;
    case 'path':
      return `La partie ${name} de l’adresse`;
    case 'header':
      return `L’en-tête ${name}`;
    default:
      return `Le champ ${name}`;
  }
}

function frenchReceipt(receipt: Receipt): string {
  const isNothing =
    receipt.code === 'nothing' ||
    (receipt.code === 'content_type' && receipt.parameters.value === null);
  if (isNothing) return 'n’a rien reçu';
  if (receipt.code === 'more') return 'en a reçu davantage';
  return `a reçu ${receiptText(receipt, 'fr')}`;
}

function quoted(word: string): string {
  return `« ${word} »`;
}
