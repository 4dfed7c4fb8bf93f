-- Law 12, a person is seen only by who may: whoever speaks as `bilezik_web` sees what the holder of a token may see, whatever SQL
-- is spoken. The token is 256 random bits in a setting of the transaction: setting it to anything else makes one nobody.
--
-- 1. Who one is (`sec.me`) and what follows is answered by functions of the owner over tables that the web cannot read.
-- 2. A policy asks them inside `(SELECT …)`: once a query, not once a row.
-- 3. What hangs on a person is seen where the row of the person is seen: one rule for people, and EXISTS for everything else.

CREATE SCHEMA sec;

-- ── Who one is ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE sec.passwords (
    "user"     bigint PRIMARY KEY REFERENCES users (id),
    hash       text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO sec.passwords ("user", hash) SELECT id, password FROM users;

CREATE TABLE sec.sessions (
    id         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    digest     bytea PRIMARY KEY CHECK (length(digest) = 32),
    "user"     bigint NOT NULL REFERENCES users (id),
    from_where text NOT NULL,
    browser    text NOT NULL DEFAULT '',
    opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX sessions_by_user ON sec.sessions ("user") WHERE ended_at IS NULL;

CREATE FUNCTION sec.token() RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT sha256(convert_to(nullif(current_setting('sight.token', true), ''), 'UTF8'))
$$;

-- The user of the token of this transaction; null: nobody. A session ends at its time, after half an hour without a request, by
-- sign-out, or with its account.
CREATE FUNCTION sec.me_by(token bytea) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT u.id FROM public.users u
    WHERE u.is_active AND u.id = coalesce(
        (SELECT s."user" FROM sec.sessions s WHERE s.digest = token AND s.ended_at IS NULL
            AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - interval '30 minutes'),
        (SELECT t."user" FROM public.api_tokens t WHERE t.digest = token))
$$;
CREATE FUNCTION sec.me() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT sec.me_by(sec.token())
$$;

CREATE FUNCTION sec.open_session(who bigint, token_digest bytea, source text, browser_says text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO sec.sessions (digest, "user", from_where, browser, expires_at)
    SELECT token_digest, u.id, source, left(browser_says, 200), clock_timestamp() + interval '12 hours'
    FROM public.users u WHERE u.id = who AND u.is_active
    RETURNING id
$$;

-- Set the token for this transaction, note that it was used, and say whose it is.
CREATE FUNCTION sec.enter(said text) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    who bigint;
BEGIN
    PERFORM set_config('sight.token', coalesce(said, ''), true);
    who := sec.me();
    IF who IS NOT NULL THEN
        UPDATE sec.sessions SET seen_at = clock_timestamp()
        WHERE digest = sec.token() AND seen_at < clock_timestamp() - interval '1 minute';
        UPDATE public.api_tokens SET last_used_at = clock_timestamp()
        WHERE digest = sec.token() AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute');
    END IF;
    RETURN who;
END $$;

CREATE FUNCTION sec.my_sessions()
RETURNS TABLE (id bigint, from_where text, browser text, opened_at timestamptz, seen_at timestamptz, expires_at timestamptz, is_this boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.id, s.from_where, s.browser, s.opened_at, s.seen_at, s.expires_at, s.digest = sec.token()
    FROM sec.sessions s
    WHERE s."user" = sec.me() AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
      AND s.seen_at > clock_timestamp() - interval '30 minutes'
    ORDER BY s.seen_at DESC
$$;

-- End one of one's own sessions; null: this one. False where there is none such.
CREATE FUNCTION sec.end_session(which bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE sec.sessions SET ended_at = clock_timestamp()
    WHERE "user" = sec.me() AND ended_at IS NULL AND CASE WHEN which IS NULL THEN digest = sec.token() ELSE id = which END;
    RETURN FOUND;
END $$;

-- The first password of a new account. A later one is set at the door or by the owner: an administrator cannot become somebody.
CREATE FUNCTION sec.first_password(who bigint, hashed text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (sec.holds(ARRAY['administrator']) AND who <> sec.me()) AND session_user <> 'bilezik_owner' THEN
        RAISE EXCEPTION 'only an administrator opens an account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sec.passwords ("user", hash) VALUES (who, hashed);
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'the account has a password' USING ERRCODE = 'insufficient_privilege';
END $$;

-- ── What one may see ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Now, and not of a closed department.
CREATE FUNCTION sec.roles_of(who bigint) RETURNS SETOF public.staff_roles LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT r.* FROM public.staff_roles r
    WHERE r."user" = who AND r.from_at <= clock_timestamp() AND (r.to_at IS NULL OR r.to_at > clock_timestamp())
      AND NOT EXISTS (SELECT FROM public.departments d WHERE d.id = r.department AND d.closed_at IS NOT NULL)
$$;

CREATE FUNCTION sec.holds(wanted text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM sec.roles_of(sec.me()) r WHERE r.role = ANY (wanted))
$$;

-- Roles that see the people of where they are held. `deeds.rights` says the same; a test holds the two together.
CREATE FUNCTION sec.seeing() RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT ARRAY['operator', 'officer', 'supervisor', 'registrar']
$$;
-- Roles that see devices.
CREATE FUNCTION sec.stocking() RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT ARRAY['operator', 'officer', 'supervisor', 'quartermaster']
$$;

CREATE FUNCTION sec.everywhere_of(who bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM sec.roles_of(who) r WHERE r.role = ANY (sec.seeing()) AND r.department IS NULL AND r.region IS NULL)
$$;
CREATE FUNCTION sec.scope_of(who bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT d.id), '{}') FROM sec.roles_of(who) r
    JOIN public.departments d ON d.id = r.department OR d.region = r.region
    WHERE r.role = ANY (sec.seeing())
$$;
CREATE FUNCTION sec.opened_of(who bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(o.person), '{}') FROM public.openings o
    WHERE o."user" = who AND o.from_at <= clock_timestamp() AND o.to_at > clock_timestamp()
      AND EXISTS (SELECT FROM sec.roles_of(who) r WHERE r.role = ANY (sec.seeing()))
$$;
CREATE FUNCTION sec.granted_of(who bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT sec.opened_of(who) || coalesce(array_agg(g.person), '{}') FROM public.granted_cases g
    WHERE g."user" = who AND g.from_at <= clock_timestamp() AND g.to_at > clock_timestamp()
      AND EXISTS (SELECT FROM sec.roles_of(who) r WHERE r.role = 'prosecutor' OR r.role = ANY (sec.seeing()))
$$;
CREATE FUNCTION sec.hidden_of(who bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(c.person), '{}') FROM public.conflicts c
    WHERE c."user" = who AND c.from_at <= clock_timestamp() AND (c.to_at IS NULL OR c.to_at > clock_timestamp())
$$;

CREATE FUNCTION sec.everywhere() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT sec.everywhere_of(sec.me()) $$;
CREATE FUNCTION sec.scope() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT sec.scope_of(sec.me()) $$;
CREATE FUNCTION sec.opened() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT sec.opened_of(sec.me()) $$;
CREATE FUNCTION sec.granted() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT sec.granted_of(sec.me()) $$;
CREATE FUNCTION sec.hidden() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT sec.hidden_of(sec.me()) $$;

-- What one stream of the feed may carry, for the hub, which reads the feed once for everybody.
CREATE FUNCTION sec.sight_of(token bytea)
RETURNS TABLE ("user" bigint, everywhere boolean, scope bigint[], granted bigint[], hidden bigint[], watching boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT m.who, sec.everywhere_of(m.who), sec.scope_of(m.who), sec.granted_of(m.who), sec.hidden_of(m.who),
           EXISTS (SELECT FROM sec.roles_of(m.who) r WHERE r.role IN ('operator', 'officer', 'supervisor'))
    FROM (SELECT sec.me_by(token) AS who) m WHERE m.who IS NOT NULL
$$;

-- ── Who must not, who may for a while ───────────────────────────────────────────────────────────────────────────────────────

-- Outside one's caseload: the reason first, then the case is open for eight hours. Here and not in a program, so that no SQL opens
-- a case without its line in the log, its line on the person's own timeline and its word to the department.
CREATE FUNCTION sec.open_outside(sought_iin text, sought bigint, reason text, source text)
RETURNS TABLE (person bigint, department bigint, until_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    who bigint := sec.me();
    named text;
    found_person bigint;
    found_department bigint;
    ends timestamptz := clock_timestamp() + interval '8 hours';
BEGIN
    IF who IS NULL OR NOT sec.holds(ARRAY['operator', 'officer', 'supervisor']) THEN
        RAISE EXCEPTION 'only who works with people opens a case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF reason !~ '\S' OR length(reason) > 4000 OR source !~ '\S' THEN
        RAISE EXCEPTION 'a reason is needed' USING ERRCODE = 'check_violation', CONSTRAINT = 'opening_has_reason';
    END IF;
    SELECT u.name INTO named FROM public.users u WHERE u.id = who;
    SELECT p.id, p.department INTO found_person, found_department FROM public.people p
    WHERE (p.iin = sought_iin OR p.id = sought) AND p.id <> ALL (sec.hidden_of(who)) LIMIT 1;
    INSERT INTO public.audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where, content)
    VALUES (who, named, 'sight.open_outside', 'person', found_person, reason, source,
            jsonb_build_object('found', found_person IS NOT NULL, 'until', ends));
    IF found_person IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO public.openings ("user", person, why, from_at, to_at) VALUES (who, found_person, reason, clock_timestamp(), ends);
    INSERT INTO public.deeds (person, actor, actor_name, kind, why, from_where, content)
    VALUES (found_person, who, named, 'opened_outside', reason, source, jsonb_build_object('until', ends));
    INSERT INTO public.feed (kind, body) VALUES ('outside', jsonb_build_object('person', found_person::text, 'by', named));
    RETURN QUERY SELECT found_person, found_department, ends;
END $$;

-- A look: one line in the log for a user, what was looked at and the kind of page, at most every five minutes.
CREATE FUNCTION sec.look(page text, kind text, number bigint, source text, content jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    who bigint := sec.me();
BEGIN
    IF who IS NULL THEN
        RETURN;
    END IF;
    IF number IS NOT NULL AND EXISTS (
        SELECT FROM public.audit a WHERE a.subject_kind = kind AND a.subject_id = number AND a.actor = who AND a.deed = 'people.look'
            AND a.why = page AND a.at > clock_timestamp() - interval '5 minutes') THEN
        RETURN;
    END IF;
    INSERT INTO public.audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where, content)
    SELECT who, u.name, 'people.look', kind, number, page, source, content FROM public.users u WHERE u.id = who;
END $$;

-- ── What belongs to whom ────────────────────────────────────────────────────────────────────────────────────────────────────

-- The feed's rows say whose they are, so that a stream carries only what its reader may see. Filled here: whoever writes.
ALTER TABLE feed ADD COLUMN person bigint, ADD COLUMN department bigint;
CREATE FUNCTION place_feed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    NEW.person := CASE WHEN NEW.body ->> 'person' ~ '^[0-9]{1,18}$' THEN (NEW.body ->> 'person')::bigint END;
    NEW.department := (SELECT p.department FROM public.people p WHERE p.id = NEW.person);
    RETURN NEW;
END $$;
CREATE TRIGGER feed_placed BEFORE INSERT ON feed FOR EACH ROW EXECUTE FUNCTION place_feed();

-- A zone that hangs on nobody yet is seen by who drew it.
ALTER TABLE zones ADD COLUMN drawn_by bigint;
ALTER TABLE zones ALTER COLUMN drawn_by SET DEFAULT sec.me();
CREATE FUNCTION sec.is_shared(zone_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.condition_zones cz WHERE cz.zone = zone_id)
$$;

-- A zone that others' people share is not changed by who cannot see whom it concerns: their dockets would not follow.
CREATE FUNCTION sec.concerns_others(zone_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.condition_zones cz JOIN public.conditions c ON c.id = cz.condition JOIN public.people p ON p.id = c.person
        WHERE cz.zone = zone_id AND NOT (
            (sec.everywhere() OR p.department = ANY (sec.scope()) OR p.id = ANY (sec.opened())) AND p.id <> ALL (sec.hidden())))
$$;

-- What is billed: which device was on which number of a person, when, and for which department; nothing else of them. A quartermaster
-- checks bills and sees no person. Conflicts do not count here: a day fitted is a day billed.
CREATE FUNCTION sec.billed(first date, last date) RETURNS TABLE (
    device bigint, person bigint, from_at timestamptz, since timestamptz, until timestamptz, department bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.device, a.person, a.from_at, greatest(a.from_at, o.starts_at), least(a.to_at, o.ends_at, o.ended_at), p.department
    FROM public.assignments a JOIN public.orders o ON o.id = a.order_id JOIN public.people p ON p.id = a.person
    -- A day of the month begins, or ends, at most 14 hours away from UTC's.
    WHERE a.from_at < last + interval '39 hours' AND a.to_at > first - interval '15 hours'
      AND (session_user = 'bilezik_owner' OR EXISTS (
          SELECT FROM sec.roles_of(sec.me()) r
          WHERE r.role = ANY (sec.stocking()) AND (
              r.department = p.department OR r.department IS NULL AND r.region IS NULL
              OR EXISTS (SELECT FROM public.departments d WHERE d.id = p.department AND d.region = r.region))))
$$;

-- People go to another department: the one who hands them over need not see where to. The lock keeps it from being closed meanwhile.
CREATE FUNCTION sec.hand_over(handed bigint[], target bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    given bigint;
BEGIN
    PERFORM FROM public.departments d WHERE d.id = target AND d.closed_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'department % is closed', target USING ERRCODE = 'check_violation', CONSTRAINT = 'department_open';
    END IF;
    UPDATE public.people p SET department = target, version = p.version + 1
    WHERE p.id = ANY (handed) AND (session_user = 'bilezik_owner' OR sec.holds(ARRAY['officer', 'supervisor', 'registrar'])
        AND (sec.everywhere() OR p.department = ANY (sec.scope())) AND p.id <> ALL (sec.hidden()));
    GET DIAGNOSTICS given = ROW_COUNT;
    RETURN given;
END $$;

-- How many people a department watches: a number, for the administrator, who sees none of them and closes what watches nobody.
CREATE FUNCTION sec.watched(which bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT count(*) FROM public.people p WHERE p.department = which
        AND (session_user = 'bilezik_owner' OR sec.holds(ARRAY['administrator', 'supervisor']))
$$;

-- As the policy of zones has it; a policy of condition_zones that asked zones would go round in a circle.
CREATE FUNCTION sec.sees_zone(zone_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.zones z WHERE z.id = zone_id AND (
            z.category = 'place' OR z.drawn_by = sec.me() AND NOT sec.is_shared(z.id) OR EXISTS (
                SELECT FROM public.condition_zones cz JOIN public.conditions c ON c.id = cz.condition
                JOIN public.people p ON p.id = c.person
                WHERE cz.zone = z.id AND p.id <> ALL (sec.hidden())
                  AND (sec.everywhere() OR p.department = ANY (sec.scope()) OR p.id = ANY (sec.granted())))))
$$;

-- What /healthz counts, over everybody: numbers, nobody's.
CREATE FUNCTION sec.health(overdue interval) RETURNS TABLE (
    partitions_idle bigint, monitors bigint, unsealed_s float8, feed_waiting_s float8, alerts_overdue bigint, notices_overdue bigint,
    commands_overdue bigint, set_aside bigint, faults bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT
        (SELECT count(*) FILTER (WHERE l.owner IS NULL OR l.expires_at < clock_timestamp()) FROM public.leases l),
        (SELECT count(DISTINCT l.owner) FROM public.leases l),
        (SELECT extract(epoch FROM clock_timestamp() - min(a.at))::float8 FROM public.audit a
         WHERE a.id > coalesce((SELECT max(s.audit_id) FROM public.audit_seals s), 0)),
        (SELECT extract(epoch FROM clock_timestamp() - min(f.at))::float8 FROM public.feed f WHERE f.cursor IS NULL),
        (SELECT count(*) FROM public.alerts a WHERE a.state = 'open' AND a.escalate_at < clock_timestamp() - overdue),
        (SELECT count(*) FROM public.notices n WHERE n.outcome = 'planned' AND n.at < clock_timestamp() - overdue),
        (SELECT count(*) FROM public.commands c WHERE c.state IN ('queued', 'sent') AND c.expires_at < clock_timestamp() - overdue),
        (SELECT count(*) FROM public.set_asides),
        (SELECT count(*) FROM public.alerts a WHERE a.kind = 'fault' AND a.state <> 'resolved')
$$;

-- Open streams look again when somebody's sight may have changed.
CREATE FUNCTION tell_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sight', '');
    RETURN NULL;
END $$;
CREATE TRIGGER staff_roles_told AFTER INSERT OR UPDATE OR DELETE ON staff_roles FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER departments_told AFTER UPDATE ON departments FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER users_told AFTER UPDATE ON users FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER api_tokens_told AFTER DELETE ON api_tokens FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER conflicts_told AFTER INSERT OR UPDATE ON conflicts FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER granted_cases_told AFTER INSERT OR UPDATE ON granted_cases FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER openings_told AFTER INSERT OR UPDATE ON openings FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();
CREATE TRIGGER sessions_told AFTER UPDATE OF ended_at ON sec.sessions FOR EACH STATEMENT EXECUTE FUNCTION tell_sight();

-- What law 10 checks it must see whole, whoever writes.
ALTER FUNCTION check_assignment_within_order() SECURITY DEFINER;

-- ── Policies ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Owner: not bound. Monitor, gateway and door: BYPASSRLS and only their tables (`store.roles`). Nobody else connects.

CREATE FUNCTION sec.protect(named text, reads text, writes text, removes text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format('CREATE POLICY web_reads ON public.%I FOR SELECT TO bilezik_web USING (%s)', named, reads);
    IF writes IS NOT NULL THEN
        EXECUTE format('CREATE POLICY web_adds ON public.%I FOR INSERT TO bilezik_web WITH CHECK (%s)', named, writes);
        EXECUTE format('CREATE POLICY web_changes ON public.%I FOR UPDATE TO bilezik_web USING (%s) WITH CHECK (%s)', named, writes, writes);
    END IF;
    IF removes IS NOT NULL THEN
        EXECUTE format('CREATE POLICY web_removes ON public.%I FOR DELETE TO bilezik_web USING (%s)', named, removes);
    END IF;
END $$;

DO $$
DECLARE
    place text := '((SELECT sec.everywhere()) OR p.department = ANY ((SELECT sec.scope())::bigint[])';
    sees text := replace(place, 'p.', '') || ' OR id = ANY ((SELECT sec.granted())::bigint[])) AND id <> ALL ((SELECT sec.hidden())::bigint[])';
    works text := replace(place, 'p.', '') || ' OR id = ANY ((SELECT sec.opened())::bigint[])) AND id <> ALL ((SELECT sec.hidden())::bigint[])';
    child text := 'EXISTS (SELECT FROM public.people p WHERE p.id = %I.person)';
    worked text := 'EXISTS (SELECT FROM public.people p WHERE p.id = %I.person AND ' || place || ' OR p.id = ANY ((SELECT sec.opened())::bigint[])))';
    somebody text := '(SELECT sec.me()) IS NOT NULL';
    administrator text := '(SELECT sec.holds(ARRAY[''administrator'']))';
    supervisor text := '(SELECT sec.holds(ARRAY[''supervisor'']))';
    watcher text := '(SELECT sec.holds(ARRAY[''operator'', ''officer'', ''supervisor'']))';
    stock text := '(SELECT sec.holds(sec.stocking()))';
    keeper text := '(SELECT sec.holds(ARRAY[''officer'', ''supervisor'', ''quartermaster'']))';
    named text;
BEGIN
    PERFORM sec.protect('people', sees, works);
    FOREACH named IN ARRAY ARRAY['orders', 'order_versions', 'suspensions', 'order_documents', 'conditions', 'assignments', 'dockets'] LOOP
        PERFORM sec.protect(named, format(child, named), format(worked, named), format(worked, named));
    END LOOP;
    FOREACH named IN ARRAY ARRAY['violations', 'fixes', 'events', 'person_states', 'refolds', 'docket_folds', 'set_asides'] LOOP
        PERFORM sec.protect(named, format(child, named), NULL);
    END LOOP;
    -- What nobody's device said belongs to those who keep devices; it is sealed.
    PERFORM sec.protect('envelopes', format(child, 'envelopes') || ' OR envelopes.person IS NULL AND envelopes.sealed AND ' || stock, NULL);
    PERFORM sec.protect('commands', format(child, 'commands'), format(worked, 'commands'));
    -- An outage concerns nobody alone.
    PERFORM sec.protect('alerts', format(child, 'alerts') || ' OR alerts.person IS NULL AND ' || watcher,
                        format(worked, 'alerts') || ' OR alerts.person IS NULL AND ' || watcher);
    FOREACH named IN ARRAY ARRAY['permissions', 'condition_zones'] LOOP
        PERFORM sec.protect(named, format('EXISTS (SELECT FROM public.conditions c WHERE c.id = %I.condition)', named),
            format('EXISTS (SELECT FROM public.conditions c JOIN public.people p ON p.id = c.person WHERE c.id = %I.condition AND ', named)
            || place || ' OR p.id = ANY ((SELECT sec.opened())::bigint[])))'
            -- A zone that is linked is seen: so only a zone that is seen is linked.
            || CASE named WHEN 'condition_zones' THEN ' AND sec.sees_zone(condition_zones.zone)' ELSE '' END,
            format('EXISTS (SELECT FROM public.conditions c WHERE c.id = %I.condition)', named));
    END LOOP;
    PERFORM sec.protect('alert_violations', 'EXISTS (SELECT FROM public.alerts a WHERE a.id = alert_violations.alert)', NULL);
    PERFORM sec.protect('notices', 'EXISTS (SELECT FROM public.alerts a WHERE a.id = notices.alert)', NULL);
    PERFORM sec.protect('deeds',
        'CASE WHEN deeds.person IS NOT NULL THEN ' || format(child, 'deeds') || ' ELSE EXISTS (SELECT FROM public.alerts a WHERE a.id = deeds.alert) END',
        'deeds.actor = (SELECT sec.me()) AND (deeds.alert IS NULL OR EXISTS (SELECT FROM public.alerts a WHERE a.id = deeds.alert)) AND CASE WHEN deeds.person IS NOT NULL THEN ' || format(child, 'deeds')
        || ' ELSE EXISTS (SELECT FROM public.alerts a WHERE a.id = deeds.alert) END');
    PERFORM sec.protect('zones',
        'zones.category = ''place'' OR EXISTS (SELECT FROM public.condition_zones cz WHERE cz.zone = zones.id)'
        || ' OR zones.drawn_by = (SELECT sec.me()) AND NOT sec.is_shared(zones.id)',
        '(SELECT sec.holds(ARRAY[''officer'', ''supervisor'', ''registrar''])) AND NOT sec.concerns_others(zones.id)');
    -- A device says nothing about a person: who keeps devices sees all of them, wherever they lie. Who wears one is an assignment.
    PERFORM sec.protect('devices', stock || ' OR EXISTS (SELECT FROM public.assignments a WHERE a.device = devices.id)', keeper);
    FOREACH named IN ARRAY ARRAY['device_transfers', 'device_moves', 'device_rates', 'reconciliations'] LOOP
        PERFORM sec.protect(named, stock, keeper);
    END LOOP;
    PERFORM sec.protect('fittings', format(child, 'fittings'), format(worked, 'fittings'));
    PERFORM sec.protect('reconciliation_gaps', stock || ' AND (reconciliation_gaps.person IS NULL OR ' || format(child, 'reconciliation_gaps') || ')',
                        keeper || ' AND (reconciliation_gaps.person IS NULL OR ' || format(child, 'reconciliation_gaps') || ')');
    PERFORM sec.protect('quarantine', stock, NULL);
    PERFORM sec.protect('departments', somebody, administrator);
    PERFORM sec.protect('regions', somebody, administrator);
    PERFORM sec.protect('users', somebody, administrator || ' AND users.id <> (SELECT sec.me())');
    PERFORM sec.protect('staff_roles', 'staff_roles."user" = (SELECT sec.me()) OR (SELECT sec.holds(ARRAY[''administrator'', ''auditor'']))',
                        administrator || ' AND staff_roles."user" <> (SELECT sec.me())');
    PERFORM sec.protect('api_tokens', 'api_tokens."user" = (SELECT sec.me())', 'api_tokens."user" = (SELECT sec.me())',
                        'api_tokens."user" = (SELECT sec.me())');
    PERFORM sec.protect('duties', somebody, supervisor);
    -- The conflicted one does not see the person, so not the conflict either; nobody lifts their own.
    PERFORM sec.protect('conflicts', supervisor || ' AND ' || format(child, 'conflicts'),
                        supervisor || ' AND conflicts."user" <> (SELECT sec.me()) AND ' || format(worked, 'conflicts'));
    PERFORM sec.protect('granted_cases',
        format(child, 'granted_cases') || ' AND (' || supervisor || ' OR granted_cases."user" = (SELECT sec.me()))',
        supervisor || ' AND granted_cases."user" <> (SELECT sec.me()) AND ' || format(worked, 'granted_cases'));
    PERFORM sec.protect('openings', format(child, 'openings') || ' AND (' || supervisor || ' OR openings."user" = (SELECT sec.me()))', NULL);
    PERFORM sec.protect('audit', '(SELECT sec.holds(ARRAY[''auditor'']))', NULL);
    CREATE POLICY web_adds ON audit FOR INSERT TO bilezik_web WITH CHECK (actor = (SELECT sec.me()));
    PERFORM sec.protect('audit_seals', '(SELECT sec.holds(ARRAY[''auditor'']))', NULL);
    -- The web reads numbers of the feed and no body (`store.roles`).
    PERFORM sec.protect('feed', 'true', NULL);
    CREATE POLICY web_adds ON feed FOR INSERT TO bilezik_web WITH CHECK (
        (SELECT sec.me()) IS NOT NULL AND (feed.person IS NULL OR EXISTS (SELECT FROM people p WHERE p.id = feed.person)));
END $$;
DROP FUNCTION sec.protect(text, text, text, text);
