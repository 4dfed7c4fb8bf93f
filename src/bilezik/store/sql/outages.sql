-- When nobody listened, and where the folding of a docket stands among the reports.

ALTER TABLE leases ADD COLUMN listened_at timestamptz;   -- a gateway was heard in this partition until then; null: none ever said so

-- From the last word or pulse to the first one after it: longer than a gateway that lives is quiet. Kept as long as records are.
CREATE TABLE outages (
    partition smallint    NOT NULL CHECK (partition BETWEEN 0 AND 63),
    seq       bigint      NOT NULL,   -- before the first report after it
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL CHECK (to_at > from_at),
    PRIMARY KEY (partition, seq)
);

-- A docket takes effect where a monitor folded it: after the report `seq`, when time had been judged until `clock_at` (law 7).
CREATE TABLE docket_folds (
    person      bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    seq         bigint      NOT NULL,
    clock_at    timestamptz NOT NULL,
    PRIMARY KEY (person, recorded_at)
);
