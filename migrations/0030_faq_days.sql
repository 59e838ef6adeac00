-- How many answers were in service each day, and how many of them were not yet
-- due to be read again: a counter a day, kept for ever.
create table faq_day (
    -- `2026-11-22`, in Paris.
    day text not null primary key,
    entries bigint not null,
    -- Those whose next reading was still to come, or due that very day.
    fresh bigint not null
);
