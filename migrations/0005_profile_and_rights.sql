-- What candidates choose to say of themselves, and the rights they use.

-- One tick a question; the questions and answers are the table of
-- src/campaign/profile.rs. Never before the age tap; erased with its person.
create table profile (
    person text not null,
    question text not null,
    answer text not null,
    ticked_at bigint not null,
    primary key (person, question)
);

-- A right that was used: 'erased', 'objected', 'lifted' (an objection that was
-- taken back). Lines are added, never changed: an older copy of the database is
-- brought back in step from the file that holds the same lines.
create table right_used (
    person text not null,
    what text not null,
    -- Two rights of one person never have the same instant: the last one counts.
    at bigint not null,
    primary key (person, at)
);
