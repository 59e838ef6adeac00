-- Private threads that candidates opened are conversations too, and what a
-- person answered is known to have been read.
--
-- The same card as 0001: text and bigint only, instants in milliseconds.

-- The server of a private thread; none for a direct conversation.
alter table discord_conversation add column guild text;

-- When its candidate was shown the answer they had asked to see.
alter table handover add column read_at bigint;
