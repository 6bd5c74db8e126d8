import { articles } from './articles.ts';
import { audit } from './audit.ts';
import { items } from './items.ts';
import type { Kind } from './kind.ts';
import { mails } from './mails.ts';
import { mailsOut } from './mails_out.ts';
import { problems } from './problems.ts';
import { sessions } from './sessions.ts';
import { tickets } from './tickets.ts';

/** Everything the exporter follows. */
export const kinds: readonly Kind[] = [
  tickets,
  problems,
  articles,
  sessions,
  audit,
  items,
  mails,
  mailsOut,
];
