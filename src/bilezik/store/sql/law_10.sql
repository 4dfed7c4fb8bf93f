-- Law 10, no tracking without an order: what Django's models cannot say.

-- An assignment's condition is of its order, and both are of its person.
ALTER TABLE orders ADD CONSTRAINT order_of_person UNIQUE (id, person);
ALTER TABLE conditions ADD CONSTRAINT condition_of_order_of_person UNIQUE (id, order_id, person);
ALTER TABLE conditions ADD CONSTRAINT condition_within_order
    FOREIGN KEY (order_id, person) REFERENCES orders (id, person);
ALTER TABLE assignments ADD CONSTRAINT assignment_within_condition
    FOREIGN KEY (condition, order_id, person) REFERENCES conditions (id, order_id, person);

-- One device is on one person at a time. There is no btree_gist in the embedded server: a range of one id stands for the id.
ALTER TABLE assignments ADD CONSTRAINT assignment_of_device_overlaps
    EXCLUDE USING gist (int8range(device, device, '[]') WITH &&, tstzrange(from_at, to_at) WITH &&);

-- An assignment lies within its order's period. Deferred: a deed may end the order and its assignments in either sequence.
CREATE FUNCTION check_assignment_within_order() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    wrong record;
BEGIN
    -- What was queued may have been changed or deleted since: the rows as they are at the end of the transaction count.
    -- The lock on the order makes a concurrent change of its period wait, or us see it.
    IF TG_TABLE_NAME = 'orders' THEN
        PERFORM FROM orders WHERE id = NEW.id FOR UPDATE;
    ELSE
        PERFORM FROM orders WHERE id = NEW.order_id FOR UPDATE;
    END IF;
    SELECT a.id, a.from_at, a.to_at, o.number, o.starts_at, least(o.ends_at, o.ended_at) AS until_at INTO wrong
    FROM assignments a JOIN orders o ON o.id = a.order_id
    WHERE CASE WHEN TG_TABLE_NAME = 'orders' THEN o.id = NEW.id ELSE a.id = NEW.id END
      AND NOT (a.from_at >= o.starts_at AND a.to_at <= least(o.ends_at, o.ended_at))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'assignment % (% to %) is not within order % (% to %)',
            wrong.id, wrong.from_at, wrong.to_at, wrong.number, wrong.starts_at, wrong.until_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_within_order', TABLE = 'assignments';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER assignment_within_order AFTER INSERT OR UPDATE ON assignments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_assignment_within_order();
CREATE CONSTRAINT TRIGGER order_holds_assignments AFTER UPDATE OF starts_at, ends_at, ended_at ON orders
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_assignment_within_order();

-- A docket is a version of what was known: it is never changed (law 7).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER dockets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dockets EXECUTE FUNCTION refuse_change();

-- Who listens: monitors to `dockets` (a person's id), gateways to `register` (nothing but "look again") and `commands` (a device's id).
CREATE FUNCTION tell_docket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dockets', NEW.person::text);
    RETURN NULL;
END $$;
CREATE TRIGGER dockets_told AFTER INSERT ON dockets FOR EACH ROW EXECUTE FUNCTION tell_docket();

CREATE FUNCTION tell_register() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('register', TG_TABLE_NAME);
    RETURN NULL;
END $$;
CREATE TRIGGER devices_told AFTER INSERT OR UPDATE OR DELETE ON devices EXECUTE FUNCTION tell_register();
CREATE TRIGGER assignments_told AFTER INSERT OR UPDATE OR DELETE ON assignments EXECUTE FUNCTION tell_register();
CREATE TRIGGER orders_told AFTER INSERT OR UPDATE OR DELETE ON orders EXECUTE FUNCTION tell_register();

CREATE FUNCTION tell_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('commands', NEW.device::text);
    RETURN NULL;
END $$;
CREATE TRIGGER commands_told AFTER INSERT ON commands FOR EACH ROW EXECUTE FUNCTION tell_command();

-- An assignment that has begun is history: its end may move, nothing else, and it is not deleted.
CREATE FUNCTION keep_begun_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.from_at <= clock_timestamp() AND (TG_OP = 'DELETE' OR
       (NEW.id, NEW.device, NEW.person, NEW.condition, NEW.order_id, NEW.from_at)
           IS DISTINCT FROM (OLD.id, OLD.device, OLD.person, OLD.condition, OLD.order_id, OLD.from_at)) THEN
        RAISE EXCEPTION 'assignment % has begun: only its end may change', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_begun', TABLE = 'assignments';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assignments_begun BEFORE UPDATE OR DELETE ON assignments FOR EACH ROW EXECUTE FUNCTION keep_begun_assignment();
