-- What HR decides of a session beyond its dates: speakers, audience, costs, the
-- media plan, what it will be compared with. Read and written whole, as JSON.
--
-- The same card as 0001.

alter table session add column plan text not null default '{}';

-- The only door it takes place at, 'web' or 'discord'; empty for both.
alter table session add column door text not null default '';
