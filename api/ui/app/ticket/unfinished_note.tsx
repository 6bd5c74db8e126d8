import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { language, t } from '../words/language.ts';
import { forgetUnfinished, type Unfinished, unfinishedOn } from './unfinished.ts';

/** Of what was asked for at one press: what was done, what was not, and why. */
export function UnfinishedNote({ ticketId }: { ticketId: string }) {
  const unfinished = unfinishedOn(ticketId);
  if (!unfinished) return null;
  const { done, commands, refused } = unfinished;
  return (
    <div class="unfinished">
      {done.length > 0 && <p>{t('unfinished.done', { actions: listed(done) })}</p>}
      <p>{t('unfinished.not_done', { actions: listed(commands.map(({ name }) => name)) })}</p>
      <ProblemNote problem={refused} />
      <p>
        <Button isSmall onClick={() => forgetUnfinished(ticketId)}>
          {t('shell.understood')}
        </Button>
      </p>
    </div>
  );
}

function listed(names: readonly Unfinished['done'][number][]): string {
  const words = names.map((name) => {
    if (name === 'logCall') return t('unfinished.logged');
    return t(name === 'addMessage' ? 'action.reply' : `action.${name}`).toLowerCase();
  });
  return new Intl.ListFormat(language.value).format(words);
}
