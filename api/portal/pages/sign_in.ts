import { type ComponentChild, h } from 'preact';
import { portalRoot } from '../addresses.ts';
import { form, formEnd, submit } from '../fields.ts';
import type { Words } from '../words.ts';

/** The fixed sign-in of somebody who asks for help, on a desk that is a demo. */
const demoToken = 'demo-requester';

/** What is shown to whoever is not signed in. @param to the page they wanted */
export function signInBody({ t }: Words, to: string, isDemo: boolean): ComponentChild[] {
  const demo = form(
    { action: `${portalRoot}/sign-in/demo` },
    h('input', { type: 'hidden', name: 'to', value: to }),
    h('input', { type: 'hidden', name: 'token', value: demoToken }),
    formEnd(submit(`Camille, ${t('sign_in.role.requester')}`, 'plain')),
  );
  return [h('h1', null, t('sign_in.title')), ...(isDemo ? [demo] : [])];
}
