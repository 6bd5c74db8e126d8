import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError, notSignedIn } from '../http/errors.ts';
import { identify, refuseCrossSite } from '../http/identity.ts';
import { apiErrorOf, unknownAddress } from '../http/problem_json.ts';
import { locale } from '../http/words.ts';
import { getProfile } from '../people/sign_in/own_profile.ts';
import { placeIn, portalRoot } from './addresses.ts';
import type { Attempt } from './attempt.ts';
import { mountConsent } from './consent_page.ts';
import {
  askerAt,
  type Desk,
  languageCookie,
  problemFor,
  sendPage,
  wordsFor,
} from './desk_pages.ts';
import { readForm } from './form_body.ts';
import { keepFile } from './kept_files.ts';
import { type KeptForm, keep, keptProblem } from './kept_form.ts';
import { mountPageLinks } from './page_link_page.ts';
import type { PortalPage } from './page_result.ts';
import { approvalsPage } from './pages/approvals.ts';
import { cataloguePage } from './pages/catalogue.ts';
import { articlePage, helpPage } from './pages/help.ts';
import { reportPage } from './pages/report.ts';
import { requestPage } from './pages/request.ts';
import { requestsPage } from './pages/requests.ts';
import { signInAddress } from './pages/sign_in.ts';
import { problemNote } from './parts.ts';
import { mountSignIn, type Receive, receiving, showSignIn } from './sign_in_forms.ts';
import { mountSurvey } from './survey_page.ts';
import { mountUnsubscribing } from './unsubscribe_page.ts';
import { ask, type Visit } from './visit.ts';

const pages = [
  requestsPage,
  reportPage,
  cataloguePage,
  approvalsPage,
  requestPage,
  helpPage,
  articlePage,
];

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
  mountSignIn(router, desk);
  mountSurvey(router, desk);
  mountConsent(router, desk);
  mountUnsubscribing(router, desk);
  mountPageLinks(router, desk);
  router.post('/language', receiving(desk, chooseLanguage));
  for (const page of pages) addPage(router, page, desk);
  // Whoever has no script reads that there is no such page, too.
  router.use(unknownAddress);
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

function addPage(router: express.Router, page: PortalPage, desk: Desk): void {
  const draw = async (visit: Visit, attempt?: Attempt) => {
    const shown = await page.show(visit, attempt);
    const { title, body, scripted } = shown;
    sendPage(desk, visit, {
      title,
      body,
      scripted,
      name: visit.account.name,
      status: attempt?.problem?.status ?? 200,
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
      let given = await readForm(request);
      // A form may take minutes to come: who has left meanwhile sends nothing, and loses nothing.
      const visit = await visitOf(desk, request, response, keep(request.originalUrl, given));
      if (!visit) return;
      const kept = keptProblem(given, visit.words);
      if (kept) return draw(visit, { form: name, given, problem: kept });
      try {
        for (const file of given.files) given = await keepFile(visit, given, file);
        const next = await send(visit, given);
        if (next === null) await draw(visit, { form: name, given, problem: null });
        else response.redirect(303, next);
      } catch (error) {
        const problem = problemFor(error, visit);
        if (!problem) throw error;
        await draw(visit, { form: name, given, problem });
      }
    });
  }
}

/**
 * Whoever is not signed in is shown where to, and nothing else.
 * @param kept what they wrote, and would lose
 */
async function visitOf(
  desk: Desk,
  request: Request,
  response: Response,
  kept?: KeptForm,
): Promise<Visit | undefined> {
  const { dependencies } = desk;
  try {
    const { account, credential, isEnrolling } = await identify(request, dependencies);
    // A page has no scope that a token could be for.
    if (credential.kind === 'token') throw notSignedIn('no_credential');
    if (isEnrolling) {
      response.redirect(303, '/account/security');
      return undefined;
    }
    Object.assign(response.locals, { account, credential });
    const asker = await askerAt(desk, request, response);
    const { zone } = (await ask(getProfile, { ...asker, account })).body;
    const words = wordsFor(request, zone ?? asker.look.zone, account.locale);
    return { ...asker, account, words };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not_signed_in') throw error;
    if (kept) {
      await showSignIn(desk, request, response, { kept });
      return undefined;
    }
    const to = request.originalUrl;
    response.redirect(303, `${signInAddress}?${new URLSearchParams({ to })}`);
    return undefined;
  }
}

const chooseLanguage: Receive = async ({ request, response }, given) => {
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

async function showProblem(
  desk: Desk,
  error: unknown,
  request: Request,
  response: Response,
): Promise<void> {
  const known = apiErrorOf(error);
  if (!known || response.headersSent) throw error;
  const { account } = response.locals;
  const asker = await askerAt(desk, request, response);
  const words = wordsFor(request, asker.look.zone, account?.locale);
  const problem = problemFor(known, { request, words });
  if (!problem) throw error;
  response.locals.problem = known.code;
  response.set(known.headers);
  sendPage(
    desk,
    { ...asker, words },
    {
      title: problem.title,
      status: known.status,
      ...(account && { name: account.name }),
      body: problemNote(problem, words),
    },
  );
}
