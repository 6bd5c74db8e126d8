import type { ComponentChildren } from 'preact';
import type { Problem } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';

interface SignInFormProps {
  problem: Problem | null;
  isBusy: boolean;
  submitLabel: string;
  onSend(data: FormData): void;
  children: ComponentChildren;
}

/** A form of the pages before the desk: its fields say what was wrong with them. */
export function SignInForm({ problem, isBusy, submitLabel, onSend, children }: SignInFormProps) {
  return (
    <FieldErrors.Provider value={problem?.errors ?? []}>
      <form
        class="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSend(new FormData(event.currentTarget));
        }}
      >
        {children}
        <Button kind="primary" type="submit" disabled={isBusy}>
          {submitLabel}
        </Button>
      </form>
    </FieldErrors.Provider>
  );
}
