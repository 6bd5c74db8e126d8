import type { Group, GroupList, GroupMember } from '../../../contract.ts';
import { Dialog } from '../design/dialog.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { groupTitle } from '../words/process.ts';

interface LeaveGroupDialogProps {
  group: Group;
  member: GroupMember;
  onDone(list: GroupList): void;
  onClose(): void;
}

/** Takes somebody out of a group: told before what that does. */
export function LeaveGroupDialog({ group, member, onDone, onClose }: LeaveGroupDialogProps) {
  const { process, id, members, tier } = group;
  const title = t('groups.remove_of', { name: member.name, group: groupTitle(group) });
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <SendingForm
          draftName={`place-left-${process}-${id}-${member.id}`}
          title={title}
          submitLabel={t('groups.remove')}
          operation="takeFromGroup"
          inputOf={() => ({ path: { process, group: id, account: member.id } })}
          onAnswer={onDone}
          onLeave={close}
        >
          <p>{t('groups.remove_meaning')}</p>
          {members.length === 1 && (
            <p>{t(tier === null ? 'groups.nobody_listed' : 'groups.nobody')}</p>
          )}
        </SendingForm>
      )}
    </Dialog>
  );
}
