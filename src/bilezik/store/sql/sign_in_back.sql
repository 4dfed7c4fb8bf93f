DROP FUNCTION sec.end_sessions_of(bigint, bytea);
DROP FUNCTION sec.first_password(bigint, text, boolean);
CREATE FUNCTION sec.first_password(who bigint, hashed text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (sec.holds(ARRAY['administrator']) AND who <> sec.me()) AND session_user <> 'bilezik_owner' THEN
        RAISE EXCEPTION 'only an administrator opens an account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sec.passwords ("user", hash) VALUES (who, hashed);
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'the account has a password' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP FUNCTION sec.open_session(bigint, bytea, text, text, text);
CREATE FUNCTION sec.open_session(who bigint, token_digest bytea, source text, browser_says text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO sec.sessions (digest, "user", from_where, browser, expires_at)
    SELECT token_digest, u.id, source, left(browser_says, 200), clock_timestamp() + interval '12 hours'
    FROM public.users u WHERE u.id = who AND u.is_active
    RETURNING id
$$;
ALTER TABLE sec.sessions DROP COLUMN factor;
DROP TABLE sec.sign_in, sec.halfway, sec.recovery_codes, sec.factors;
ALTER TABLE sec.passwords DROP COLUMN once, DROP COLUMN set_by;
