-- What a tracked link brought, up to the click on « postuler ».

-- The link a conversation came by, with its source; and whether it was the
-- first contact of its person, so that arrivals are counted once nobody is known.
alter table conversation add column link text;
alter table conversation add column arrival bigint not null default 0;

update conversation set arrival = 1
where person is not null
  and not exists (select 1 from conversation b where b.person = conversation.person and b.started_at < conversation.started_at);

create index conversation_link on conversation (link, started_at);

-- Clicks on « postuler », a counter per day in Paris: no address, no cookie.
create table apply_click (
    offer text not null,
    day text not null,
    -- The conversation whose answer led there; empty when no answer did.
    conversation text not null,
    -- The source, the link and how the source is known; empty when it is not.
    source text not null,
    source_known text not null,
    link text not null,
    clicks bigint not null,
    primary key (offer, day, conversation, source, source_known, link)
);
create index apply_click_conversation on apply_click (conversation);
