import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button, SubmitButton } from '../design/button.tsx';
import { filled } from '../design/fields.tsx';
import type { Drawing } from '../design/icon.tsx';
import { t } from '../words/language.ts';

interface AddingFormProps {
  /** Whether the form is open: whoever takes the answer closes it. */
  isOpen: Signal<boolean>;
  /** What opens it. */
  label: string;
  icon?: Drawing;
  submitLabel: string;
  isSending: boolean;
  /** The field that is sent. */
  name: string;
  /** Given the id that was chosen. */
  onAdd(id: string): void;
  children: ComponentChildren;
}

/** One more of a list of the ticket: a button, and in its place a form that looks for it. */
export function AddingForm(props: AddingFormProps) {
  const { isOpen, label, icon, submitLabel, isSending, name, onAdd, children } = props;
  if (!isOpen.value) {
    return (
      <p>
        <Button
          isSmall
          {...(icon && { icon })}
          onClick={() => {
            isOpen.value = true;
          }}
        >
          {label}
        </Button>
      </p>
    );
  }
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        const id = filled(new FormData(event.currentTarget), name);
        if (id !== undefined) onAdd(id);
      }}
    >
      {children}
      <div class="form-end">
        <Button
          kind="quiet"
          onClick={() => {
            isOpen.value = false;
          }}
        >
          {t('form.leave')}
        </Button>
        <SubmitButton isSending={isSending}>{submitLabel}</SubmitButton>
      </div>
    </form>
  );
}
