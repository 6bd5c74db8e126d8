import { desk } from '../client/desk.ts';
import { loadSession, signOut } from '../client/session.ts';
import { TextButton } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { Factors } from './factors.tsx';
import { useRead } from './read_once.ts';

/** All that is open to whoever must add a second factor first. */
export default function EnrolmentPage() {
  const read = useRead(() => desk.getSecurity());
  const { data, problem } = read;
  useTitle(t('enrolment.title'));
  return (
    <main class="page" id="main">
      <h1>{t('enrolment.title')}</h1>
      <p>{t('enrolment.meaning')}</p>
      <ProblemNote problem={problem.value} />
      {data.value && (
        <Factors security={data.value} read={read} onAdded={() => void loadSession()} />
      )}
      <p>
        <TextButton onClick={() => void signOut()}>{t('shell.sign_out')}</TextButton>
      </p>
    </main>
  );
}
