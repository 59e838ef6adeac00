-- Who sees to it that a question is answered: named for a session, which its
-- waiting questions take when it closes, or for one question.
--
-- The same card as 0001. An account; null while nobody is named.

alter table session add column in_charge text;
alter table queued_question add column in_charge text;

-- One daily message to the team on what waits: its day in Paris, once sent.
create table daily_message (day text not null primary key);
