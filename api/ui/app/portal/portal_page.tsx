import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ArticleSummary, Problem, TicketSummary } from '../../../contract.ts';
import { ApprovalsNote } from '../approvals/approvals_note.tsx';
import { followTickets } from '../client/live.ts';
import { ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchForm } from '../design/search_form.tsx';
import { When } from '../design/when.tsx';
import { ArticleList } from '../knowledge/article_list.tsx';
import { suggest } from '../knowledge/help_session.ts';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { PlainStatus } from './plain_status.tsx';
import {
  copiedRequests,
  createRequestList,
  endedRequests,
  type RequestList,
  runningRequests,
} from './request_list.ts';

/** What the desk takes of a search. */
const queryMax = 200;
const guidesMax = 5;

function readAll(): void {
  void runningRequests.read();
  void endedRequests.read();
  void copiedRequests.read();
}

/** What I asked for, what became of it, and where I can ask for more. */
export function PortalPage() {
  useTitle(t('portal.title'));
  useEffect(() => {
    readAll();
    return followTickets(readAll, readAll);
  }, []);
  const { query, route } = useLocation();
  const q = (query.q ?? '').trim().slice(0, queryMax);
  return (
    <div class="page portal-page">
      <div class="page-head">
        <h1>{t('portal.title')}</h1>
        <ButtonLink kind="primary" icon={plus} href="/portal/new">
          {t('portal.new')}
        </ButtonLink>
      </div>
      <MajorIncidents />
      <ApprovalsNote />
      <SearchForm
        id="request-search"
        label={t('portal.search')}
        value={q}
        onSearch={(words) =>
          route(words === '' ? '/portal' : `/portal?${new URLSearchParams({ q: words })}`)
        }
      />
      {q === '' ? <AllRequests /> : <Found key={q} q={q} />}
    </div>
  );
}

function AllRequests() {
  const [running, ended] = [runningRequests.items.value, endedRequests.items.value];
  const copied = copiedRequests.items.value;
  return (
    <>
      <ProblemNote
        problem={
          runningRequests.problem.value ??
          endedRequests.problem.value ??
          copiedRequests.problem.value
        }
        onRetry={readAll}
      />
      {running?.length === 0 && ended?.length === 0 && <EmptyState>{t('portal.empty')}</EmptyState>}
      <Requests list={runningRequests} label={t('portal.title')} />
      {ended !== null && ended.length > 0 && (
        <>
          <h2>{t('portal.over')}</h2>
          <Requests list={endedRequests} label={t('portal.over')} />
        </>
      )}
      {copied !== null && copied.length > 0 && (
        <>
          <h2>{t('portal.copied')}</h2>
          <Requests list={copiedRequests} label={t('portal.copied')} />
        </>
      )}
    </>
  );
}

/** Guides that may answer it at once, then all that was ever asked, whatever became of it. */
function Found({ q }: { q: string }) {
  return (
    <>
      <MatchingGuides q={q} />
      <MatchingRequests q={q} />
      <p>
        <a href="/portal">{t('portal.all_requests')}</a>
      </p>
    </>
  );
}

function MatchingGuides({ q }: { q: string }) {
  const found = useSignal<ArticleSummary[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = async (signal?: AbortSignal) => {
    const answer = await suggest('portal', { subject: q, limit: guidesMax }, signal);
    if (signal?.aborted) return;
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) found.value = answer.data.items;
  };
  useEffect(() => {
    const asking = new AbortController();
    void read(asking.signal);
    return () => asking.abort();
  }, [language.value]);
  return (
    <section aria-labelledby="guides-title">
      <h2 id="guides-title" dir="auto">
        {t('help.results_for', { q })}
      </h2>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {found.value?.length === 0 && <p>{t('portal.no_guide', { q })}</p>}
      {found.value && <ArticleList articles={found.value} label={t('help.articles')} />}
    </section>
  );
}

/** In all that was ever asked. */
function MatchingRequests({ q }: { q: string }) {
  const list = useMemo(() => createRequestList({ requester: 'me', q }), []);
  useEffect(() => {
    void list.read();
  }, []);
  const label = t('portal.matches', { q });
  return (
    <section aria-labelledby="matches-title">
      <h2 id="matches-title" dir="auto">
        {label}
      </h2>
      <ProblemNote problem={list.problem.value} onRetry={() => void list.read()} />
      {list.items.value?.length === 0 && <EmptyState>{t('portal.no_match', { q })}</EmptyState>}
      <Requests list={list} label={label} />
    </section>
  );
}

function Requests({ list, label }: { list: RequestList; label: string }) {
  return (
    <>
      <ul class="requests" aria-label={label} aria-busy={list.isLoading.value}>
        {(list.items.value ?? []).map((ticket) => (
          <Request key={ticket.id} ticket={ticket} />
        ))}
      </ul>
      {list.next.value !== null && (
        <MoreButton isLoading={list.isLoading.value} onMore={() => void list.readMore()} />
      )}
    </>
  );
}

function Request({ ticket }: { ticket: TicketSummary }) {
  return (
    <li class="card request">
      <a href={`/portal/tickets/${ticket.id}`} dir="auto">
        {ticket.subject ?? t('ticket.no_subject')}
      </a>
      <PlainStatus ticket={ticket} />
      <p class="soft">
        #{ticket.number} · {t('portal.updated')} <When at={ticket.updatedAt} />
      </p>
    </li>
  );
}
