import type { ExpressionField } from '../domain/process.ts';
import type { Quorum } from '../domain/ticket.ts';
import type { Condition } from './conditions.ts';
import type { LocalizedText } from './define.ts';
import type { Duration } from './durations.ts';

/** What of the process an approval can name. */
interface ApprovalNames {
  approval: string;
  /** Support groups and roles: whoever is a member under that name decides. */
  approvers: string;
  code: string;
  /** Fields of the process. */
  field: string;
  personField: string;
  numberField: string;
  /** What its condition asks about. */
  condition: string;
}

/** What must be granted before anybody works on a ticket. */
export interface ApprovalDefinition<N extends ApprovalNames = ApprovalNames> {
  name: N['approval'];
  title: LocalizedText;
  when: Condition<N['condition']>;
  /** Who decides; never the requester. */
  by: ApproversOf<N>;
  /**
   * Asked once these are granted, or not needed: at once where the list is empty, beside others. Where
   * absent, once all that stand before it are, and no other is asked.
   */
  after?: readonly NoInfer<N['approval']>[];
  /** How a ticket ends that was refused, or that nobody decided in time. */
  refusedAs: N['code'];
  /** How long it waits, in the hours of `pending.approval`, which says it where this does not. */
  within?: Duration;
  /** When those are reminded who have not answered: as `pending.approval` says, where absent. */
  reminders?: readonly Duration[];
  /** It is refused, or others are asked, one after the other, each as long. */
  ifUnanswered?: 'refused' | { ask: ApproversOf<N> | readonly ApproversOf<N>[] };
  /** Of several who decide, one refusal ends it; or it is counted, and the quorum decides. */
  ifOneRefuses?: 'refused' | 'counted';
  /**
   * Whoever stands in for several of them counts once, since a quorum is so many people who have
   * looked at it; or once for each.
   */
  deputies?: 'once' | 'for_each';
  /**
   * What becomes of it where `when` no longer holds: it is withdrawn, asked or granted, and asked
   * again where `when` holds again; unless it is `kept`.
   */
  ifNoLonger?: 'withdrawn' | 'kept';
  /**
   * Whether somebody may grant it who granted another approval of the same ticket, which stands:
   * two approvals are two people's, unless it is `allowed`.
   */
  ifGrantedAnother?: 'refused' | 'allowed';
  /**
   * What of the ticket it is given for: where one of these becomes another, what was asked or
   * granted is withdrawn and asked again. Where absent, what `when` reads and what is requested:
   * the type, the category and the service. Nothing of it counts where it is `kept`. A person whom a
   * field names is always among it where they decide.
   */
  givenFor?: readonly (ApprovedField | N['field'] | UpTo<N['numberField']>)[];
}

/** What of a ticket can become another while it is open. */
export const approvedFields = [
  'type',
  'category',
  'service',
  'impact',
  'urgency',
  'priority',
  'group',
  'tier',
] as const satisfies readonly ExpressionField[];
export type ApprovedField = (typeof approvedFields)[number];

export type ApproversOf<N extends ApprovalNames = ApprovalNames> =
  | N['approvers']
  | ManagerOf<N['approvers']>
  | PersonIn<N['approvers'], N['personField']>
  | QuorumOf<N['approvers']>;

/** A manager, who decides an approval. */
export interface ManagerOf<Group extends string = string> {
  managerOf: 'requester' | 'manager';
  /** The group that decides where nobody is the manager, or the manager cannot be asked. */
  otherwise: Group;
}

/**
 * The manager of the ticket's requester, or the manager of that manager, as the desk knows people when
 * it is decided. Whoever stands in for a manager who is away decides for them; the group decides where
 * there is no manager, or the manager has left, is who asks, or is away with nobody to stand in.
 */
export function managerOf<const Group extends string>(
  whose: 'requester' | 'manager',
  { otherwise }: { otherwise: Group },
): ManagerOf<Group> {
  return { managerOf: whose, otherwise };
}

export interface PersonIn<Group extends string = string, Field extends string = string> {
  personIn: Field;
  otherwise: Group;
}

/** The person whom a field of the process names; the group where it names nobody who can be asked. */
export function personIn<const Field extends string, const Group extends string>(
  field: Field,
  { otherwise }: { otherwise: Group },
): PersonIn<Group, Field> {
  return { personIn: field, otherwise };
}

export interface QuorumOf<Group extends string = string> {
  quorum: Quorum;
  of: Group;
}

/** So many people of a group, more than half of them, or all of them, as they are when they answer. */
export function quorumOf<const Group extends string>(quorum: Quorum, of: Group): QuorumOf<Group> {
  return { quorum, of };
}

export interface UpTo<Field extends string = string> {
  upTo: Field;
}

/** A number that an approval is given for, and for less: more of it is asked again. */
export function upTo<const Field extends string>(field: Field): UpTo<Field> {
  return { upTo: field };
}
