-- The one line that somebody may add to the stars they gave a session.
--
-- Redacted before it is kept, and only of who said they are 15 or older. It goes
-- with the row: after 90 days, or when its person is erased.

alter table satisfaction add column said text;
