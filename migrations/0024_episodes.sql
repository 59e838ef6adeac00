-- Which episodes were said in which Discord channel, so that no restart and no
-- other instance says one twice.
--
-- The same card as 0001: text and bigint only, instants in milliseconds. The
-- words of an episode are in HR's files, and are not kept here.

create table episode_post (
    series text not null,
    episode text not null,
    channel text not null,
    -- Its hour: an episode whose file gets another name is not said again.
    hour_at bigint not null,
    said_at bigint not null,
    primary key (series, episode, channel)
);
