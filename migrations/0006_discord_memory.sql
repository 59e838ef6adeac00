-- What the Discord side remembers from one run to the next: how often it
-- identified, until when it listened, which direct conversations are open.
--
-- The same card as 0001: text and bigint only, instants in milliseconds.

-- Each time the bot identified, for a day: Discord takes a thousand and then
-- takes the token away.
create table discord_identify (
    id text not null primary key,
    at bigint not null
);
create index discord_identify_at on discord_identify (at);

-- One row. Locked by whoever adds to the table above, so that two instances
-- never count at once.
create table discord_state (
    id text not null primary key,
    -- Until when everything that was said to the bot reached it; null at first.
    listened_until bigint
);
insert into discord_state (id, listened_until) values ('bot', null);

-- Direct conversations that candidates opened. Discord lists none, so what is
-- written in one while the program is down is only found by its number. It goes
-- with its person, and seven days after their last message.
create table discord_conversation (
    channel text not null primary key,
    person text not null,
    heard_at bigint not null
);
create index discord_conversation_heard on discord_conversation (heard_at);
create index discord_conversation_person on discord_conversation (person);

-- What is owed is claimed in the order it was written, whatever waits.
create index outbox_order on outbox (state, created_at, id);

-- A code by which somebody reads on the web page what a person answered to the
-- questions they asked in Discord: its hash, whose it is, until when it is good.
create table answer_code (
    code_hash text not null primary key,
    person text not null,
    expires_at bigint not null
);
create index answer_code_person on answer_code (person);
create index answer_code_expires on answer_code (expires_at);
