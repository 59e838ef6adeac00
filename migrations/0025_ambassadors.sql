-- Agents who share a personal link, and the invitations they come by.
--
-- The same card as 0001: text and bigint only, instants in milliseconds. No name
-- and no address is kept: a keyed hash of the address tells somebody who enrols
-- twice. Leaving deletes the row.

-- Of a link that belongs to a person: no page of the team counts it by itself.
alter table link add column personal bigint not null default 0;

create table ambassador_invitation (
    id text not null primary key,
    -- Of the link; the link itself is shown once.
    token_hash text not null unique,
    -- Who is invited: 'dga', 'directeur' or 'agent'.
    level text not null,
    -- The ambassador who invites; null for the team, and once they have left.
    invited_by text,
    -- How many people may enrol by it, and how many did.
    places bigint not null,
    used bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    taken_back_at bigint
);

create table ambassador (
    id text not null primary key,
    level text not null,
    -- 'debutant', 'a-laise' or 'expert': which guide they read.
    skill text not null,
    address_hash text not null unique,
    token_hash text not null unique,
    slug text not null unique,
    -- When they agreed to take part.
    enrolled_at bigint not null,
    photo_at bigint,
    profile_at bigint
);

-- The days on which they say that they posted.
create table ambassador_post (
    ambassador_id text not null references ambassador (id),
    day text not null,
    primary key (ambassador_id, day)
);
