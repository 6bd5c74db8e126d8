import type { Request, Response, Router } from 'express';
import { h } from 'preact';
import { endMails, openUnsubscribing } from '../people/notifying/unsubscribing.ts';
import { askerAt, type Desk, sendPage, wordsFor } from './desk_pages.ts';
import { form, formEnd, submit } from './fields.ts';
import { ask } from './visit.ts';

/**
 * Ends mails by the link that they carry. What is posted ends them, by a mail program as by a click on the
 * page (RFC 8058): it comes from anywhere, with no cookie, and is not led elsewhere. To look ends none.
 */
export function mountUnsubscribing(router: Router, desk: Desk): void {
  router.get('/unsubscribe/:secret', (request, response) => show(desk, request, response, false));
  router.post('/unsubscribe/:secret', (request, response) => show(desk, request, response, true));
}

async function show(
  desk: Desk,
  request: Request,
  response: Response,
  isEnding: boolean,
): Promise<void> {
  const stranger = await askerAt(desk, request, response);
  const body = { secret: String(request.params.secret) };
  const { body: mails } = isEnding
    ? await ask(endMails, stranger, { body })
    : await ask(openUnsubscribing, stranger, { body });
  const words = wordsFor(request, stranger.look.zone, mails.locale);
  const { t } = words;
  const question = t(`unsubscribe.${mails.list}`);
  sendPage(
    desk,
    { ...stranger, words },
    {
      title: t('unsubscribe.title'),
      body: [
        h('h1', null, t('unsubscribe.title')),
        isEnding
          ? h('p', { class: 'thanks', role: 'status' }, t('unsubscribe.done'))
          : h(
              'section',
              { class: 'card' },
              form(
                { action: request.originalUrl },
                h('p', null, question),
                formEnd(submit(t('unsubscribe.submit'))),
              ),
            ),
        h('p', null, h('a', { href: '/account/notifications' }, t('unsubscribe.choose'))),
      ],
    },
  );
}
