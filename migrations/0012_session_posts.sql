-- What is said of a session in Discord: written before it is said, so that a
-- restart or another instance goes on with it and says nothing twice.
--
-- The same card as 0001: text and bigint only, instants in milliseconds. A row
-- may outlive its session, whose event is then taken back.

create table session_post (
    session_id text not null,
    -- 'event', 'thread', 'announcement', 'last_call' or 'report'.
    kind text not null,
    -- The channel it stands in, or is to.
    channel text,
    -- Its number in Discord, once it is known.
    message text,
    -- What stands there, in a word; empty before.
    shown text not null,
    -- When it is due, or may be tried again.
    due_at bigint not null,
    -- Until when one instance has it in hand.
    claimed_until bigint,
    primary key (session_id, kind)
);

-- The report of what closed before was not posted, nor is it news.
insert into session_post (session_id, kind, shown, due_at)
    select id, 'report', 'before', closed_at from session where closed_at is not null;

-- A waiting question as it stands in the thread of its session; gone once it is
-- settled. Its words are not kept here.
create table queue_card (
    queued_id text not null primary key,
    session_id text not null,
    message text,
    shown text not null,
    -- The number in Discord of who took it there, as long as they have it.
    holder text,
    claimed_until bigint
);

-- Where the panel was last placed.
create table discord_place (
    kind text not null primary key,
    channel text not null
);
