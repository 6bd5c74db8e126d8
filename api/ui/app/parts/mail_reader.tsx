import { useSignal } from '@preact/signals';
import type { MailHeaders, MailMark, MailWithText, TicketMailText } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { Tabs } from '../design/tabs.tsx';
import { When } from '../design/when.tsx';
import { isDark } from '../theme.ts';
import { t } from '../words/language.ts';

type Shown = 'text' | 'html' | 'source';

export interface Rendering {
  show: 'html' | 'source';
  pictures: 'hidden' | 'shown';
  theme: 'light' | 'dark';
}

interface MailReaderProps {
  mail: MailWithText | TicketMailText;
  /** Where it is drawn as a page. */
  pageAddress(rendering: Rendering): string;
}

/** A mail as it came: who says to have sent it and whether that is so, its text, its HTML, its source. */
export function MailReader({ mail, pageAddress }: MailReaderProps) {
  const shown = useSignal<Shown>('text');
  const { text, hasHtml } = mail;
  const forms: readonly Shown[] = hasHtml ? ['text', 'html', 'source'] : ['text', 'source'];
  return (
    <div class="mail-reader">
      <Headers mail={mail} />
      <Marks marks={mail.marks} />
      <Tabs
        label={t('mail_reader.forms')}
        tabs={forms.map((id) => ({ id, title: t(`mail_reader.${id}`) }))}
        chosen={shown.value}
        onChoose={(id) => {
          shown.value = id;
        }}
      >
        {shown.value === 'text' && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
          <pre class="mail-text" dir="auto" tabIndex={0}>
            {text || t('mails.no_text')}
          </pre>
        )}
        {shown.value === 'html' && <HtmlForm mail={mail} pageAddress={pageAddress} />}
        {shown.value === 'source' && (
          <Frame
            title={t('mail_reader.source')}
            address={pageAddress({ show: 'source', pictures: 'hidden', theme: themeNow() })}
          />
        )}
      </Tabs>
      <Files mail={mail} />
    </div>
  );
}

const themeNow = () => (isDark.value ? 'dark' : 'light');

function HtmlForm({ mail: { remotePictureCount: count }, pageAddress }: MailReaderProps) {
  const pictures = useSignal<Rendering['pictures']>('hidden');
  return (
    <>
      {count > 0 && pictures.value === 'hidden' && (
        <p class="soft">
          {t('mail_reader.pictures', { count })}{' '}
          <Button
            isSmall
            onClick={() => {
              pictures.value = 'shown';
            }}
          >
            {t('mail_reader.show_pictures')}
          </Button>
        </p>
      )}
      <Frame
        title={t('mail_reader.html')}
        address={pageAddress({ show: 'html', pictures: pictures.value, theme: themeNow() })}
      />
    </>
  );
}

/** Nothing that is in it runs or reaches the desk; a link opens beside it. */
function Frame({ title, address }: { title: string; address: string }) {
  return (
    <iframe
      key={address}
      class="mail-frame"
      title={title}
      src={address}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
    />
  );
}

function Headers({ mail: { headers, authenticity } }: Pick<MailReaderProps, 'mail'>) {
  if (!headers) return null;
  const { sender, replyTo, to, cc, sentAt, messageId, authenticationResults } = headers;
  return (
    <FactList>
      <Fact name={t('mail_reader.from')}>
        <FromLine headers={headers} />
      </Fact>
      <Fact name={t('mail_reader.proof')}>
        {t(`mail_trust.${authenticity?.verdict ?? 'unknown'}`)}
        {authenticity && authenticity.by !== 'nobody' && (
          <>
            {' '}
            <q lang="en">{authenticity.words}</q>
          </>
        )}
      </Fact>
      <Addresses name={t('mail_reader.sender')} addresses={sender ? [sender] : []} />
      <Addresses name={t('mail_reader.reply_to')} addresses={replyTo} />
      <Addresses name={t('mail_reader.to')} addresses={to} />
      <Addresses name={t('mail_reader.cc')} addresses={cc} />
      {sentAt && (
        <Fact name={t('mail_reader.sent')}>
          <When at={sentAt} as="date" />
        </Fact>
      )}
      {messageId && (
        <Fact name="Message-ID">
          <bdi>{messageId}</bdi>
        </Fact>
      )}
      {authenticationResults.length > 0 && (
        <Fact name="Authentication-Results">
          <ul class="plain-list">
            {authenticationResults.map((value) => (
              <li key={value}>
                <code>{value}</code>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </FactList>
  );
}

function FromLine({ headers: { from, fromProblem } }: { headers: MailHeaders }) {
  if (!from) return <>{t(`mail_reader.from_${fromProblem ?? 'missing'}`)}</>;
  return <Named of={from} />;
}

type Address = MailHeaders['to'][number];

/** The name is what anybody writes: the address stands beside it always. */
function Named({ of: { name, address } }: { of: Address }) {
  return (
    <>
      {name && (
        <>
          <bdi>{name}</bdi>{' '}
        </>
      )}
      <bdi>&lt;{address}&gt;</bdi>
    </>
  );
}

function Addresses({ name, addresses }: { name: string; addresses: readonly Address[] }) {
  if (addresses.length === 0) return null;
  return (
    <Fact name={name}>
      {addresses.map((one, at) => (
        <span key={`${at} ${one.address}`}>
          {at > 0 && ', '}
          <Named of={one} />
        </span>
      ))}
    </Fact>
  );
}

function Marks({ marks }: { marks: readonly MailMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ul class="mail-marks">
      {marks.map((mark) => (
        <li key={JSON.stringify(mark)}>
          <Mark mark={mark} />
        </li>
      ))}
    </ul>
  );
}

const protections = { smime: 'S/MIME', pgp: 'PGP' } as const;

function Mark({ mark }: { mark: MailMark }) {
  switch (mark.kind) {
    case 'signed':
    case 'encrypted':
      return <>{t(`mail_mark.${mark.kind}`, { by: protections[mark.by] })}</>;
    case 'tnef':
      return <>{t(mark.isOpened ? 'mail_mark.tnef_opened' : 'mail_mark.tnef')}</>;
    case 'nested_messages':
      return <>{t('mail_mark.nested', { count: mark.count })}</>;
    case 'calendar':
      return <Invitation mark={mark} />;
  }
}

const methods = ['REQUEST', 'CANCEL', 'REPLY'] as const;

function Invitation({ mark }: { mark: Extract<MailMark, { kind: 'calendar' }> }) {
  const method = methods.find((one) => one === mark.method) ?? 'other';
  return (
    <>
      {t(`mail_mark.calendar.${method}`)} <bdi>{mark.title}</bdi>
      {mark.startAt && (
        <>
          {' · '}
          <When at={mark.startAt} as="date" />
        </>
      )}
      {mark.location && (
        <>
          {' · '}
          <bdi>{mark.location}</bdi>
        </>
      )}
    </>
  );
}

function Files({ mail: { files } }: Pick<MailReaderProps, 'mail'>) {
  if (files.length === 0) return null;
  return (
    <p class="mail-line">{t('mails.files', { names: files.map(({ name }) => name).join(', ') })}</p>
  );
}
