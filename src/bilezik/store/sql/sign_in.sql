-- The sign-in with a second factor. All of it belongs to the door: the web role reads no secret, proves no factor and opens no session.
--
-- 1. A session is opened when everything was proved (`sec.open_session`), and never without a second factor. The one exception is an
--    installation of invented people (`sec.sign_in.password_alone`, set by its owner), and there only for who has no factor.
-- 2. What is between the steps of a sign-in is in `sec.halfway`, under a token of its own, for ten minutes.
-- 3. A code counts once: the time step last used is kept with its factor, a recovery code with the time of its use.

ALTER TABLE sec.passwords ADD COLUMN once boolean NOT NULL DEFAULT false, ADD COLUMN set_by text NOT NULL DEFAULT '';

CREATE TABLE sec.factors (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "user"     bigint NOT NULL REFERENCES users (id),
    kind       text NOT NULL CHECK (kind IN ('app', 'passkey')),
    name       text NOT NULL CHECK (name ~ '\S'),
    secret     bytea NOT NULL,              -- of an app: sealed with the installation's key; of a passkey: its public key
    credential bytea UNIQUE,                -- the passkey's own id
    counter    bigint NOT NULL DEFAULT 0,   -- of an app: the time step last used; of a passkey: how often it signed
    added_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at    timestamptz,
    CHECK ((kind = 'passkey') = (credential IS NOT NULL))
);
CREATE INDEX factors_by_user ON sec.factors ("user");
CREATE UNIQUE INDEX factors_one_app ON sec.factors ("user") WHERE kind = 'app';

CREATE TABLE sec.recovery_codes (
    "user"  bigint NOT NULL REFERENCES users (id),
    digest  bytea NOT NULL CHECK (length(digest) = 32),
    used_at timestamptz,
    PRIMARY KEY ("user", digest)
);

CREATE TABLE sec.halfway (
    digest     bytea PRIMARY KEY CHECK (length(digest) = 32),
    "user"     bigint REFERENCES users (id),    -- null: a passkey will say who
    state      jsonb NOT NULL,
    expires_at timestamptz NOT NULL DEFAULT clock_timestamp() + interval '10 minutes'
);

CREATE TABLE sec.sign_in (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    password_alone boolean NOT NULL DEFAULT false
);
INSERT INTO sec.sign_in DEFAULT VALUES;

ALTER TABLE sec.sessions ADD COLUMN factor text NOT NULL DEFAULT '' CHECK (factor IN ('', 'app', 'passkey', 'code'));

DROP FUNCTION sec.open_session(bigint, bytea, text, text);
CREATE FUNCTION sec.open_session(who bigint, token_digest bytea, source text, browser_says text, proved text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    made bigint;
BEGIN
    IF proved = '' AND NOT EXISTS (SELECT FROM sec.sign_in WHERE password_alone AND NOT EXISTS (SELECT FROM sec.factors WHERE "user" = who)) THEN
        RAISE EXCEPTION 'a session needs a second factor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sec.sessions (digest, "user", from_where, browser, expires_at, factor)
    SELECT token_digest, u.id, source, left(browser_says, 200), clock_timestamp() + interval '12 hours', proved
    FROM public.users u WHERE u.id = who AND u.is_active
    RETURNING id INTO made;
    RETURN made;
END $$;

-- End every session of somebody but one (null: all): their password or their factors have changed.
CREATE FUNCTION sec.end_sessions_of(who bigint, spared bytea) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE sec.sessions SET ended_at = clock_timestamp() WHERE "user" = who AND ended_at IS NULL AND digest IS DISTINCT FROM spared
$$;

-- A password that somebody else chose is good for one sign-in, where its own is chosen.
DROP FUNCTION sec.first_password(bigint, text);
CREATE FUNCTION sec.first_password(who bigint, hashed text, is_once boolean) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (sec.holds(ARRAY['administrator']) AND who <> sec.me()) AND session_user <> 'bilezik_owner' THEN
        RAISE EXCEPTION 'only an administrator opens an account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sec.passwords ("user", hash, once) VALUES (who, hashed, is_once);
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'the account has a password' USING ERRCODE = 'insufficient_privilege';
END $$;
