-- Who asked to be reminded of a session, and of which reminders they are told.
--
-- The same card as 0001. The channel is where a person opened a conversation
-- with the bot; it goes with the row when the session begins.

create table session_reminder (
    session_id text not null references session (id),
    person text not null,
    -- 'week', 'day' or 'soon'.
    kind text not null,
    -- Null for who is reminded on the web page.
    channel text,
    created_at bigint not null,
    told_at bigint,
    primary key (session_id, person, kind)
);
create index session_reminder_person on session_reminder (person);
