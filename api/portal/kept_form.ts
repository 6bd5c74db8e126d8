import { type ComponentChild, h } from 'preact';
import { z } from 'zod';
import type { Problem } from '../http/problem_contract.ts';
import { placeIn } from './addresses.ts';
import { form, formEnd, submit } from './fields.ts';
import type { GivenForm } from './form_body.ts';
import type { Words } from './words.ts';

/** A form that came after its session had ended: it goes with the sign-in, and is shown again. */
export interface KeptForm {
  /** Where it was sent to. */
  action: string;
  /** Name and text of each field. */
  texts: [string, string][];
  hasFiles: boolean;
}

const keptForm = z.strictObject({
  action: z.string(),
  texts: z.array(z.tuple([z.string(), z.string()])),
  hasFiles: z.boolean(),
});

const keptName = 'kept_form';
const goneOnName = 'gone_on';

export function keep(action: string, given: GivenForm): KeptForm {
  return {
    action: placeIn(action),
    texts: [...given.texts],
    hasFiles: given.files.length > 0,
  };
}

/** What goes with a form of the sign-in; nothing where it is not as these pages wrote it. */
export function keptIn(given: GivenForm): KeptForm | undefined {
  const text = given.filled(keptName);
  if (text === undefined) return undefined;
  try {
    const kept = keptForm.parse(JSON.parse(text));
    return { ...kept, action: placeIn(kept.action) };
  } catch {
    return undefined;
  }
}

export function keptInput(kept: KeptForm | undefined): ComponentChild {
  return kept && h('input', { type: 'hidden', name: keptName, value: JSON.stringify(kept) });
}

/** Tells whoever is to sign in that nothing is lost; to be copied where another service signs them in. */
export function keptNote(kept: KeptForm, { t }: Words): ComponentChild {
  const written = kept.texts.flatMap(([name, text]) =>
    name === 'key' || name === 'kept' || text.trim() === '' ? [] : [text],
  );
  return h(
    'section',
    { 'aria-labelledby': 'kept' },
    h('p', { role: 'status', id: 'kept' }, t('sign_in.kept')),
    kept.hasFiles && h('p', null, t('sign_in.kept_files')),
    h(
      'details',
      null,
      h('summary', null, t('sign_in.kept_words')),
      h(
        'textarea',
        { readOnly: true, rows: 6, 'aria-label': t('sign_in.kept_words'), dir: 'auto' },
        written.join('\n\n'),
      ),
    ),
  );
}

/** What follows the sign-in: the way to the form, as it was written. */
export function goOnBody({ action, texts }: KeptForm, { t }: Words): ComponentChild[] {
  return [
    h('h1', null, t('sign_in.kept_title')),
    form(
      { action },
      h('p', null, t('sign_in.kept_here')),
      ...texts.map(([name, value]) => h('input', { type: 'hidden', name, value })),
      h('input', { type: 'hidden', name: goneOnName, value: '1' }),
      formEnd(submit(t('sign_in.kept_go_on'))),
    ),
  ];
}

/** Says of a form that it was kept and is not sent yet; undefined where it was sent as any other. */
export function keptProblem(given: GivenForm, { t }: Words): Problem | undefined {
  if (given.filled(goneOnName) === undefined) return undefined;
  const title = t('sign_in.kept_here');
  return { type: 'about:blank', title, status: 200, detail: title, code: 'not_signed_in' };
}
