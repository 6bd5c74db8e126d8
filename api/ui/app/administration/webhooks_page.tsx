import webhookIcon from 'icon:webhook';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, Webhook } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { WebhookDeliveries } from './webhook_deliveries.tsx';
import { WebhookForm } from './webhook_form.tsx';

interface Shown {
  name: string;
  secret: string;
}

/** The programs that are told of tickets: what they are told, and how they take it. */
export default function WebhooksPage() {
  const items = useSignal<Webhook[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const shown = useSignal<Shown | null>(null);
  /** The id of the one that is changed; empty for a new one. */
  const edited = useSignal<string | null>(null);
  useTitle(t('webhooks.title'));
  const read = async () => {
    const answer = await desk.listWebhooks();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) items.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const saved = (secret: Shown | null) => {
    if (secret) shown.value = secret;
    edited.value = null;
    void read();
  };
  return (
    <div class="page">
      <h1>{t('webhooks.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('webhooks.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {shown.value && (
        <section class="card" aria-label={t('webhooks.secret_of', { name: shown.value.name })}>
          <h2>{t('webhooks.secret_of', { name: shown.value.name })}</h2>
          <p>{t('webhooks.secret_once')}</p>
          <p>
            <code class="webhook-secret">{shown.value.secret}</code>
          </p>
          <Button
            onClick={() => {
              shown.value = null;
            }}
          >
            {t('webhooks.secret_kept')}
          </Button>
        </section>
      )}
      {edited.value === '' ? (
        <WebhookForm webhook={null} onSaved={saved} onLeave={() => saved(null)} />
      ) : (
        <p>
          <Button
            kind="primary"
            onClick={() => {
              edited.value = '';
            }}
          >
            {t('webhooks.add')}
          </Button>
        </p>
      )}
      {items.value?.length === 0 && (
        <EmptyState icon={webhookIcon}>
          <p>{t('webhooks.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-label={t('webhooks.title')}>
        {items.value?.map((webhook) => (
          <li key={webhook.id} class="card">
            {edited.value === webhook.id ? (
              <WebhookForm webhook={webhook} onSaved={saved} onLeave={() => saved(null)} />
            ) : (
              <Card
                webhook={webhook}
                onEdit={() => {
                  edited.value = webhook.id;
                }}
                onSecret={(secret) => saved({ name: webhook.name, secret })}
                onChange={() => void read()}
              />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

interface CardProps {
  webhook: Webhook;
  onEdit(): void;
  onSecret(secret: string): void;
  onChange(): void;
}

function Card({ webhook, onEdit, onSecret, onChange }: CardProps) {
  const problem = useSignal<Problem | null>(null);
  const isAsked = useSignal(false);
  const { id, name, address, eventTypes, places } = webhook;
  const renew = async () => {
    const answer = await desk.renewWebhookSecret({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) onSecret(answer.data.secret);
  };
  const remove = async () => {
    const answer = await desk.deleteWebhook({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    announce(t('webhooks.removed', { name }));
    onChange();
  };
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p class="webhook-secret">{address}</p>
      <p>
        <State of={webhook} />
      </p>
      <p class="soft">
        {eventTypes.length === 0 ? t('webhooks.all_events') : eventTypes.join(', ')}
        {' · '}
        {places.length === 0
          ? t('webhooks.all_places')
          : places
              .map(({ process, group }) => (group ? `${process}/${group}` : process))
              .join(', ')}
        {' · '}
        {t(`webhooks.texts.${webhook.texts}`)}
      </p>
      <ProblemNote problem={problem.value} />
      <WebhookDeliveries webhook={webhook} onChange={onChange}>
        <Button isSmall onClick={onEdit} label={t('webhooks.edit_of', { name })}>
          {t('webhooks.edit')}
        </Button>
        <Button isSmall onClick={() => void renew()} label={t('webhooks.renew_of', { name })}>
          {t('webhooks.renew')}
        </Button>
        {isAsked.value ? (
          <Button isSmall onClick={() => void remove()}>
            {t('webhooks.remove_really', { name })}
          </Button>
        ) : (
          <Button
            isSmall
            label={t('webhooks.remove_of', { name })}
            onClick={() => {
              isAsked.value = true;
            }}
          >
            {t('webhooks.remove')}
          </Button>
        )}
      </WebhookDeliveries>
    </>
  );
}

function State({ of: webhook }: { of: Webhook }) {
  const { isEnabled, disabledBecause, retryAt, succeededAt, pendingCount, failedCount } = webhook;
  const counts = t('webhooks.counts', { pending: pendingCount, failed: failedCount });
  if (disabledBecause)
    return (
      <>
        {t(`webhooks.disabled.${disabledBecause}`)} {counts}
      </>
    );
  if (!isEnabled) return <>{t('webhooks.paused')}</>;
  if (retryAt) {
    return (
      <>
        {t('webhooks.away')} <When at={retryAt} />. {counts}
      </>
    );
  }
  if (!succeededAt)
    return (
      <>
        {t('webhooks.untried')} {counts}
      </>
    );
  return (
    <>
      {t('webhooks.well')} <When at={succeededAt} />. {counts}
    </>
  );
}
