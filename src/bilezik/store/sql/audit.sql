-- Law 9: the audit log is append-only, for its owner too. One sealer chains salted digests (store.audit), so that personal
-- content can be erased by law while the chain stays whole: an erased row keeps everything but its content and its salt.

CREATE TABLE audit (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        bigint,                 -- null: the system itself
    actor_name   text NOT NULL CONSTRAINT audit_says_who CHECK (actor_name ~ '\S'),
    deed         text NOT NULL CONSTRAINT audit_says_what CHECK (deed ~ '\S'),
    subject_kind text NOT NULL CHECK (subject_kind ~ '\S'),
    subject_id   bigint,
    why          text NOT NULL CONSTRAINT audit_says_why CHECK (why ~ '\S'),
    from_where   text NOT NULL CONSTRAINT audit_says_from_where CHECK (from_where ~ '\S'),
    content      jsonb,
    salt         bytea
);
CREATE INDEX audit_by_subject ON audit (subject_kind, subject_id, id);
CREATE INDEX audit_by_time ON audit (at);

CREATE TABLE audit_seals (
    seq       bigint PRIMARY KEY,
    audit_id  bigint NOT NULL UNIQUE,
    sealed_at timestamptz NOT NULL,
    digest    bytea NOT NULL,
    chain     bytea NOT NULL
);

-- Whoever appends cannot choose the time or the salt.
CREATE FUNCTION stamp_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    NEW.content := coalesce(NEW.content, '{}');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stamped BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION stamp_audit();

-- The one change there is: erasure of content and salt, by audit_erase, which appends its own line in the same transaction.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.content IS NULL AND NEW.salt IS NULL
       AND (NEW.id, NEW.at, NEW.actor, NEW.actor_name, NEW.deed, NEW.subject_kind, NEW.subject_id, NEW.why, NEW.from_where)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.at, OLD.actor, OLD.actor_name, OLD.deed, OLD.subject_kind, OLD.subject_id, OLD.why, OLD.from_where)
       AND EXISTS (SELECT FROM audit WHERE deed = 'audit.erase' AND subject_kind = 'audit' AND subject_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON audit EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals EXECUTE FUNCTION refuse_change();
