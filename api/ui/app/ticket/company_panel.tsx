import eye from 'icon:eye';
import eyeOff from 'icon:eye-off';
import userPlus from 'icon:user-plus';
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Person, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import { type Submission, useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { FoundField } from '../design/found_field.tsx';
import type { Option } from '../design/options.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Chip, Chips } from '../parts/chips.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { AddingForm } from './adding_form.tsx';
import type { TicketStore } from './ticket_store.ts';

interface CompanyPanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** Who else hears of the ticket: agents who follow it, and people in copy beside the requester. */
export function CompanyPanel({ store, ticket }: CompanyPanelProps) {
  const titleId = useId();
  const submission = useSubmission();
  const { followers, copies, allowed } = ticket;
  const mayChange = (['follow', 'unfollow', 'addCopy'] as const).some((one) =>
    allowed.includes(one),
  );
  if (!mayChange && followers.length + copies.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('company.title')}</h2>
      {followers.length > 0 && (
        <p>
          <span class="soft">{t('company.followers')}</span> {followers.map(nameOf).join(', ')}
        </p>
      )}
      <Following store={store} ticket={ticket} submission={submission} />
      <Copies store={store} ticket={ticket} submission={submission} />
      <ProblemNote problem={submission.problem.value} />
    </section>
  );
}

interface PartProps extends CompanyPanelProps {
  submission: Submission;
}

function Following({ store, ticket, submission: { send, isSending } }: PartProps) {
  const isFollowing = ticket.followers.some(({ id }) => id === me.value?.id);
  const name = isFollowing ? 'unfollow' : 'follow';
  if (!ticket.allowed.includes(name)) return null;

  async function change(): Promise<void> {
    const answer = await send(name, { path: { id: ticket.id } });
    if (!answer?.isOk) return;
    announce(t(isFollowing ? 'company.unfollowed' : 'company.followed'));
    store.apply(answer.data);
  }

  return (
    <p>
      <Button
        isSmall
        icon={isFollowing ? eyeOff : eye}
        disabled={isSending.value}
        onClick={() => void change()}
      >
        {t(`company.${name}`)}
      </Button>
    </p>
  );
}

/** Those in copy, each to be taken out, and a form to put somebody else in. */
export function Copies({ store, ticket, submission: { send, isSending } }: PartProps) {
  const isAdding = useSignal(false);
  const { copies, allowed } = ticket;

  async function change(name: 'addCopy' | 'removeCopy', account: string): Promise<void> {
    const answer = await send(name, { path: { id: ticket.id, account } });
    if (!answer?.isOk) return;
    isAdding.value = false;
    announce(t('company.copies_changed'));
    store.apply(answer.data);
  }

  return (
    <>
      {copies.length > 0 && (
        <>
          <p class="soft">{t('company.copies')}</p>
          <Chips>
            {copies.map((person) => (
              <Chip
                key={person.id}
                removal={
                  allowed.includes('removeCopy')
                    ? {
                        label: t('company.remove_copy', { name: nameOf(person) }),
                        disabled: isSending.value,
                        onRemove: () => void change('removeCopy', person.id),
                      }
                    : null
                }
              >
                {nameOf(person)}
              </Chip>
            ))}
          </Chips>
        </>
      )}
      {allowed.includes('addCopy') && (
        <AddingForm
          isOpen={isAdding}
          icon={userPlus}
          label={t('company.add_copy')}
          submitLabel={t('company.add_copy')}
          isSending={isSending.value}
          name="account"
          onAdd={(account) => void change('addCopy', account)}
        >
          <p class="hint">{t('company.copy_hint')}</p>
          <FoundField
            name="account"
            label={t('company.person')}
            searchLabel={t('company.search')}
            search={(words, signal) => findPeople(words, signal, [ticket.requester, ...copies])}
          />
        </AddingForm>
      )}
    </>
  );
}

async function findPeople(
  words: string,
  signal: AbortSignal,
  except: readonly Person[],
): Promise<Option[]> {
  const query = { limit: 20, ...(words !== '' && { q: words }) };
  const answer = await desk.listAccounts({ query }, { signal });
  const items = answer.isOk ? answer.data.items : [];
  return items
    .filter(({ id }) => !except.some((one) => one.id === id))
    .map(({ id, name }) => ({ id, title: name }));
}
