import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type {
  Problem,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryWithAnswer,
} from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

interface WebhookDeliveriesProps {
  webhook: Webhook;
  onChange(): void;
  /** What else can be done with it, in the same row. */
  children: ComponentChildren;
}

/** What a webhook was told and answered, shown when it is asked for; and what sends it again. */
export function WebhookDeliveries({ webhook, onChange, children }: WebhookDeliveriesProps) {
  const { id, name } = webhook;
  const items = useSignal<WebhookDelivery[] | null>(null);
  const next = useSignal<string | null>(null);
  const isLoading = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const read = async (cursor: string | null) => {
    isLoading.value = true;
    const query = cursor === null ? {} : { cursor };
    const answer = await desk.listWebhookDeliveries({ path: { id }, query });
    isLoading.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    items.value = [...(cursor === null ? [] : (items.value ?? [])), ...answer.data.items];
    next.value = answer.data.next;
  };
  const again = async (body: { delivery: string } | { failedSince: string }) => {
    const answer = await desk.replayWebhook({ path: { id }, body });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    announce(t('webhooks.replayed', { count: answer.data.count }));
    await read(null);
    onChange();
  };
  const test = async () => {
    const answer = await desk.testWebhook({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) await read(null);
  };
  return (
    <>
      <p class="field-row">
        {children}
        <Button isSmall onClick={() => void test()} label={t('webhooks.test_of', { name })}>
          {t('webhooks.test')}
        </Button>
        <Button
          isSmall
          onClick={() => void read(null)}
          label={t('webhooks.deliveries_of', { name })}
        >
          {t('webhooks.deliveries')}
        </Button>
        {webhook.failedCount > 0 && webhook.isEnabled && (
          <Button isSmall onClick={() => void again({ failedSince: webhook.createdAt })}>
            {t('webhooks.replay_failed', { count: webhook.failedCount })}
          </Button>
        )}
      </p>
      <ProblemNote problem={problem.value} onRetry={() => void read(null)} />
      {items.value?.length === 0 && <p class="soft">{t('webhooks.no_deliveries')}</p>}
      <ol class="cards" aria-label={t('webhooks.deliveries_of', { name })}>
        {items.value?.map((delivery) => (
          <Delivery
            key={delivery.id}
            webhookId={id}
            delivery={delivery}
            onAgain={() => void again({ delivery: delivery.id })}
          />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void read(next.value)} />
      )}
    </>
  );
}

interface DeliveryProps {
  webhookId: string;
  delivery: WebhookDelivery;
  onAgain(): void;
}

function Delivery({ webhookId, delivery, onAgain }: DeliveryProps) {
  const shown = useSignal<WebhookDeliveryWithAnswer | null>(null);
  const { id, type, ticket, seq, happenedAt, status, attemptCount, nextAttemptAt, error } =
    delivery;
  const show = async () => {
    const answer = await desk.getWebhookDelivery({ path: { id: webhookId, delivery: id } });
    if (answer.isOk) shown.value = answer.data;
  };
  return (
    <li class="card">
      <p>
        <code>{type}</code>
        {ticket && ` · #${ticket.number ?? ticket.id} · ${seq}`}
        {' · '}
        <When at={happenedAt} as="date" />
      </p>
      <p>
        {t(`webhooks.status.${status}`)}
        {' · '}
        {t('webhooks.attempts', { count: attemptCount })}
        {delivery.answerStatus !== null && ` · HTTP ${delivery.answerStatus}`}
        {error && ` · ${t(`webhooks.error.${error}`)}`}
        {nextAttemptAt && (
          <>
            {' · '}
            {t('webhooks.next')} <When at={nextAttemptAt} />
          </>
        )}
      </p>
      <p class="field-row">
        <Button isSmall onClick={() => void show()}>
          {t('webhooks.answer')}
        </Button>
        <Button isSmall onClick={onAgain}>
          {t('webhooks.again')}
        </Button>
      </p>
      {shown.value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
        <pre class="webhook-answer" tabIndex={0}>
          {shown.value.answer ?? t('webhooks.no_answer')}
        </pre>
      )}
    </li>
  );
}
