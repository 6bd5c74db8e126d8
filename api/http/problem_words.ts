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

type MailLinkOver = ProblemParameters['mail_link_over']['why'];
const mailLinkOver: Record<Locale, Record<MailLinkOver, string>> = {
  en: {
    expired: 'The link is too old.',
    account_closed: 'The account that it was made for is closed.',
    reopened:
      'The request was opened again since: its next resolution is asked about by another mail.',
  },
  fr: {
    expired: 'Le lien est trop ancien.',
    account_closed: 'Le compte auquel il était destiné est fermé.',
    reopened:
      'La demande a été rouverte depuis : un autre message vous interrogera sur sa prochaine résolution.',
  },
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

function waiting(seconds: number, locale: Locale): string {
  const isLong = seconds > 90;
  const count = isLong ? Math.ceil(seconds / 60) : seconds;
  const unit = isLong ? 'minute' : 'second';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

const english: AllWords = {
  account_closed: {
    title: 'The account is closed',
    detail: 'This person has left. Open the account again before you change it.',
  },
  account_erased: {
    title: 'The person was erased',
    detail: 'What was erased does not come back. Add the person anew, under another account.',
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
  desk_key_missing: {
    title: 'The desk has not its key',
    detail:
      'What is asked for is sealed, and this API has not the key: an administrator sets ' +
      'PALIER_SECRET_KEY to the one it was sealed by.',
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
  customer_name_taken: {
    title: 'Another customer has this name',
    detail: ({ name }) => `“${name}” is the name of another customer, whatever its capitals.`,
  },
  last_administrator: {
    title: 'The last administrator stays',
    detail: 'Nobody else is an administrator: give somebody else that role first.',
  },
  sign_in_link_over: {
    title: 'The link leads nowhere',
    detail:
      'The link was used, is too old, or another has taken its place. Ask for a new one: by ' +
      '“Forgotten?” beside the password, or from whoever sent it.',
  },
  mail_done: {
    title: 'It was done already',
    detail: ({ id }) =>
      `What became of mail ${id} is done, and is not done anew: change the ticket itself.`,
  },
  mail_not_fetched: {
    title: 'The mail was never fetched',
    detail: ({ id }) =>
      `The server did not give mail ${id}, so that nothing can be read of it: have it fetched again first.`,
  },
  mail_was_fetched: {
    title: 'The mail was fetched',
    detail: ({ id }) => `Mail ${id} was fetched: only one that never came is fetched again.`,
  },
  mail_sent: {
    title: 'There is nothing to send',
    detail: ({ id }) => `Mail ${id} was sent, or had nothing to say any more.`,
  },
  mailbox_has_mails: {
    title: 'The mailbox has mails',
    detail: ({ name }) =>
      `Mails came from ${name}, and what became of them stays known: pause it instead.`,
  },
  mailbox_started: {
    title: 'It is read already',
    detail: ({ name }) => `It was said before what becomes of what was there in ${name}.`,
  },
  mailbox_takes_none: {
    title: 'Nothing can be handed in',
    detail: ({ name }) =>
      `${name} is read from a server, or is paused: no message is handed in to it.`,
  },
  mailbox_unread: {
    title: 'The server cannot be read',
    detail: ({ name, words }) => `The server of ${name} cannot be read now: ${words}`,
  },
  mailbox_not_connected: {
    title: 'The mailbox cannot be connected',
    detail: ({ name, words }) => `The provider of ${name} gave no access now: ${words}`,
  },
  mailbox_without_oauth: {
    title: 'The mailbox has a password',
    detail: ({ name }) =>
      `${name} signs in by a password: there is no provider to connect it with.`,
  },
  mailbox_without_server: {
    title: 'The mailbox has no server',
    detail: ({ name }) => `Messages are handed in to ${name}: there is no server to ask.`,
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
  scope_not_given: {
    title: 'The token is not for this',
    detail: ({ scope, given }) =>
      `The API token is for ${given.join(', ')}; this needs ${scope}. Make one that is for it.`,
  },
  directory_unread: {
    title: 'The directory was not read',
    detail: ({ directory, why }) =>
      `Nothing was changed. ${
        {
          unreachable: `${directory} cannot be reached: is its address right, and does it run?`,
          not_trusted: `The certificate of ${directory} is not trusted here: give its authority by NODE_EXTRA_CA_CERTS.`,
          bind_refused: `${directory} does not take the name and password of PALIER_LDAP_BIND_DN.`,
          no_base: `${directory} has nothing under PALIER_LDAP_BASE.`,
          too_many: `${directory} has more than 100,000 entries for PALIER_LDAP_FILTER: ask for fewer.`,
          stopped_short: `${directory} stopped before it had told everything: try again, and look at its limits.`,
          refused: `${directory} did not take what was asked: look at PALIER_LDAP_FILTER and at what the desk may read.`,
        }[why]
      }`,
  },
  too_many_vanished: {
    title: 'Too many have left the directory at once',
    detail: ({ vanishedCount, knownCount }) =>
      `${vanishedCount} of ${knownCount} people are in the directory no more, which is more than one in ten: nothing was changed. Look whether it is whole; close those who left one by one, or after the others were brought.`,
  },
  sign_in_again: {
    title: 'Sign in again first',
    detail: ({ minutes }) =>
      `What opens the desk is changed only by whoever signed in less than ${minutes} minutes ago: sign in again.`,
  },
  last_way_in: {
    title: 'It is the last way in',
    detail: 'Nothing else signs you in: choose a password or add a passkey first.',
  },
  second_factor_demanded: {
    title: 'A second factor is demanded',
    detail:
      'The desk demands a second factor of your role, and this is the last you have: add another one first.',
  },
  second_factor_exists: {
    title: 'There is an app already',
    detail: 'An app that shows codes is added already: remove it before you add another one.',
  },
  second_factor_missing: {
    title: 'There is no second factor',
    detail: 'Recovery codes stand in for a second factor: add one first.',
  },
  second_factor_needed: {
    title: 'Add a second factor first',
    detail: 'The desk demands a second factor of your role: add an app or a passkey, then go on.',
  },
  session_needed: {
    title: 'Not with an API token',
    detail:
      'With what somebody signs in, and who is an administrator, is changed in a browser that is signed in, not by a token.',
  },
  owner_link_over: {
    title: 'This link is over',
    detail:
      'It was used, has expired, or another took its place. “palier owner-link”, run on the desk’s machine, prints a new one as long as nobody is its owner.',
  },
  person_not_erased: {
    title: 'The person was not erased',
    detail: ({ why, tickets }) =>
      ({
        erased_already: 'They are erased already.',
        open_tickets: `Tickets of theirs are open: ${tickets.map((n) => `#${n}`).join(', ')}. Close or cancel them first.`,
        account_open:
          'They work on tickets: close the account first, so that those are handed over.',
      })[why],
  },
  share_taken: {
    title: 'Too much at once',
    detail: ({ share, limit }) =>
      `One account may have ${counted(limit, shares.en[share], 'en')} open at once: wait until one has ended.`,
  },
  sign_in_step_over: {
    title: 'The sign-in took too long',
    detail: 'What was asked was answered before, or too long ago: begin again.',
  },
  sign_in_wait: {
    title: 'Wait a moment',
    detail: ({ seconds }) =>
      `Several attempts have failed. Try again in ${waiting(seconds, 'en')}; nothing is locked.`,
  },
  mail_link_over: {
    title: 'The link is over',
    detail: ({ why }) => mailLinkOver.en[why],
  },
  mail_link_unknown: {
    title: 'The link leads nowhere',
    detail:
      'This desk has made no such link, or not all of it came along: open it from the mail again.',
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
  too_many_mailboxes: {
    title: 'There are too many mailboxes',
    detail: ({ limit }) => `The desk has ${limit} mailboxes, which is the limit.`,
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
  wrong_code: {
    title: 'The code is not right',
    detail: 'The code is wrong, was used already, or is too old: give the one the app shows now.',
  },
  wrong_passkey: {
    title: 'The passkey is not right',
    detail: 'This passkey is not known here, or did not answer what was asked: try again.',
  },
  wrong_sign_in: {
    title: 'That is not right',
    detail: 'The address or the password is not right.',
  },
};

const french: AllWords = {
  account_closed: {
    title: 'Le compte est clos',
    detail: 'Cette personne est partie. Rouvrez le compte avant de le modifier.',
  },
  account_erased: {
    title: 'La personne a été effacée',
    detail:
      'Ce qui a été effacé ne revient pas. Ajoutez la personne de nouveau, sous un autre compte.',
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
  desk_key_missing: {
    title: 'Il manque sa clé au centre de services',
    detail:
      'Ce qui est demandé est scellé, et cette API n’en a pas la clé : un administrateur donne à ' +
      'PALIER_SECRET_KEY celle qui a servi à le sceller.',
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
  customer_name_taken: {
    title: 'Un autre client porte ce nom',
    detail: ({ name }) => `« ${name} » est le nom d’un autre client, sans égard aux majuscules.`,
  },
  last_administrator: {
    title: 'Le dernier administrateur reste',
    detail: 'Personne d’autre n’est administrateur : donnez d’abord ce rôle à quelqu’un d’autre.',
  },
  sign_in_link_over: {
    title: 'Le lien ne mène nulle part',
    detail:
      'Ce lien a déjà servi, est trop ancien ou a été remplacé par un autre. Demandez-en un nouveau : ' +
      'par « Oublié ? » à côté du mot de passe, ou à la personne qui vous l’a envoyé.',
  },
  mail_done: {
    title: 'C’est déjà fait',
    detail: ({ id }) =>
      `La suite du courriel ${id} est donnée et ne l’est pas une seconde fois : modifiez le ticket lui-même.`,
  },
  mail_not_fetched: {
    title: 'Le courriel n’a jamais été relevé',
    detail: ({ id }) =>
      `Le serveur n’a pas donné le courriel ${id}, rien ne peut en être lu : faites-le d’abord relever de nouveau.`,
  },
  mail_was_fetched: {
    title: 'Le courriel a été relevé',
    detail: ({ id }) =>
      `Le courriel ${id} a été relevé : seul celui qui n’est jamais arrivé est relevé de nouveau.`,
  },
  mail_sent: {
    title: 'Il n’y a rien à envoyer',
    detail: ({ id }) => `Le courriel ${id} a été envoyé, ou n’avait plus rien à dire.`,
  },
  mailbox_has_mails: {
    title: 'La boîte a des courriels',
    detail: ({ name }) =>
      `Des courriels sont venus de ${name}, et leur sort reste connu : suspendez-la plutôt.`,
  },
  mailbox_started: {
    title: 'Elle est déjà relevée',
    detail: ({ name }) => `Le sort de ce qui se trouvait dans ${name} a déjà été choisi.`,
  },
  mailbox_takes_none: {
    title: 'Rien ne peut y être déposé',
    detail: ({ name }) =>
      `${name} est relevée sur un serveur, ou suspendue : aucun message n’y est déposé.`,
  },
  mailbox_unread: {
    title: 'Le serveur ne peut pas être lu',
    detail: ({ name, words }) =>
      `Le serveur de ${name} ne peut pas être lu en ce moment : ${words}`,
  },
  mailbox_not_connected: {
    title: 'La boîte ne peut pas être connectée',
    detail: ({ name, words }) =>
      `Le fournisseur de ${name} n’a pas donné d’accès en ce moment : ${words}`,
  },
  mailbox_without_oauth: {
    title: 'La boîte a un mot de passe',
    detail: ({ name }) =>
      `${name} s’ouvre par un mot de passe : il n’y a pas de fournisseur auquel la connecter.`,
  },
  mailbox_without_server: {
    title: 'La boîte n’a pas de serveur',
    detail: ({ name }) =>
      `Les messages sont déposés dans ${name} : il n’y a pas de serveur à interroger.`,
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
  scope_not_given: {
    title: 'Le jeton n’est pas prévu pour cela',
    detail: ({ scope, given }) =>
      `Le jeton d’API vaut pour ${given.join(', ')} ; il faut ici ${scope}. Créez-en un qui le permette.`,
  },
  directory_unread: {
    title: 'L’annuaire n’a pas été lu',
    detail: ({ directory, why }) =>
      `Rien n’a changé. ${
        {
          unreachable: `${directory} est injoignable : son adresse est-elle juste, et tourne-t-il ?`,
          not_trusted: `Le certificat de ${directory} n’est pas reconnu ici : donnez son autorité par NODE_EXTRA_CA_CERTS.`,
          bind_refused: `${directory} n’accepte pas le nom et le mot de passe de PALIER_LDAP_BIND_DN.`,
          no_base: `${directory} n’a rien sous PALIER_LDAP_BASE.`,
          too_many: `${directory} a plus de 100 000 entrées pour PALIER_LDAP_FILTER : demandez-en moins.`,
          stopped_short: `${directory} s’est arrêté avant d’avoir tout dit : réessayez, et regardez ses limites.`,
          refused: `${directory} a refusé la demande : regardez PALIER_LDAP_FILTER et ce que le centre de services peut y lire.`,
        }[why]
      }`,
  },
  too_many_vanished: {
    title: 'Trop de départs de l’annuaire à la fois',
    detail: ({ vanishedCount, knownCount }) =>
      `${vanishedCount} personnes sur ${knownCount} ne sont plus dans l’annuaire, soit plus d’une sur dix : rien n’a changé. Vérifiez qu’il est complet ; fermez les comptes un à un, ou après avoir importé les autres.`,
  },
  sign_in_again: {
    title: 'Reconnectez-vous d’abord',
    detail: ({ minutes }) =>
      `Ce qui ouvre l’accès ne se change que dans les ${minutes} minutes qui suivent une connexion : reconnectez-vous.`,
  },
  last_way_in: {
    title: 'C’est votre dernier moyen de connexion',
    detail:
      'Rien d’autre ne vous connecte : choisissez d’abord un mot de passe ou ajoutez une clé d’accès.',
  },
  second_factor_demanded: {
    title: 'Un second facteur est exigé',
    detail:
      'Un second facteur est exigé pour votre rôle, et celui-ci est votre dernier : ajoutez-en d’abord un autre.',
  },
  second_factor_exists: {
    title: 'Une application est déjà enregistrée',
    detail:
      'Une application qui affiche des codes est déjà enregistrée : retirez-la avant d’en ajouter une autre.',
  },
  second_factor_missing: {
    title: 'Aucun second facteur',
    detail: 'Les codes de secours remplacent un second facteur : ajoutez-en d’abord un.',
  },
  second_factor_needed: {
    title: 'Ajoutez d’abord un second facteur',
    detail:
      'Un second facteur est exigé pour votre rôle : ajoutez une application ou une clé d’accès, puis continuez.',
  },
  session_needed: {
    title: 'Pas avec un jeton d’API',
    detail:
      'Les moyens de connexion d’une personne, et le rôle d’administrateur, se changent dans un navigateur connecté, pas avec un jeton.',
  },
  owner_link_over: {
    title: 'Ce lien n’est plus valable',
    detail:
      'Il a servi, a expiré ou a été remplacé par un autre. « palier owner-link », lancé sur la machine du centre de services, en affiche un nouveau tant que personne n’en est responsable.',
  },
  person_not_erased: {
    title: 'La personne n’a pas été effacée',
    detail: ({ why, tickets }) =>
      ({
        erased_already: 'Elle est déjà effacée.',
        open_tickets: `Des tickets de cette personne sont ouverts : ${tickets.map((n) => `#${n}`).join(', ')}. Fermez-les ou annulez-les d’abord.`,
        account_open:
          'Elle traite des tickets : fermez d’abord le compte, pour qu’ils soient confiés à d’autres.',
      })[why],
  },
  share_taken: {
    title: 'Trop à la fois',
    detail: ({ share, limit }) =>
      `Un compte peut avoir au plus ${counted(limit, shares.fr[share], 'fr')} : attendez que cela se termine.`,
  },
  sign_in_step_over: {
    title: 'La connexion a duré trop longtemps',
    detail: 'La question a déjà reçu sa réponse, ou trop de temps a passé : recommencez.',
  },
  sign_in_wait: {
    title: 'Patientez un instant',
    detail: ({ seconds }) =>
      `Plusieurs tentatives ont échoué. Réessayez dans ${waiting(seconds, 'fr')} ; rien n’est bloqué.`,
  },
  mail_link_over: {
    title: 'Le lien n’est plus valable',
    detail: ({ why }) => mailLinkOver.fr[why],
  },
  mail_link_unknown: {
    title: 'Le lien ne mène nulle part',
    detail:
      'Ce lien ne vient pas de ce centre de services, ou il est incomplet : ouvrez-le de nouveau depuis le message.',
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
  too_many_mailboxes: {
    title: 'Il y a trop de boîtes aux lettres',
    detail: ({ limit }) =>
      `Le centre de services a ${limit} boîtes aux lettres, ce qui est la limite.`,
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
  wrong_code: {
    title: 'Le code n’est pas le bon',
    detail:
      'Le code est erroné, a déjà servi ou est trop ancien : donnez celui que l’application affiche maintenant.',
  },
  wrong_passkey: {
    title: 'La clé d’accès n’est pas la bonne',
    detail: 'Cette clé d’accès n’est pas connue ici, ou n’a pas répondu à la question : réessayez.',
  },
  wrong_sign_in: {
    title: 'Ce n’est pas cela',
    detail: 'L’adresse ou le mot de passe n’est pas le bon.',
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
