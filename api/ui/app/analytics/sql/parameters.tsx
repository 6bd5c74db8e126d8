import type { QueryParameter } from '../../../../contract.ts';
import { CheckBox } from '../../design/choice.tsx';
import { t } from '../../words/language.ts';

const types = ['text', 'number', 'date', 'boolean'] as const;

const inputTypes = {
  text: { type: 'text' },
  number: { type: 'number', step: 'any' },
  date: { type: 'date' },
} as const;

interface ParametersProps {
  parameters: QueryParameter[];
  onChange(parameters: QueryParameter[]): void;
}

/** A field for each `$name` of the statement: bound when it runs, never spliced into it. */
export function Parameters({ parameters, onChange }: ParametersProps) {
  if (parameters.length === 0) return null;
  const change = (name: string, fields: Partial<QueryParameter>) =>
    onChange(
      parameters.map((parameter) =>
        parameter.name === name ? { ...parameter, ...fields } : parameter,
      ),
    );
  return (
    <fieldset class="sql-parameters">
      <legend>{t('sql.parameters')}</legend>
      {parameters.map((parameter) => (
        <Parameter key={parameter.name} parameter={parameter} onChange={change} />
      ))}
    </fieldset>
  );
}

interface ParameterProps {
  parameter: QueryParameter;
  onChange(name: string, fields: Partial<QueryParameter>): void;
}

function Parameter({ parameter: { name, type, value }, onChange }: ParameterProps) {
  const id = `parameter-${name}`;
  return (
    <div class="sql-parameter">
      <label for={id}>
        <code>${name}</code>
      </label>
      <select
        aria-label={t('sql.parameter_type', { name })}
        value={type}
        onChange={(event) =>
          onChange(name, { type: event.currentTarget.value as QueryParameter['type'] })
        }
      >
        {types.map((each) => (
          <option key={each} value={each}>
            {t(`sql.type.${each}`)}
          </option>
        ))}
      </select>
      {type === 'boolean' ? (
        <select
          id={id}
          disabled={value === null}
          value={value ?? ''}
          onChange={(event) => onChange(name, { value: event.currentTarget.value })}
        >
          <option value="false">false</option>
          <option value="true">true</option>
        </select>
      ) : (
        <input
          id={id}
          {...inputTypes[type]}
          disabled={value === null}
          value={value ?? ''}
          onInput={(event) => onChange(name, { value: event.currentTarget.value })}
        />
      )}
      <CheckBox
        isChecked={value === null}
        onChange={(isNull) => onChange(name, { value: isNull ? null : '' })}
      >
        null
      </CheckBox>
    </div>
  );
}
