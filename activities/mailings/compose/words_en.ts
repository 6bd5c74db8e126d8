import { lowered } from './lowered.ts';
import type { MailWords } from './words.ts';

const mine = 'You get this because it is your request.';
const copied = 'You get this because you are in copy of the request.';
const inHand = 'You get this because you have the ticket in hand.';
const ofGroup = 'You get this because it concerns a group of yours.';
const inPerson = 'You get this because it is meant for you in person.';

export const en: MailWords = {
  hello: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  received: {
    lead: (number) => `We have received your request. Its number is #${number}.`,
    next: 'Somebody will look at it and write to you.',
    forApproval:
      'It needs an approval first; we have asked for it. You will hear as soon as it is decided.',
    answerBy: (when) => `You will have a first answer by ${when}.`,
    articles: 'This may help you at once:',
  },
  said: {
    wrote: (name) => `${name} wrote:`,
    noted: (name) => `${name} wrote in an internal note:`,
    mentioned: (name) => `${name} mentions you in an internal note:`,
    theDesk: 'The desk',
    files: 'Attached:',
    filesElsewhere: 'Files that are on the desk:',
    fileSize: (name, size) => `${name} (${size})`,
    before: (when, name) => `On ${when}, ${name} wrote:`,
    above: '-- Please reply above this line --',
  },
  inCopy: (name) =>
    name === null
      ? 'You have been put in copy of this request.'
      : `${name} has put you in copy of this request.`,
  assigned: {
    toReader: 'This ticket is yours now.',
    toReaderBy: (name) => `${name} has assigned this ticket to you.`,
    taken: (name) => `${name} has the ticket now.`,
    takenOver: (name) => `${name} has taken this ticket over from you.`,
  },
  reopened: (name) =>
    name === null ? 'The ticket is open again.' : `${name} says that it is not solved.`,
  reopenedForRequester: 'Your request is open again. You need do nothing.',
  cancelled: (name) =>
    name === null ? 'The ticket was cancelled.' : `${name} does not need it any more.`,
  cancelledForRequester: 'Your request was cancelled.',
  cancelledForCopy: 'The request was cancelled.',
  reason: 'Reason given:',
  onHold: {
    requester: () => 'We need an answer from you to go on with your request.',
    others: (title) => `Your request is on hold: ${lowered(title)}.`,
    approval: () => 'Your request is on hold until it is approved.',
  },
  onHoldUntil: (when) => `We expect to go on by ${when}.`,
  asked: 'We asked:',
  reminder: 'We are still waiting for your answer.',
  resolvedWithoutAnswer: (when) => `If we hear nothing by ${when}, we shall take it for resolved.`,
  resolved: 'Your request is resolved.',
  resolvedForDesk: 'The ticket is resolved.',
  resolvedForCopy: 'The request is resolved.',
  solution: 'The solution in detail:',
  reopensByMail: (when) =>
    `If it is not solved, answer this mail by ${when}: your request is then open again.`,
  reopensOnDesk: (when) =>
    `If it is not solved, say so on the desk by ${when}: your request is then open again.`,
  survey: {
    question: 'How satisfied are you with the help you got?',
    score: {
      5: '5, very satisfied',
      4: '4, satisfied',
      3: '3, neither satisfied nor dissatisfied',
      2: '2, dissatisfied',
      1: '1, very dissatisfied',
    },
    until: (when) => `You can answer until ${when}, without signing in.`,
  },
  consent: {
    lead: 'Before we go on with your request, we ask for your consent:',
    again: 'We are still waiting for your consent:',
    question: 'Do you agree?',
    yes: 'Yes, I agree',
    no: 'No, I do not agree',
    until: (when) =>
      `You can answer until ${when}, without signing in. Without an answer we do nothing.`,
    onDesk: (when) => `Please answer on the desk by ${when}. Without an answer we do nothing.`,
  },
  approved: 'Your request was approved: we go on with it.',
  notApproved: (name) =>
    name === null ? 'Your request was not approved.' : `Your request was not approved by ${name}.`,
  rule: (title) => `A rule of the desk tells you: ${title}.`,
  rulesStopped: (title) =>
    `The rules of this ticket acted on each other and were stopped, last: ${title}.`,
  warned: (when) => `What was promised for this ticket is due by ${when}.`,
  handedOff: (title, name) =>
    name === null
      ? `Handed off to your group: ${title}.`
      : `${name} has handed this ticket off to your group: ${title}.`,
  requestedOutcome: 'What is asked of you:',
  byAssignment: 'Assigned to a higher tier',
  toldManagement: (level, title, name) =>
    name === null
      ? `Escalated to management, level ${level}: ${title}.`
      : `${name} has escalated this ticket to management, level ${level}: ${title}.`,
  handedBack: 'The hand-off of your group was not accepted: the ticket is back with you.',
  approval: {
    lead: (name) => `${name} needs your approval.`,
    request: 'Request',
    title: 'Approval',
    about: 'About',
    decide: 'Approve or refuse',
  },
  overdue: (when) => `Nobody has taken this ticket, which was due by ${when}.`,
  task: {
    given: (title, name) =>
      name === null ? `A task is yours: ${title}.` : `${name} has given you a task: ${title}.`,
    waiting: (title) => `A task waits for somebody of your group: ${title}.`,
    due: (title) => `A task is due soon: ${title}.`,
    overdue: (title) => `A task is overdue: ${title}.`,
    done: (title, name) =>
      name === null ? `A task is done: ${title}.` : `${name} has completed a task: ${title}.`,
    cancelled: (title, name) =>
      name === null
        ? `A task was cancelled with its ticket: ${title}.`
        : `${name} has cancelled a task: ${title}.`,
  },
  taskDue: (when) => `It is due by ${when}.`,
  paged: {
    lead: (group) => `You are on call for ${group}: this ticket needs you now.`,
    next: (when) => `Say that you have it by ${when}; then the next person is paged.`,
    acknowledge: 'I have it',
  },
  pageUnanswered: (group) =>
    `Everybody on call for ${group} was paged, and nobody answered: somebody must take this ticket now.`,
  attention: 'Nothing has happened on this ticket for too long: please review it.',
  notTaken: 'The other ticket did not take what you asked of it; this one goes on by itself.',
  merged: 'Your request is now handled together with another one. You will hear from us as before.',
  mergedInto: (number) => `It was merged into #${number} since.`,
  parted: 'A merge was undone: this ticket goes on by itself.',
  partedForRequester: 'Your request is handled by itself again. You need do nothing.',
  facts: { requester: 'Requester', priority: 'Priority', group: 'Group', due: 'To be solved by' },
  open: 'Open on the desk',
  toldOtherwise: 'See why, and choose otherwise:',
  reply: 'You can answer this mail.',
  replyToRequester: 'What you answer to this mail goes to the requester.',
  replyIsNote: 'What you answer to this mail is kept as an internal note.',
  addByMail: 'Whatever you want to add, write as an answer to this mail.',
  why: {
    paged: 'You get this because you are on call.',
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
    rule: 'You get this because a rule of the process tells you.',
    warned: inHand,
    handed_off: ofGroup,
    handed_back: ofGroup,
    escalated: 'You get this because you answer for the process.',
    approval_requested: 'You get this because the decision is yours.',
    assignment_overdue: ofGroup,
    attention_required: inHand,
    task_assigned: 'You get this because the task is yours.',
    task_due: 'You get this because you or your group have the task.',
    task_waiting: ofGroup,
    task_ended: 'You get this because you added or had the task.',
    not_taken: inPerson,
    merge_undone: 'You get this because the ticket is yours.',
    mentioned: inPerson,
    followed: 'You get this because you follow the ticket.',
    copied,
    colleague_wrote: mine,
    received: mine,
    put_on_hold: mine,
    approved: mine,
  },
  digest: {
    subject: (count) => (count === 1 ? 'News of a ticket' : `News of ${count} tickets`),
    lead: (count) =>
      count === 1 ? 'There is news of a ticket:' : `There is news of ${count} tickets:`,
  },
  erased: '[This text has been erased.]',
  noSubject: (number) => `Request #${number}`,
  colon: ': ',
};
