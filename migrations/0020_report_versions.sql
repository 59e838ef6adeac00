-- Dated versions of a frozen report: what people gave since. The same card as 0001.
--
-- The first version is the frozen report itself, number 1; what the bot counted
-- is the same in all of them.
create table report_version (
    session_id text not null,
    number bigint not null,
    made_at bigint not null,
    report text not null,
    primary key (session_id, number)
);
