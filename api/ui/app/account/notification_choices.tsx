import { mailRhythms } from '../../../../workflows/domain/notification_words.ts';
import type { NotificationChoicesBody, NotificationSettings } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { TextButton } from '../design/button.tsx';
import { CheckBox } from '../design/choice.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { t } from '../words/language.ts';
import { reasonTitle } from '../words/reason_title.ts';
import { weekdayName } from './weekday_name.ts';

type Reason = NotificationSettings['reasons'][number];
type Rule = Reason['rules'][number];
type Choice = Reason['choice'];
type Rhythm = Rule['mail'];

/** All that is chosen, as it is sent: what is left out is as the processes say. */
export function choicesOf({
  reasons,
  hours,
  digest,
}: NotificationSettings): NotificationChoicesBody {
  const choices: NotificationChoicesBody['choices'] = {};
  for (const { side, reason, choice } of reasons) {
    if (Object.keys(choice).length > 0) {
      choices[side] = { ...choices[side], [reason]: choice };
    }
  }
  return { choices, hours, digest };
}

interface ChoicesProps {
  settings: NotificationSettings;
  onChange(settings: NotificationSettings): void;
  /** They were changed elsewhere since. */
  onStale(): void;
}

/** For each reason the bell, the desktop and mail: as the process says it, until somebody chooses. */
export function NotificationChoices({ settings, onChange, onStale }: ChoicesProps) {
  const { isSending, problem, send } = useSubmission();

  async function choose(changed: Reason, choice: Choice): Promise<void> {
    const reasons = settings.reasons.map((one) => (one === changed ? { ...one, choice } : one));
    const answer = await send(
      'chooseNotifications',
      { body: choicesOf({ ...settings, reasons }) },
      { ifMatch: String(settings.version) },
    );
    if (answer?.isOk) {
      announce(t('choices.kept', { reason: reasonTitle(changed.reason) }));
      onChange(answer.data);
    } else if (answer?.problem.status === 412) onStale();
  }

  const sides = [...new Set(settings.reasons.map(({ side }) => side))];
  return (
    <>
      <ProblemNote problem={problem.value} />
      {sides.map((side) => (
        <section key={side} aria-labelledby={`told-${side}`}>
          <h3 id={`told-${side}`}>{t(`choices.side.${side}`)}</h3>
          <ul class="told-reasons">
            {settings.reasons
              .filter((one) => one.side === side)
              .map((one) => (
                <ReasonRow
                  key={one.reason}
                  one={one}
                  isSending={isSending.value}
                  onChoose={(choice) => void choose(one, choice)}
                />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface RowProps {
  one: Reason;
  isSending: boolean;
  onChoose(choice: Choice): void;
}

function ReasonRow({ one, isSending, onChoose }: RowProps) {
  const { rules, choice, mustBeTold, isAlarm } = one;
  const [rule] = rules;
  if (!rule) return null;
  const isFixed = rules.every((each) => each.isFixed);
  const bell = choice.bell ?? rule.bell;
  const desktop = choice.desktop ?? rule.desktop;
  const mail = choice.mail ?? rule.mail;
  const offered = mailRhythms.filter(
    (rhythm) =>
      !(isAlarm && rhythm !== 'never' && rhythm !== 'at_once') &&
      !(mustBeTold && !bell && rhythm === 'never'),
  );
  const change = (changed: Choice) => onChoose(within({ ...choice, ...changed }, rule, mustBeTold));
  return (
    <li>
      <fieldset class="told-reason" disabled={isSending || isFixed}>
        <legend>{reasonTitle(one.reason)}</legend>
        <p class="soft">{originWords(one, isFixed)}</p>
        <div class="told-channels">
          <CheckBox isChecked={bell} onChange={(isOn) => change({ bell: isOn })}>
            {t('choices.bell')}
          </CheckBox>
          <CheckBox isChecked={desktop && bell} onChange={(isOn) => change({ desktop: isOn })}>
            {t('choices.desktop')}
          </CheckBox>
          <SmallSelect
            isInline
            label={t('choices.mail')}
            value={mail}
            options={offered.map((id) => ({ id, title: t(`choices.mail.${id}`) }))}
            onChange={(id) => {
              const rhythm = mailRhythms.find((each) => each === id);
              if (rhythm) change({ mail: rhythm });
            }}
          />
          {Object.keys(choice).length > 0 && (
            <TextButton
              label={t('choices.reset_of', { reason: reasonTitle(one.reason) })}
              onClick={() => onChoose({})}
            >
              {t('choices.reset')}
            </TextButton>
          )}
        </div>
      </fieldset>
    </li>
  );
}

/** What is as the process says is no choice; who must be told keeps mail where the bell is off. */
function within({ bell, desktop, mail }: Choice, rule: Rule, mustBeTold: boolean): Choice {
  const needsMail = mustBeTold && bell === false && mail === undefined;
  const kept: Rhythm | undefined = needsMail
    ? rule.mail === 'never'
      ? 'at_once'
      : rule.mail
    : mail;
  const isChosen = kept !== undefined && (kept !== rule.mail || needsMail || bell === false);
  return {
    ...(bell !== undefined && bell !== rule.bell && { bell }),
    ...(desktop !== undefined && desktop !== rule.desktop && { desktop }),
    ...(isChosen && { mail: kept }),
  };
}

/** What holds where nothing is chosen, and who says so. */
function originWords({ rules, choice }: Reason, isFixed: boolean): string {
  const isOne = rules.length === 1;
  const words = rules.map((rule) => {
    const processes = rule.sources.map(({ process }) => process.title).join(', ');
    return isOne ? ruleWords(rule) : `${processes}${t('choices.colon')} ${ruleWords(rule)}`;
  });
  const isOwn = rules.some(({ sources }) => sources.some((source) => source.isOwn));
  const said = words.join('; ');
  if (isFixed) return t('choices.fixed', { rule: said });
  if (Object.keys(choice).length > 0) return t('choices.chosen', { rule: said });
  return t(isOwn ? 'choices.by_process' : 'choices.by_default', { rule: said });
}

export function ruleWords({ bell, desktop, mail, mailAt, webhook }: Rule): string {
  const channels = [
    ...(bell ? [t('choices.bell')] : []),
    ...(bell && desktop ? [t('choices.desktop')] : []),
    ...(mail === 'never' ? [] : [mailWords(mail, mailAt)]),
    ...(webhook ? [t('choices.webhook')] : []),
  ];
  return channels.length > 0 ? channels.join(', ').toLowerCase() : t('choices.nothing');
}

function mailWords(mail: Rhythm, at: Rule['mailAt']): string {
  const words = `${t('choices.mail')} ${t(`choices.mail.${mail}`).toLowerCase()}`;
  if (!at) return words;
  return `${words} (${at.day ? `${weekdayName(at.day)} ` : ''}${at.time})`;
}
