-- Experts of one session, without an account of their own: a personal link lets
-- them in until it ends.
--
-- The same card as 0001. They have a row of staff_account as the others, so that
-- what they take and answer has their name; its password is empty, which no
-- password ever matches.

create table session_guest (
    account_id text not null primary key references staff_account (id),
    session_id text not null references session (id),
    -- Of the link; the link itself is shown once.
    token_hash text not null unique,
    created_at bigint not null
);
create index session_guest_session on session_guest (session_id);
