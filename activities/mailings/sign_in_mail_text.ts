import { escaped } from '../../dashboards/html.ts';
import { tagOf } from '../../dashboards/wording.ts';
import type { DueMail } from '../../database/sign_in/mails.ts';

interface Words {
  subject: string;
  hello(name: string): string;
  /** @param desk what it is called */
  invited(by: string | null, desk: string): string;
  reset(desk: string): string;
  byProvider(desk: string): string;
  choose: string;
  signIn: string;
  until(when: string): string;
  ignore: string;
}

const words: Record<DueMail['locale'], Record<DueMail['purpose'], Words>> = {
  en: both(
    {
      hello: (name) => `Hello ${name},`,
      invited: (by, desk) =>
        by === null
          ? `You have an account at the IT service desk “${desk}”.`
          : `${by} has made you an account at the IT service desk “${desk}”.`,
      reset: (desk) => `A new password was asked for at the IT service desk “${desk}”.`,
      byProvider: (desk) =>
        `A new password was asked for at the IT service desk “${desk}”. You have none there: you sign in with the account of your company.`,
      choose: 'Choose your password:',
      signIn: 'Sign in here:',
      until: (when) => `The link works once, until ${when}.`,
      ignore: 'If this is not meant for you, do nothing: nothing changes.',
    },
    {
      invitation: 'Your access to the IT service desk',
      reset: 'Your new password',
      provider: 'How you sign in to the IT service desk',
    },
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
      byProvider: (desk) =>
        `Un nouveau mot de passe a été demandé au centre de services informatiques « ${desk} ». Vous n’en avez pas : vous vous connectez avec le compte de votre entreprise.`,
      choose: 'Choisissez votre mot de passe :',
      signIn: 'Connectez-vous ici :',
      until: (when) => `Le lien sert une seule fois, jusqu’au ${when}.`,
      ignore: 'Si ce message ne vous concerne pas, ne faites rien : rien ne change.',
    },
    {
      invitation: 'Votre accès au centre de services',
      reset: 'Votre nouveau mot de passe',
      provider: 'Votre connexion au centre de services',
    },
  ),
};

function both(
  rest: Omit<Words, 'subject'>,
  subjects: Record<DueMail['purpose'], string>,
): Record<DueMail['purpose'], Words> {
  return {
    invitation: { ...rest, subject: subjects.invitation },
    reset: { ...rest, subject: subjects.reset },
    provider: { ...rest, subject: subjects.provider },
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
  const why = {
    invitation: say.invited(madeBy, deskName),
    reset: say.reset(deskName),
    provider: say.byProvider(deskName),
  }[purpose];
  const isLink = purpose !== 'provider';
  const asked = isLink ? say.choose : say.signIn;
  const after = isLink ? [say.until(when), say.ignore] : [say.ignore];
  return {
    subject: say.subject,
    text: `${[say.hello(name), why, `${asked}\n${url}`, ...after].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${locale}"><body>
${[say.hello(name), why].map(paragraph).join('\n')}
<p>${escaped(asked)}<br><a href="${escaped(url)}">${escaped(url)}</a></p>
${after.map(paragraph).join('\n')}
</body></html>`,
  };
}

function paragraph(line: string): string {
  return `<p>${escaped(line)}</p>`;
}
