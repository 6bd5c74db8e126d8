import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  insertArticle,
  insertArticleChanges,
  insertArticleTexts,
} from '../../database/articles.ts';
import type { Database } from '../../database/connection.ts';
import type { ArticleKind } from '../../database/tables.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { type Locale, locales } from '../../workflows/processes/locales.ts';

const folder = path.join(import.meta.dirname, 'articles');

export interface DemoArticle {
  slug: string;
  kind: ArticleKind;
  category: string;
  service: string | null;
  ownerId: string;
  publishedDaysAgo: number;
  /** Days from now on; negative where it is overdue. */
  reviewInDays: number;
  /** Chance that it solves what somebody came for, from 0 to 1. */
  solves: number;
  /** How often people look for it, beside the others. */
  weight: number;
  /** What they type. */
  queries: { en: readonly string[]; fr: readonly string[] };
}

const of = (en: string, fr: string) => ({ en: en.split(', '), fr: fr.split(', ') });

export const demoArticles: readonly DemoArticle[] = [
  {
    slug: 'vpn-from-home',
    kind: 'guide',
    category: 'network',
    service: 'vpn',
    ownerId: 'acc-marc',
    publishedDaysAgo: 400,
    reviewInDays: 120,
    solves: 0.65,
    weight: 10,
    queries: of(
      'vpn, shared drive from home, connect from home',
      'vpn, lecteur partagé, télétravail',
    ),
  },
  {
    slug: 'vpn-drops',
    kind: 'known_error',
    category: 'network',
    service: 'vpn',
    ownerId: 'acc-anna',
    publishedDaysAgo: 55,
    reviewInDays: 30,
    solves: 0.55,
    weight: 8,
    queries: of('vpn drops, vpn disconnects', 'vpn coupe, coupures vpn'),
  },
  {
    slug: 'reset-password',
    kind: 'faq',
    category: 'access',
    service: 'identity',
    ownerId: 'acc-sofia',
    publishedDaysAgo: 380,
    reviewInDays: 90,
    solves: 0.82,
    weight: 16,
    queries: of(
      'password, account locked, forgot pasword',
      'mot de passe, compte bloqué, mot de passe expiré',
    ),
  },
  {
    slug: 'new-phone-mfa',
    kind: 'guide',
    category: 'access',
    service: 'identity',
    ownerId: 'acc-sofia',
    publishedDaysAgo: 150,
    reviewInDays: 60,
    solves: 0.6,
    weight: 6,
    queries: of('new phone, mfa, authenticator', 'nouveau téléphone, second facteur'),
  },
  {
    slug: 'request-access',
    kind: 'tutorial',
    category: 'access',
    service: null,
    ownerId: 'acc-yann',
    publishedDaysAgo: 120,
    reviewInDays: 200,
    solves: 0.5,
    weight: 4,
    queries: of('access to application, folder access', 'accès application, droits dossier'),
  },
  {
    slug: 'paper-jam',
    kind: 'guide',
    category: 'hardware',
    service: 'printing',
    ownerId: 'acc-hugo',
    publishedDaysAgo: 300,
    reviewInDays: 40,
    solves: 0.38,
    weight: 6,
    queries: of('paper jam, printer jam', 'bourrage papier, imprimante bloquée'),
  },
  {
    slug: 'add-printer',
    kind: 'guide',
    category: 'hardware',
    service: 'printing',
    ownerId: 'acc-hugo',
    publishedDaysAgo: 170,
    reviewInDays: 75,
    solves: 0.7,
    weight: 6,
    queries: of('printer offline, add printer', 'imprimante hors ligne, ajouter imprimante'),
  },
  {
    slug: 'laptop-does-not-wake',
    kind: 'known_error',
    category: 'hardware',
    service: 'workstation',
    ownerId: 'acc-hugo',
    publishedDaysAgo: 80,
    reviewInDays: 25,
    solves: 0.45,
    weight: 5,
    queries: of('black screen, laptop sleep', 'écran noir, veille'),
  },
  {
    slug: 'disk-encryption-key',
    kind: 'faq',
    category: 'hardware',
    service: 'workstation',
    ownerId: 'acc-priya',
    publishedDaysAgo: 210,
    reviewInDays: -12,
    solves: 0.75,
    weight: 4,
    queries: of('recovery key, bitlocker', 'clé de récupération, bitlocker'),
  },
  {
    slug: 'outlook-password-loop',
    kind: 'guide',
    category: 'email',
    service: 'messaging',
    ownerId: 'acc-tom',
    publishedDaysAgo: 140,
    reviewInDays: 50,
    solves: 0.6,
    weight: 8,
    queries: of(
      'outlook password, outlok, mail quarantine',
      'outlook mot de passe, courriel quarantaine',
    ),
  },
  {
    slug: 'office-wifi',
    kind: 'guide',
    category: 'network',
    service: 'office_network',
    ownerId: 'acc-anna',
    publishedDaysAgo: 330,
    reviewInDays: -20,
    solves: 0.55,
    weight: 6,
    queries: of('wifi, guest wifi', 'wi-fi, wifi visiteur'),
  },
  {
    slug: 'suspicious-mail',
    kind: 'faq',
    category: 'security',
    service: 'messaging',
    ownerId: 'acc-priya',
    publishedDaysAgo: 100,
    reviewInDays: 80,
    solves: 0.8,
    weight: 5,
    queries: of('phishing, suspicious mail', 'hameçonnage, courriel suspect'),
  },
];

/** What people look for and the desk has not written about. */
export const unanswered = of(
  'parking badge, expenses, teams webinar, erp error 5012, second screen',
  'badge parking, notes de frais, erp erreur 5012, base clients lente, second écran',
);

export function articleIdOf(slug: string): string {
  return `art-demo-${slug}`;
}

/** Writes the articles of the demo as they came to be; what is there stays as it is. */
export async function writeArticles(database: Database, now: number): Promise<void> {
  for (const article of demoArticles) await writeArticle(database, article, now);
}

async function writeArticle(database: Database, article: DemoArticle, now: number): Promise<void> {
  const { slug, kind, category, service, ownerId, publishedDaysAgo, reviewInDays } = article;
  const articleId = articleIdOf(slug);
  const publishedAt = new Date(now - publishedDaysAgo * dayMs);
  const writtenAt = new Date(publishedAt.getTime() - 2 * dayMs);
  const texts = await Promise.all(locales.map((locale) => readText(slug, locale)));
  await database.transaction(async (trx) => {
    const isNew = await insertArticle(trx, {
      article_id: articleId,
      slug,
      kind,
      category,
      service,
      process_id: 'it_support',
      owner_id: ownerId,
      state: 'published',
      review_on: new Date(now + reviewInDays * dayMs).toISOString().slice(0, 10),
      revision: 2,
      published_version: 1,
      created_at: writtenAt,
      updated_at: publishedAt,
      first_published_at: publishedAt,
    });
    if (!isNew) return;
    const ofFirstVersion = { article_id: articleId, version: 1 };
    await insertArticleTexts(
      trx,
      texts.map((text) => ({ ...ofFirstVersion, ...text })),
    );
    const change = { ...ofFirstVersion, changed_by: ownerId, fingerprint: 'demo' };
    await insertArticleChanges(trx, [
      {
        ...change,
        revision: 1,
        kind: 'created',
        changed_at: writtenAt,
        change_id: `${articleId}-1`,
      },
      {
        ...change,
        revision: 2,
        kind: 'published',
        changed_at: publishedAt,
        change_id: `${articleId}-2`,
      },
    ]);
  });
}

/** A file of an article: its title, a line that says what it helps with, and the rest. */
async function readText(slug: string, locale: Locale) {
  const file = path.join(folder, `${slug}.${locale}.md`);
  const text = await readFile(file, 'utf8');
  const [, title, summary, body] = /^# (.+)\n\n(.+)\n\n([\s\S]+)$/.exec(text) ?? [];
  if (!title || !summary || !body) {
    throw new Error(`${file}: expected '# title', a summary on one line, and a text`);
  }
  return { locale, title, summary, body };
}
