-- A closed department gets nobody, whatever deed brings them: one by one, many at once, handed over. The department is held until
-- the person is there, so that it is not closed between the look and the writing. As its owner, because who registers somebody
-- may not change departments, and holding a row takes that right.
CREATE FUNCTION check_department_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM FROM departments WHERE id = NEW.department AND closed_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'department % is closed, or there is none', NEW.department
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_of_open_department';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_enters_open_department BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION check_department_open();
CREATE TRIGGER person_moves_to_open_department BEFORE UPDATE OF department ON people FOR EACH ROW
    WHEN (NEW.department IS DISTINCT FROM OLD.department) EXECUTE FUNCTION check_department_open();
