import check from 'icon:check';
import minus from 'icon:minus';
import x from 'icon:x';
import type { MailboxTest } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { t } from '../words/language.ts';

const looks = {
  passed: { icon: check, tone: 'tone-done' },
  failed: { icon: x, tone: 'tone-late' },
  not_reached: { icon: minus, tone: 'soft' },
  not_needed: { icon: minus, tone: 'soft' },
} as const;

/** The way to the messages of a mailbox, step by step, and where it ends. */
export function Tested({ test }: { test: MailboxTest }) {
  const { isWell, failure, words, messageCount, folders, steps } = test;
  return (
    <>
      <ol class="mailbox-steps" aria-label={t('mailbox_step.all')}>
        {steps.map(({ step, state, detail }) => (
          <li key={step} class={looks[state].tone}>
            <Icon of={looks[state].icon} /> {t(`mailbox_step.${step}`)}{' '}
            <span class="mailbox-step-state">{t(`mailbox_step_state.${state}`)}</span>{' '}
            {state === 'passed' && detail && <bdi class="soft">{detail}</bdi>}
          </li>
        ))}
      </ol>
      {isWell && <p>{t('mailboxes.tested_well', { count: messageCount ?? 0 })}</p>}
      {failure && (
        <>
          <p>
            <strong>{t(`mailbox_failure.${failure}`)}</strong> {words && <q>{words}</q>}
          </p>
          <p>{t(`mailbox_advice.${failure}`)}</p>
        </>
      )}
      {folders && <p>{t('mailboxes.folders', { folders: folders.join(', ') })}</p>}
    </>
  );
}
