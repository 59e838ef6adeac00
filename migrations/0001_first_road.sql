-- The first road: from a candidate's question to a session's report.
--
-- One text for SQLite and PostgreSQL: text, bigint, double precision only.
-- Instants are milliseconds since 1970 in UTC; identifiers are made by the
-- program; words such as `outcome` are those of src/words.rs.

-- A dated t'chat. An exchange outside every session belongs to the month's permanence.
create table session (
    id text not null primary key,
    title text not null,
    opens_at bigint not null,
    closes_at bigint not null,
    -- When the program noticed; dates alone decide what belongs to the session.
    opened_at bigint,
    closed_at bigint,
    created_at bigint not null
);

-- A tracked link, /r/<slug>. A removed one stays, to say where to go instead.
create table link (
    slug text not null primary key,
    source text not null,
    -- Null for the chat page, else an https address of the allowed list.
    target text,
    created_at bigint not null,
    removed_at bigint
);

-- Visits of a link, a counter per day in Paris: no address, no cookie.
create table visit (
    slug text not null references link (slug),
    day text not null,
    visits bigint not null,
    primary key (slug, day)
);

-- A person is a keyed hash. The row goes with the last text kept of them.
create table person (
    id text not null primary key,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    -- When they tapped « 15 ans ou plus »: no text is kept before.
    of_age_at bigint,
    -- Which wording of the notice they were shown, and when.
    notice text,
    noticed_at bigint,
    source text,
    source_known text
);

-- Exchanges of one person with less than thirty minutes between them.
create table conversation (
    id text not null primary key,
    -- Null once the texts are gone; a random word once the person asked to be erased.
    person text,
    started_at bigint not null,
    last_at bigint not null,
    source text,
    source_known text
);
create index conversation_person on conversation (person, last_at);

-- One question and its outcome.
create table exchange (
    id text not null primary key,
    conversation_id text not null references conversation (id),
    session_id text references session (id),
    asked_at bigint not null,
    door text not null,
    server text,
    channel text,
    -- Redacted; null before the age tap and after ninety days.
    question text,
    -- What the bot first made of it, and what became of it since.
    first_outcome text not null,
    outcome text not null,
    entry text,
    theme text,
    confidence double precision not null,
    faq_version text not null,
    -- What was replied, as JSON, so that a repeated message gets the same.
    reply text,
    -- Null while no answer was given.
    answered_at bigint,
    -- 'bot' or 'person'.
    answered_by text,
    -- 'up' or 'down', about the answer.
    feedback text
);
create index exchange_session on exchange (session_id, asked_at);
create index exchange_conversation on exchange (conversation_id, asked_at);
create index exchange_asked on exchange (asked_at);

-- What was received, by keyed hash: the second time is a duplicate.
create table inbox (
    reference text not null primary key,
    -- Written before its exchange, so it names it without a foreign key.
    exchange_id text not null,
    received_at bigint not null
);
create index inbox_received on inbox (received_at);
create index inbox_exchange on inbox (exchange_id);

-- A question given to people, one per exchange.
create table handover (
    id text not null primary key,
    exchange_id text not null unique references exchange (id),
    -- 'waiting', 'answered' or 'closed'.
    state text not null,
    created_at bigint not null,
    answered_at bigint,
    answer text
);
create index handover_state on handover (state, created_at);

-- Messages written before they are sent, sent once.
create table outbox (
    id text not null primary key,
    exchange_id text references exchange (id),
    -- What Discord recognises a repeated send by: 25 characters at most.
    nonce text not null,
    body text not null,
    -- 'pending', 'sent' or 'failed'.
    state text not null,
    attempts bigint not null,
    due_at bigint not null,
    -- Who sends has it until then; the epoch tells a late sender it lost it.
    claimed_until bigint,
    epoch bigint not null,
    created_at bigint not null,
    finished_at bigint
);
create index outbox_due on outbox (state, due_at);
create index outbox_exchange on outbox (exchange_id);

-- Where a message goes, in clear, only while it is owed.
create table delivery (
    outbox_id text not null primary key references outbox (id),
    -- A channel and the message replied to, or an interaction's token.
    channel text,
    message text,
    interaction_token text
);

-- Satisfaction of a session, one to five, once per person.
create table satisfaction (
    session_id text not null,
    person text not null,
    stars bigint not null,
    rated_at bigint not null,
    primary key (session_id, person)
);

-- Figures of an ended session or month, frozen as anonymous counters.
create table frozen_report (
    session_id text not null primary key,
    frozen_at bigint not null,
    report text not null
);

-- A record of what the retention job eliminated, without personal data.
create table elimination (
    id text not null primary key,
    category text not null,
    before_at bigint not null,
    done_at bigint not null,
    volume bigint not null
);

-- Staff logins: the hash of a random token, and until when it is good.
create table staff_login (
    token_hash text not null primary key,
    -- 'invitation' (good once) or 'cookie'.
    kind text not null,
    created_at bigint not null,
    expires_at bigint not null
);

insert into link (slug, source, target, created_at) values
    ('linkedin', 'linkedin', null, 0),
    ('instagram', 'instagram', null, 0),
    ('presse', 'presse', null, 0),
    ('salon', 'salon', null, 0),
    ('ambassadeur', 'ambassadeur/agent', null, 0);
