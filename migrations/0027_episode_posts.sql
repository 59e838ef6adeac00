-- Where each episode stands in Discord, so that its message follows its file.
-- The same card as 0001: text and bigint only, instants in milliseconds.

-- The number of the message, once it is known.
alter table episode_post add column message text;
-- What stands there, in a word: empty before it is said, 'forbidden' when Discord
-- refused it, 'deleted' when somebody took it away. 'said' of what was said
-- before this column: nobody knows its message, and it is left alone.
alter table episode_post add column shown text not null default 'said';
-- When it may be tried again.
alter table episode_post add column due_at bigint not null default 0;
-- One program has it in hand until then.
alter table episode_post add column claimed_until bigint;
