create table articles (
  article_id varchar not null,
  slug varchar not null,
  title varchar not null,
  kind varchar not null,
  category varchar,
  service varchar,
  state varchar not null,
  is_in_english boolean not null,
  is_in_french boolean not null,
  owner_id varchar not null,
  source_ticket_id varchar,
  version integer not null,
  created_at timestamp not null,
  created_date date not null,
  first_published_at timestamp,
  first_published_date date,
  updated_at timestamp not null,
  review_at timestamp,
  review_date date
);

comment on table articles is 'One row per article of the knowledge base, as it is now.';
comment on column articles.article_id is 'The article.';
comment on column articles.slug is 'Its name in addresses.';
comment on column articles.title is 'Title of the latest version, in English where there is one.';
comment on column articles.kind is 'guide, faq, tutorial or known_error.';
comment on column articles.category is 'Category of the process.';
comment on column articles.service is 'Service of the process.';
comment on column articles.state is 'draft, published or archived.';
comment on column articles.is_in_english is 'True where the latest version has an English text.';
comment on column articles.is_in_french is 'True where the latest version has a French text.';
comment on column articles.owner_id is 'The agent or owner who tends it.';
comment on column articles.source_ticket_id is 'The ticket whose resolution it was written from.';
comment on column articles.version is 'Number of the latest version.';
comment on column articles.created_at is 'UTC.';
comment on column articles.first_published_at is 'UTC; null where it never was.';
comment on column articles.updated_at is 'UTC.';
comment on column articles.review_at is 'Noon of the day it should be read again, UTC; null where none is set.';
comment on column articles.review_date is 'That day.';
