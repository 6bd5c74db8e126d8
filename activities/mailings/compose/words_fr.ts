import { lowered } from './lowered.ts';
import type { MailWords } from './words.ts';

const mine = 'Vous recevez ce message parce que c’est votre demande.';
const copied = 'Vous recevez ce message parce que vous êtes en copie de la demande.';
const inHand = 'Vous recevez ce message parce que le ticket est entre vos mains.';
const ofGroup = 'Vous recevez ce message parce qu’il concerne l’un de vos groupes.';
const inPerson = 'Vous recevez ce message parce qu’il s’adresse à vous personnellement.';

export const fr: MailWords = {
  hello: (name) => (name === null ? 'Bonjour,' : `Bonjour ${name},`),
  received: {
    lead: (number) => `Nous avons bien reçu votre demande. Elle porte le numéro ${number}.`,
    next: 'Quelqu’un va la lire et vous écrira.',
    forApproval:
      'Elle doit d’abord être approuvée ; nous l’avons demandé. Vous serez informé de la décision.',
    answerBy: (when) => `Vous aurez une première réponse d’ici au ${when}.`,
    articles: 'Ceci peut vous aider tout de suite :',
  },
  said: {
    wrote: (name) => `${name} a écrit :`,
    noted: (name) => `${name} a écrit dans une note interne :`,
    mentioned: (name) => `${name} vous mentionne dans une note interne :`,
    theDesk: 'Le centre de services',
    files: 'En pièce jointe :',
    filesElsewhere: 'Fichiers à consulter sur le centre de services :',
    fileSize: (name, size) => `${name} (${size})`,
    before: (when, name) => `Le ${when}, ${name} a écrit :`,
    above: '-- Merci de répondre au-dessus de cette ligne --',
  },
  inCopy: (name) =>
    name === null
      ? 'Vous êtes désormais en copie de cette demande.'
      : `${name} vous a mis en copie de cette demande.`,
  assigned: {
    toReader: 'Ce ticket vous est assigné.',
    toReaderBy: (name) => `${name} vous a assigné ce ticket.`,
    taken: (name) => `Le ticket est maintenant assigné à ${name}.`,
    takenOver: (name) => `${name} vous a repris ce ticket.`,
  },
  reopened: (name) =>
    name === null ? 'Le ticket est de nouveau ouvert.' : `Selon ${name}, ce n’est pas résolu.`,
  reopenedForRequester: 'Votre demande est de nouveau ouverte. Vous n’avez rien à faire.',
  cancelled: (name) => (name === null ? 'Le ticket a été annulé.' : `${name} n’en a plus besoin.`),
  cancelledForRequester: 'Votre demande a été annulée.',
  cancelledForCopy: 'La demande a été annulée.',
  reason: 'Raison donnée :',
  onHold: {
    requester: () => 'Nous avons besoin d’une réponse de votre part pour traiter votre demande.',
    others: (title) => `Votre demande est suspendue : ${lowered(title)}.`,
    approval: () => 'Votre demande est en attente d’une approbation.',
  },
  onHoldUntil: (when) => `Nous pensons reprendre d’ici au ${when}.`,
  asked: 'Notre question :',
  reminder: 'Nous attendons toujours votre réponse.',
  resolvedWithoutAnswer: (when) =>
    `Sans nouvelles de votre part d’ici au ${when}, nous la considérerons comme résolue.`,
  resolved: 'Votre demande est résolue.',
  resolvedForDesk: 'Le ticket est résolu.',
  resolvedForCopy: 'La demande est résolue.',
  solution: 'La solution en détail :',
  reopensByMail: (when) =>
    `Si ce n’est pas résolu, répondez à ce message d’ici au ${when} : votre demande sera rouverte.`,
  reopensOnDesk: (when) =>
    `Si ce n’est pas résolu, dites-le sur le centre de services d’ici au ${when} : votre demande sera rouverte.`,
  survey: {
    question: 'Comment jugez-vous l’aide reçue ?',
    score: {
      5: '5, très satisfaisante',
      4: '4, satisfaisante',
      3: '3, ni bonne ni mauvaise',
      2: '2, peu satisfaisante',
      1: '1, pas du tout satisfaisante',
    },
    until: (when) => `Vous pouvez répondre jusqu’au ${when}, sans vous connecter.`,
  },
  consent: {
    lead: 'Avant de poursuivre votre demande, nous avons besoin de votre accord :',
    again: 'Nous attendons toujours votre accord :',
    question: 'Êtes-vous d’accord ?',
    yes: 'Oui, je suis d’accord',
    no: 'Non, je ne suis pas d’accord',
    until: (when) =>
      `Vous pouvez répondre jusqu’au ${when}, sans vous connecter. Sans réponse, nous ne faisons rien.`,
    onDesk: (when) =>
      `Merci de répondre sur le portail avant le ${when}. Sans réponse, nous ne faisons rien.`,
  },
  approved: 'Votre demande a été approuvée : nous la poursuivons.',
  notApproved: (name) =>
    name === null
      ? 'Votre demande n’a pas été approuvée.'
      : `Votre demande n’a pas été approuvée par ${name}.`,
  rule: (title) => `Une règle du centre de services vous signale : ${title}.`,
  rulesStopped: (title) =>
    `Les règles de ce ticket se relançaient l’une l’autre et ont été arrêtées, en dernier : ${title}.`,
  warned: (when) => `Ce qui est promis pour ce ticket est à tenir d’ici au ${when}.`,
  handedOff: (title, name) =>
    name === null
      ? `Transféré à votre groupe : ${title}.`
      : `${name} a transféré ce ticket à votre groupe : ${title}.`,
  requestedOutcome: 'Ce qui vous est demandé :',
  byAssignment: 'Affecté à un niveau supérieur',
  toldManagement: (level, title, name) =>
    name === null
      ? `Escaladé vers la hiérarchie, niveau ${level} : ${title}.`
      : `${name} a escaladé ce ticket vers la hiérarchie, niveau ${level} : ${title}.`,
  handedBack: 'Le transfert de votre groupe n’a pas été accepté : le ticket vous revient.',
  approval: {
    lead: (name) => `${name} a besoin de votre approbation.`,
    request: 'Demande',
    title: 'Approbation',
    about: 'Objet',
    decide: 'Approuver ou refuser',
  },
  overdue: (when) => `Personne n’a pris ce ticket, qui devait l’être d’ici au ${when}.`,
  task: {
    given: (title, name) =>
      name === null
        ? `Une tâche vous revient : ${title}.`
        : `${name} vous confie une tâche : ${title}.`,
    waiting: (title) => `Une tâche attend quelqu’un de votre groupe : ${title}.`,
    due: (title) => `Une tâche arrive bientôt à échéance : ${title}.`,
    overdue: (title) => `Une tâche est en retard : ${title}.`,
    done: (title, name) =>
      name === null
        ? `Une tâche est terminée : ${title}.`
        : `${name} a terminé une tâche : ${title}.`,
    cancelled: (title, name) =>
      name === null
        ? `Une tâche a été annulée avec son ticket : ${title}.`
        : `${name} a annulé une tâche : ${title}.`,
  },
  taskDue: (when) => `Échéance : ${when}.`,
  paged: {
    lead: (group) => `Vous êtes d’astreinte pour ${group} : ce ticket a besoin de vous maintenant.`,
    next: (when) =>
      `Dites que vous vous en chargez avant le ${when} ; la personne suivante sera alors appelée.`,
    acknowledge: 'Je m’en charge',
  },
  pageUnanswered: (group) =>
    `Toutes les personnes d’astreinte pour ${group} ont été appelées et aucune n’a répondu : quelqu’un doit prendre ce ticket maintenant.`,
  attention: 'Il ne se passe rien sur ce ticket depuis trop longtemps : à examiner.',
  notTaken: 'L’autre ticket n’a pas pris ce que vous demandiez ; celui-ci suit son cours.',
  merged:
    'Votre demande est désormais traitée avec une autre. Vous aurez de nos nouvelles comme avant.',
  mergedInto: (number) => `Il a depuis été fusionné avec le ticket ${number}.`,
  parted: 'Une fusion a été défaite : ce ticket suit à nouveau son propre cours.',
  partedForRequester: 'Votre demande est de nouveau traitée séparément. Vous n’avez rien à faire.',
  facts: {
    requester: 'Demandeur',
    priority: 'Priorité',
    group: 'Groupe',
    due: 'À résoudre d’ici au',
  },
  open: 'Ouvrir sur le centre de services',
  toldOtherwise: 'Voir pourquoi, et choisir autrement :',
  reply: 'Vous pouvez répondre à ce message.',
  replyToRequester: 'Votre réponse à ce message sera envoyée au demandeur.',
  replyIsNote: 'Votre réponse à ce message sera une note interne.',
  addByMail: 'Pour ajouter quelque chose, répondez simplement à ce message.',
  why: {
    paged: 'Vous recevez ce message parce que vous êtes d’astreinte.',
    page_unanswered: ofGroup,
    assigned: inPerson,
    taken_over: inPerson,
    requester_wrote: inHand,
    reopened: inHand,
    cancelled: inHand,
    reminder: mine,
    consent_requested: mine,
    answered: mine,
    resolved: mine,
    not_approved: mine,
    rule: 'Vous recevez ce message parce qu’une règle du processus vous le signale.',
    warned: inHand,
    handed_off: ofGroup,
    handed_back: ofGroup,
    escalated: 'Vous recevez ce message parce que vous répondez du processus.',
    approval_requested: 'Vous recevez ce message parce que la décision vous revient.',
    assignment_overdue: ofGroup,
    attention_required: inHand,
    task_assigned: 'Vous recevez ce message parce que la tâche vous revient.',
    task_due: 'Vous recevez ce message parce que vous ou votre groupe avez la tâche.',
    task_waiting: ofGroup,
    task_ended: 'Vous recevez ce message parce que vous avez ajouté la tâche ou l’aviez.',
    not_taken: inPerson,
    merge_undone: 'Vous recevez ce message parce que le ticket est le vôtre.',
    mentioned: inPerson,
    followed: 'Vous recevez ce message parce que vous suivez le ticket.',
    copied,
    colleague_wrote: mine,
    received: mine,
    put_on_hold: mine,
    approved: mine,
  },
  digest: {
    subject: (count) =>
      count < 2 ? 'Du nouveau sur un ticket' : `Du nouveau sur ${count} tickets`,
    lead: (count) =>
      count < 2 ? 'Il y a du nouveau sur un ticket :' : `Il y a du nouveau sur ${count} tickets :`,
  },
  erased: '[Ce texte a été effacé.]',
  noSubject: (number) => `Demande ${number}`,
  colon: ' : ',
};
