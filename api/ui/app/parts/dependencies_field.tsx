import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { filled } from '../design/fields.tsx';
import { useFirstValue } from '../design/kept_fields.ts';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';
import { Chip, Chips } from './chips.tsx';
import { ItemField } from './item_field.tsx';

interface Dependency {
  id: string;
  name: string;
}

interface DependenciesFieldProps {
  /** The item itself, which is no choice; undefined of a new one. */
  itemId: string | undefined;
  now: readonly Dependency[];
}

const fieldName = 'dependsOn';
const foundName = 'dependency';

/** What an item cannot work without: items found one after the other, each of which may be taken away. */
export function DependenciesField({ itemId, now }: DependenciesFieldProps) {
  const written = JSON.stringify(now.map(({ id, name }) => ({ id, name })));
  const chosen = useSignal(readAs(useFirstValue(fieldName, written)));
  const found = useSignal<Option | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const isFirst = useRef(true);
  const value = JSON.stringify(chosen.value);
  useEffect(() => {
    // The form keeps what is typed; what is chosen here is told to it likewise.
    if (!isFirst.current) field.current?.dispatchEvent(new Event('input', { bubbles: true }));
    isFirst.current = false;
  }, [value]);
  return (
    <fieldset class="radios dependencies">
      <legend>{t('item.depends_on')}</legend>
      <input ref={field} type="hidden" name={fieldName} value={value} />
      {chosen.value.length > 0 && (
        <Chips>
          {chosen.value.map(({ id, name }) => (
            <Chip
              key={id}
              removal={{
                label: t('item.depends_not_on', { name }),
                disabled: false,
                onRemove: () => {
                  chosen.value = chosen.value.filter((one) => one.id !== id);
                },
              }}
            >
              <bdi>{name}</bdi>
            </Chip>
          ))}
        </Chips>
      )}
      <ItemField
        key={value}
        name={foundName}
        errorName={fieldName}
        label={t('item.dependency')}
        none={t('found.choose')}
        without={[...(itemId === undefined ? [] : [itemId]), ...chosen.value.map(({ id }) => id)]}
        onChoose={(option) => {
          found.value = option;
        }}
      />
      <p>
        <Button
          isSmall
          onClick={() => {
            if (found.value === null) return;
            const { id, title } = found.value;
            chosen.value = [...chosen.value, { id, name: title }];
            found.value = null;
          }}
        >
          {t('item.add_dependency')}
        </Button>
      </p>
    </fieldset>
  );
}

/** The ids that a form has of the field, and what was found and not added yet: it was chosen too. */
export function dependenciesIn(data: FormData): string[] {
  const value = data.get(fieldName);
  const ids = readAs(typeof value === 'string' ? value : undefined).map(({ id }) => id);
  const found = filled(data, foundName);
  return found === undefined ? ids : [...ids, found];
}

function readAs(text: string | undefined): Dependency[] {
  return text ? JSON.parse(text) : [];
}
