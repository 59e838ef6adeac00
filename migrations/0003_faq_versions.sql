-- The versions of the answers that came into service, and what the recruitment
-- team was told about the files.
--
-- The same card as 0001: text and bigint only, instants in milliseconds.

-- A version as candidates were served it, or as the files stood before one was
-- brought back. The last twenty stay.
create table faq_version (
    -- The word each exchange keeps in its `faq_version`.
    version text not null primary key,
    -- The order of coming into service; an instant would follow a clock that
    -- may be set back.
    place bigint not null,
    served_from bigint not null,
    -- How many answers it serves.
    entries bigint not null,
    -- Who brought it into service, when the program knows.
    author text
);

-- A text that at least one kept version holds, once.
create table faq_text (
    hash text not null primary key,
    text text not null
);

-- The files of a version.
create table faq_version_file (
    version text not null references faq_version (version),
    path text not null,
    hash text not null references faq_text (hash),
    primary key (version, path)
);
create index faq_version_file_hash on faq_version_file (hash);

-- The errors of the files that the team was last told, so that a restart or
-- another instance does not tell them again.
create table faq_told (
    id text not null primary key,
    -- A hash of the errors; empty when there is none.
    errors text not null,
    told_at bigint not null
);

insert into faq_told (id, errors, told_at) values ('errors', '', 0);
