import { useContext, useId } from 'preact/hooks';
import { t } from '../words/language.ts';
import { FieldErrors } from './fields.tsx';

interface SecretFieldProps {
  name: string;
  label: string;
  hint?: string;
  type: 'email' | 'password' | 'text';
  /** What password managers fill in, and keep. */
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off';
  isNumeric?: boolean;
  value?: string;
}

/** A field of what somebody signs in with. It is kept by nobody but a password manager, and pasted into. */
export function SecretField(props: SecretFieldProps) {
  const { name, label, hint, type, autocomplete, isNumeric = false, value } = props;
  const id = useId();
  const error = useContext(FieldErrors).find(({ path }) => path === `body.${name}`);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const attributes = {
    id,
    name,
    autocomplete,
    autocapitalize: 'none' as const,
    spellcheck: false,
    required: true,
    ...(isNumeric ? { inputMode: 'numeric' as const } : {}),
    ...(value === undefined ? {} : { defaultValue: value }),
    ...(described ? { 'aria-describedby': described } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {type === 'password' && <input {...attributes} type="password" />}
      {type === 'email' && <input {...attributes} type="email" />}
      {type === 'text' && <input {...attributes} type="text" />}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {t('field.expected', { expected: error.expected })}
        </p>
      )}
    </div>
  );
}
