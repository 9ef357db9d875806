-- The generation that workers write and readers show; a switch moves it. One row.
create table live (
    only_one boolean primary key default true check (only_one),
    generation int not null
);
insert into live (generation) values (1);

-- A retired partition takes nothing more: its generation was, or is just being, replaced by another one.
alter table ledger add column retired boolean not null default false;
