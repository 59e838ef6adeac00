-- What lets somebody without account read reports: a link to one report for a
-- person, or a token to all of them for a program.
--
-- The same card as 0001. Nothing of a candidate stands here.

create table report_key (
    id text not null primary key,
    -- The session or month whose report the link opens; null for the token of a program.
    report_id text,
    -- For whom it was made, as the team reads it.
    name text not null,
    -- Of what is given; that itself is shown once.
    token_hash text not null unique,
    created_at bigint not null,
    expires_at bigint not null,
    -- When it was taken back, if it was.
    revoked_at bigint
);
create index report_key_report on report_key (report_id, expires_at);
