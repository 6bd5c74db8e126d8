import type { HumanCommandName } from '../../../contract.ts';
import { readDraft } from '../draft.ts';
import { isBegun } from '../parts/form_draft.ts';
import { hasKeptFiles } from '../parts/kept_files.ts';
import type { ActionName } from './actions.tsx';

/** Under which what is written into the form of an action or a command is kept. */
export function draftNameOf(ticketId: string, action: ActionName | HumanCommandName): string {
  if (action === 'reply') return `${ticketId}.public`;
  return action === 'note' ? `${ticketId}.internal` : `${ticketId}.${action}`;
}

/** Whether something was written into the form of an action and not sent. */
export function isLeft(ticketId: string, action: ActionName): boolean {
  const name = draftNameOf(ticketId, action);
  if (action !== 'reply' && action !== 'note') return isBegun(name);
  return readDraft(name) !== null || hasKeptFiles(name);
}
