import pause from 'icon:circle-pause';
import play from 'icon:circle-play';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { ticketTypes } from '../../../../workflows/domain/ticket.ts';
import type { AnswerOf, Input } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { chosen as chosenWord, filled, written } from '../design/fields.tsx';
import { forgetDraft, readKept, writeKept } from '../draft.ts';
import { AttachmentPicker } from '../parts/attachments.tsx';
import { filledFields } from '../parts/form_fields.tsx';
import { useKeptFiles } from '../parts/kept_files.ts';
import { OwnDeviceField } from '../parts/own_device_field.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { TicketsOfPerson } from '../parts/tickets_of_person.tsx';
import { leaveUnfinished } from '../ticket/unfinished.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { knownProcess } from '../words/process.ts';
import { stopwatch } from '../words/time.ts';
import { CallFields, callChannels, type Outcome } from './call_fields.tsx';
import { type CallTimer, useCallTimer } from './call_timer.ts';
import { type Person, PersonField } from './person_field.tsx';

const draftName = 'call';
const personName = `${draftName}.person`;

type CallInput = Input<'logCall'>;

/** A ticket for somebody who calls or stands at the desk, with what came of it, at one press. */
export default function CallPage() {
  const { route } = useLocation();
  const timer = useCallTimer(`${draftName}.timer`);
  const person = useSignal(readKept<Person>(personName));
  const outcome = useSignal<Outcome>('log');
  const subject = useSignal('');
  const files = useKeptFiles(draftName);
  useTitle(t('call.title'));

  const choose = (next: Person | null) => {
    person.value = next;
    if (next) writeKept(personName, next);
    else forgetDraft(personName);
  };
  const forget = () => {
    forgetDraft(personName);
    timer.forget();
    files.clear();
  };

  function inputOf(data: FormData): CallInput {
    const attachments = files.files.value.map(({ id }) => id);
    return {
      body: {
        ticket: {
          ...ticketOf(data),
          requester: person.value?.id,
          // What is sent again after a lost answer must be the same.
          contactMs: timer.stop(),
          attachments: attachments.length === 0 ? undefined : attachments,
        },
        commands: commandsOf(outcome.value, data),
      },
    };
  }

  function goOn({ ticket, done, refused }: AnswerOf<'logCall'>, input: CallInput): void {
    forget();
    if (refused) {
      const commands = input.body.commands ?? [];
      const names = commands.slice(0, done).map(({ name }) => name);
      leaveUnfinished(ticket.id, {
        done: ['logCall', ...names],
        commands: commands.slice(done),
        refused,
      });
    }
    route(`/tickets/${ticket.id}`);
  }

  return (
    <div class="page call-page">
      <div class="page-head">
        <h1>{t('call.title')}</h1>
        <Timer timer={timer} />
      </div>
      <div class="call-columns">
        <SendingForm
          draftName={draftName}
          title={t('call.title')}
          submitLabel={t(`call.submit_${outcome.value}`)}
          operation="logCall"
          inputOf={inputOf}
          onAnswer={goOn}
          onRefused={timer.goOn}
          onDiscard={forget}
          onLeave={() => route('/tickets')}
        >
          <PersonField chosen={person} onChoose={choose} />
          <CallFields
            outcome={outcome}
            subject={subject}
            requesterTier={person.value?.requesterTier ?? 'standard'}
            requesterId={person.value?.id}
          />
          {person.value && (
            <OwnDeviceField
              name="ticket.affected"
              label={t('call.device')}
              owner={person.value.id}
            />
          )}
          <AttachmentPicker files={files} />
        </SendingForm>
        {person.value && <OpenTickets person={person.value} subject={subject.value} />}
      </div>
    </div>
  );
}

function Timer({ timer }: { timer: CallTimer }) {
  const isRunning = timer.isRunning.value;
  return (
    <p class="call-timer">
      <span role="timer" aria-label={t('call.timer')}>
        {stopwatch(timer.elapsedMs.value)}
      </span>
      <Button
        kind="quiet"
        isSmall
        icon={isRunning ? pause : play}
        onClick={() => (isRunning ? timer.stop() : timer.goOn())}
      >
        {t(isRunning ? 'call.timer_stop' : 'call.timer_go_on')}
      </Button>
    </p>
  );
}

/** What the person waits for already: those that sound alike first, once the subject is known. */
function OpenTickets({ person, subject }: { person: Person; subject: string }) {
  return (
    <aside class="card call-beside" aria-labelledby="call-open">
      <h2 id="call-open">{t('call.open_tickets', { name: person.name })}</h2>
      {subject.length > 3 && (
        <TicketsOfPerson
          personId={person.id}
          filters={{ open: true, q: subject, sort: 'match' }}
          none={t('call.none_alike')}
        />
      )}
      <TicketsOfPerson personId={person.id} filters={{ open: true }} none={t('call.none_open')} />
    </aside>
  );
}

function ticketOf(data: FormData): CallInput['body']['ticket'] {
  const device = filled(data, 'ticket.affected');
  return {
    affected: device === undefined ? undefined : [device],
    process: filled(data, 'ticket.process'),
    type: chosenWord(data, 'ticket.type', ticketTypes),
    channel: chosenWord(data, 'ticket.channel', callChannels),
    subject: written(data, 'ticket.subject'),
    description: written(data, 'ticket.description'),
    category: filled(data, 'ticket.category'),
    service: filled(data, 'ticket.service'),
    impact: filled(data, 'ticket.impact'),
    urgency: filled(data, 'ticket.urgency'),
    fields: filledFields(data, knownProcess(filled(data, 'ticket.process')), 'ticket.'),
  };
}

function commandsOf(outcome: Outcome, data: FormData): CallInput['body']['commands'] {
  if (outcome === 'log') return [];
  const accept = { name: 'accept', body: {} } as const;
  if (outcome === 'take') return [accept];
  const code = written(data, 'code');
  const note = written(data, 'note');
  const rootCause = filled(data, 'rootCause');
  return [accept, { name: 'resolve', body: { code, note, rootCause } }];
}
