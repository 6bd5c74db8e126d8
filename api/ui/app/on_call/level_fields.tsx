import arrowUp from 'icon:arrow-up';
import x from 'icon:x';
import { IconButton } from '../design/button.tsx';
import { SmallField, SmallSelect } from '../design/small_field.tsx';
import { t } from '../words/language.ts';
import { type Level, newLevel, type Plan } from './plan_draft.ts';

interface LevelProps {
  level: Level;
  n: number;
  plan: Plan;
  people: readonly { id: string; name: string }[];
  onChange(level: Level): void;
  onEarlier?: (() => void) | undefined;
  /** Absent where it is the only one. */
  onRemove?: (() => void) | undefined;
}

const targets = ['on_call', 'next_on_call', 'layer', 'person', 'team_lead'] as const;

/** Who is paged at a level of the escalation chain, and how long it is waited for them. */
export function LevelFields({ level, n, plan, people, onChange, ...moves }: LevelProps) {
  const { target, layer, person, waitMinutes } = level;
  const choose = (next: Level['target']) =>
    onChange({
      ...newLevel(next, waitMinutes),
      layer: next === 'layer' ? (plan.layers[0]?.name ?? null) : null,
      person: next === 'person' ? (people[0]?.id ?? null) : null,
    });
  const place = t('on_call.level', { n });
  return (
    <li class="on-call-row" aria-label={place}>
      <SmallSelect
        label={place}
        value={target}
        options={targets.map((id) => ({ id, title: t(`on_call.target_${id}`) }))}
        onChange={(id) => choose(id as Level['target'])}
      />
      {target === 'layer' && (
        <SmallSelect
          label={t('on_call.layer')}
          value={layer ?? ''}
          options={plan.layers.map(({ name }) => ({ id: name, title: name }))}
          onChange={(name) => onChange({ ...level, layer: name })}
        />
      )}
      {target === 'person' && (
        <SmallSelect
          label={t('on_call.person')}
          value={person ?? ''}
          options={people.map(({ id, name }) => ({ id, title: name }))}
          onChange={(id) => onChange({ ...level, person: id })}
        />
      )}
      <SmallField label={t('on_call.wait')}>
        <input
          type="number"
          min={1}
          max={240}
          required
          value={waitMinutes}
          onInput={({ currentTarget }) =>
            onChange({ ...level, waitMinutes: currentTarget.valueAsNumber || 1 })
          }
        />
      </SmallField>
      {moves.onEarlier && (
        <IconButton
          isSmall
          icon={arrowUp}
          label={t('on_call.earlier', { name: place })}
          onClick={moves.onEarlier}
        />
      )}
      {moves.onRemove && (
        <IconButton
          isSmall
          icon={x}
          label={t('on_call.remove_of', { what: place })}
          onClick={moves.onRemove}
        />
      )}
    </li>
  );
}
