import type { Audience } from '../../../contract.ts';
import { me } from '../client/session.ts';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';
import { allGroups, groupTitle } from '../words/process.ts';

/** For whom this person may keep something: the API says so too. */
export function audienceOptions(): Option[] {
  const roles = me.value?.roles ?? [];
  const isOwner = roles.includes('process_owner');
  const own = me.value?.groups.map(({ id }) => id) ?? [];
  const groups = allGroups().filter(
    ({ id }) => isOwner || (roles.includes('team_lead') && own.includes(id)),
  );
  return [
    { id: 'own', title: t('audience.own') },
    ...groups.map(({ id, title }) => ({ id: `group ${id}`, title })),
    ...(isOwner ? [{ id: 'everybody', title: t('audience.everybody') }] : []),
  ];
}

export function audienceId(audience: Audience): string {
  return audience.for === 'group' ? `group ${audience.group}` : audience.for;
}

export function audienceFrom(id: string): Audience {
  if (id === 'everybody') return { for: 'everybody' };
  const group = /^group (.+)$/.exec(id)?.[1];
  return group === undefined ? { for: 'own' } : { for: 'group', group };
}

export function audienceTitle(audience: Audience): string {
  if (audience.for !== 'group') return t(`audience.${audience.for}`);
  return groupTitle({ id: audience.group, title: audience.group });
}
