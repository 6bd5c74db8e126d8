-- Whoever signs in through a provider and has no password is mailed how they sign in, and no link.
alter table sign_in_links drop constraint sign_in_links_purpose_check;
alter table sign_in_links add constraint sign_in_links_purpose_check
  check (purpose in ('invitation', 'reset', 'provider'));
