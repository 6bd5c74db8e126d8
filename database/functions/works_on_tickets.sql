-- Whether the texts of an account are its own: of those who work on tickets what they wrote on the
-- tickets of others is the desk's record.
create or replace function works_on_tickets(person text) returns boolean language sql stable
  return exists (
    select from accounts
    where account_id = person and roles && array['agent', 'team_lead', 'process_owner']);
