-- By which providers people can sign in now: those of the settings of the API that started last. An
-- identity at another one lets nobody in.
create table sign_in_providers (
  provider_id text primary key
);
