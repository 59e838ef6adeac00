-- Several Discord servers, the invites of each source, and what keeps the
-- conversation calm.
--
-- The same card as 0001: text and bigint only, instants in milliseconds.
-- Nothing here is about a person.

-- Whether new questions are refused: one row, read with each question.
create table lockdown (
    id text not null primary key,
    -- 'off', 'staff' (every new question waits) or 'rush' (only people who were
    -- never seen before do; lifted by itself).
    state text not null,
    -- When it was closed, or opened by the team; 0 when it opened by itself.
    since bigint not null,
    -- The last instant at which too many newcomers came at once.
    busy_at bigint not null
);
insert into lockdown (id, state, since, busy_at) values ('one', 'off', 0, 0);

-- A server that is not the employer's own, where the bot is a guest.
create table partner_server (
    -- Discord's number of the server, which is nobody's.
    id text not null primary key,
    -- « serveur partenaire n° 1 », as long as nobody named it.
    place bigint not null unique,
    -- What follows « serveur/ » in the source, once HR gave a name.
    name text unique,
    seen_at bigint not null
);

-- One permanent invite a source; one that no longer leads to our server stays,
-- with when that was found.
create table invite (
    code text not null primary key,
    source text not null,
    server text not null,
    created_at bigint not null,
    checked_at bigint not null,
    gone_at bigint
);
create index invite_source on invite (source, gone_at);

-- How often an invite had been used, at the last reading of each day in Paris:
-- a total, whoever came.
create table invite_use (
    code text not null references invite (code),
    day text not null,
    uses bigint not null,
    primary key (code, day)
);

-- What was kept calm, a counter a day: 'insult', 'duplicate', 'too_fast',
-- 'locked'.
create table calm_day (
    day text not null,
    kind text not null,
    times bigint not null,
    primary key (day, kind)
);

-- What the team has to know at once; told once, by one instance.
create table alert (
    id text not null primary key,
    at bigint not null,
    -- A word of the program, and on what.
    kind text not null,
    object text not null,
    told_at bigint
);
create index alert_told on alert (told_at, at);

-- The one message that says in the team's channel what waits: which it is, and
-- what it said.
create table digest (
    id text not null primary key,
    channel text,
    message text,
    told_at bigint not null,
    -- How many questions waited, and the last one that did.
    waiting bigint not null,
    last_at bigint not null
);
insert into digest (id, told_at, waiting, last_at) values ('one', 0, 0, 0);
