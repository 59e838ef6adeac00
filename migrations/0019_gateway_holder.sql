-- Which of the programs on one database speaks with Discord.
--
-- The same card as 0001. The holder adds one to the beat every two seconds: one
-- whose beat stands still is gone. No clock is compared with another.

alter table discord_state add column holder text;
alter table discord_state add column beat bigint not null default 0;
