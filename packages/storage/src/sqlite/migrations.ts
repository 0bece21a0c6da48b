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
];
