import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { ComponentChildren } from 'preact';
import { locales } from '../../workflows/processes/locales.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { beginProviderSignIn, listSignInProviders } from '../federation/oidc/sign_in.ts';
import { askedLocale } from '../http/asked_locale.ts';
import { ApiError, problemOf } from '../http/errors.ts';
import { identify, refuseCrossSite } from '../http/identity.ts';
import type { Problem } from '../http/problem_contract.ts';
import { apiErrorOf, instanceOf } from '../http/problem_json.ts';
import { type Locale, locale } from '../http/words.ts';
import { signInByCode } from '../people/sign_in/code_sign_in.ts';
import { signInToDemo } from '../people/sign_in/demo.ts';
import { signIn } from '../people/sign_in/password_sign_in.ts';
import { signOut } from '../people/sign_in/sign_out.ts';
import { portalRoot } from './addresses.ts';
import type { Attempt } from './attempt.ts';
import { type GivenForm, readForm } from './form_body.ts';
import { documentOf } from './page.ts';
import type { PortalPage } from './page_result.ts';
import { articlePage, helpPage } from './pages/help.ts';
import { reportPage } from './pages/report.ts';
import { requestPage } from './pages/request.ts';
import { requestsPage } from './pages/requests.ts';
import { secondFactorBody, signInAddress, signInBody } from './pages/sign_in.ts';
import { problemNote } from './parts.ts';
import { type Asker, ask, type Visit } from './visit.ts';
import { type Words, wordsIn } from './words.ts';

const pages = [requestsPage, reportPage, requestPage, helpPage, articlePage];
const languageCookie = 'palier_language';

/**
 * The portal for browsers without script: pages of HTML, and forms that a browser sends by itself.
 * They ask the operations of the API, so nobody may more here than there.
 * @param style the file of the desk's styles
 */
export function mountPortal(app: Express, dependencies: ApiDependencies, style: string): void {
  const desk: Desk = { dependencies, style };
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'same-origin' });
    next();
  });
  router.get('/sign-in', (request, response) => showSignIn(desk, request, response));
  router.post('/sign-in', receivingSignIn(desk, signInByPassword));
  router.post('/sign-in/code', receivingSignIn(desk, goOnByCode));
  router.post('/sign-in/elsewhere', receiving(desk, goElsewhere));
  router.post('/sign-in/demo', receiving(desk, signInForDemo));
  router.post('/sign-out', receiving(desk, leave));
  router.post('/language', receiving(desk, chooseLanguage));
  for (const page of pages) addPage(router, page, desk);
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) =>
    showProblem(desk, error, request, response).catch(next),
  );
  app.use(portalRoot, router);
  // What a browser without script asks of a page that needs one; the rest of the desk has no other.
  app.get('/{*path}', (request, response, next) => {
    if (request.query.plain === undefined) return next();
    const [, page = ''] = /^\/portal(\/.*)$/.exec(request.path) ?? [];
    response.redirect(303, `${portalRoot}${page}`);
  });
}

interface Desk {
  dependencies: ApiDependencies;
  style: string;
}

function addPage(router: express.Router, page: PortalPage, desk: Desk): void {
  const draw = async (visit: Visit, attempt?: Attempt) => {
    const shown = await page.show(visit, attempt);
    const { title, body, scripted } = shown;
    sendPage(desk, visit.response, visit.words, {
      title,
      body,
      scripted,
      name: visit.account.name,
      status: attempt?.problem.status ?? 200,
    });
  };
  router.get(page.address === '' ? '/' : page.address, async (request, response) => {
    const visit = await visitOf(desk, request, response);
    if (visit) await draw(visit);
  });
  for (const [name, send] of Object.entries(page.forms ?? {})) {
    const address = name === '' ? page.address : `${page.address}/${name}`;
    router.post(address, async (request, response) => {
      refuseCrossSite(request);
      const visit = await visitOf(desk, request, response);
      if (!visit) return;
      const given = await readForm(request);
      try {
        response.redirect(303, await send(visit, given));
      } catch (error) {
        const problem = problemFor(error, visit);
        if (!problem) throw error;
        await draw(visit, { form: name, given, problem });
      }
    });
  }
}

/** Whoever is not signed in is shown where to, and nothing else. */
async function visitOf(
  desk: Desk,
  request: Request,
  response: Response,
): Promise<Visit | undefined> {
  const { dependencies } = desk;
  try {
    const { account, credential } = await identify(request, dependencies);
    Object.assign(response.locals, { account, credential });
    const words = wordsFor(request, account.locale);
    return { request, response, account, words, dependencies };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not_signed_in') throw error;
    const to = request.method === 'GET' ? request.originalUrl : portalRoot;
    response.redirect(303, `${signInAddress}?${new URLSearchParams({ to })}`);
    return undefined;
  }
}

function wordsFor(request: Request, ofAccount?: Locale): Words {
  const chosen = new RegExp(`(?:^|;\\s*)${languageCookie}=(\\w+)`).exec(
    request.get('cookie') ?? '',
  )?.[1];
  const liked = () => locales.find((each) => each === request.acceptsLanguages([...locales]));
  const language =
    locale.safeParse(chosen).data ?? ofAccount ?? askedLocale(request) ?? liked() ?? 'en';
  return wordsIn(language, 'Europe/Paris');
}

function problemFor(error: unknown, { request, words }: Asker) {
  const known = apiErrorOf(error);
  return known && problemOf(known, instanceOf(request), words.locale);
}

type Receive = (
  desk: Desk,
  given: GivenForm,
  request: Request,
  response: Response,
) => Promise<string>;

/** A form of nobody in particular. @returns where to go then */
function receiving(desk: Desk, receive: Receive) {
  return async (request: Request, response: Response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    response.redirect(303, await receive(desk, given, request, response));
  };
}

const signInForDemo: Receive = async ({ dependencies }, given, request, response) => {
  const asker = { request, response, words: wordsFor(request), dependencies };
  await ask(signInToDemo, asker, { body: { token: given.text('token') } });
  return placeIn(given.text('to'));
};

const goElsewhere: Receive = async ({ dependencies }, given, request, response) => {
  const asker = { request, response, words: wordsFor(request), dependencies };
  const path = { provider: given.text('provider') };
  const returnTo = placeIn(given.text('to'));
  return (await ask(beginProviderSignIn, asker, { path, body: { returnTo } })).body.url;
};

const leave: Receive = async ({ dependencies }, _given, request, response) => {
  await ask(signOut, { request, response, words: wordsFor(request), dependencies });
  return signInAddress;
};

const chooseLanguage: Receive = async (_desk, given, request, response) => {
  const language = locale.safeParse(given.text('language')).data;
  if (language) {
    response.cookie(languageCookie, language, {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
      path: portalRoot,
    });
  }
  return placeIn(pathOf(request.get('referer')));
};

function pathOf(address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return portalRoot;
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** A page of the portal, wherever somebody was sent from: no other desk, and no other site. */
function placeIn(to: string): string {
  return new RegExp(`^${portalRoot}(?:[/?][\\x21-\\x7e]*)?$`).test(to) ? to : portalRoot;
}

async function showSignIn(
  desk: Desk,
  request: Request,
  response: Response,
  { given, problem }: { given?: GivenForm; problem?: Problem } = {},
): Promise<void> {
  const words = wordsFor(request);
  const { dependencies } = desk;
  const asker = { request, response, words, dependencies };
  const { items } = (await ask(listSignInProviders, asker)).body;
  const wanted = given?.text('to') ?? request.query.to;
  const body = signInBody({
    words,
    to: typeof wanted === 'string' ? placeIn(wanted) : portalRoot,
    isDemo: dependencies.config.isDemo,
    providers: items,
    ...(given && { given }),
    ...(problem && { problem }),
  });
  const status = problem?.status ?? 200;
  sendPage(desk, response, words, { title: words.t('sign_in.title'), body, status });
}

type SignIn = (
  asker: Asker,
  given: GivenForm,
) => Promise<{ next: string; step?: string | undefined }>;

const signInByPassword: SignIn = async (asker, given) => {
  const body = { address: given.text('address').trim(), password: given.text('password') };
  return (await ask(signIn, asker, { body })).body;
};

const goOnByCode: SignIn = async (asker, given) => {
  const body = { step: given.text('step'), code: given.text('code').trim() };
  return (await ask(signInByCode, asker, { body })).body;
};

/** Goes on to what was wanted, or asks for one thing more. */
function receivingSignIn(desk: Desk, enter: SignIn) {
  return async (request: Request, response: Response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    const words = wordsFor(request);
    const to = placeIn(given.text('to'));
    const asker = { request, response, words, dependencies: desk.dependencies };
    const title = words.t('sign_in.second_factor');
    try {
      const { next, step } = await enter(asker, given);
      // A first second factor is added where there is a script.
      if (next === 'enrolment') response.redirect(303, '/account/security');
      else if (step === undefined) response.redirect(303, to);
      else sendPage(desk, response, words, { title, body: secondFactorBody({ words, to, step }) });
    } catch (error) {
      const problem = problemFor(error, asker);
      if (!problem) throw error;
      const step = given.text('step');
      const { status } = problem;
      if (step === '') await showSignIn(desk, request, response, { given, problem });
      else {
        const body = secondFactorBody({ words, to, step, problem });
        sendPage(desk, response, words, { title, body, status });
      }
    }
  };
}

async function showProblem(
  desk: Desk,
  error: unknown,
  request: Request,
  response: Response,
): Promise<void> {
  const known = apiErrorOf(error);
  if (!known || response.headersSent) throw error;
  const { account } = response.locals;
  const words = wordsFor(request, account?.locale);
  const problem = problemOf(known, instanceOf(request), words.locale);
  response.locals.problem = known.code;
  response.set(known.headers);
  sendPage(desk, response, words, {
    title: problem.title,
    status: known.status,
    ...(account && { name: account.name }),
    body: problemNote(problem, words),
  });
}

interface Sent {
  title: string;
  body: ComponentChildren;
  scripted?: string;
  name?: string;
  status?: number;
}

function sendPage(
  { style }: Desk,
  response: Response,
  words: Words,
  { title, body, scripted, name, status = 200 }: Sent,
): void {
  const page = {
    title,
    words,
    style,
    children: body,
    ...(name !== undefined && { name }),
    ...(scripted !== undefined && { scripted }),
  };
  response.status(status).type('text/html; charset=utf-8').send(documentOf(page));
}
