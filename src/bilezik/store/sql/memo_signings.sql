-- What a person was told, in writing: the docket is the person's own, the record is never changed, and who sees the person sees it.
ALTER TABLE dockets ADD CONSTRAINT docket_of_person UNIQUE (id, person);
ALTER TABLE memo_signings ADD CONSTRAINT signing_of_docket_of_person FOREIGN KEY (docket, person) REFERENCES dockets (id, person);
CREATE TRIGGER memo_signings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON memo_signings EXECUTE FUNCTION refuse_change();

ALTER TABLE memo_signings ENABLE ROW LEVEL SECURITY;
CREATE POLICY web_reads ON memo_signings FOR SELECT TO bilezik_web
    USING (EXISTS (SELECT FROM people p WHERE p.id = memo_signings.person));
-- Whose case is only granted for a look signs nothing: the policy on people alone would let them.
CREATE POLICY web_adds ON memo_signings FOR INSERT TO bilezik_web
    WITH CHECK (EXISTS (SELECT FROM people p WHERE p.id = memo_signings.person AND ((SELECT sec.everywhere())
        OR p.department = ANY ((SELECT sec.scope())::bigint[]) OR p.id = ANY ((SELECT sec.opened())::bigint[]))));
