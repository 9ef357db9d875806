-- How long a row has waited to be published, for operators. Rows older than this migration count from it.
alter table outbox add column created_at timestamptz not null default now();
