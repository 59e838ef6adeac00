-- How often the game is played: a counter a day, a door and a step.
--
-- Nothing of a player: no pseudonym, no choice, no result, no address.

create table game_day (
    -- In Paris, `2026-11-22`.
    day text not null,
    door text not null,
    -- `begun`, `done`, or `asked`: who played then asked a question.
    step text not null,
    plays bigint not null,
    primary key (day, door, step)
);
