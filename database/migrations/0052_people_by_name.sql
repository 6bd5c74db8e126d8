-- Who may not read how to reach people finds them by the rest of what is known.
create index accounts_known_by_name on accounts
  using gin (person_words(display_name, '{}', department, site) gin_trgm_ops);
