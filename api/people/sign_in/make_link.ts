import type { Request } from 'express';
import type { Transaction } from '../../../database/connection.ts';
import { makeLink, type NewLink } from '../../../database/sign_in/links.ts';
import { promiseMail } from '../../../database/sign_in/mails.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { mailedAddress } from '../../http/desk_address.ts';
import { mailAddressesOf } from './find_person.ts';

/** Behind the sign: it is sent to no server, is in no log and in no Referer. */
export function urlOfLink(desk: string, secret: string): string {
  return `${desk}/sign-in/link#${secret}`;
}

/** Where somebody signs in by a provider. */
function urlOfProviders(desk: string): string {
  return `${desk}/sign-in`;
}

/**
 * Makes a link and promises the mail that carries it, where mail is sent, the person has an address and
 * the desk is known to have a name.
 */
export async function makeMailedLink(
  trx: Transaction,
  link: NewLink,
  { request, dependencies }: { request: Request; dependencies: ApiDependencies },
) {
  const { config, deskKey } = dependencies;
  const made = await makeLink(trx, link);
  const [address] = await mailAddressesOf(trx, link.accountId);
  const desk = mailedAddress(request, config);
  const isMailed = config.sendsMail && address !== undefined && desk !== undefined;
  if (isMailed) {
    const { linkId, secret } = made;
    const url = link.purpose === 'provider' ? urlOfProviders(desk) : urlOfLink(desk, secret);
    const sealedUrl = deskKey.seal(url, `link ${linkId}`);
    await promiseMail(trx, { linkId, address, sealedUrl });
  }
  return { ...made, mailedTo: isMailed ? address : null };
}
