import circleAlert from 'icon:circle-alert';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../../../contract.ts';
import { isPassing } from '../client/desk.ts';
import { signOut } from '../client/session.ts';
import { t } from '../words/language.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface ProblemNoteProps {
  problem: Problem | null;
  /** Offered where the same again may work. */
  onRetry?(): void;
}

/** What the API said, in its own words, brought into view. */
export function ProblemNote({ problem, onRetry }: ProblemNoteProps) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem) note.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  return (
    <div role="alert" ref={note}>
      {problem && (
        <div class="problem-note">
          <Icon of={circleAlert} />
          <div>
            <p>{problem.detail}</p>
            <Lines words={problem.errors?.map(({ expected }) => expected)} />
            {onRetry && isPassing(problem) && (
              <Button onClick={onRetry}>{t('problem.retry')}</Button>
            )}
            {problem.code === 'sign_in_again' && (
              <Button onClick={() => void signOut()}>{t('sign_in.again')}</Button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

function Lines({ words }: { words: string[] | undefined }) {
  if (!words || words.length === 0) return null;
  return (
    <ul>
      {[...new Set(words)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
