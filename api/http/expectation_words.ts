import type { Status } from '../../workflows/domain/ticket.ts';
import { type CountedWord, counted, numbered } from '../../workflows/processes/counted.ts';
import type {
  Expectation,
  ExpectationCode,
  ExpectationParameters,
  Receipt,
  ReceiptCode,
  ReceiptParameters,
  Unit,
} from './expectations.ts';
import type { Locale } from './words.ts';

type Phrase<P> = string | ((parameters: P) => string);
type Expectations = { [C in ExpectationCode]: Phrase<ExpectationParameters[C]> };
type Receipts = { [C in ReceiptCode]: Phrase<ReceiptParameters[C]> };

const units: Record<Locale, Record<Unit, CountedWord>> = {
  en: {
    bytes: { one: 'byte', other: 'bytes' },
    characters: { one: 'character', other: 'characters' },
    items: { one: 'item', other: 'items' },
    levels: { one: 'level of nesting', other: 'levels of nesting' },
    values: { one: 'value', other: 'values' },
  },
  fr: {
    bytes: { one: 'octet', other: 'octets' },
    characters: { one: 'caractère', other: 'caractères' },
    items: { one: 'élément', other: 'éléments' },
    levels: { one: 'niveau d’imbrication', other: 'niveaux d’imbrication' },
    values: { one: 'valeur', other: 'valeurs' },
  },
};

const choices: Record<Locale, Intl.ListFormat> = {
  en: new Intl.ListFormat('en', { type: 'disjunction' }),
  fr: new Intl.ListFormat('fr', { type: 'disjunction' }),
};

const all = new Intl.ListFormat('fr', { type: 'conjunction' });

const englishExpectations: Expectations = {
  account: 'an account of this desk',
  reader_of_tickets: 'somebody whose roles let them read tickets',
  configuration_item: 'a device or a service of the register',
  customer: 'a customer of the desk',
  item_columns: 'a first line that names columns, `inventory_number` among them',
  item_with: ({ name }) => `a device whose ${name} is known`,
  independent_item: ({ circle }) =>
    `an item that does not depend on this one in turn: ${circle.join(' → ')}`,
  remote_link: 'a program of remote help of this desk',
  remote_template:
    'https:// with a host of its own, or the scheme of a program of remote help, and at least one of the variables that there are',
  after_beginning: 'an instant after the beginning',
  agent: 'an agent',
  agent_of_group: ({ group }) => `an agent of group ${group}`,
  agent_or_owner: 'an agent or owner of this desk',
  any: ({ of }) => alternatives(of, 'en'),
  array: 'an array',
  at_least: ({ count, unit }) => `at least ${measured(count, unit, 'en')}`,
  at_least_one_of: ({ fields }) => `at least one of ${fields.join(', ')}`,
  at_most: ({ count, unit }) => `at most ${measured(count, unit, 'en')}`,
  attachment_id: 'the id of an attachment',
  before_or_after: 'one of `before` and `after`',
  bell_or_mail: 'true, or mail beside it: nobody is spared this',
  boolean: 'true or false',
  current_code: 'the code that the app shows now, once',
  cells: ({ count }) => `${count} cells, as the first line has`,
  records_at_most: ({ count }) => `a file of ${count} lines at most; import it in parts`,
  csv_line: 'a line that CSV can be: each quote is closed',
  cut: 'a period, a segment, both with a comma between, or nothing for the whole',
  date: 'a date, as 2026-11-24',
  day_from: ({ day }) => `${day} or a day after it`,
  day_until: ({ day }) => `${day} or a day before it`,
  decimals: ({ count }) => `a number with at most ${count} decimals`,
  device: 'a device of the register that you may name',
  each_column_once: 'each column once',
  each_attachment_once: 'each attachment once',
  each_field_once: 'each field once',
  each_word_once: 'each of them once',
  hours_after: ({ max }) => `an instant after it, ${max} hours later at most`,
  each_parameter_once: 'each parameter once',
  escalation_reason: 'one of the escalation reasons of the process',
  etag: 'one ETag as it was given, such as "12"',
  event_seq: 'the seq of an event',
  field_column: 'field.NAME, of a field that a process has',
  field_not_asked: 'nothing: such a ticket is not asked this',
  field_value: 'an answer: such a ticket is not opened without it',
  field_with_order: 'field.NAME, of a number, a day or a choice that a process asks',
  file: 'a file that is not empty',
  file_in_utf8: 'a text: save the file as CSV in UTF-8',
  form: 'a form as a browser sends it',
  group_of_process: 'groups as process/group, as it_support/network',
  incidents_of_proposal: ({ id }) => `the incidents of the proposal, ${id} too`,
  instant: 'an ISO 8601 instant with an offset, as 2026-11-24T09:00:00Z',
  integer: 'a whole number',
  json: 'JSON',
  json_in_utf8: 'application/json in UTF-8',
  known_fields: 'fields of the contract',
  list_query: 'filters and an order that the list of tickets knows',
  mail_address: 'a mail address, as marc@company.example',
  manager_not_below: 'somebody who does not report to this person',
  name_not_id: 'a name, not an id',
  next_of_page: 'the `next` of a page in the same order',
  no_body: 'no body',
  no_digest_of_alarm: 'never or at_once: an alarm waits for no digest',
  no_such_field: ({ known }) => {
    if (known === null) return 'no such field';
    return `no such field; there ${known.length === 0 ? 'is none' : `are: ${known.join(', ')}`}`;
  },
  not_blank: 'text that is not blank',
  not_by_token: 'what an API token may change: not who is an administrator, nor their addresses',
  nothing_or_yourself: 'nothing, or your own account',
  on_call_then: 'whoever is on call for the whole of that time',
  there_then: 'somebody who can have the whole of the other’s shift',
  number: 'a number',
  object: 'an object',
  one_line: 'text on one line',
  one_of_fields: ({ fields }) => `either ${choices.en.format(fields)}, and not both`,
  one_of: ({ words }) => (words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`),
  one_value: 'one value',
  open_account: 'somebody who has not left',
  open_major_incident: 'a major incident that is open',
  other: 'another value',
  other_administrator: 'another administrator who can sign in, to take this role away',
  own_page: 'the address of a page of this desk, such as /tickets',
  own_password: 'the password you have now',
  own_session: 'a knowledge session of your own',
  host_name: 'the name of a server, or its address',
  dkim_selector: 'a name of a to z, 0 to 9 and -, as DNS has it',
  rsa_key: 'an RSA key of 1024 bits or more, as PEM',
  password_given: 'the password of the server',
  same_kind_of_mailbox:
    'a server where there was one, and none where there was none: add another mailbox instead',
  provider_url: 'https://host, or http://host on this machine, without a query',
  oauth_scope: 'a scope of OAuth 2.0, without blanks: openid',
  tenant_of_microsoft:
    'the directory (tenant) id where the provider is microsoft, and nowhere else',
  issuer_of_other: 'the issuer where the provider is other, and nowhere else',
  no_application_at_google: 'delegated: Google lets no program in by itself',
  graph_of_microsoft: 'imap and smtp: only Microsoft 365 sends by Graph',
  password_or_oauth: 'no password where the mailbox signs in by OAuth',
  server_to_read: 'a server, where the permissions have imap',
  imap_of_server: 'imap among them, where the mailbox is read from a server',
  no_server_with_graph: 'no server where mail goes out by Microsoft Graph',
  oauth_for_graph: 'true only where the mailbox’s OAuth has the permission graph',
  since_with_since: '`since` where `from` is since, and nowhere else',
  own_unsent_file: 'a file of yours that was uploaded and not sent yet',
  account_name: 'the name of the account, as it is shown',
  parameter_name: 'the name of a parameter, without its $',
  people_columns: 'a first line that names columns, `addresses` or `id` among them',
  phone: 'a phone number with its country, as +33 6 12 34 56 78',
  process_word: 'a word in snake_case of at most 64 characters',
  link_secret: 'the whole end of a link that a mail has',
  link_of_ticket: 'a kind of link that people give: related, parent, child, or one of the process',
  record_id: 'an id of at most 128 letters, digits and . _ : -',
  role_or_place: 'either a role or a place in a group',
  shown_characters: 'text without control characters and marks that nobody sees',
  shift: ({ known }) => `a calendar of the process: ${choices.en.format(known)}`,
  slug: 'small letters and digits with single hyphens',
  storable_text: 'text without \\u0000 and without lone surrogates',
  string: 'a string',
  text_in_a_language: 'a text in en, in fr, or in both',
  tag_word: 'a word of letters and digits, joined by . _ + or -',
  template_names: ({ names }) =>
    `a text whose names in braces are among ${names.map((name) => `{${name}}`).join(', ')}`,
  ticket_childless: 'a ticket without children of its own',
  ticket_id: 'the id of a ticket',
  ticket_known: 'a ticket that you may know of',
  ticket_not_over: 'a ticket that is not over',
  ticket_of_desk: 'a ticket of this desk',
  ticket_parentless: 'a ticket that has no parent',
  unused_address: 'an address that nobody else has',
  unused_inventory_number: 'a number that no other item has',
  time_zone: 'a time zone such as Europe/Paris',
  uncommon_password: 'a password that is not among the first anybody would try',
  unused_key: 'a key that no other request was made with',
  unused_slug: 'a slug no other article has',
  utf8: 'UTF-8',
  visible_ascii: ({ min, max }) => `${min} to ${max} visible ASCII characters`,
  webhook_address:
    'an address that begins with https:// or http://, without a user name, a password or a #',
  whole_json: 'a whole JSON body',
  whole_number: ({ min, max }) =>
    `a whole number from ${numbered(min, 'en')} to ${numbered(max, 'en')}`,
  time_of_day: 'a time of day, such as 08:30',
  zone: 'a time zone, as Europe/Paris',
};

const frenchExpectations: Expectations = {
  account: 'un compte de ce centre de services',
  reader_of_tickets: 'quelqu’un dont les rôles permettent de lire les tickets',
  configuration_item: 'un appareil ou un service du registre',
  customer: 'un client du centre de services',
  item_columns: 'une première ligne qui nomme des colonnes, dont « inventory_number »',
  item_with: ({ name }) => `un appareil dont ${name} est connu`,
  independent_item: ({ circle }) =>
    `un élément qui ne dépend pas de celui-ci à son tour : ${circle.join(' → ')}`,
  remote_link: 'un programme d’aide à distance de ce centre de services',
  remote_template:
    'https:// avec son propre hôte, ou le schéma d’un programme d’aide à distance, et au moins une des variables qui existent',
  after_beginning: 'un instant après le début',
  agent: 'un agent',
  agent_of_group: ({ group }) => `un agent du groupe ${quoted(group)}`,
  agent_or_owner: 'un agent ou un responsable de ce centre de services',
  any: ({ of }) => alternatives(of, 'fr'),
  array: 'une liste',
  at_least: ({ count, unit }) => `au moins ${measured(count, unit, 'fr')}`,
  at_least_one_of: ({ fields }) => `au moins l’un des champs ${all.format(fields.map(quoted))}`,
  at_most: ({ count, unit }) => `au plus ${measured(count, unit, 'fr')}`,
  attachment_id: 'l’identifiant d’une pièce jointe',
  before_or_after: 'l’un des deux, « before » ou « after »',
  bell_or_mail: 'true, ou un courriel à côté : cela est annoncé à chacun',
  boolean: 'true ou false',
  current_code: 'le code que l’application affiche maintenant, une seule fois',
  cells: ({ count }) => `${count} cellules, comme la première ligne`,
  records_at_most: ({ count }) =>
    `un fichier de ${count} lignes au plus ; importez-le en plusieurs parties`,
  csv_line: 'une ligne de CSV, où chaque guillemet est refermé',
  cut: 'une période, un segment, les deux séparés par une virgule, ou rien pour l’ensemble',
  date: 'une date, comme 2026-11-24',
  day_from: ({ day }) => `le ${day} ou un jour suivant`,
  day_until: ({ day }) => `le ${day} ou un jour précédent`,
  decimals: ({ count }) => `un nombre d’au plus ${count} décimales`,
  device: 'un appareil du registre que vous pouvez désigner',
  each_column_once: 'chaque colonne une seule fois',
  each_attachment_once: 'chaque pièce jointe une seule fois',
  each_field_once: 'chaque champ une seule fois',
  each_word_once: 'chacun une seule fois',
  hours_after: ({ max }) => `un instant qui le suit de ${max} heures au plus`,
  each_parameter_once: 'chaque paramètre une seule fois',
  escalation_reason: 'l’un des motifs d’escalade du processus',
  etag: 'un ETag tel qu’il a été donné, comme "12"',
  event_seq: 'le numéro d’ordre d’un événement',
  field_column: 'field.NOM, pour un champ qu’un processus a',
  field_not_asked: 'l’absence de réponse, que ce ticket ne demande pas',
  field_value: 'une réponse, sans laquelle un tel ticket ne s’ouvre pas',
  field_with_order: 'field.NOM, pour un nombre, un jour ou un choix qu’un processus demande',
  file: 'un fichier qui ne soit pas vide',
  file_in_utf8: 'un texte : enregistrez le fichier en CSV, en UTF-8',
  form: 'un formulaire tel qu’un navigateur l’envoie',
  group_of_process: 'des groupes écrits processus/groupe, comme it_support/network',
  incidents_of_proposal: ({ id }) => `les incidents de la proposition, dont ${quoted(id)}`,
  instant: 'un instant ISO 8601 avec décalage, comme 2026-11-24T09:00:00Z',
  integer: 'un nombre entier',
  json: 'du JSON',
  json_in_utf8: 'application/json en UTF-8',
  known_fields: 'des champs du contrat',
  list_query: 'des filtres et un tri que la liste des tickets connaît',
  mail_address: 'une adresse électronique, comme marc@societe.example',
  manager_not_below: 'quelqu’un qui ne dépend pas de cette personne',
  name_not_id: 'un nom, et non un identifiant',
  next_of_page: 'la valeur « next » d’une page dans le même ordre',
  no_body: 'un corps vide',
  no_digest_of_alarm: '« never » ou « at_once » : une alerte n’attend aucun récapitulatif',
  no_such_field: ({ known }) => {
    if (known === null) return 'aucun champ de ce nom';
    return `aucun champ de ce nom ; il ${known.length === 0 ? 'n’y en a pas' : `y a : ${listed(known)}`}`;
  },
  not_blank: 'un texte qui n’est pas vide',
  not_by_token: 'ce qu’un jeton d’API peut changer : ni qui est administrateur, ni ses adresses',
  nothing_or_yourself: 'votre propre compte, ou rien',
  on_call_then: 'la personne d’astreinte pendant toute cette période',
  there_then: 'une personne qui peut assurer toute la garde de l’autre',
  number: 'un nombre',
  object: 'un objet',
  one_line: 'un texte d’une seule ligne',
  one_of_fields: ({ fields }) => `soit ${choices.fr.format(fields.map(quoted))}, et pas les deux`,
  one_of: ({ words }) => choices.fr.format(words.map(quoted)),
  one_value: 'une seule valeur',
  open_account: 'quelqu’un qui n’est pas parti',
  open_major_incident: 'un incident majeur ouvert',
  other: 'une autre valeur',
  other_administrator: 'un autre administrateur qui peut se connecter, pour retirer ce rôle',
  own_page: 'l’adresse d’une page de ce centre de services, comme /tickets',
  own_password: 'votre mot de passe actuel',
  own_session: 'une de vos recherches dans la base de connaissances',
  host_name: 'le nom d’un serveur, ou son adresse',
  dkim_selector: 'un nom fait de a à z, 0 à 9 et -, comme dans le DNS',
  rsa_key: 'une clé RSA d’au moins 1024 bits, en PEM',
  password_given: 'le mot de passe du serveur',
  same_kind_of_mailbox:
    'un serveur là où il y en avait un, aucun là où il n’y en avait pas : ajoutez plutôt une autre boîte',
  provider_url: 'https://hôte, ou http://hôte sur cette machine, sans paramètres',
  oauth_scope: 'une étendue OAuth 2.0, sans espace : openid',
  tenant_of_microsoft:
    'l’identifiant de l’annuaire (locataire) quand le fournisseur est microsoft, et nulle part ailleurs',
  issuer_of_other: 'l’émetteur quand le fournisseur est other, et nulle part ailleurs',
  no_application_at_google: 'delegated : Google ne laisse entrer aucun programme de lui-même',
  graph_of_microsoft: 'imap et smtp : seul Microsoft 365 envoie par Graph',
  password_or_oauth: 'aucun mot de passe quand la boîte s’ouvre par OAuth',
  server_to_read: 'un serveur, quand les autorisations ont imap',
  imap_of_server: 'imap parmi elles, quand la boîte est relevée sur un serveur',
  no_server_with_graph: 'aucun serveur quand le courrier part par Microsoft Graph',
  oauth_for_graph: 'true seulement quand l’accès OAuth de la boîte a l’autorisation graph',
  since_with_since: '`since` quand `from` vaut since, et nulle part ailleurs',
  own_unsent_file: 'un de vos fichiers, déposé et non encore envoyé',
  account_name: 'le nom du compte, tel qu’il est affiché',
  parameter_name: 'le nom d’un paramètre, sans son $',
  people_columns: 'une première ligne qui nomme des colonnes, dont « addresses » ou « id »',
  phone: 'un numéro de téléphone avec son pays, comme +33 6 12 34 56 78',
  process_word: 'un mot en snake_case d’au plus 64 caractères',
  link_secret: 'la fin complète d’un lien reçu par courriel',
  link_of_ticket:
    'un lien que l’on pose soi-même, comme related, parent ou child, ou un lien du processus',
  record_id: 'un identifiant d’au plus 128 lettres, chiffres et . _ : -',
  role_or_place: 'soit un rôle, soit une place dans un groupe',
  shown_characters: 'un texte sans caractères de contrôle ni signes invisibles',
  shift: ({ known }) => `un calendrier du processus : ${choices.fr.format(known)}`,
  slug: 'des minuscules et des chiffres, séparés par un seul trait d’union',
  storable_text: 'un texte sans \\u0000 ni demi-caractère isolé',
  string: 'un texte',
  text_in_a_language: 'un texte en anglais, en français ou dans les deux langues',
  tag_word: 'un mot de lettres et de chiffres, reliés par . _ + ou -',
  template_names: ({ names }) =>
    `un texte dont les noms entre accolades sont parmi ${names.map((name) => `{${name}}`).join(', ')}`,
  ticket_childless: 'un ticket sans enfants',
  ticket_id: 'l’identifiant d’un ticket',
  ticket_known: 'un ticket que vous pouvez connaître',
  ticket_not_over: 'un ticket qui n’est pas terminé',
  ticket_of_desk: 'un ticket de ce centre de services',
  ticket_parentless: 'un ticket sans parent',
  unused_address: 'une adresse que personne d’autre n’a',
  unused_inventory_number: 'un numéro qu’aucun autre élément ne porte',
  time_zone: 'un fuseau horaire tel que Europe/Paris',
  uncommon_password: 'un mot de passe qui ne soit pas parmi les premiers qu’on essaierait',
  unused_key: 'une clé qui n’a servi à aucune autre requête',
  unused_slug: 'un slug qu’aucun autre article n’a',
  utf8: 'de l’UTF-8',
  visible_ascii: ({ min, max }) => `de ${min} à ${max} caractères ASCII visibles`,
  webhook_address:
    'une adresse qui commence par https:// ou http://, sans nom d’utilisateur, mot de passe ni #',
  whole_json: 'un corps JSON entier',
  whole_number: ({ min, max }) =>
    `un nombre entier de ${numbered(min, 'fr')} à ${numbered(max, 'fr')}`,
  time_of_day: 'une heure du jour, comme « 08:30 »',
  zone: 'un fuseau horaire, comme Europe/Paris',
};

const englishReceipts: Receipts = {
  array: ({ count }) =>
    count === 0 ? 'an empty array' : `an array of ${measured(count, 'items', 'en')}`,
  body: 'a body',
  characters: ({ count }) => measured(count, 'characters', 'en'),
  child: 'a child of another ticket',
  content_type: ({ value }) => value ?? 'no content type',
  field: ({ name }) => `a field '${name}'`,
  field_twice: ({ name }) => `the field '${name}' twice`,
  more: 'more',
  not_json: ({ reason }) => `text that is not JSON (${reason})`,
  not_utf8: 'bytes that are not UTF-8',
  nothing: 'nothing',
  object: 'an object',
  others: ({ count }) => counted(count, { one: 'other', other: 'others' }, 'en'),
  parent: 'a ticket with children',
  something_else: 'something else',
  string: ({ count }) => `a string of ${measured(count, 'characters', 'en')}`,
  ticket: ({ status }) => `a ticket that is ${status.replaceAll('_', ' ')}`,
  used_key: 'a key used before',
  value: ({ json }) => json,
  values: ({ count }) => measured(count, 'values', 'en'),
};

const frenchStatuses: Record<Status, string> = {
  new: 'nouveau',
  assigned: 'assigné',
  in_progress: 'en cours',
  pending: 'en attente',
  resolved: 'résolu',
  closed: 'clos',
  cancelled: 'annulé',
  merged: 'fusionné',
};

const frenchReceipts: Receipts = {
  array: ({ count }) =>
    count === 0 ? 'une liste vide' : `une liste de ${measured(count, 'items', 'fr')}`,
  body: 'un contenu',
  characters: ({ count }) => measured(count, 'characters', 'fr'),
  child: 'l’enfant d’un autre ticket',
  content_type: ({ value }) => (value === null ? 'aucun Content-Type' : quoted(value)),
  field: ({ name }) => `un champ ${quoted(name)}`,
  field_twice: ({ name }) => `deux fois le champ ${quoted(name)}`,
  more: 'davantage',
  not_json: ({ reason }) => `un texte qui n’est pas du JSON (Node.js dit : ${quoted(reason)})`,
  not_utf8: 'des octets qui ne sont pas de l’UTF-8',
  nothing: 'rien',
  object: 'un objet',
  others: ({ count }) => counted(count, { one: 'autre', other: 'autres' }, 'fr'),
  parent: 'un ticket qui a des enfants',
  something_else: 'autre chose',
  string: ({ count }) => `un texte de ${measured(count, 'characters', 'fr')}`,
  ticket: ({ status }) => `un ticket ${frenchStatuses[status]}`,
  used_key: 'une clé qui a déjà servi',
  value: ({ json }) => frenchValue(json),
  values: ({ count }) => measured(count, 'values', 'fr'),
};

const expectations: Record<Locale, Expectations> = {
  en: englishExpectations,
  fr: frenchExpectations,
};
const receipts: Record<Locale, Receipts> = { en: englishReceipts, fr: frenchReceipts };

/** What was expected, as a part of a sentence. */
export function expectationText({ code, parameters }: Expectation, locale: Locale): string {
  return phraseOf(expectations[locale], code, parameters);
}

/** What came, as a part of a sentence: the caller's own values stay as they are. */
export function receiptText({ code, parameters }: Receipt, locale: Locale): string {
  return phraseOf(receipts[locale], code, parameters);
}

function phraseOf<Parameters, C extends keyof Parameters>(
  phrases: { [K in keyof Parameters]: Phrase<Parameters[K]> },
  code: C,
  parameters: Parameters[C],
): string {
  const phrase: Phrase<Parameters[C]> = phrases[code];
  return typeof phrase === 'string' ? phrase : phrase(parameters);
}

function alternatives(of: readonly Expectation[], locale: Locale): string {
  return choices[locale].format(new Set(of.map((one) => expectationText(one, locale))));
}

function measured(count: number, unit: Unit | null, locale: Locale): string {
  return unit === null ? numbered(count, locale) : counted(count, units[locale][unit], locale);
}

/** A value of JSON, with the article and the name of its type. */
function frenchValue(json: string): string {
  const value: unknown = JSON.parse(json);
  if (value === '') return 'un texte vide';
  if (typeof value === 'string') return `le texte ${quoted(value)}`;
  if (typeof value === 'number') return `le nombre ${json}`;
  if (typeof value === 'boolean') return `le booléen ${json}`;
  return value === null ? 'la valeur null' : quoted(json);
}

function listed(words: readonly string[]): string {
  return words.map(quoted).join(', ');
}

function quoted(word: string): string {
  return `« ${word} »`;
}
