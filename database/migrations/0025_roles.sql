-- An account holds several roles: who owns a process may work on tickets and ask for help, too.
alter table accounts add column roles text[];
update accounts set roles = array[case role when 'owner' then 'process_owner' else role end];
drop index accounts_owners;
alter table accounts
  drop column role,
  alter column roles set not null,
  add constraint accounts_roles check (
    cardinality(roles) > 0 and roles <@ array['requester', 'agent', 'team_lead', 'process_owner',
      'analyst', 'administrator']
  );
create index accounts_process_owners on accounts (account_id) where 'process_owner' = any (roles);
