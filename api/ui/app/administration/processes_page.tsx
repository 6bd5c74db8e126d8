import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, Shipping } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAdministrator, me } from '../client/session.ts';
import { Badge } from '../design/badge.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { ProcessVersions } from './process_versions.tsx';

/** Which processes the desk has, what was shipped of each, what is offered to whom, and what its folder says. */
export default function ProcessesPage() {
  const shipping = useSignal<Shipping | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('processes.title'));
  const read = async () => {
    const answer = await desk.getShipping({ query: { locale: language.value } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) shipping.value = answer.data;
  };
  useEffect(() => void read(), [language.value]);
  const found = shipping.value;
  return (
    <div class="page">
      <h1>{t('processes.title')}</h1>
      {me.value && isAdministrator(me.value) && <AdministrationNavigation />}
      <p class="soft">{t('processes.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {found?.folder && <Folder folder={found.folder} />}
      <ol class="cards" aria-label={t('processes.title')}>
        {found?.processes.map((process) => (
          <li key={process.id} class="card">
            <h2>
              {process.title} <code>{process.id}</code>
            </h2>
            <p>
              {t('processes.version', { version: process.version })}
              {process.isOurs && <> · {t('processes.ours')}</>}{' '}
              {process.isDefault && <Badge>{t('processes.default')}</Badge>}
              {!process.isOffered && <Badge>{t('processes.not_offered')}</Badge>}
            </p>
            <ProcessVersions process={process} onShipped={() => void read()} />
          </li>
        ))}
      </ol>
      {found && <Offers shipping={found} />}
    </div>
  );
}

/** What is written in the folder of the desk, and not what tickets follow. */
function Folder({ folder }: { folder: NonNullable<Shipping['folder']> }) {
  const waiting = folder.processes.filter(({ isShipped }) => !isShipped);
  return (
    <section class="card" aria-labelledby="folder-title">
      <h2 id="folder-title">{t('processes.folder')}</h2>
      <p>
        <code>{folder.name}</code> · <When at={folder.lookedAt} />
      </p>
      {folder.problems.length > 0 && (
        <>
          <p role="status">{t('processes.wrong')}</p>
          <ul>
            {folder.problems.map(({ file, line, message }) => (
              <li key={`${file} ${line} ${message}`} lang="en">
                {file !== null && <code>{line === null ? file : `${file}:${line}`}</code>} {message}
              </li>
            ))}
          </ul>
        </>
      )}
      {waiting.map(({ id, version }) => (
        <p key={id} role="status">
          {t('processes.not_shipped', { process: id, version })} <code>palier process ship</code>
        </p>
      ))}
      {folder.problems.length === 0 && waiting.length === 0 && (
        <p class="soft">{t('processes.all_shipped')}</p>
      )}
    </section>
  );
}

/** Who is led where. */
function Offers({ shipping: { pages, routes, findings } }: { shipping: Shipping }) {
  return (
    <section class="card" aria-labelledby="offers-title">
      <h2 id="offers-title">{t('processes.offers')}</h2>
      <p class="soft">{t('processes.offers_meaning')}</p>
      <ol>
        {routes.map(({ name, process, when }) => (
          <li key={name}>
            {t('processes.route', { name, process })} {wordsOf(when)}
          </li>
        ))}
        {pages.map(({ id, title, process, for: audience }) => (
          <li key={id}>
            {t('processes.page', { title, process })} {wordsOf(audience)}
          </li>
        ))}
      </ol>
      {findings.length > 0 && (
        <>
          <h3>{t('processes.findings')}</h3>
          <ul lang="en">
            {findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const audienceWords = {
  channels: 'processes.audience.channels',
  categories: 'processes.audience.categories',
  services: 'processes.audience.services',
  roles: 'processes.audience.roles',
  sites: 'processes.audience.sites',
  departments: 'processes.audience.departments',
  customers: 'processes.audience.customers',
  contracts: 'processes.audience.contracts',
} as const;

type Audience = Shipping['pages'][number]['for'];

function wordsOf(audience: Audience): string {
  const parts = audience.map(({ of, values }) =>
    t(audienceWords[of], { values: values.join(', ') }),
  );
  return parts.length === 0 ? '' : `(${parts.join('; ')})`;
}
