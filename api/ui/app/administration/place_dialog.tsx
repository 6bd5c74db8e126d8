import type { Group, GroupList, GroupMember } from '../../../contract.ts';
import { ChoicesField, chosenOf } from '../design/choices_field.tsx';
import { Dialog } from '../design/dialog.tsx';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import { PersonField } from '../parts/person_field.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { readable, t } from '../words/language.ts';
import { groupTitle, titleOf } from '../words/process.ts';

const usualCapacity = 5;

interface PlaceDialogProps {
  group: Group;
  /** Null adds somebody. */
  member: GroupMember | null;
  /** Those of the process. */
  calendars: readonly string[];
  skills: readonly string[];
  onDone(list: GroupList): void;
  onClose(): void;
}

/** The place of somebody in a group: how much they take, what they can do, and when. */
export function PlaceDialog(props: PlaceDialogProps) {
  const { group, member, calendars, onDone, onClose } = props;
  const { process, id } = group;
  const name = groupTitle(group);
  const title = member
    ? t('groups.change_of', { name: member.name, group: name })
    : t('groups.add_to', { group: name });
  // What somebody is said to be able to do stays, though no category asks for it any more.
  const skills = [...new Set([...props.skills, ...(member?.skills ?? [])])].toSorted();
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <SendingForm
          draftName={`place-${process}-${id}-${member?.id ?? ''}`}
          title={title}
          submitLabel={t(member ? 'people.save' : 'groups.add')}
          operation="putInGroup"
          inputOf={(data) => ({
            path: { process, group: id, account: member?.id ?? written(data, 'account') },
            body: {
              capacity: Number(filled(data, 'capacity')),
              skills: chosenOf(data, 'skills', skills),
              shift: filled(data, 'shift') ?? null,
            },
          })}
          onAnswer={onDone}
          onLeave={close}
        >
          {!member && (
            <PersonField
              name="account"
              label={t('groups.person')}
              searchLabel={t('groups.find_person')}
              without={group.members.map((one) => one.id)}
              {...(group.tier !== null && { roles: ['agent', 'team_lead', 'process_owner'] })}
            />
          )}
          <TextField
            name="capacity"
            label={t('groups.capacity')}
            hint={t('groups.capacity_hint')}
            maxLength={4}
            value={String(member?.capacity ?? usualCapacity)}
            required
          />
          {skills.length > 0 && (
            <ChoicesField
              name="skills"
              label={t('groups.skills')}
              options={skills.map((skill) => ({ id: skill, title: readable(skill) }))}
              chosen={member?.skills ?? []}
            />
          )}
          <SelectField
            name="shift"
            label={t('groups.shift')}
            none={t('groups.own_hours')}
            options={calendars.map((calendar) => ({
              id: calendar,
              title: titleOf('calendars', calendar, process),
            }))}
            {...(member?.shift && { value: member.shift })}
          />
        </SendingForm>
      )}
    </Dialog>
  );
}
