-- Staff accounts: each member of the team has their own, by invitation.
--
-- The same common subset as the first migration. Nothing here is about a
-- candidate.

-- A member of the team. A disabled account is erased after twelve months.
create table staff_account (
    id text not null primary key,
    -- Lower case; an e-mail address or a short name.
    login text not null unique,
    -- As it is shown to the team.
    name text not null,
    -- 'rh', 'communication', 'expert', 'manager' or 'admin'.
    role text not null,
    -- Argon2id, with its salt and costs.
    password_hash text not null,
    -- In base 32. Null while the second factor is off.
    totp_secret text,
    -- Drawn and shown, not yet proved by a right code.
    totp_pending text,
    -- The last half minute whose code was used: none serves twice.
    totp_step bigint not null,
    -- Wrong tries since the last right one; counted before a password is read,
    -- so that tries at the same time all count.
    failed bigint not null,
    locked_until bigint,
    created_at bigint not null,
    disabled_at bigint
);

-- A link by which one chooses a password, good once.
create table staff_invitation (
    id text not null primary key,
    token_hash text not null unique,
    -- 'first' (the first admin; one row at most), 'account', or 'password' (of
    -- an account that exists).
    kind text not null,
    account_id text references staff_account (id),
    name text not null,
    role text not null,
    -- Null when it was made at the start or on the command line.
    invited_by text,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    revoked_at bigint
);

-- Logins were shared; they are personal from now on, and the old ones void.
drop table staff_login;

-- The hash of a random token, whose it is, and until when it is good.
create table staff_login (
    token_hash text not null primary key,
    account_id text not null references staff_account (id),
    created_at bigint not null,
    expires_at bigint not null
);
create index staff_login_account on staff_login (account_id);

-- Who did what, when. Lines are added, never changed, and go after twelve months.
create table audit (
    id text not null primary key,
    at bigint not null,
    -- Null for the command line and the program itself; it outlives the account.
    account_id text,
    -- As the name was at the time.
    name text not null,
    action text not null,
    object text not null,
    -- Nothing of a candidate: identifiers and figures at most.
    detail text not null
);
create index audit_at on audit (at, id);
create index audit_account on audit (account_id, at, id);
