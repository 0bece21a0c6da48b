/** `BATN`, in the header of every file of Baton. */
export const applicationId = 0x4241544e;

/** Steps of the schema; the file's `user_version` counts those taken. A step that was released never changes. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE threads (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, graph TEXT NOT NULL, graphHash TEXT NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
    metadata TEXT NOT NULL, createdAt REAL NOT NULL, updatedAt REAL NOT NULL
  ) STRICT;
  CREATE INDEX threads_newest ON threads (createdAt, seq);

  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, thread TEXT NOT NULL, graphHash TEXT NOT NULL, status TEXT NOT NULL, requester TEXT NOT NULL,
    environment TEXT NOT NULL, fork INTEGER NOT NULL, input TEXT, outcome TEXT, output TEXT, error TEXT, startedAt REAL NOT NULL, endedAt REAL
  ) STRICT;
  CREATE INDEX runs_of_thread ON runs (thread, startedAt, seq);

  CREATE TABLE events (
    thread TEXT NOT NULL, seq INTEGER NOT NULL, run TEXT NOT NULL, at REAL NOT NULL, event TEXT NOT NULL, PRIMARY KEY (thread, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE approvals (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, thread TEXT NOT NULL, run TEXT NOT NULL, status TEXT NOT NULL, version INTEGER NOT NULL,
    createdAt REAL NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX approvals_oldest ON approvals (status, createdAt, seq);
  CREATE INDEX approvals_of_thread ON approvals (thread, createdAt, seq);

  CREATE TABLE effects (
    seq INTEGER PRIMARY KEY, thread TEXT NOT NULL, task TEXT NOT NULL, ordinal INTEGER NOT NULL,
    run TEXT NOT NULL, node TEXT NOT NULL, scope TEXT NOT NULL, visit INTEGER NOT NULL, call TEXT NOT NULL,
    tool TEXT NOT NULL, effect TEXT NOT NULL, args TEXT NOT NULL, digest TEXT NOT NULL, idempotencyKey TEXT NOT NULL, once TEXT,
    approval TEXT, approvalAction INTEGER, state TEXT NOT NULL, attempts INTEGER NOT NULL, result TEXT, error TEXT,
    startedAt REAL NOT NULL, endedAt REAL,
    UNIQUE (thread, task, ordinal)
  ) STRICT;
  CREATE INDEX effects_of_slot ON effects (run, node, scope, visit, call, seq);
  CREATE INDEX effects_once ON effects (tool, once, seq) WHERE once IS NOT NULL;
  CREATE INDEX effects_open ON effects (state, seq) WHERE state IN ('intent', 'unknown');

  CREATE TABLE budgets (run TEXT PRIMARY KEY, limits TEXT NOT NULL, usage TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE graphs (
    seq INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, id TEXT NOT NULL, lowering INTEGER NOT NULL, files TEXT NOT NULL, manifest TEXT NOT NULL,
    createdAt REAL NOT NULL
  ) STRICT;
  CREATE INDEX graphs_newest ON graphs (id, createdAt, seq);

  CREATE TABLE leases (thread TEXT PRIMARY KEY, holder TEXT NOT NULL, token INTEGER NOT NULL, until REAL NOT NULL) STRICT, WITHOUT ROWID;

  -- Checkpoints: values stand in blobs, by channel and version, so that a step stores only what it changed. Long values are cut into parts,
  -- kept once a thread: a list that grew, or a value that is both a write and a channel, shares its parts with what was there before.
  CREATE TABLE checkpoints (
    seq INTEGER PRIMARY KEY, thread TEXT NOT NULL, ns TEXT NOT NULL, id TEXT NOT NULL, parent TEXT, value BLOB, parts BLOB, metadata TEXT NOT NULL,
    UNIQUE (thread, ns, id)
  ) STRICT;
  CREATE TABLE blobs (
    thread TEXT NOT NULL, ns TEXT NOT NULL, channel TEXT NOT NULL, version TEXT NOT NULL, type TEXT NOT NULL, value BLOB, parts BLOB,
    PRIMARY KEY (thread, ns, channel, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE writes (
    thread TEXT NOT NULL, ns TEXT NOT NULL, id TEXT NOT NULL, task TEXT NOT NULL, idx INTEGER NOT NULL, channel TEXT NOT NULL, type TEXT NOT NULL,
    value BLOB, parts BLOB, PRIMARY KEY (thread, ns, id, task, idx)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE parts (seq INTEGER PRIMARY KEY, thread TEXT NOT NULL, hash BLOB NOT NULL, data BLOB NOT NULL, UNIQUE (thread, hash)) STRICT;
  `,
  // Waits for times and events, and the events that came from outside.
  `
  CREATE TABLE waits (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, thread TEXT NOT NULL, run TEXT NOT NULL, status TEXT NOT NULL, event TEXT,
    openedAt REAL NOT NULL, dueAt REAL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX waits_of_thread ON waits (thread, openedAt, seq);
  CREATE INDEX waits_open ON waits (openedAt, seq) WHERE status = 'open';
  CREATE INDEX waits_for_event ON waits (event, openedAt, seq) WHERE status = 'open';

  CREATE TABLE externalEvents (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, payload TEXT NOT NULL, thread TEXT, receivedAt REAL NOT NULL, takenBy TEXT,
    UNIQUE (name, id)
  ) STRICT;
  CREATE INDEX externalEvents_unused ON externalEvents (name, receivedAt, seq) WHERE takenBy IS NULL;
  CREATE INDEX externalEvents_of_thread ON externalEvents (thread) WHERE thread IS NOT NULL;
  `,
  // Parts are of several kinds, so that lists share their elements and the ids of parts stand in a tree. What was there is text.
  `
  ALTER TABLE parts ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
  `,
  // What a server keeps besides, and what it looks things up by.
  `
  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, thread TEXT NOT NULL, assistant TEXT NOT NULL, graph TEXT NOT NULL, owner TEXT NOT NULL,
    status TEXT NOT NULL, multitask TEXT NOT NULL, request TEXT NOT NULL, metadata TEXT NOT NULL, temporary INTEGER NOT NULL, notBefore REAL NOT NULL,
    holder TEXT, attempts INTEGER NOT NULL, cancel TEXT, run TEXT, error TEXT, createdAt REAL NOT NULL, updatedAt REAL NOT NULL
  ) STRICT;
  CREATE INDEX jobs_of_thread ON jobs (thread, seq);
  CREATE INDEX jobs_queue ON jobs (seq, thread, notBefore) WHERE status = 'pending';
  CREATE INDEX jobs_delayed ON jobs (notBefore) WHERE status = 'pending';
  CREATE INDEX jobs_unfinished ON jobs (thread, status, seq, notBefore) WHERE status IN ('pending', 'running');
  CREATE TABLE streams (
    job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE, seq INTEGER NOT NULL, event TEXT NOT NULL, data TEXT NOT NULL, key TEXT,
    PRIMARY KEY (job, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX streams_keys ON streams (job, key) WHERE key IS NOT NULL;

  CREATE TABLE assistants (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, graph TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, metadata TEXT NOT NULL,
    createdAt REAL NOT NULL, updatedAt REAL NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE assistantVersions (
    assistant INTEGER NOT NULL REFERENCES assistants (seq) ON DELETE CASCADE, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (assistant, version)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE keys (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE, identity TEXT NOT NULL, permissions TEXT NOT NULL, roles TEXT NOT NULL,
    quota TEXT NOT NULL, createdAt REAL NOT NULL, expiresAt REAL, lastUsedAt REAL, revokedAt REAL
  ) STRICT;
  CREATE TABLE spending (
    identity TEXT NOT NULL, day TEXT NOT NULL, runs REAL NOT NULL, costUsd REAL NOT NULL, PRIMARY KEY (identity, day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE publications (
    graph TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, what TEXT NOT NULL, by TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (graph, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publications_newest ON publications (graph, what, seq);

  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, job TEXT NOT NULL, owner TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL,
    attempts INTEGER NOT NULL, nextAt REAL NOT NULL, problem TEXT, createdAt REAL NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_pending ON deliveries (nextAt) WHERE status = 'pending';
  CREATE INDEX deliveries_of_job ON deliveries (job, seq);

  CREATE TABLE items (
    seq INTEGER PRIMARY KEY, namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, createdAt REAL NOT NULL, updatedAt REAL NOT NULL,
    UNIQUE (namespace, key)
  ) STRICT;

  CREATE INDEX threads_by_status ON threads (status, createdAt, seq);
  CREATE INDEX threads_of_owner ON threads (owner, createdAt, seq);
  CREATE INDEX runs_newest ON runs (startedAt, seq);
  CREATE INDEX waits_due ON waits (dueAt) WHERE status = 'open';

  -- The inbox: open approvals by who may decide them, and by when something happens to them by itself.
  ALTER TABLE approvals ADD COLUMN node TEXT NOT NULL DEFAULT '';
  ALTER TABLE approvals ADD COLUMN graphHash TEXT NOT NULL DEFAULT '';
  UPDATE approvals SET node = body ->> 'node', graphHash = body ->> 'graphHash';
  DROP INDEX approvals_oldest;
  CREATE INDEX approvals_oldest ON approvals (status, createdAt, seq, node, graphHash);
  CREATE TABLE deciders (
    approval INTEGER NOT NULL REFERENCES approvals (seq) ON DELETE CASCADE, key TEXT NOT NULL, since REAL NOT NULL, PRIMARY KEY (approval, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deciders_by_key ON deciders (key, since, approval);
  CREATE TABLE approvalTimes (
    approval INTEGER NOT NULL REFERENCES approvals (seq) ON DELETE CASCADE, at REAL NOT NULL, PRIMARY KEY (approval, at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX approvalTimes_next ON approvalTimes (at, approval);
  WITH action AS (
    SELECT approvals.seq, approvals.body, each.value ->> '$.by' AS by FROM approvals, json_each(approvals.body, '$.actions') AS each
    WHERE approvals.status = 'open' AND each.value ->> 'status' = 'open'
  )
  INSERT OR IGNORE INTO deciders
    SELECT seq, 'anybody', 0 FROM action WHERE by = '[]'
    UNION SELECT seq, 'role:' || (approver.value ->> 'role'), 0 FROM action, json_each(by) AS approver
    UNION SELECT seq, 'person:' || (body ->> 'requester'), 0 FROM action, json_each(by) AS approver WHERE approver.value ->> 'role' = 'requester'
    UNION SELECT seq, 'role:' || (escalation.value ->> 'to'), escalation.value ->> 'at' FROM approvals, json_each(body, '$.escalate') AS escalation
      WHERE status = 'open'
    ORDER BY 1, 2, 3;
  INSERT OR IGNORE INTO approvalTimes
    SELECT seq, body ->> 'expiresAt' FROM approvals WHERE status = 'open' AND body ->> 'expiresAt' IS NOT NULL
    UNION SELECT seq, escalation.value ->> 'at' FROM approvals, json_each(body, '$.escalate') AS escalation WHERE status = 'open';
  `,
];
