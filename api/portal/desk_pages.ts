import type { Request, Response } from 'express';
import type { ComponentChildren } from 'preact';
import { orIfDatabaseAway } from '../../database/away.ts';
import { readDeskProfile } from '../../database/desk_profile.ts';
import { locales } from '../../workflows/processes/locales.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { getDeskLogo } from '../desk/profile.ts';
import { askedLocale } from '../http/asked_locale.ts';
import { problemOf } from '../http/errors.ts';
import type { Problem } from '../http/problem_contract.ts';
import { apiErrorOf, instanceOf } from '../http/problem_json.ts';
import { type Locale, locale } from '../http/words.ts';
import { documentOf } from './page.ts';
import type { Asker, Look } from './visit.ts';
import { type Words, wordsIn } from './words.ts';

/** What every page without script is drawn with. */
export interface Desk {
  dependencies: ApiDependencies;
  /** The file of the desk's styles. */
  style: string;
}

/** What somebody chose on these pages. */
export const languageCookie = 'palier_language';

/** Somebody who may not be signed in, and where they are. */
export async function askerAt(
  { dependencies }: Desk,
  request: Request,
  response: Response,
): Promise<Asker> {
  const look = await orIfDatabaseAway(async () => lookOf(dependencies), unknownLook);
  return { request, response, words: wordsFor(request, look.zone), look, dependencies };
}

/** While nobody can say what the desk is called. */
const unknownLook: Look = { name: 'Palier', logo: '/assets/icon.svg', zone: 'UTC' };

async function lookOf({ database }: ApiDependencies): Promise<Look> {
  const { name, zone, logo_type: logoType, version } = await readDeskProfile(database);
  const logo = logoType === null ? unknownLook.logo : `${getDeskLogo.address}?version=${version}`;
  return { name, zone, logo };
}

export function wordsFor(request: Request, zone: string, ofAccount?: Locale): Words {
  const chosen = new RegExp(`(?:^|;\\s*)${languageCookie}=(\\w+)`).exec(
    request.get('cookie') ?? '',
  )?.[1];
  const liked = () => locales.find((each) => each === request.acceptsLanguages([...locales]));
  const language =
    locale.safeParse(chosen).data ?? ofAccount ?? askedLocale(request) ?? liked() ?? 'en';
  return wordsIn(language, zone);
}

/** What went wrong, in words; undefined where it is a defect. */
export function problemFor(
  error: unknown,
  { request, words }: Pick<Asker, 'request' | 'words'>,
): Problem | undefined {
  const known = apiErrorOf(error);
  return known && problemOf(known, instanceOf(request), words.locale);
}

interface Sent {
  title: string;
  body: ComponentChildren;
  scripted?: string;
  name?: string;
  status?: number;
}

export function sendPage(
  { style }: Desk,
  { response, words, look }: Pick<Asker, 'response' | 'words' | 'look'>,
  { title, body, scripted, name, status = 200 }: Sent,
): void {
  const page = {
    title,
    words,
    look,
    style,
    children: body,
    ...(name !== undefined && { name }),
    ...(scripted !== undefined && { scripted }),
  };
  response.status(status).type('text/html; charset=utf-8').send(documentOf(page));
}
