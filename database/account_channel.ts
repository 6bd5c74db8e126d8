/** What is known of an account may be no longer so; the payload is its id. Triggers tell it. */
export const accountChannel = 'palier_account';
