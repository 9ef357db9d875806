-- The trace of a claim that waits, when it is kept: the receipt that ends the wait is published in it. Null for a claim
-- whose trace is not kept, and in rows older than this migration. No part of what is settled, nor of any comparison.
alter table waiting add column traceparent bytea;
alter table version_waiting add column traceparent bytea;
