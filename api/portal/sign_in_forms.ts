import type { Request, Response, Router } from 'express';
import { beginProviderSignIn, listSignInProviders } from '../federation/oidc/sign_in.ts';
import { refuseCrossSite } from '../http/identity.ts';
import type { Problem } from '../http/problem_contract.ts';
import { signInByCode } from '../people/sign_in/code_sign_in.ts';
import { signInToDemo } from '../people/sign_in/demo.ts';
import { signIn } from '../people/sign_in/password_sign_in.ts';
import { signOut } from '../people/sign_in/sign_out.ts';
import { placeIn, portalRoot } from './addresses.ts';
import { askerAt, type Desk, problemFor, sendPage } from './desk_pages.ts';
import { type GivenForm, readForm } from './form_body.ts';
import { goOnBody, type KeptForm, keptIn } from './kept_form.ts';
import { elsewhereBody, secondFactorBody, signInAddress, signInBody } from './pages/sign_in.ts';
import { type Asker, ask } from './visit.ts';

/** Signing in and out without a script. */
export function mountSignIn(router: Router, desk: Desk): void {
  router.get('/sign-in', (request, response) => showSignIn(desk, request, response));
  router.post('/sign-in', receivingSignIn(desk, signInByPassword));
  router.post('/sign-in/code', receivingSignIn(desk, goOnByCode));
  router.post('/sign-in/elsewhere', (request, response) => goElsewhere(desk, request, response));
  router.post(
    '/sign-in/demo',
    receiving(desk, async (asker, given) => {
      await ask(signInToDemo, asker, { body: { token: given.text('token') } });
      return goOn(desk, asker, placeIn(given.text('to')), keptIn(given));
    }),
  );
  router.post('/sign-out', receiving(desk, leave));
}

/** @returns where to go then; null where a page was sent */
export type Receive = (asker: Asker, given: GivenForm) => Promise<string | null>;

/** A form of nobody in particular. */
export function receiving(desk: Desk, receive: Receive) {
  return async (request: Request, response: Response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    const next = await receive(await askerAt(desk, request, response), given);
    if (next !== null) response.redirect(303, next);
  };
}

const leave: Receive = async (asker) => {
  await ask(signOut, asker);
  return signInAddress;
};

/** What follows a sign-in: the page that was wanted, or the form that was written before it. */
function goOn(desk: Desk, asker: Asker, to: string, kept: KeptForm | undefined): string | null {
  if (!kept) return to;
  const title = asker.words.t('sign_in.kept_title');
  sendPage(desk, asker, { title, body: goOnBody(kept, asker.words) });
  return null;
}

/** A form of ours may lead to no other site: the way there is a link. */
async function goElsewhere(desk: Desk, request: Request, response: Response): Promise<void> {
  refuseCrossSite(request);
  const given = await readForm(request);
  const asker = await askerAt(desk, request, response);
  const { words } = asker;
  const path = { provider: given.text('provider') };
  const returnTo = placeIn(given.text('to'));
  const { url } = (await ask(beginProviderSignIn, asker, { path, body: { returnTo } })).body;
  const body = elsewhereBody(words, { name: given.text('name'), url });
  sendPage(desk, asker, { title: words.t('sign_in.title'), body });
}

/** The page that asks who it is, with what goes along with the sign-in. */
export async function showSignIn(
  desk: Desk,
  request: Request,
  response: Response,
  { given, problem, kept }: { given?: GivenForm; problem?: Problem; kept?: KeptForm } = {},
): Promise<void> {
  const asker = await askerAt(desk, request, response);
  const { words, dependencies } = asker;
  const { items } = (await ask(listSignInProviders, asker)).body;
  const wanted = given?.text('to') ?? request.query.to;
  const body = signInBody({
    words,
    to: typeof wanted === 'string' ? placeIn(wanted) : portalRoot,
    isDemo: dependencies.config.isDemo,
    providers: items,
    ...(given && { given }),
    ...(kept && { kept }),
    ...(problem && { problem }),
  });
  const status = problem?.status ?? 200;
  sendPage(desk, asker, { title: words.t('sign_in.title'), body, status });
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
  return receiving(desk, async (asker, given) => {
    const { request, response, words } = asker;
    const to = placeIn(given.text('to'));
    const kept = keptIn(given);
    const title = words.t('sign_in.second_factor');
    try {
      const { next, step } = await enter(asker, given);
      // A first second factor is added where there is a script.
      if (next === 'enrolment') return '/account/security';
      if (step === undefined) return goOn(desk, asker, to, kept);
      sendPage(desk, asker, { title, body: secondFactorBody({ words, to, step, kept }) });
    } catch (error) {
      const problem = problemFor(error, asker);
      if (!problem) throw error;
      const step = given.text('step');
      const { status } = problem;
      if (step === '') {
        await showSignIn(desk, request, response, { given, problem, ...(kept && { kept }) });
      } else {
        const body = secondFactorBody({ words, to, step, problem, kept });
        sendPage(desk, asker, { title, body, status });
      }
    }
    return null;
  });
}
