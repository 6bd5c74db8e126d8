import { type ComponentChild, h } from 'preact';
import type { Problem } from '../../http/problem_contract.ts';
import { portalRoot } from '../addresses.ts';
import { type Filled, form, formEnd, submit, textField } from '../fields.ts';
import type { GivenForm } from '../form_body.ts';
import { type KeptForm, keptInput, keptNote } from '../kept_form.ts';
import { problemNote } from '../parts.ts';
import type { Words } from '../words.ts';

/** The fixed sign-in of somebody who asks for help, on a desk that is a demo. */
const demoToken = 'demo-requester';
const addressMax = 320;
const passwordMax = 200;
const codeMax = 40;

export const signInAddress = `${portalRoot}/sign-in`;

interface SignInPage {
  words: Words;
  /** The page that was wanted. */
  to: string;
  isDemo: boolean;
  /** Other services that sign people in. */
  providers: readonly { id: string; name: string }[];
  given?: GivenForm;
  problem?: Problem;
  /** What was written before, and goes along. */
  kept?: KeptForm;
}

/** What is shown to whoever is not signed in. */
export function signInBody(page: SignInPage): ComponentChild[] {
  const { words, to, isDemo, providers, given, problem, kept } = page;
  const { t } = words;
  const filled: Filled = {
    words,
    value: (name) => given?.text(name) ?? '',
    errors: problem?.errors ?? [],
  };
  return [
    h('h1', null, t('sign_in.title')),
    problem && problemNote(problem, words),
    kept && keptNote(kept, words),
    form(
      { action: signInAddress },
      wanted(to),
      keptInput(kept),
      textField(filled, {
        name: 'address',
        label: t('sign_in.address'),
        maxLength: addressMax,
        required: true,
        type: 'email',
        autocomplete: 'username',
      }),
      // What was wrong is typed anew.
      textField(
        { ...filled, value: () => '' },
        {
          name: 'password',
          label: t('sign_in.password'),
          maxLength: passwordMax,
          required: true,
          type: 'password',
          autocomplete: 'current-password',
        },
      ),
      formEnd(submit(t('sign_in.enter'))),
    ),
    ...providers.map(({ id, name }) =>
      form(
        { action: `${signInAddress}/elsewhere` },
        wanted(to),
        h('input', { type: 'hidden', name: 'provider', value: id }),
        h('input', { type: 'hidden', name: 'name', value: name }),
        formEnd(submit(t('sign_in.with', { provider: name }), 'plain')),
      ),
    ),
    isDemo &&
      form(
        { action: `${signInAddress}/demo` },
        wanted(to),
        keptInput(kept),
        h('input', { type: 'hidden', name: 'token', value: demoToken }),
        formEnd(submit(`Camille, ${t('sign_in.role.requester')}`, 'plain')),
      ),
  ];
}

export function elsewhereBody(
  { t }: Words,
  { name, url }: { name: string; url: string },
): ComponentChild[] {
  const words = t('sign_in.with', { provider: name });
  return [
    h('h1', null, t('sign_in.title')),
    h('p', null, h('a', { class: 'button primary', href: url }, words)),
  ];
}

interface SecondFactorPage {
  words: Words;
  to: string;
  step: string;
  problem?: Problem;
  kept: KeptForm | undefined;
}

/** A code of an app, or one that was kept; a passkey needs a script. */
export function secondFactorBody(page: SecondFactorPage): ComponentChild[] {
  const { words, to, step, problem, kept } = page;
  const { t } = words;
  const filled: Filled = { words, value: () => '', errors: problem?.errors ?? [] };
  return [
    h('h1', null, t('sign_in.second_factor')),
    problem && problemNote(problem, words),
    form(
      { action: `${signInAddress}/code` },
      wanted(to),
      keptInput(kept),
      h('input', { type: 'hidden', name: 'step', value: step }),
      textField(filled, {
        name: 'code',
        label: t('sign_in.code'),
        hint: t('sign_in.code_hint'),
        maxLength: codeMax,
        required: true,
        autocomplete: 'one-time-code',
      }),
      formEnd(
        h('a', { class: 'button', href: signInAddress }, t('sign_in.begin_again')),
        submit(t('sign_in.enter')),
      ),
    ),
  ];
}

function wanted(to: string): ComponentChild {
  return h('input', { type: 'hidden', name: 'to', value: to });
}
