import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { AnswerOf, Problem, Reply, SignedIn } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { t } from '../words/language.ts';

type Question<Options> = { step: string; options: Options };

/** Signs in by a passkey: any of this desk, or one of whoever is half-way by `step`. */
export async function signInByPasskey(step?: string): Promise<Reply<SignedIn>> {
  const asked = await desk.askForPasskey({ body: step === undefined ? {} : { step } });
  if (!asked.isOk) return asked;
  const question: Question<unknown> = asked.data;
  try {
    const credential = await startAuthentication({
      optionsJSON: question.options as PublicKeyCredentialRequestOptionsJSON,
    });
    const body = { step: question.step, credential: { ...credential, clientExtensionResults: {} } };
    return desk.signInByPasskey({ body });
  } catch (error) {
    return { isOk: false, problem: notGiven(error) };
  }
}

/** Has the browser make a passkey, and adds it under a name. */
export async function addPasskey(label: string): Promise<Reply<AnswerOf<'addPasskey'>>> {
  const asked = await desk.startPasskey();
  if (!asked.isOk) return asked;
  const question: Question<unknown> = asked.data;
  try {
    const credential = await startRegistration({
      optionsJSON: question.options as PublicKeyCredentialCreationOptionsJSON,
    });
    const given = { ...credential, clientExtensionResults: {} };
    return desk.addPasskey({ body: { step: question.step, label, credential: given } });
  } catch (error) {
    return { isOk: false, problem: notGiven(error) };
  }
}

/** Whoever closes the browser's question is told so in a word; nothing is wrong with the desk. */
function notGiven(error: unknown): Problem {
  const { name } = error as { name?: string };
  const isKnown = name === 'InvalidStateError';
  return {
    type: 'about:blank',
    title: '',
    status: 0,
    code: 'passkey_not_given',
    detail: isKnown ? t('passkey.known_already') : t('passkey.not_given'),
  };
}
