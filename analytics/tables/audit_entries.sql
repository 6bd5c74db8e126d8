create table audit_entries (
  audit_position bigint not null,
  recorded_at timestamp not null,
  recorded_date date not null,
  kind varchar not null,
  outcome varchar not null,
  program varchar not null,
  credential varchar,
  actor_hash varchar,
  object_kind varchar not null,
  object_id varchar,
  object_hash varchar,
  is_own boolean not null,
  changed_fields varchar,
  before_values json,
  after_values json
);

comment on table audit_entries is 'One row per entry of the audit: sign-ins, changes of people, roles and settings, exports, erasures. It names nobody, for all who may ask in SQL read it: people are pseudonyms, whatever their role; addresses, names, labels, texts and IP addresses stay on the desk. Entries past the audit''s retention leave; of those of an erased person what changed leaves, and their pseudonym is that of all who were erased.';
comment on column audit_entries.audit_position is 'Its place in the audit: later entries have higher ones. The administrators'' page names an entry by it.';
comment on column audit_entries.recorded_at is 'UTC.';
comment on column audit_entries.recorded_date is 'Business date of recorded_at: entries are dated by it.';
comment on column audit_entries.kind is 'What was done: sign_in, sign_in_failed, roles_changed, setting_changed, export, erasure …';
comment on column audit_entries.outcome is 'refused (a sign-in that failed) or done. What else was refused is in no audit: nothing was done.';
comment on column audit_entries.program is 'What acted: api (the screens and programs), cli (the command line), worker, or oidc, scim, ldap (a directory).';
comment on column audit_entries.credential is 'From where it was asked: session (a browser; of a sign-in, the session that began) or token (a program). Null where nobody was signed in, and for programs of the desk.';
comment on column audit_entries.actor_hash is 'Who did it: the same pseudonym as requester_hash in tickets. Null where nobody asked for it, or nobody was known yet.';
comment on column audit_entries.object_kind is 'What it was done to: account, setting, process, webhook, ticket …';
comment on column audit_entries.object_id is 'Its id, of a setting its name. Null for accounts and whatever belongs to one.';
comment on column audit_entries.object_hash is 'Whose account it was done to: the same pseudonym as actor_hash.';
comment on column audit_entries.is_own is 'True where somebody did it to their own account.';
comment on column audit_entries.changed_fields is 'Names of what was said of it, by the alphabet and comma: of an account that was changed, those fields that changed. Null where nothing was said, or it was erased.';
comment on column audit_entries.before_values is 'Of these, how it was before, as a JSON object: only what tells of nobody, as roles, groups of the process, methods of signing in, numbers of a setting. Null where there is none such.';
comment on column audit_entries.after_values is 'How it is since, in the same way (after_values ->> ''method'').';
