-- The answers that HR read again, which every report counts: few rows, found
-- without going through all the others of their session.
create index exchange_reviewed on exchange (session_id, asked_at, review) where review is not null;
