import arrowUp from 'icon:arrow-up-right';
import ban from 'icon:ban';
import bellRing from 'icon:bell-ring';
import circleCheck from 'icon:circle-check';
import circlePause from 'icon:circle-pause';
import circlePlay from 'icon:circle-play';
import clipboardPlus from 'icon:clipboard-plus';
import gitMerge from 'icon:git-merge';
import hand from 'icon:hand';
import link from 'icon:link';
import listChecks from 'icon:list-checks';
import lock from 'icon:lock';
import messageSquare from 'icon:message-square';
import rotateCcw from 'icon:rotate-ccw';
import scissors from 'icon:scissors';
import siren from 'icon:siren';
import split from 'icon:split';
import stamp from 'icon:stamp';
import star from 'icon:star';
import stethoscope from 'icon:stethoscope';
import stickyNote from 'icon:sticky-note';
import tag from 'icon:tag';
import thumbsDown from 'icon:thumbs-down';
import thumbsUp from 'icon:thumbs-up';
import userRoundPen from 'icon:user-round-pen';
import type { ComponentType } from 'preact';
import type { HumanCommandName, Ticket } from '../../../contract.ts';
import type { Drawing } from '../design/icon.tsx';
import { AddTaskForm } from './forms/add_task_form.tsx';
import { AssignForm } from './forms/assign_form.tsx';
import { ClassifyForm } from './forms/classify_form.tsx';
import type { FormProps } from './forms/command_form.tsx';
import { EscalateForm } from './forms/escalate_form.tsx';
import { LinkForm } from './forms/link_form.tsx';
import { MajorForm } from './forms/major_form.tsx';
import { MergeForm } from './forms/merge_form.tsx';
import { PendingForm } from './forms/pending_form.tsx';
import { type Plain, PlainForm } from './forms/plain_form.tsx';
import { ResolveForm } from './forms/resolve_form.tsx';
import { SetFieldsForm } from './forms/set_fields_form.tsx';
import { SplitForm } from './forms/split_form.tsx';
import { StepForm } from './forms/step_form.tsx';
import { SurveyForm } from './forms/survey_form.tsx';
import { ReplyForm } from './reply_form.tsx';

/**
 * What an agent can do in a ticket: its commands, but that a message is a reply or a note, that a
 * split opens another ticket, and that links, tags, followers, copies and tasks are changed where they
 * are listed.
 */
export type ActionName =
  | Exclude<HumanCommandName, 'addMessage' | ListedCommand>
  | 'reply'
  | 'note'
  | 'split';

type ListedCommand =
  | 'unlink'
  | 'tag'
  | 'assignTask'
  | 'checkTaskItem'
  | 'completeTask'
  | 'cancelTask'
  | 'reopenTask'
  | 'changeTask'
  | 'markAffected'
  | 'follow'
  | 'unfollow'
  | 'addCopy'
  | 'removeCopy'
  | 'startPlaybook'
  | 'cancelPlaybook'
  | 'retryPlaybook'
  | 'answerConsent';

export interface Action {
  icon: Drawing;
  Form: ComponentType<FormProps>;
}

/** In the order of the menu. A command without an icon and a form does not compile. */
export const actions: Record<ActionName, Action> = {
  reply: {
    icon: messageSquare,
    Form: ({ store, ticket }) => (
      <ReplyForm store={store} ticket={ticket} visibility="public" hasOutcomes />
    ),
  },
  note: {
    icon: stickyNote,
    Form: ({ store, ticket }) => <ReplyForm store={store} ticket={ticket} visibility="internal" />,
  },
  accept: { icon: hand, Form: plain({ name: 'accept', asks: 'nothing said' }) },
  acceptEscalation: {
    icon: thumbsUp,
    Form: plain({ name: 'acceptEscalation', asks: 'nothing said' }),
  },
  refuseEscalation: {
    icon: thumbsDown,
    Form: plain({ name: 'refuseEscalation', asks: 'a reason' }),
  },
  acknowledgePage: {
    icon: bellRing,
    Form: plain({ name: 'acknowledgePage', asks: 'nothing said' }),
  },
  approve: { icon: stamp, Form: plain({ name: 'approve', asks: 'a reason' }) },
  refuseApproval: { icon: thumbsDown, Form: plain({ name: 'refuseApproval', asks: 'a reason' }) },
  resolve: { icon: circleCheck, Form: ResolveForm },
  addDiagnosticStep: { icon: stethoscope, Form: StepForm },
  escalate: { icon: arrowUp, Form: EscalateForm },
  assign: { icon: userRoundPen, Form: AssignForm },
  setPending: { icon: circlePause, Form: PendingForm },
  endPending: { icon: circlePlay, Form: plain({ name: 'endPending', asks: 'nothing' }) },
  classify: { icon: tag, Form: ClassifyForm },
  setFields: { icon: listChecks, Form: SetFieldsForm },
  addTask: { icon: clipboardPlus, Form: AddTaskForm },
  reopen: { icon: rotateCcw, Form: plain({ name: 'reopen', asks: 'a reason' }) },
  close: { icon: lock, Form: plain({ name: 'close', asks: 'a reason' }) },
  link: { icon: link, Form: LinkForm },
  split: { icon: scissors, Form: SplitForm },
  declareMajor: { icon: siren, Form: MajorForm },
  withdrawMajor: { icon: siren, Form: plain({ name: 'withdrawMajor', asks: 'a reason' }) },
  merge: { icon: gitMerge, Form: MergeForm },
  unmerge: { icon: split, Form: plain({ name: 'unmerge', asks: 'nothing' }) },
  cancel: { icon: ban, Form: plain({ name: 'cancel', asks: 'a reason' }) },
  recordSatisfaction: { icon: star, Form: SurveyForm },
};

function plain(command: Plain): ComponentType<FormProps> {
  return (props) => <PlainForm {...props} {...command} />;
}

export const actionNames = Object.keys(actions) as ActionName[];

export function isOffered(name: ActionName, allowed: Ticket['allowed']): boolean {
  return allowed.includes(commandOf(name));
}

function commandOf(name: ActionName): HumanCommandName {
  if (name === 'reply' || name === 'note') return 'addMessage';
  return name === 'split' ? 'link' : name;
}
