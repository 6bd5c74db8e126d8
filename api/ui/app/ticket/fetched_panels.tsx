import { ErrorBoundary, lazy } from 'preact-iso';
import type { Ticket } from '../../../contract.ts';
import { withWords } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

const Consents = lazy(() => withWords(() => import('./consents_panel.tsx')));
const PagedNotes = lazy(() => withWords(() => import('./paged_note.tsx')));
const Playbooks = lazy(() => withWords(() => import('./playbooks_panel.tsx')));

interface PanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** What the requester is asked to agree to, fetched where somebody asks. */
export function ConsentsPanel(props: PanelProps) {
  if (props.ticket.consents.length === 0) return null;
  return (
    <ErrorBoundary>
      <Consents {...props} />
    </ErrorBoundary>
  );
}

/** Who is paged, fetched where somebody is. */
export function PagedLines(props: PanelProps) {
  if (props.ticket.pages.length === 0) return null;
  return (
    <ErrorBoundary>
      <PagedNotes {...props} />
    </ErrorBoundary>
  );
}

/** The playbooks of the ticket, fetched once the ticket is there. */
export function PlaybooksPanel(props: PanelProps) {
  return (
    <ErrorBoundary>
      <Playbooks {...props} />
    </ErrorBoundary>
  );
}
