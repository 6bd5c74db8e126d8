import type {
  Findable,
  MissingName,
  Refusal,
  RefusalCode,
  RefusalParameters,
  TicketName,
} from '../domain/refusals.ts';
import type { DiagnosticStepKind, FieldKind, LinkKind, MissingSteps } from '../domain/ticket.ts';
import { counted } from './counted.ts';
import type { Locale } from './locales.ts';

type Sentence<C extends RefusalCode> = string | ((parameters: RefusalParameters[C]) => string);
type Sentences = { [C in RefusalCode]: Sentence<C> };

/** What is asked for by these names; a field of a process is asked for by its own. */
const fields: Record<Locale, Record<string, string>> = {
  en: {
    category: 'the category',
    service: 'the service',
    note: 'the note',
    rootCause: 'the root cause',
    article: 'the article',
  },
  fr: {
    category: 'la catégorie',
    service: 'le service',
    note: 'la note',
    rootCause: 'la cause première',
    article: 'l’article',
  },
};

const valueKinds: Record<Locale, Record<FieldKind, string>> = {
  en: {
    text: 'a text',
    choice: 'one of its options',
    number: 'a number',
    date: 'a day, as 2026-11-30',
    person: 'a person',
    device: 'a device',
  },
  fr: {
    text: 'un texte',
    choice: 'l’une de ses options',
    number: 'un nombre',
    date: 'un jour, comme 2026-11-30',
    person: 'une personne',
    device: 'un appareil',
  },
};

/** What a value of the field is: its kind, its options or its bounds. */
function valueWords(
  { kind, options, min, max }: RefusalParameters['field_value_wrong'],
  locale: Locale,
): string {
  const isEnglish = locale === 'en';
  const [colon, from, to] = isEnglish ? [': ', 'from', 'to'] : [' : ', 'à partir de', 'jusqu’à'];
  const bounds = [
    ...(min === undefined ? [] : [`${from} ${min}`]),
    ...(max === undefined ? [] : [`${to} ${max}`]),
  ];
  const among = options ? `${colon}${options.join(', ')}` : '';
  return [valueKinds[locale][kind] + among, ...bounds].join(' ');
}

const isParked: Record<Locale, string> = {
  en: 'What is written of this ticket and what it knows itself differ. Nothing was done; it is being repaired: try again later.',
  fr: 'Ce qui est écrit de ce ticket et ce qu’il sait de lui-même diffèrent. Rien n’a été fait ; il est en cours de réparation : réessayez plus tard.',
};

const steps: Record<Locale, Record<DiagnosticStepKind, string>> = {
  en: {
    information: 'information',
    reproduction: 'reproduction',
    test: 'test',
    root_cause: 'root cause',
    workaround: 'workaround',
  },
  fr: {
    information: 'information',
    reproduction: 'reproduction',
    test: 'test',
    root_cause: 'cause première',
    workaround: 'contournement',
  },
};

const links: Record<Locale, Readonly<Record<LinkKind, string>>> = {
  en: {
    related: 'related',
    parent: 'its parent',
    child: 'its child',
    split_from: 'what it was split from',
    split_into: 'what was split from it',
    problem: 'its problem',
    follow_up_of: 'what it follows',
  },
  fr: {
    related: 'ticket en rapport',
    parent: 'parent',
    child: 'enfant',
    split_from: 'ticket d’origine',
    split_into: 'ticket scindé',
    problem: 'problème',
    follow_up_of: 'ticket précédent',
  },
};

const missingNames: Record<Locale, Record<MissingName['what'], string>> = {
  en: {
    group: 'support group',
    category: 'category',
    service: 'service',
    handed_over_by: 'support group to hand it back to,',
    task: 'task',
    priority: 'priority',
    impact: 'impact',
    urgency: 'urgency',
    pending_reason: 'hold reason',
    link_kind: 'link',
  },
  fr: {
    group: 'groupe',
    category: 'catégorie',
    service: 'service',
    handed_over_by: 'groupe à qui le rendre',
    task: 'tâche',
    priority: 'priorité',
    impact: 'impact',
    urgency: 'urgence',
    pending_reason: 'motif d’attente',
    link_kind: 'lien',
  },
};

/** After “il n’y a pas”. */
const absent: Record<Findable, string> = {
  absence: 'd’absence',
  account: 'de compte',
  address: 'd’adresse',
  'API token': 'de jeton d’API',
  article: 'd’article',
  attachment: 'de pièce jointe',
  customer: 'de client',
  'configuration item': 'd’appareil ni de service',
  delivery: 'd’envoi',
  group: 'de groupe',
  'knowledge session': 'de recherche dans la base de connaissances',
  metric: 'd’indicateur',
  passkey: 'de clé d’accès',
  person: 'de personne',
  problem: 'de problème',
  process: 'de processus',
  'remote link': 'de programme d’aide à distance',
  'remote session': 'd’aide à distance',
  rotation: 'd’astreinte',
  rule: 'de règle',
  macro: 'de macro',
  mail: 'de courriel',
  mailbox: 'de boîte aux lettres',
  message: 'de message d’origine',
  view: 'de vue',
  'saved query': 'de requête enregistrée',
  session: 'de session',
  ticket: 'de ticket',
  version: 'de version',
  webhook: 'de webhook',
};

const lists: Record<Locale, Intl.ListFormat> = {
  en: new Intl.ListFormat('en'),
  fr: new Intl.ListFormat('fr'),
};

/** As many names as a sentence takes. */
const namesMax = 12;

/** What there is of a kind, after what there is not. */
function itHas(allowed: readonly string[]): string {
  return allowed.length > 0 ? `: it has ${lists.en.format(someOf(allowed, 'more'))}` : '';
}

function ilA(allowed: readonly string[]): string {
  const names = someOf(allowed.map(quoted), 'de plus');
  return allowed.length > 0 ? ` : il a ${lists.fr.format(names)}` : '';
}

function someOf(names: readonly string[], more: string): string[] {
  if (names.length <= namesMax) return [...names];
  return [...names.slice(0, namesMax), `${names.length - namesMax} ${more}`];
}

/** Roles as accounts have them. */
const frenchRoles: Readonly<Record<string, string>> = {
  requester: 'demandeur',
  agent: 'agent',
  team_lead: 'chef d’équipe',
  process_owner: 'responsable de processus',
  analyst: 'analyste',
  administrator: 'administrateur',
};

const eitherFrench = new Intl.ListFormat('fr', { type: 'disjunction' });

const english: Sentences = {
  already_answered: ({ n }) => `You have said already what you think of approval ${n}.`,
  already_assigned: 'The ticket is already assigned to this agent.',
  already_decided: ({ what, n }) =>
    `${what === 'approval' ? 'Approval' : 'Escalation'} ${n} was already decided.`,
  already_linked: ({ kind, id }) =>
    `The ticket is already linked to ${id}: ${links.en[kind] ?? kind.replaceAll('_', ' ')}.`,
  already_major: 'The ticket is already a major incident.',
  already_merged: ({ ticketId }) => `Ticket ${ticketId} was already merged into this one.`,
  already_withdrawn: ({ what, n }) =>
    what === 'approval'
      ? `Approval ${n} was withdrawn: what it was asked for has changed, or needs none any more.`
      : `Escalation ${n} was withdrawn: the ticket was handed on, taken back or resolved.`,
  answered_meanwhile:
    'Somebody else has answered since you began. Read it; then send yours all the same, or change it.',
  approvers_unknown: ({ n }) =>
    `How many decide approval ${n} cannot be told now. Try again in a moment.`,
  article_not_archived: ({ state }) =>
    `The article is not in the archive: it is ${state === 'draft' ? 'a draft' : 'published'}.`,
  behind_rows: isParked.en,
  category_unknown: ({ word, allowed }) =>
    `This process has no category '${word}'${itHas(allowed)}.`,
  code_unknown: ({ word, allowed }) =>
    `This process has no resolution code '${word}'${itHas(allowed)}.`,
  due_in_past: 'A task is due in the future.',
  field_not_shown: ({ field }) =>
    `Field '${field}' is not asked of such a ticket: leave it out, or change what the ticket is first.`,
  field_required: ({ step, missing }) => {
    const before = {
      escalate: 'Before the ticket is escalated',
      setPending: 'Before the ticket is put on hold',
      resolve: 'Before the ticket is resolved',
      deEscalate: 'Before the ticket goes back to a lower tier',
      open: 'For such a ticket',
      completeTask: 'Before the task is done',
    };
    return `${before[step]}, fill in ${lists.en.format(missing.map((name) => fields.en[name] ?? `‘${name}’`))}.`;
  },
  field_unknown: ({ word, allowed }) => `This process has no field '${word}'${itHas(allowed)}.`,
  field_value_wrong: (parameters) =>
    `The value of field '${parameters.field}' must be ${valueWords(parameters, 'en')}.`,
  gate_not_met: ({ tier, missing }) =>
    `Before a ticket leaves ‘${tier}’, ${missing.map(missingStepsEnglish).join('; ')}.`,
  granted_another: ({ n }) =>
    `Approval ${n} of this ticket was granted by you: this one takes somebody else.`,
  group_not_above: ({ group }) => `Group ${group} is not above the tier the ticket is in.`,
  approval_unknown: ({ word, allowed }) =>
    `This process has no approval '${word}'${itHas(allowed)}.`,
  group_unknown: ({ word, allowed }) =>
    `This process has no support group '${word}'${itHas(allowed)}.`,
  hand_off_open: ({ n, group }) =>
    `Nobody of ${group} has accepted escalation ${n} yet: have it accepted first, or name the group that the ticket is to go to.`,
  impact_unknown: ({ word, allowed }) => `This process has no impact '${word}'${itHas(allowed)}.`,
  link_kind_unknown: ({ word, allowed }) => `This process has no link '${word}'${itHas(allowed)}.`,
  linked_to_itself: 'A ticket cannot be linked to itself.',
  major_into_ordinary:
    'A major incident can only be merged into another major incident: declare that one first.',
  mentions_are_internal: 'People are mentioned in internal notes only: the requester reads this.',
  merged_into_itself: 'A ticket cannot be merged into itself, or into one that is followed on it.',
  no_approval: 'The ticket waits for no approval.',
  no_children: 'The ticket has no children to resolve with it.',
  no_escalation: ({ n }) => `The ticket has no functional escalation ${n}.`,
  no_higher_level: 'The highest level of management was already told.',
  no_higher_tier: ({ group }) => `No group has more skill than ${group}.`,
  no_lower_tier: ({ group }) => `No group of a lower tier had the ticket before ${group}.`,
  no_page: 'Nobody is paged for the ticket.',
  no_consent: 'This question was not asked on the ticket.',
  consent_over: 'This question was answered or withdrawn already, or its time is over.',
  no_playbook: 'This playbook is under way on the ticket no more.',
  no_survey: 'No satisfaction survey is open on this ticket.',
  not_an_approver: ({ group }) =>
    `The ticket waits for a decision of the group '${group}', which you are not in.`,
  not_an_incident: (ticket) => `Ticket ${nameOf(ticket)} is a service request, not an incident.`,
  not_found: ({ what, received, known }) =>
    `There is no ${what} '${received}' for you.${known ? ` There are: ${known.join(', ')}.` : ''}`,
  not_in_version: ({ process, version, missing }) => {
    const names = missing.map(({ what, word }) => `${missingNames.en[what]} '${word}'`);
    return `Version ${version} of ${process} has no ${lists.en.format(names)}, which the ticket has.`;
  },
  not_linked: ({ kind, id }) =>
    `The ticket is not linked to ${id}: ${links.en[kind] ?? kind.replaceAll('_', ' ')}.`,
  not_major: 'The ticket is not a major incident.',
  not_merged: 'The ticket is not merged, or its merge can no longer be undone.',
  not_merged_into_it: ({ ticketId }) => `Ticket ${ticketId} was not merged into this one.`,
  not_own_approval: 'Nobody approves what they asked for themselves.',
  not_pending: 'The ticket is not pending.',
  not_resolved: 'The ticket is not resolved.',
  not_the_open_approval: ({ n, openN }) =>
    `Approval ${n} is not the one the ticket waits for: that is ${openN}.`,
  not_waiting: 'The ticket does not wait for an agent of this group.',
  not_yours: ({ owner }) => `This query is ${owner}’s: save a copy of your own to change it.`,
  one_level_only: ({ is }) =>
    is === 'child'
      ? 'The ticket is a child already: it has one parent, and no children of its own.'
      : 'The ticket has children: it cannot become a child.',
  only_agents: 'Only agents can do this.',
  only_requester: 'Only the requester can do this.',
  other_problem: (ticket) =>
    `Ticket ${nameOf(ticket)} belongs to another problem: unlink it first.`,
  page_over: ({ n }) => `Page ${n} is over: somebody has it, or nobody answered.`,
  parked: isParked.en,
  process_unreadable: ({ process, version, lacking }) =>
    `The ticket follows version ${version} of ${process} as an older desk compiled it, without ${lists.en.format(lacking)}: ` +
    'carry it over to a later version with `palier process migrate`.',
  parted:
    'The ticket is being merged, or parted from another, at this moment: repeat it in a second.',
  priority_unknown: ({ word, allowed }) =>
    `This process has no priority '${word}'${itHas(allowed)}.`,
  playbook_runs: ({ playbook }) =>
    `The playbook '${playbook}' goes on by itself: it is retried where it is parked.`,
  pending_reason_unknown: ({ word, allowed }) =>
    `This process has no hold reason '${word}'${itHas(allowed)}.`,
  problem_closed: 'The problem is closed: log a new one.',
  problem_not_resolved: 'The problem is not resolved.',
  problem_resolved: 'The problem is resolved: reopen it first.',
  process_older: ({ process, version }) =>
    `The ticket already follows version ${version} of ${process}.`,
  reason_unknown: ({ word, allowed }) =>
    `This process has no escalation reason '${word}'${itHas(allowed)}.`,
  review_in_past: 'The review of a problem must lie ahead: choose a later instant.',
  role_not_allowed: ({ roles, allowed }) =>
    `Your roles (${roles.join(', ')}): expected one of ${allowed.join(', ')}.`,
  score_out_of_range: ({ score }) => `Score ${score}: expected 1 to 5.`,
  service_unknown: ({ word, allowed }) => `This process has no service '${word}'${itHas(allowed)}.`,
  shared_with_others:
    'Others wait for this ticket too, who reported the same: the desk ends it, for all of them. Write what you know.',
  stale: ({ seq, expectedSeq }) => `It stands at ${seq}, not at ${expectedSeq}: read it again.`,
  task_after_itself: ({ n }) =>
    `Task ${n} would wait for itself: it comes after one that comes after it.`,
  task_blocked: ({ n, after }) =>
    `Task ${n} cannot be worked on yet: it comes after ${after.length === 1 ? 'task' : 'tasks'} ${lists.en.format(after.map(String))}.`,
  task_ended: ({ n, outcome }) =>
    `Task ${n} ${outcome === 'done' ? 'is done already' : 'was cancelled'}: reopen it first.`,
  task_item_unknown: ({ n, item, itemCount }) =>
    `The checklist of task ${n} has ${counted(itemCount, { one: 'item', other: 'items' }, 'en')}: there is no item ${item}.`,
  task_items_open: ({ n, count }) =>
    `Of the checklist of task ${n}, ${counted(count, { one: 'item is', other: 'items are' }, 'en')} not done yet.`,
  task_not_found: ({ n }) =>
    `The ticket has no task ${n}, or it ended so long ago that only its record is left.`,
  task_still_open: ({ n }) => `Task ${n} is still open.`,
  task_unknown: ({ word, allowed }) => `This process has no task '${word}'${itHas(allowed)}.`,
  tasks_open: ({ numbers }) =>
    `Before the ticket is resolved, ${numbers.length === 1 ? 'task' : 'tasks'} ${lists.en.format(numbers.map(String))} must be done or cancelled.`,
  ticket_is_history: ({ ticketId }) =>
    `Ticket '${ticketId}' was imported or demonstrated as history: it takes no commands.`,
  ticket_over: ({ status, mergedInto }) =>
    mergedInto === null
      ? `The ticket is ${status}: open a new one.`
      : `The ticket was merged into ${mergedInto}: continue there.`,
  ticket_resolved: 'The ticket is resolved: reopen it first.',
  too_far_ahead: ({ days }) => `The date is too far ahead: at most ${days} days from now.`,
  too_many_affected: ({ limit }) =>
    `A ticket is about ${limit} devices and services at most: take one off first.`,
  too_many_checks: ({ limit }) =>
    `The ticket waits for ${limit} checks, which is the limit: wait until one is recorded.`,
  too_many_consents: ({ limit }) =>
    `The requester is asked for ${limit} consents already, which is the limit.`,
  too_many_copies: ({ limit }) => `The ticket has ${limit} people in copy, which is the limit.`,
  too_many_followers: ({ limit }) => `The ticket has ${limit} followers, which is the limit.`,
  too_many_incidents: ({ limit }) =>
    `More than ${limit} incidents are open: resolve it without them first.`,
  too_many_kept: ({ limit }) => `You keep ${limit} of these, which is the limit: delete one first.`,
  too_many_links: ({ limit }) =>
    `The ticket has ${limit} links, which is the limit: link to another one of them, or take one back first.`,
  too_many_merged: ({ limit }) =>
    `The ticket has taken ${limit} others, which is the limit: merge into another one.`,
  too_many_pages: ({ limit }) => `At most ${limit} groups are paged for a ticket at once.`,
  too_many_playbooks: ({ limit }) =>
    `A ticket has ${limit} playbooks under way at most: cancel one first.`,
  too_many_queries: ({ limit }) =>
    `You keep ${limit} queries, which is the limit: delete one first.`,
  too_many_tasks: ({ limit }) =>
    `The ticket has ${limit} open tasks, which is the limit: complete or cancel one first.`,
  too_many_tags: ({ limit }) => `A ticket has ${limit} tags at most: take one off first.`,
  too_many_webhooks: ({ limit }) =>
    `The desk has ${limit} webhooks, which is the limit: remove one first.`,
  until_in_past: 'Pending must end in the future.',
  urgency_unknown: ({ word, allowed }) => `This process has no urgency '${word}'${itHas(allowed)}.`,
  waits_for_approval: ({ group }) => `The ticket waits for the approval of ${group}.`,
  webhook_disabled: ({ name }) => `Webhook '${name}' is disabled: enable it first.`,
  wrong_process: ({ process, expected }) => `The ticket follows ${expected}, not ${process}.`,
};

const french: Sentences = {
  already_answered: ({ n }) => `Vous vous êtes déjà prononcé sur l’approbation ${n}.`,
  already_assigned: 'Le ticket est déjà assigné à cet agent.',
  already_decided: ({ what, n }) =>
    what === 'approval'
      ? `L’approbation ${n} a déjà été tranchée.`
      : `L’escalade ${n} a déjà été tranchée.`,
  already_linked: ({ kind, id }) =>
    `Le ticket est déjà lié à ${id} (${links.fr[kind] ?? kind.replaceAll('_', ' ')}).`,
  already_major: 'Le ticket est déjà un incident majeur.',
  already_merged: ({ ticketId }) => `Le ticket ${ticketId} a déjà été fusionné dans celui-ci.`,
  already_withdrawn: ({ what, n }) =>
    what === 'approval'
      ? `L’approbation ${n} a été retirée : son objet a changé, ou n’en demande plus.`
      : `L’escalade ${n} a été retirée : le ticket a été transféré plus haut, repris ou résolu.`,
  answered_meanwhile:
    'Quelqu’un d’autre a répondu depuis que vous avez commencé. Lisez cette réponse, puis envoyez quand même la vôtre ou modifiez-la.',
  approvers_unknown: ({ n }) =>
    `Impossible de dire pour l’instant combien de personnes décident de l’approbation ${n}. Réessayez dans un moment.`,
  article_not_archived: ({ state }) =>
    `L’article n’est pas dans les archives : c’est ${state === 'draft' ? 'un brouillon' : 'un article publié'}.`,
  behind_rows: isParked.fr,
  category_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de catégorie ${quoted(word)}${ilA(allowed)}.`,
  code_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de code de résolution ${quoted(word)}${ilA(allowed)}.`,
  due_in_past: 'L’échéance d’une tâche doit être à venir.',
  field_not_shown: ({ field }) =>
    `Le champ ${quoted(field)} n’est pas demandé pour un tel ticket : laissez-le de côté ou requalifiez d’abord le ticket.`,
  field_required: ({ step, missing }) => {
    const before = {
      escalate: 'Avant d’escalader le ticket',
      setPending: 'Avant de mettre le ticket en attente',
      resolve: 'Avant de résoudre le ticket',
      deEscalate: 'Avant de renvoyer le ticket à un niveau inférieur',
      open: 'Pour un tel ticket',
      completeTask: 'Avant de terminer la tâche',
    };
    const asked = lists.fr.format(missing.map((name) => fields.fr[name] ?? quoted(name)));
    return `${before[step]}, renseignez ${asked}.`;
  },
  field_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de champ ${quoted(word)}${allowed.length > 0 ? ` : il a ${lists.fr.format(allowed)}` : ''}.`,
  field_value_wrong: (parameters) =>
    `La valeur du champ ${quoted(parameters.field)} doit être ${valueWords(parameters, 'fr')}.`,
  gate_not_met: ({ tier, missing }) =>
    `Avant que le ticket ne quitte « ${tier} », ${missing.map(missingStepsFrench).join(' ; ')}.`,
  granted_another: ({ n }) =>
    `Vous avez accordé l’approbation ${n} de ce ticket : celle-ci revient à quelqu’un d’autre.`,
  group_not_above: ({ group }) =>
    `Le groupe ${group} n’est pas d’un niveau supérieur à celui du ticket.`,
  approval_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas d’approbation ${quoted(word)}${ilA(allowed)}.`,
  group_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de groupe ${quoted(word)}${ilA(allowed)}.`,
  hand_off_open: ({ n, group }) =>
    `Personne de ${group} n’a encore accepté l’escalade ${n} : faites-la d’abord accepter, ou nommez le groupe auquel le ticket doit aller.`,
  impact_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas d’impact ${quoted(word)}${ilA(allowed)}.`,
  link_kind_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de lien ${quoted(word)}${ilA(allowed)}.`,
  linked_to_itself: 'Un ticket ne peut pas être lié à lui-même.',
  major_into_ordinary:
    'Un incident majeur ne peut être fusionné que dans un autre incident majeur : déclarez d’abord celui-là.',
  mentions_are_internal:
    'On ne mentionne des personnes que dans une note interne : le demandeur lit ce message.',
  merged_into_itself:
    'Un ticket ne peut pas être fusionné dans lui-même, ni dans un ticket qui est suivi sur lui.',
  no_approval: 'Le ticket n’attend aucune approbation.',
  no_children: 'Le ticket n’a pas d’enfants à résoudre avec lui.',
  no_escalation: ({ n }) => `Le ticket n’a pas d’escalade fonctionnelle ${n}.`,
  no_higher_level: 'Le plus haut niveau de la hiérarchie a déjà été alerté.',
  no_higher_tier: ({ group }) => `Aucun groupe n’est plus qualifié que ${group}.`,
  no_lower_tier: ({ group }) => `Aucun groupe de niveau inférieur n’a eu le ticket avant ${group}.`,
  no_page: 'Personne n’est appelé d’astreinte pour le ticket.',
  no_consent: 'Cette question n’a pas été posée sur le ticket.',
  consent_over: 'Cette question a déjà reçu une réponse, a été retirée, ou son délai est passé.',
  no_playbook: 'Ce scénario n’est plus en cours sur le ticket.',
  no_survey: 'Aucune enquête de satisfaction n’est ouverte sur ce ticket.',
  not_an_approver: ({ group }) =>
    `Le ticket attend une décision du groupe ${quoted(group)}, dont vous ne faites pas partie.`,
  not_an_incident: (ticket) =>
    `Le ticket ${nameOf(ticket)} est une demande de service, et non un incident.`,
  not_found: ({ what, received, known }) =>
    `Il n’y a pas ${absent[what]} ${quoted(received)} pour vous.${known ? ` Il y a : ${known.map(quoted).join(', ')}.` : ''}`,
  not_in_version: ({ process, version, missing }) => {
    const names = missing.map(({ what, word }) => `${missingNames.fr[what]} ${quoted(word)}`);
    return `La version ${version} de ${process} n’a pas ce que le ticket utilise : ${lists.fr.format(names)}.`;
  },
  not_linked: ({ kind, id }) =>
    `Le ticket n’est pas lié à ${id} (${links.fr[kind] ?? kind.replaceAll('_', ' ')}).`,
  not_major: 'Le ticket n’est pas un incident majeur.',
  not_merged: 'Le ticket n’est pas fusionné, ou sa fusion ne peut plus être défaite.',
  not_merged_into_it: ({ ticketId }) => `Le ticket ${ticketId} n’a pas été fusionné dans celui-ci.`,
  not_own_approval: 'Nul n’approuve sa propre demande.',
  not_pending: 'Le ticket n’est pas en attente.',
  not_resolved: 'Le ticket n’est pas résolu.',
  not_the_open_approval: ({ n, openN }) =>
    `L’approbation ${n} n’est pas celle que le ticket attend : c’est la ${openN}.`,
  not_waiting: 'Le ticket n’attend pas d’agent de ce groupe.',
  not_yours: ({ owner }) =>
    `Cette requête appartient à ${owner} : enregistrez-en une copie pour la modifier.`,
  one_level_only: ({ is }) =>
    is === 'child'
      ? 'Le ticket est déjà un enfant : il a un seul parent et pas d’enfants.'
      : 'Le ticket a des enfants : il ne peut pas en devenir un.',
  only_agents: 'Réservé aux agents.',
  only_requester: 'Réservé au demandeur.',
  other_problem: (ticket) =>
    `Le ticket ${nameOf(ticket)} appartient à un autre problème : déliez-le d’abord.`,
  page_over: ({ n }) =>
    `L’appel d’astreinte ${n} est terminé : quelqu’un s’en charge, ou personne n’a répondu.`,
  parked: isParked.fr,
  process_unreadable: ({ process, version, lacking }) =>
    `Le ticket suit la version ${version} de ${process} telle qu’une version plus ancienne de Palier l’a compilée, sans ${lists.fr.format(lacking)} : ` +
    'faites-le passer à une version plus récente avec `palier process migrate`.',
  parted:
    'Le ticket est en train d’être fusionné ou séparé d’un autre : réessayez dans une seconde.',
  priority_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de priorité ${quoted(word)}${ilA(allowed)}.`,
  playbook_runs: ({ playbook }) =>
    `Le scénario ${quoted(playbook)} avance de lui-même : on ne relance que celui qui est arrêté.`,
  pending_reason_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de motif d’attente ${quoted(word)}${ilA(allowed)}.`,
  problem_closed: 'Le problème est clos : ouvrez-en un nouveau.',
  problem_not_resolved: 'Le problème n’est pas résolu.',
  problem_resolved: 'Le problème est résolu : rouvrez-le d’abord.',
  process_older: ({ process, version }) =>
    `Le ticket suit déjà la version ${version} de ${process}.`,
  reason_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de motif d’escalade ${quoted(word)}${ilA(allowed)}.`,
  review_in_past: 'La revue d’un problème doit être à venir : choisissez une date plus tardive.',
  role_not_allowed: ({ roles, allowed }) =>
    `Vos rôles (${roles.map(frenchRole).join(', ')}) ne conviennent pas : il faut être ${eitherFrench.format(allowed.map(frenchRole))}.`,
  score_out_of_range: ({ score }) => `La note ${score} n’est pas comprise entre 1 et 5.`,
  service_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de service ${quoted(word)}${ilA(allowed)}.`,
  shared_with_others:
    'D’autres attendent aussi ce ticket, pour la même chose : c’est au support d’y mettre fin, pour tous. Écrivez ce que vous savez.',
  stale: 'Cela a changé depuis que vous l’avez lu : relisez-le.',
  task_after_itself: ({ n }) =>
    `La tâche ${n} s’attendrait elle-même : elle vient après une tâche qui vient après elle.`,
  task_blocked: ({ n, after }) =>
    `La tâche ${n} ne peut pas encore commencer : elle vient après ${after.length === 1 ? 'la tâche' : 'les tâches'} ${lists.fr.format(after.map(String))}.`,
  task_ended: ({ n, outcome }) =>
    `La tâche ${n} ${outcome === 'done' ? 'est déjà terminée' : 'a été annulée'} : rouvrez-la d’abord.`,
  task_item_unknown: ({ n, item, itemCount }) =>
    `La liste de la tâche ${n} compte ${counted(itemCount, { one: 'point', other: 'points' }, 'fr')} : il n’y a pas de point ${item}.`,
  task_items_open: ({ n, count }) =>
    `Dans la liste de la tâche ${n}, ${counted(count, { one: 'point reste', other: 'points restent' }, 'fr')} à faire.`,
  task_not_found: ({ n }) =>
    `Le ticket n’a pas de tâche ${n}, ou elle s’est terminée il y a si longtemps qu’il n’en reste que la trace.`,
  task_still_open: ({ n }) => `La tâche ${n} est encore ouverte.`,
  task_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas de tâche ${quoted(word)}${allowed.length > 0 ? ` : il a ${lists.fr.format(allowed)}` : ''}.`,
  tasks_open: ({ numbers }) =>
    `Avant de résoudre le ticket, terminez ou annulez ${numbers.length === 1 ? 'la tâche' : 'les tâches'} ${lists.fr.format(numbers.map(String))}.`,
  ticket_is_history: ({ ticketId }) =>
    `Le ticket ${quoted(ticketId)} appartient à l’historique, importé ou de démonstration : il n’accepte plus de commandes.`,
  ticket_over: ({ status, mergedInto }) => {
    if (mergedInto !== null)
      return `Le ticket a été fusionné dans ${mergedInto} : poursuivez là-bas.`;
    const word = status === 'cancelled' ? 'annulé' : 'clos';
    return `Le ticket est ${word} : ouvrez-en un nouveau.`;
  },
  ticket_resolved: 'Le ticket est résolu : rouvrez-le d’abord.',
  too_far_ahead: ({ days }) =>
    `La date est trop lointaine : au plus ${days} jours à compter d’aujourd’hui.`,
  too_many_affected: ({ limit }) =>
    `Un ticket concerne ${limit} appareils et services au plus : retirez-en un d’abord.`,
  too_many_checks: ({ limit }) =>
    `Le ticket attend ${limit} contrôles, ce qui est la limite : attendez que l’un soit consigné.`,
  too_many_consents: ({ limit }) =>
    `Le demandeur est déjà sollicité pour ${limit} accords, ce qui est la limite.`,
  too_many_copies: ({ limit }) => `Le ticket a ${limit} personnes en copie, ce qui est la limite.`,
  too_many_followers: ({ limit }) =>
    `Le ticket est suivi par ${limit} personnes, ce qui est la limite.`,
  too_many_incidents: ({ limit }) =>
    `Plus de ${limit} incidents sont ouverts : résolvez d’abord le problème sans eux.`,
  too_many_kept: ({ limit }) =>
    `Vous en gardez ${limit}, ce qui est la limite : supprimez-en un d’abord.`,
  too_many_links: ({ limit }) =>
    `Le ticket a ${limit} liens, ce qui est la limite : liez plutôt l’un des tickets liés, ou supprimez d’abord un lien.`,
  too_many_merged: ({ limit }) =>
    `Dans ce ticket ont été fusionnés ${limit} autres, ce qui est la limite : fusionnez dans un autre.`,
  too_many_pages: ({ limit }) =>
    `Un ticket appelle au plus ${limit} groupes d’astreinte à la fois.`,
  too_many_playbooks: ({ limit }) =>
    `Un ticket a ${limit} scénarios en cours au plus : annulez-en un d’abord.`,
  too_many_queries: ({ limit }) =>
    `Vous gardez ${limit} requêtes, ce qui est la limite : supprimez-en une d’abord.`,
  too_many_webhooks: ({ limit }) =>
    `Le centre de services a ${limit} webhooks, ce qui est la limite : retirez-en un d’abord.`,
  too_many_tasks: ({ limit }) =>
    `Le ticket a ${limit} tâches ouvertes, ce qui est la limite : terminez-en ou annulez-en une d’abord.`,
  too_many_tags: ({ limit }) => `Un ticket a ${limit} étiquettes au plus : retirez-en une d’abord.`,
  until_in_past: 'La fin de l’attente doit être à venir.',
  urgency_unknown: ({ word, allowed }) =>
    `Ce processus n’a pas d’urgence ${quoted(word)}${ilA(allowed)}.`,
  waits_for_approval: ({ group }) => `Le ticket attend l’approbation de ${group}.`,
  webhook_disabled: ({ name }) => `Le webhook ${quoted(name)} est désactivé : activez-le d’abord.`,
  wrong_process: ({ process, expected }) => `Le ticket suit ${expected}, et non ${process}.`,
};

const sentences: Record<Locale, Sentences> = { en: english, fr: french };

/** A refusal as a sentence for whoever asked. */
export function refusalText({ code, parameters }: Refusal, language: Locale): string {
  return textOf(code, parameters, language);
}

function textOf<C extends RefusalCode>(
  code: C,
  parameters: RefusalParameters[C],
  language: Locale,
): string {
  const sentence: Sentence<C> = sentences[language][code];
  return typeof sentence === 'string' ? sentence : sentence(parameters);
}

function missingStepsEnglish(missing: MissingSteps): string {
  if ('runbookStep' in missing) {
    return `carry out step '${missing.runbookStep}' of the runbook and record it as such`;
  }
  const { kind, count } = missing;
  const more = { one: 'more diagnostic step', other: 'more diagnostic steps' };
  return `record ${counted(count, more, 'en')} of kind ${steps.en[kind]}`;
}

function missingStepsFrench(missing: MissingSteps): string {
  if ('runbookStep' in missing) {
    return `suivez l’étape ${quoted(missing.runbookStep)} de la procédure et consignez-la comme telle`;
  }
  const { kind, count } = missing;
  const more = { one: 'étape de diagnostic', other: 'étapes de diagnostic' };
  return `consignez encore ${counted(count, more, 'fr')} (${steps.fr[kind]})`;
}

function quoted(word: string): string {
  return `« ${word} »`;
}

function frenchRole(role: string): string {
  return quoted(frenchRoles[role] ?? role);
}

function nameOf({ ticketId, number }: TicketName): string {
  return number === null ? ticketId : `#${number}`;
}
