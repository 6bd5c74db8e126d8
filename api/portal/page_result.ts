import type { ComponentChildren } from 'preact';
import type { Attempt } from './attempt.ts';
import type { GivenForm } from './form_body.ts';
import type { Visit } from './visit.ts';

/** What a page shows. */
export interface Shown {
  title: string;
  body: ComponentChildren;
  /** The same with a script. */
  scripted: string;
}

/** A page, and the forms of it. */
export interface PortalPage {
  address: string;
  show(visit: Visit, attempt?: Attempt): Promise<Shown>;
  /**
   * What becomes of each form, by the last part of the address it is sent to; empty for the page's own.
   * @returns where to go then; null where the page asks something more, with what was sent kept in it
   * @throws ApiError, with which the page is shown again
   */
  forms?: Readonly<Record<string, (visit: Visit, given: GivenForm) => Promise<string | null>>>;
}
