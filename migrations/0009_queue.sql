-- The queue of questions that wait for people: those that ask the same stand as
-- one, which one expert takes and which is settled for everybody who asked.
--
-- The same card as 0001: text and bigint only, instants in milliseconds. The
-- words of people stay in exchange, so that erasing them there is enough.

create table queued_question (
    id text not null primary key,
    -- The session it was asked in; null for the permanence.
    session_id text references session (id),
    theme text,
    -- 'waiting', 'taken', 'answered', 'declined' or 'closed'.
    state text not null,
    -- The account that takes or took care of it, and until when nobody else may.
    owner text,
    taken_until bigint,
    created_at bigint not null,
    settled_at bigint,
    -- Why a moderator closed it: 'hidden' or 'hostile'.
    mark text,
    -- What everybody may read, once somebody of the team decided so: words of
    -- the team, nothing of a person.
    public_question text,
    public_answer text,
    published_at bigint,
    -- What was promised when its session closed: an answer by then.
    promised_for bigint
);
create index queued_question_state on queued_question (state, created_at);
create index queued_question_session on queued_question (session_id, published_at);

alter table handover add column queued_id text references queued_question (id);
insert into queued_question (id, session_id, theme, state, created_at, settled_at)
    select h.id, e.session_id, e.theme, h.state, h.created_at, h.answered_at from handover h join exchange e on e.id = h.exchange_id;
update handover set queued_id = id;
create index handover_queued on handover (queued_id, state);
