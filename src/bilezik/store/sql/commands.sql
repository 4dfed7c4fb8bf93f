-- What a device is asked to do does not change once it is asked. What can silence it is sent only when a second person has confirmed it,
-- and who that was is who PostgreSQL knows the confirming session by, not who a program says.
CREATE FUNCTION keep_command() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_by IS NOT NULL OR NEW.kind = 'set_server' AND NEW.state <> 'to_confirm' THEN
            RAISE EXCEPTION 'a command that is confirmed before it is asked'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'command_confirmed', TABLE = 'commands';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.device, NEW.person, NEW.kind, NEW.params, NEW.deed, NEW.asked_by)
        IS DISTINCT FROM (OLD.id, OLD.device, OLD.person, OLD.kind, OLD.params, OLD.deed, OLD.asked_by) THEN
        RAISE EXCEPTION 'command % was asked: what it asks is not changed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'command_asked', TABLE = 'commands';
    END IF;
    IF NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
        AND (OLD.confirmed_by IS NOT NULL OR sec.me() IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM sec.me()) THEN
        RAISE EXCEPTION 'command % is confirmed by who does it, once', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'command_confirmed', TABLE = 'commands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commands_kept BEFORE INSERT OR UPDATE ON commands FOR EACH ROW EXECUTE FUNCTION keep_command();
CREATE TRIGGER commands_confirmed AFTER UPDATE OF confirmed_by ON commands FOR EACH ROW EXECUTE FUNCTION tell_command();
