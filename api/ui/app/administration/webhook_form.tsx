import type { ProcessDescription, Webhook, WebhookEventType } from '../../../contract.ts';
import { Choice, chosenOf, nameOf } from '../design/choices_field.tsx';
import { chosen, RadioField, TextField, written } from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { knownProcesses, useProcesses } from '../words/process.ts';

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
  playbook_started: true,
  playbook_parked: true,
  playbook_ended: true,
  page_requested: true,
  paged: true,
  page_escalated: true,
  page_acknowledged: true,
  page_unanswered: true,
  page_withdrawn: true,
  attention_required: true,
  consent_requested: true,
  consent_answered: true,
  consent_lapsed: true,
  approval_requested: true,
  approval_answered: true,
  approval_granted: true,
  approval_refused: true,
  approval_reminder: true,
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
  task_added: true,
  task_opened: true,
  task_assigned: true,
  task_changed: true,
  task_warned: true,
  task_overdue: true,
  task_completed: true,
  task_cancelled: true,
  task_reopened: true,
  ticket_linked: true,
  ticket_unlinked: true,
  fields_set: true,
  ticket_tagged: true,
  affected_changed: true,
  requester_facts_changed: true,
  major_incident_declared: true,
  major_incident_withdrawn: true,
  rule_acted: true,
  rule_refused: true,
  rules_stopped: true,
  rule_note_added: true,
  notification_told: true,
};
const eventTypeNames = Object.keys(eventTypes) as WebhookEventType[];

interface WebhookFormProps {
  /** Null for a new one. */
  webhook: Webhook | null;
  onSaved(secret: { name: string; secret: string } | null): void;
  onLeave(): void;
}

export function WebhookForm({ webhook, onSaved, onLeave }: WebhookFormProps) {
  useProcesses();
  const processes = knownProcesses();
  const shared = { submitLabel: t('webhooks.save'), takesFocus: true, onLeave };
  const bodyOf = (data: FormData) => ({
    name: written(data, 'name'),
    address: written(data, 'address'),
    texts: chosen(data, 'texts', texts) ?? 'none',
    eventTypes: chosenOf(data, 'eventTypes', eventTypeNames),
    places: chosenOf(data, 'places', placesIn(processes)).map(placeOf),
    isEnabled: data.get('isEnabled') !== null,
  });
  const fields = <WebhookFields webhook={webhook} processes={processes} />;
  return webhook ? (
    <SendingForm
      {...shared}
      draftName={`webhook-${webhook.id}`}
      title={t('webhooks.edit_of', { name: webhook.name })}
      operation="replaceWebhook"
      ifMatch={String(webhook.version)}
      inputOf={(data) => ({ path: { id: webhook.id }, body: bodyOf(data) })}
      onAnswer={() => onSaved(null)}
    >
      {fields}
    </SendingForm>
  ) : (
    <SendingForm
      {...shared}
      draftName="webhook-new"
      title={t('webhooks.add')}
      operation="addWebhook"
      inputOf={(data) => ({ body: bodyOf(data) })}
      onAnswer={({ secret }, { body: { name } }) => onSaved({ name, secret })}
    >
      {fields}
    </SendingForm>
  );
}

interface WebhookFieldsProps {
  webhook: Webhook | null;
  processes: readonly ProcessDescription[];
}

function WebhookFields({ webhook, processes }: WebhookFieldsProps) {
  const isPlace = (process: string, group: string | null) =>
    webhook?.places.some((one) => one.process === process && one.group === group) ?? false;
  return (
    <>
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
            <Choice
              key={type}
              name={nameOf('eventTypes', type)}
              value={type}
              isChosen={webhook?.eventTypes.includes(type) ?? false}
            >
              <code>{type}</code>
            </Choice>
          ))}
        </div>
      </fieldset>
      <fieldset class="radios in-column">
        <legend>{t('webhooks.places')}</legend>
        <p class="hint">{t('webhooks.places_hint')}</p>
        <div class="webhook-choices">
          {processes.flatMap(({ id, title, groups }) =>
            [{ id: null, title }, ...groups].map((group) => (
              <Choice
                key={`${id}/${group.id}`}
                name={nameOf('places', placeId(id, group.id))}
                value={placeId(id, group.id)}
                isChosen={isPlace(id, group.id)}
              >
                {group.id === null ? <strong>{title}</strong> : group.title}
              </Choice>
            )),
          )}
        </div>
      </fieldset>
      <Choice name="isEnabled" value="on" isChosen={webhook?.isEnabled ?? true}>
        {t('webhooks.enabled')}
      </Choice>
    </>
  );
}

function placeId(process: string, group: string | null): string {
  return group === null ? process : `${process}/${group}`;
}

function placesIn(processes: readonly ProcessDescription[]): string[] {
  return processes.flatMap(({ id, groups }) => [
    id,
    ...groups.map((group) => placeId(id, group.id)),
  ]);
}

function placeOf(place: string): Webhook['places'][number] {
  const [process = '', group = null] = place.split('/');
  return { process, group };
}
