import type { Request, Response, Router } from 'express';
import { h } from 'preact';
import { refuseCrossSite } from '../http/identity.ts';
import { acknowledgePageLink, openPageLink } from '../on_call/page_links.ts';
import { keyOf } from './attempt.ts';
import { askerAt, type Desk, sendPage, wordsFor } from './desk_pages.ts';
import { form, formEnd, submit } from './fields.ts';
import { readForm } from './form_body.ts';
import { ticketLine } from './parts.ts';
import { ask } from './visit.ts';

/**
 * A page is acknowledged by the link of its mail: nobody signs in, and to look at it acknowledges nothing,
 * so that a program that follows links answers for nobody.
 */
export function mountPageLinks(router: Router, desk: Desk): void {
  router.get('/page/:secret', (request, response) => show(desk, request, response));
  router.post('/page/:secret', async (request, response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    const asker = await askerAt(desk, request, response);
    const body = { secret: String(request.params.secret) };
    await ask(acknowledgePageLink, asker, { body, idempotencyKey: given.text('key') });
    response.redirect(303, request.originalUrl.replace(/\?.*$/s, ''));
  });
}

async function show(desk: Desk, request: Request, response: Response): Promise<void> {
  const stranger = await askerAt(desk, request, response);
  const body = { secret: String(request.params.secret) };
  const { body: page } = await ask(openPageLink, stranger, { body });
  const words = wordsFor(request, stranger.look.zone, page.locale);
  const { t } = words;
  sendPage(
    desk,
    { ...stranger, words },
    {
      title: t('page_link.title'),
      body: [
        h('h1', null, t('page_link.title')),
        ticketLine(page, words),
        page.state === 'open'
          ? h(
              'section',
              { class: 'card' },
              form(
                { action: request.originalUrl, key: keyOf(undefined, 'page') },
                h('p', null, t('page_link.question')),
                formEnd(submit(t('action.acknowledgePage'))),
              ),
            )
          : h('p', { class: 'thanks', role: 'status' }, t('page_link.over')),
      ],
    },
  );
}
