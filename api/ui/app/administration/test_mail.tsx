import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, TestMail } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

const lookEveryMs = 1_000;

interface TestMailPartProps {
  /** By which it is sent; left out, by the desk's own address. */
  mailbox?: { id: string; name: string };
}

/** Tries a mail server by a mail to whoever asks, and shows what the server said. */
export function TestMailPart({ mailbox }: TestMailPartProps) {
  const mail = useSignal<TestMail | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isPending = mail.value?.status === 'pending';
  const send = async () => {
    const answer = await (mailbox
      ? desk.testMailboxSending({ path: { id: mailbox.id } })
      : desk.sendTestMail());
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) mail.value = answer.data;
  };
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(async () => {
      const answer = await desk.getTestMail();
      if (answer.isOk) mail.value = answer.data;
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [isPending]);
  return (
    <>
      <p>
        <Button
          isSmall
          disabled={isPending}
          {...(mailbox && { label: t('sending.test_of', { name: mailbox.name }) })}
          onClick={() => void send()}
        >
          {t(mailbox ? 'sending.test' : 'setup.send_test_mail')}
        </Button>
      </p>
      <div role="status">{mail.value && <Outcome mail={mail.value} />}</div>
      <ProblemNote problem={problem.value} onRetry={() => void send()} />
    </>
  );
}

function Outcome({ mail: { status, error, answer } }: { mail: TestMail }) {
  if (status === 'none') return null;
  return (
    <>
      <p>{t(`setup.test_mail.${error ?? (status === 'pending' ? 'pending' : 'sent')}`)}</p>
      {answer !== null && (
        <p>
          <code>{answer}</code>
        </p>
      )}
    </>
  );
}
