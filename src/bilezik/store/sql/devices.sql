-- Stock of devices: what Django's models cannot say.

-- State and assignment say the same. Deferred: a deed changes both in either sequence.
--   Somebody wears it, or will: the state is `fitted`, nothing else.
--   `fitted`: there is an assignment whose removal nobody has recorded. It may have run out: then the device is still on a leg.
--   An assignment that never began is taken back (an order ends early): nobody put the device on, it is in the officer's hand again.
-- A minute is left to clocks: the deed's `now` is the web process's, not the server's. It looks with the owner's eyes: who may not
-- see the person must not get by because of it.
CREATE FUNCTION check_device_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    about bigint;
    held record;
BEGIN
    IF TG_TABLE_NAME = 'devices' THEN
        about := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        about := OLD.device;
    ELSE
        about := NEW.device;
    END IF;
    SELECT id, identity, state INTO held FROM devices WHERE id = about FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF held.state <> 'fitted' THEN
        IF EXISTS (SELECT FROM assignments WHERE device = about AND to_at > clock_timestamp() + interval '1 minute') THEN
            RAISE EXCEPTION 'device % is % and assigned to somebody', held.id, held.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'device_state_as_assigned', TABLE = 'devices';
        END IF;
    ELSIF NOT EXISTS (
        SELECT FROM assignments a WHERE a.device = about
            AND NOT EXISTS (SELECT FROM fittings f WHERE f.assignment = a.id AND f.kind = 'removed')
    ) THEN
        IF TG_OP = 'DELETE' THEN
            UPDATE devices SET state = 'issued', state_at = now() WHERE id = about;
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'device % is fitted and assigned to nobody', held.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_fitted_is_assigned', TABLE = 'devices';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER device_state_as_assigned AFTER INSERT OR UPDATE OF state ON devices
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_device_state();
CREATE CONSTRAINT TRIGGER assignment_as_device_state AFTER INSERT OR UPDATE OR DELETE ON assignments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_device_state();

CREATE TRIGGER device_moves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON device_moves EXECUTE FUNCTION refuse_change();

-- What was put on and taken off, by whom and before whom, is a record: it is never changed. So is a day's reconciliation.
CREATE TRIGGER fittings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fittings EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reconciliations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliations EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reconciliation_gaps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_gaps
    EXECUTE FUNCTION refuse_change();

-- Removals and the last assignments of a device are asked for by device; the embedded server has no other index for it.
CREATE INDEX assignments_by_device ON assignments (device, to_at DESC);
CREATE INDEX assignments_by_person ON assignments (person, to_at DESC) INCLUDE (device);
