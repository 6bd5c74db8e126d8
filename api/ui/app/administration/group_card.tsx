import triangleAlert from 'icon:triangle-alert';
import userPlus from 'icon:user-plus';
import type { Group, GroupMember } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { readable, t } from '../words/language.ts';
import { groupTitle, tierTitle, titleOf } from '../words/process.ts';
import { dateTime } from '../words/time.ts';
import type { GroupAction } from './groups_page.tsx';

interface GroupCardProps {
  group: Group;
  mayChange: boolean;
  onOpen(what: GroupAction): void;
}

export function GroupCard({ group, mayChange, onOpen }: GroupCardProps) {
  const title = groupTitle(group);
  const { process, tier, calendar, waitingCount, members } = group;
  const facts = [
    calendar !== null && t('groups.hours', { hours: titleOf('calendars', calendar, process) }),
    waitingCount > 0 && t('groups.waiting', { count: waitingCount }),
  ].filter((fact) => fact !== false);
  return (
    <li class="card group">
      <div class="page-head">
        <h3>
          {title} {tier !== null && <Badge>{tierTitle(tier, process)}</Badge>}
        </h3>
        {mayChange && (
          <Button
            isSmall
            icon={userPlus}
            label={t('groups.add_to', { group: title })}
            onClick={() => onOpen({ name: 'add', group })}
          >
            {t('groups.add')}
          </Button>
        )}
      </div>
      {facts.length > 0 && <p class="soft">{facts.join(' · ')}</p>}
      <Missing group={group} />
      {members.length > 0 && (
        <ul class="group-members" aria-label={t('groups.members_of', { group: title })}>
          {members.map((member) => (
            <Member
              key={member.id}
              group={group}
              member={member}
              mayChange={mayChange}
              onOpen={onOpen}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

/** That nobody would take what comes. */
function Missing({ group: { tier, members } }: { group: Group }) {
  const isEmpty = members.length === 0;
  const isDeserted = !isEmpty && members.every(({ away }) => away !== null);
  if (!isEmpty && !isDeserted) return null;
  const nobody = tier === null ? 'groups.nobody_listed' : 'groups.nobody';
  return (
    <p class="group-missing">
      <Icon of={triangleAlert} /> {t(isEmpty ? nobody : 'groups.all_away')}
    </p>
  );
}

interface MemberProps extends GroupCardProps {
  member: GroupMember;
}

function Member({ group, member, mayChange, onOpen }: MemberProps) {
  const { name, isLead, away } = member;
  const of = { name, group: groupTitle(group) };
  return (
    <li>
      <div>
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>{' '}
          {isLead && <Badge>{t('role.team_lead')}</Badge>}{' '}
          {away && <Badge>{t('people.away')}</Badge>}
        </p>
        <p class="soft">{factsOf(member, group).join(' · ')}</p>
      </div>
      <div class="people-actions">
        <Button
          isSmall
          label={t('absences.title_of', { name })}
          onClick={() => onOpen({ name: 'absences', group, member })}
        >
          {t('absences.title')}
        </Button>
        {mayChange && (
          <>
            <Button
              isSmall
              label={t('groups.change_of', of)}
              onClick={() => onOpen({ name: 'change', group, member })}
            >
              {t('groups.change')}
            </Button>
            <Button
              isSmall
              label={t('groups.remove_of', of)}
              onClick={() => onOpen({ name: 'remove', group, member })}
            >
              {t('groups.remove')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function factsOf(member: GroupMember, { process, tier }: Group): string[] {
  const { away, capacity, openTicketCount, shift, skills } = member;
  const facts = [
    away?.until && t('groups.away_until', { until: dateTime(away.until) }),
    away?.deputy && t('absences.stands_in', { name: away.deputy.name }),
    tier !== null && t('groups.load', { open: openTicketCount, capacity }),
    shift !== null && t('groups.shift_of', { shift: titleOf('calendars', shift, process) }),
    skills.length > 0 && t('groups.skills_of', { skills: skills.map(readable).join(', ') }),
  ];
  return facts.filter((fact) => typeof fact === 'string');
}
