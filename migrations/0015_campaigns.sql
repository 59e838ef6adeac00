-- Campaigns: what HR describes of them, what was read on the networks, what was
-- counted of the applications. The same card as 0001.

create table campaign (
    slug text not null primary key,
    name text not null,
    -- Dates, channels, posts, means, positions: read and written whole, as JSON.
    sheet text not null,
    -- How often the sheet was written: who writes says which one they had read.
    version bigint not null,
    -- How many lines of readings and counts there are: who adds some says how
    -- many they had seen, so that what was checked is what stands.
    noted bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);

-- What somebody read on a network. Lines are added, never changed: those that
-- contradict each other stay side by side.
create table campaign_reading (
    campaign text not null references campaign (slug),
    -- Its place among all that was noted of the campaign.
    place_noted bigint not null,
    post text not null,
    measure text not null,
    value bigint not null,
    -- A day, `2026-11-22`; null when an old sheet does not say it.
    read_on text,
    reader text not null,
    place text not null,
    remark text not null,
    noted_at bigint not null,
    -- Who typed or imported it.
    noted_by text not null,
    primary key (campaign, place_noted)
);

-- Files of a position at a step, as HR counts them. A later line corrects an
-- earlier one of the same position, step and origin, which stays.
create table campaign_count (
    campaign text not null references campaign (slug),
    place_noted bigint not null,
    position text not null,
    step text not null,
    value bigint not null,
    counted_on text,
    author text not null,
    -- Where these files say that they come from; null when the count is of all.
    origin text,
    noted_at bigint not null,
    noted_by text not null,
    primary key (campaign, place_noted)
);
