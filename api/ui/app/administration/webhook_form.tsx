import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProcessDescription, Webhook, WebhookEventType } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { chosen, FieldErrors, RadioField, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { language, t } from '../words/language.ts';

const texts = ['none', 'public', 'all'] as const;

/** Every type that can be told, in the order of a ticket's life; the API refuses any other. */
const eventTypes: Record<WebhookEventType, true> = {
  ticket_opened: true,
  ticket_classified: true,
  ticket_routed: true,
  ticket_assigned: true,
  ticket_unassigned: true,
  assignment_overdue: true,
  work_started: true,
  message_added: true,
  diagnostic_step_recorded: true,
  escalated: true,
  escalation_accepted: true,
  escalation_refused: true,
  escalation_lapsed: true,
  escalation_withdrawn: true,
  pending_started: true,
  pending_reminder: true,
  pending_ended: true,
  sla_warning: true,
  sla_breach: true,
  attention_required: true,
  approval_requested: true,
  approval_granted: true,
  approval_refused: true,
  approval_lapsed: true,
  approval_withdrawn: true,
  ticket_resolved: true,
  ticket_reopened: true,
  resolution_restored: true,
  ticket_closed: true,
  ticket_cancelled: true,
  survey_requested: true,
  satisfaction_recorded: true,
  ticket_merged: true,
  ticket_unmerged: true,
  merge_received: true,
  merge_undone: true,
  ticket_linked: true,
  ticket_unlinked: true,
  fields_set: true,
  ticket_tagged: true,
  affected_changed: true,
  major_incident_declared: true,
  major_incident_withdrawn: true,
};
const eventTypeNames = Object.keys(eventTypes) as WebhookEventType[];

interface WebhookFormProps {
  /** Null for a new one. */
  webhook: Webhook | null;
  onSaved(secret: { name: string; secret: string } | null): void;
  onLeave(): void;
}

export function WebhookForm({ webhook, onSaved, onLeave }: WebhookFormProps) {
  const { isSending, problem, send } = useSubmission();
  const processes = useSignal<ProcessDescription[]>([]);
  useEffect(() => {
    void readProcesses().then((found) => {
      processes.value = found;
    });
  }, [language.value]);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const body = {
      name: written(data, 'name'),
      address: written(data, 'address'),
      texts: chosen(data, 'texts', texts) ?? 'none',
      eventTypes: eventTypeNames.filter((type) => data.getAll('eventTypes').includes(type)),
      places: data.getAll('places').map((place) => placeOf(String(place))),
      isEnabled: data.get('isEnabled') !== null,
    };
    if (webhook) {
      const path = { id: webhook.id };
      const ifMatch = String(webhook.version);
      const answer = await send('replaceWebhook', { path, body }, { ifMatch });
      if (answer?.isOk) onSaved(null);
      return;
    }
    const answer = await send('addWebhook', { body });
    if (answer?.isOk) onSaved({ name: body.name, secret: answer.data.secret });
  };
  const title = webhook ? t('webhooks.edit_of', { name: webhook.name }) : t('webhooks.add');
  const isPlace = (process: string, group: string | null) =>
    webhook?.places.some((one) => one.process === process && one.group === group) ?? false;
  return (
    <form
      class="command-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">
          <TextField
            name="name"
            label={t('webhooks.name')}
            maxLength={120}
            value={webhook?.name ?? ''}
            required
          />
          <TextField
            name="address"
            label={t('webhooks.address')}
            hint={t('webhooks.address_hint')}
            maxLength={2_000}
            value={webhook?.address ?? ''}
            required
          />
          <RadioField
            name="texts"
            label={t('webhooks.texts')}
            options={texts.map((id) => ({ id, title: t(`webhooks.texts.${id}`) }))}
            value={webhook?.texts ?? 'none'}
          />
          <fieldset class="radios in-column">
            <legend>{t('webhooks.events')}</legend>
            <p class="hint">{t('webhooks.events_hint')}</p>
            <div class="webhook-choices">
              {eventTypeNames.map((type) => (
                <label key={type} class="choice">
                  <input
                    type="checkbox"
                    name="eventTypes"
                    value={type}
                    defaultChecked={webhook?.eventTypes.includes(type) ?? false}
                  />
                  <code>{type}</code>
                </label>
              ))}
            </div>
          </fieldset>
          <fieldset class="radios in-column">
            <legend>{t('webhooks.places')}</legend>
            <p class="hint">{t('webhooks.places_hint')}</p>
            <div class="webhook-choices">
              {processes.value.flatMap(({ id, title, groups }) =>
                [{ id: null, title }, ...groups].map((group) => (
                  <label key={`${id}/${group.id}`} class="choice">
                    <input
                      type="checkbox"
                      name="places"
                      value={group.id === null ? id : `${id}/${group.id}`}
                      defaultChecked={isPlace(id, group.id)}
                    />
                    {group.id === null ? <strong>{title}</strong> : group.title}
                  </label>
                )),
              )}
            </div>
          </fieldset>
          <label class="choice">
            <input type="checkbox" name="isEnabled" defaultChecked={webhook?.isEnabled ?? true} />
            {t('webhooks.enabled')}
          </label>
        </div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <Button onClick={onLeave}>{t('form.leave')}</Button>
        <SubmitButton isSending={isSending.value}>{t('webhooks.save')}</SubmitButton>
      </div>
    </form>
  );
}

function placeOf(place: string): Webhook['places'][number] {
  const [process = '', group = null] = place.split('/');
  return { process, group };
}

async function readProcesses(): Promise<ProcessDescription[]> {
  const list = await desk.listProcesses();
  if (!list.isOk) return [];
  const query = { locale: language.value };
  const answers = await Promise.all(
    list.data.items.map(({ id }) => desk.getProcess({ path: { id }, query })),
  );
  return answers.flatMap((answer) => (answer.isOk ? [answer.data] : []));
}
