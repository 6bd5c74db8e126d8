import type { Signal } from '@preact/signals';
import type { Input, Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { DateTimeField, instant, SelectField, TextField, written } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { PopUpMenu } from '../design/pop_up_menu.tsx';
import { type FormDraft, useFormDraft } from '../parts/form_draft.ts';
import { t } from '../words/language.ts';
import { offeredReasons, useFollowed } from '../words/process.ts';

type Command = Input<'giveCommands'>['body']['commands'][number];

/** What is done with the ticket once the answer is sent, at the same press. */
export const replyOutcomes = ['send', 'hold', 'resolve'] as const;
export type ReplyOutcome = (typeof replyOutcomes)[number];

const commandOf = { hold: 'setPending', resolve: 'resolve' } as const;

export function offeredOutcomes({ allowed }: Ticket): ReplyOutcome[] {
  return replyOutcomes.filter((each) => each === 'send' || allowed.includes(commandOf[each]));
}

/** What is left in the fields of an outcome, until it was done. */
export function useOutcomeDraft(draftName: string): FormDraft {
  return useFormDraft(`${draftName}.outcome`);
}

interface OutcomeMenuProps {
  ticket: Ticket;
  outcome: Signal<ReplyOutcome>;
}

/** The other ways to send an answer; nothing where there is one way only. */
export function OutcomeMenu({ ticket, outcome }: OutcomeMenuProps) {
  const offered = offeredOutcomes(ticket);
  if (offered.length === 1) return null;
  return (
    <PopUpMenu label={t('reply.ways')}>
      {(close) =>
        offered.map((each) => (
          <Button
            key={each}
            kind="quiet"
            isPressed={each === outcome.value}
            onClick={() => {
              outcome.value = each;
              close();
            }}
          >
            {t(`reply.way_${each}`)}
          </Button>
        ))
      }
    </PopUpMenu>
  );
}

interface OutcomeFieldsProps {
  ticket: Ticket;
  outcome: ReplyOutcome;
  draft: FormDraft;
}

/** What the chosen outcome asks for. Codes that want an article are chosen in the form of the resolution. */
export function OutcomeFields({ ticket, outcome, draft }: OutcomeFieldsProps) {
  const process = useFollowed(ticket.process);
  if (outcome === 'send') return null;
  const codes = (process?.resolutionCodes ?? []).filter(
    ({ requires }) => !requires.includes('article') && !requires.includes('rootCause'),
  );
  return (
    <KeptFields.Provider value={draft.fields}>
      <div class="fields">
        {outcome === 'hold' ? (
          <>
            <SelectField name="reason" label={t('pending.for')} options={offeredReasons(process)} />
            <DateTimeField name="until" label={t('pending.until')} />
          </>
        ) : (
          <>
            <SelectField name="code" label={t('resolve.code')} options={codes} />
            <TextField name="note" label={t('resolve.note')} maxLength={10_000} required />
          </>
        )}
      </div>
    </KeptFields.Provider>
  );
}

/** The command that follows the answer; null where none does. */
export function outcomeCommand(outcome: ReplyOutcome, data: FormData): Command | null {
  switch (outcome) {
    case 'send':
      return null;
    case 'hold': {
      const reason = written(data, 'reason');
      return { name: 'setPending', body: { reason, until: instant(data, 'until') } };
    }
    case 'resolve': {
      const [code, note] = [written(data, 'code'), written(data, 'note')];
      return { name: 'resolve', body: { code, note } };
    }
  }
}
