import { useSignal } from '@preact/signals';
import type { Account, AnswerOf, MadeLink, Problem, Reply } from '../../../contract.ts';
import { type Read, useRead } from '../account/read_once.ts';
import { SessionCard } from '../account/session_card.tsx';
import { TokenCard } from '../account/token_card.tsx';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { MadeLinkNote } from './made_link_note.tsx';

interface PersonSignInDialogProps {
  person: Account;
  onClose(): void;
}

/** How somebody signs in, and where they are: given to them, and taken away. */
export function PersonSignInDialog({ person, onClose }: PersonSignInDialogProps) {
  const sessions = useRead(() => desk.listAccountSessions({ path: { id: person.id } }));
  return (
    <Dialog title={t('person_sign_in.of', { name: person.name })} isWide onClose={onClose}>
      {(close) => (
        <>
          <Links person={person} />
          <Factors person={person} onReset={() => void sessions.read()} />
          <Sessions person={person} sessions={sessions} />
          <Tokens person={person} />
          <p class="form-end">
            <Button onClick={close}>{t('shortcuts.close')}</Button>
          </p>
        </>
      )}
    </Dialog>
  );
}

function Links({ person: { id, addresses } }: { person: Account }) {
  const made = useSignal<MadeLink | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  const make = async (ask: () => Promise<Reply<MadeLink>>) => {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await ask();
    isBusy.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    // The one that was made before is void.
    if (answer.isOk) made.value = answer.data;
  };
  return (
    <section class="sign-in-part" aria-labelledby="links">
      <h3 id="links">{t('person_sign_in.links')}</h3>
      <p class="soft">{t('person_sign_in.links_meaning')}</p>
      {addresses?.length === 0 && <p>{t('person_sign_in.no_address')}</p>}
      <ProblemNote problem={problem.value} />
      <p class="people-actions">
        <Button
          disabled={isBusy.value}
          onClick={() => void make(() => desk.invite({ path: { id } }))}
        >
          {t('person_sign_in.invite')}
        </Button>
        <Button
          disabled={isBusy.value}
          onClick={() => void make(() => desk.resetPassword({ path: { id } }))}
        >
          {t('person_sign_in.reset')}
        </Button>
      </p>
      {made.value && <MadeLinkNote link={made.value} />}
    </section>
  );
}

interface FactorsProps {
  person: Account;
  onReset(): void;
}

function Factors({ person: { id, name }, onReset }: FactorsProps) {
  const isAsked = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const reset = async () => {
    const answer = await desk.resetFactors({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    isAsked.value = false;
    announce(t('person_sign_in.factors_removed'));
    onReset();
  };
  return (
    <section class="sign-in-part" aria-labelledby="factors">
      <h3 id="factors">{t('second_factor.title')}</h3>
      <p class="soft">{t('person_sign_in.factors_meaning')}</p>
      <ProblemNote problem={problem.value} />
      <p class="people-actions">
        {isAsked.value ? (
          <>
            <Button onClick={() => void reset()}>
              {t('person_sign_in.remove_factors_really', { name })}
            </Button>
            <Button
              kind="quiet"
              onClick={() => {
                isAsked.value = false;
              }}
            >
              {t('form.leave')}
            </Button>
          </>
        ) : (
          <Button
            onClick={() => {
              isAsked.value = true;
            }}
          >
            {t('person_sign_in.remove_factors')}
          </Button>
        )}
      </p>
    </section>
  );
}

interface SessionsProps {
  person: Account;
  sessions: Read<AnswerOf<'listAccountSessions'>>;
}

function Sessions({ person: { id }, sessions: { data, problem, act, read } }: SessionsProps) {
  const items = data.value?.items ?? [];
  return (
    <section class="sign-in-part" aria-labelledby="sessions">
      <h3 id="sessions">{t('person_sign_in.sessions')}</h3>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value && items.length === 0 && <p class="soft">{t('person_sign_in.no_sessions')}</p>}
      <ul class="cards">
        {items.map((session) => (
          <SessionCard
            key={session.id}
            session={session}
            onEnd={() =>
              void act(() => desk.endAccountSession({ path: { id, sessionId: session.id } }))
            }
          />
        ))}
      </ul>
      {items.length > 1 && (
        <p>
          <Button onClick={() => void act(() => desk.endAccountSessions({ path: { id } }))}>
            {t('person_sign_in.end_all')}
          </Button>
        </p>
      )}
    </section>
  );
}

function Tokens({ person: { id } }: { person: Account }) {
  const { data, problem, act, read } = useRead(() => desk.listAccountTokens({ path: { id } }));
  const items = data.value?.items ?? [];
  return (
    <section class="sign-in-part" aria-labelledby="tokens">
      <h3 id="tokens">{t('account.tokens')}</h3>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value && items.length === 0 && <p class="soft">{t('person_sign_in.no_tokens')}</p>}
      <ul class="cards">
        {items.map((token) => (
          <TokenCard
            key={token.id}
            token={token}
            onRevoke={() =>
              void act(() => desk.revokeAccountToken({ path: { id, tokenId: token.id } }))
            }
          />
        ))}
      </ul>
    </section>
  );
}
