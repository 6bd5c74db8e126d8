import { escaped } from '../../dashboards/html.ts';
import { tagOf } from '../../dashboards/wording.ts';
import type { DueMail } from '../../database/sign_in/mails.ts';

interface Words {
  subject: string;
  hello(name: string): string;
  /** @param desk what it is called */
  invited(by: string | null, desk: string): string;
  reset(desk: string): string;
  choose: string;
  until(when: string): string;
  ignore: string;
}

const words: Record<DueMail['locale'], Record<'invitation' | 'reset', Words>> = {
  en: both(
    {
      hello: (name) => `Hello ${name},`,
      invited: (by, desk) =>
        by === null
          ? `You have an account at the IT service desk “${desk}”.`
          : `${by} has made you an account at the IT service desk “${desk}”.`,
      reset: (desk) => `A new password was asked for at the IT service desk “${desk}”.`,
      choose: 'Choose your password:',
      until: (when) => `The link works once, until ${when}.`,
      ignore: 'If this is not meant for you, do nothing: nothing changes.',
    },
    { invitation: 'Your access to the IT service desk', reset: 'Your new password' },
  ),
  fr: both(
    {
      hello: (name) => `Bonjour ${name},`,
      invited: (by, desk) =>
        by === null
          ? `Vous avez un compte au centre de services informatiques « ${desk} ».`
          : `${by} vous a ouvert un compte au centre de services informatiques « ${desk} ».`,
      reset: (desk) =>
        `Un nouveau mot de passe a été demandé au centre de services informatiques « ${desk} ».`,
      choose: 'Choisissez votre mot de passe :',
      until: (when) => `Le lien sert une seule fois, jusqu’au ${when}.`,
      ignore: 'Si ce message ne vous concerne pas, ne faites rien : rien ne change.',
    },
    { invitation: 'Votre accès au centre de services', reset: 'Votre nouveau mot de passe' },
  ),
};

function both(
  rest: Omit<Words, 'subject'>,
  subjects: Record<'invitation' | 'reset', string>,
): Record<'invitation' | 'reset', Words> {
  return {
    invitation: { ...rest, subject: subjects.invitation },
    reset: { ...rest, subject: subjects.reset },
  };
}

/** A mail with a link, as text and as a page that loads nothing from anywhere. */
export function signInMailText(
  { purpose, locale, name, madeBy, expiresAt, zone, deskName }: DueMail,
  url: string,
): { subject: string; text: string; html: string } {
  const say = words[locale][purpose];
  const when = new Intl.DateTimeFormat(tagOf(locale), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: zone,
  }).format(expiresAt);
  const why = purpose === 'invitation' ? say.invited(madeBy, deskName) : say.reset(deskName);
  const after = [say.until(when), say.ignore];
  return {
    subject: say.subject,
    text: `${[say.hello(name), why, `${say.choose}\n${url}`, ...after].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${locale}"><body>
${[say.hello(name), why].map(paragraph).join('\n')}
<p>${escaped(say.choose)}<br><a href="${escaped(url)}">${escaped(url)}</a></p>
${after.map(paragraph).join('\n')}
</body></html>`,
  };
}

function paragraph(line: string): string {
  return `<p>${escaped(line)}</p>`;
}
