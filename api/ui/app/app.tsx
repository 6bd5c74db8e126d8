import { useSignalEffect } from '@preact/signals';
import type { AnyComponent, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import type { Me } from '../../contract.ts';
import { Announcer } from './announcer.tsx';
import { fetchedPage } from './client/fetched_page.tsx';
import { listen } from './client/live.ts';
import {
  hasTickets,
  homeOf,
  isAdministrator,
  isAgent,
  isAnalyst,
  mayMendDesk,
  me,
  seesPlaybooks,
  seesRegister,
  seesToGroups,
  tellsAbsences,
} from './client/session.ts';
import { TicketListPage } from './console/ticket_list_page.tsx';
import { useLinkConfirmation } from './federation/link_confirmation.ts';
import { PortalPage } from './portal/portal_page.tsx';
import { PortalTicketPage } from './portal/portal_ticket_page.tsx';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign_in_page.tsx';
import { TicketPage } from './ticket/ticket_page.tsx';
import { language, t } from './words/language.ts';
import { loadDesk } from './words/process.ts';

const HelpArticlePage = fetchedPage(() => import('./knowledge/help_article_page.tsx'));
const CataloguePage = fetchedPage(() => import('./portal/catalogue_page.tsx'));
const HelpPage = fetchedPage(() => import('./knowledge/help_page.tsx'));
const NewTicketPage = fetchedPage(() => import('./portal/new_ticket_page.tsx'));
const ForgottenPage = fetchedPage(() => import('./sign_in/forgotten_page.tsx'));
const LinkPage = fetchedPage(() => import('./sign_in/link_page.tsx'));
const NumberPage = fetchedPage(() => import('./number_page.tsx'));
const ProfilePage = fetchedPage(() => import('./account/profile_page.tsx'));
const SecurityPage = fetchedPage(() => import('./account/security_page.tsx'));
const SessionsPage = fetchedPage(() => import('./account/sessions_page.tsx'));
const AccountNotificationsPage = only(
  hasTickets,
  fetchedPage(() => import('./account/notifications_page.tsx')),
);
const ToldPage = only(
  hasTickets,
  fetchedPage(() => import('./account/told_page.tsx')),
);
const ApprovalsPage = only(
  hasTickets,
  fetchedPage(() => import('./approvals/approvals_page.tsx')),
);
const TasksPage = only(
  isAgent,
  fetchedPage(() => import('./tasks/tasks_page.tsx')),
);
const OnCallPage = only(
  seesRegister,
  fetchedPage(() => import('./on_call/on_call_page.tsx')),
);
const AbsencesPage = only(
  tellsAbsences,
  fetchedPage(() => import('./account/absences_page.tsx')),
);
const TokensPage = fetchedPage(() => import('./account/tokens_page.tsx'));
const EnrolmentPage = fetchedPage(() => import('./account/enrolment_page.tsx'));
const DashboardsPage = fetchedPage(() => import('./analytics/dashboards_page.tsx'));
const MetricsPage = fetchedPage(() => import('./analytics/metrics_page.tsx'));
const ProcessMapPage = fetchedPage(() => import('./analytics/map/process_map_page.tsx'));
const ProcessNowPage = fetchedPage(() => import('./analytics/map/process_now_page.tsx'));
const SqlPage = only(
  isAnalyst,
  fetchedPage(() => import('./analytics/sql_page.tsx')),
);
const ArticlesPage = only(
  isAgent,
  fetchedPage(() => import('./knowledge/articles_page.tsx')),
);
const NewArticlePage = only(
  isAgent,
  fetchedPage(() => import('./knowledge/new_article_page.tsx')),
);
const ArticlePage = only(
  isAgent,
  fetchedPage(() => import('./knowledge/article_page.tsx')),
);
const AlarmsPage = only(
  mayMendDesk,
  fetchedPage(() => import('./alarms/alarms_page.tsx')),
);
const PeoplePage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/people_page.tsx')),
);
const GroupsPage = only(
  seesToGroups,
  fetchedPage(() => import('./administration/groups_page.tsx')),
);
const PlaybooksPage = only(
  seesPlaybooks,
  fetchedPage(() => import('./administration/playbooks_page.tsx')),
);
const AuditPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/audit_page.tsx')),
);
const PrivacyPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/privacy_page.tsx')),
);
const SetupPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/setup_page.tsx')),
);
const ItemsPage = only(
  seesToGroups,
  fetchedPage(() => import('./administration/items_page.tsx')),
);
const RegisterPage = only(
  seesRegister,
  fetchedPage(() => import('./administration/items_page.tsx')),
);
const ItemPage = only(
  seesRegister,
  fetchedPage(() => import('./items/item_page.tsx')),
);
const WebhooksPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/webhooks_page.tsx')),
);
const CustomersPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/customers_page.tsx')),
);
const ProcessesPage = only(
  mayMendDesk,
  fetchedPage(() => import('./administration/processes_page.tsx')),
);
const MailboxesPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/mailboxes_page.tsx')),
);
const MailsPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/mails_page.tsx')),
);
const OutgoingPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/outgoing_page.tsx')),
);
const OwnerPage = fetchedPage(() => import('./owner_page.tsx'));
const SignInRulesPage = only(
  isAdministrator,
  fetchedPage(() => import('./administration/sign_in_rules_page.tsx')),
);
const CallPage = only(
  isAgent,
  fetchedPage(() => import('./call/call_page.tsx')),
);
const MacrosPage = only(
  isAgent,
  fetchedPage(() => import('./macros/macros_page.tsx')),
);
const AgentListPage = only(isAgent, TicketListPage);
const AgentTicketPage = only(isAgent, TicketPage);
const AgentProblemsPage = only(
  isAgent,
  fetchedPage(() => import('./problems/problems_page.tsx')),
);
const AgentProblemPage = only(
  isAgent,
  fetchedPage(() => import('./problems/problem_page.tsx')),
);

/** A page for some roles; for others the address leads nowhere, as it does in the API. */
function only(isFor: (account: Me) => boolean, Page: AnyComponent): FunctionComponent {
  return () => (me.value && isFor(me.value) ? <Page /> : <NotFound />);
}

export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value;
  });
  return (
    <LocationProvider>
      <Door />
      <Announcer />
    </LocationProvider>
  );
}

/** The desk for whoever is signed in, else what signs them in. A link is for whom it was made. */
function Door() {
  const { path } = useLocation();
  const account = me.value;
  if (account === undefined) return <p class="page-status">{t('app.starting')}</p>;
  if (path === '/sign-in/link') return <Later page={LinkPage} />;
  if (account?.isEnrolling) return <Later page={EnrolmentPage} />;
  if (account) return <Desk key={account.id} account={account} />;
  if (path === '/sign-in/owner') return <Later page={OwnerPage} />;
  return path === '/sign-in/forgotten' ? <Later page={ForgottenPage} /> : <SignInPage />;
}

/** A page outside of the router, which waits for no other. */
function Later({ page: Page }: { page: AnyComponent }) {
  return (
    <ErrorBoundary>
      <Page />
    </ErrorBoundary>
  );
}

function Desk({ account }: { account: Me }) {
  useLinkConfirmation();
  useEffect(() => {
    void loadDesk();
    // Analysts have no tickets to follow.
    return hasTickets(account) ? listen(account.id) : undefined;
  }, []);
  return (
    <Shell account={account}>
      <Router>
        <Route path="/" component={Home} />
        <Route path="/sign-in" component={Home} />
        <Route path="/sign-in/forgotten" component={Home} />
        <Route path="/sign-in/owner" component={SetupPage} />
        <Route path="/account/profile" component={ProfilePage} />
        <Route path="/account/security" component={SecurityPage} />
        <Route path="/account/sessions" component={SessionsPage} />
        <Route path="/account/notifications" component={AccountNotificationsPage} />
        <Route path="/account/told" component={ToldPage} />
        <Route path="/account/tokens" component={TokensPage} />
        <Route path="/account/absences" component={AbsencesPage} />
        <Route path="/approvals" component={ApprovalsPage} />
        <Route path="/tasks" component={TasksPage} />
        <Route path="/on-call" component={OnCallPage} />
        <Route path="/tickets" component={AgentListPage} />
        <Route path="/tickets/new" component={CallPage} />
        <Route path="/tickets/:id" component={AgentTicketPage} />
        <Route path="/go/:number" component={NumberPage} />
        <Route path="/macros" component={MacrosPage} />
        <Route path="/problems" component={AgentProblemsPage} />
        <Route path="/problems/:id" component={AgentProblemPage} />
        <Route path="/items" component={RegisterPage} />
        <Route path="/items/:id" component={ItemPage} />
        <Route path="/portal" component={PortalPage} />
        <Route path="/catalogue" component={CataloguePage} />
        <Route path="/portal/catalogue" component={CataloguePage} />
        <Route path="/portal/new" component={NewTicketPage} />
        <Route path="/portal/tickets/:id" component={PortalTicketPage} />
        <Route path="/portal/help" component={HelpPage} />
        <Route path="/portal/help/:slug" component={HelpArticlePage} />
        <Route path="/knowledge" component={ArticlesPage} />
        <Route path="/knowledge/new" component={NewArticlePage} />
        <Route path="/knowledge/:id" component={ArticlePage} />
        <Route path="/analytics" component={DashboardsPage} />
        <Route path="/analytics/metrics" component={MetricsPage} />
        <Route path="/analytics/map" component={ProcessMapPage} />
        <Route path="/analytics/now" component={ProcessNowPage} />
        <Route path="/analytics/sql" component={SqlPage} />
        <Route path="/alarms" component={AlarmsPage} />
        <Route path="/administration/setup" component={SetupPage} />
        <Route path="/administration/items" component={ItemsPage} />
        <Route path="/administration/processes" component={ProcessesPage} />
        <Route path="/administration/mailboxes" component={MailboxesPage} />
        <Route path="/administration/mails" component={MailsPage} />
        <Route path="/administration/outgoing" component={OutgoingPage} />
        <Route path="/administration/customers" component={CustomersPage} />
        <Route path="/administration/webhooks" component={WebhooksPage} />
        <Route path="/administration/people" component={PeoplePage} />
        <Route path="/administration/groups" component={GroupsPage} />
        <Route path="/administration/playbooks" component={PlaybooksPage} />
        <Route path="/administration/audit" component={AuditPage} />
        <Route path="/administration/privacy" component={PrivacyPage} />
        <Route path="/administration/sign_in" component={SignInRulesPage} />
        <Route default component={NotFound} />
      </Router>
    </Shell>
  );
}

function Home() {
  const { route } = useLocation();
  const account = me.value;
  useEffect(() => {
    if (account) route(homeOf(account), true);
  }, [account]);
  return null;
}

function NotFound() {
  return (
    <div class="page">
      <h1>{t('not_found.title')}</h1>
      <p>{t('not_found.text')}</p>
      <p>
        <a href="/">{t('not_found.home')}</a>
      </p>
    </div>
  );
}
