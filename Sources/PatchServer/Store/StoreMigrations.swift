import GRDB

/// The tables. A migration that has left this machine is never changed; later ones add tables and rebuild none.
enum StoreMigrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      // Times are microseconds since 1970. An owner is a guild, or `default`.
      try database.execute(
        sql: """
          CREATE TABLE person (
            number TEXT PRIMARY KEY NOT NULL,
            name TEXT, note TEXT,
            blocked INTEGER NOT NULL DEFAULT 0,
            do_not_call INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL, updated INTEGER NOT NULL
          );
          CREATE TABLE number (
            number TEXT PRIMARY KEY NOT NULL,
            provider TEXT NOT NULL, provider_id TEXT,
            owner TEXT NOT NULL, channel TEXT, room TEXT,
            settings TEXT NOT NULL DEFAULT '{}',
            created INTEGER NOT NULL, updated INTEGER NOT NULL
          );
          CREATE INDEX number_owner ON number (owner, number);
          CREATE TABLE call (
            id TEXT PRIMARY KEY NOT NULL,
            provider TEXT NOT NULL, provider_id TEXT,
            direction TEXT NOT NULL, handler TEXT NOT NULL, owner TEXT NOT NULL,
            from_number TEXT NOT NULL, to_number TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT,
            created INTEGER NOT NULL, answered INTEGER, ended INTEGER,
            result TEXT NOT NULL DEFAULT '{}'
          );
          CREATE UNIQUE INDEX call_provider ON call (provider, provider_id) WHERE provider_id IS NOT NULL;
          CREATE INDEX call_owner ON call (owner, created);
          CREATE INDEX call_created ON call (created);
          CREATE INDEX call_from ON call (from_number, created);
          CREATE INDEX call_to ON call (to_number, created);
          CREATE TABLE event (
            seq INTEGER PRIMARY KEY NOT NULL,
            time INTEGER NOT NULL, type TEXT NOT NULL, owner TEXT,
            call_id TEXT, leg_id TEXT, data TEXT NOT NULL
          );
          CREATE INDEX event_call ON event (call_id, seq) WHERE call_id IS NOT NULL;
          CREATE TABLE recording (
            id TEXT PRIMARY KEY NOT NULL,
            call_id TEXT, owner TEXT NOT NULL, path TEXT NOT NULL,
            mode TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER,
            milliseconds INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0
          );
          CREATE INDEX recording_owner ON recording (owner, created);
          CREATE INDEX recording_call ON recording (call_id) WHERE call_id IS NOT NULL;
          CREATE TABLE transcript (
            id INTEGER PRIMARY KEY NOT NULL,
            call_id TEXT NOT NULL, recording_id TEXT, owner TEXT NOT NULL,
            speaker TEXT NOT NULL, started INTEGER NOT NULL, milliseconds INTEGER NOT NULL, text TEXT NOT NULL
          );
          CREATE INDEX transcript_call ON transcript (call_id, started);
          CREATE TABLE setting (
            owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, updated INTEGER NOT NULL,
            PRIMARY KEY (owner, name)
          );
          CREATE TABLE audit (
            id TEXT PRIMARY KEY NOT NULL,
            time INTEGER NOT NULL, owner TEXT NOT NULL, actor TEXT NOT NULL,
            action TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL
          );
          CREATE INDEX audit_time ON audit (time);
          """)
    }
    migrator.registerMigration("2: calls of a recording") { database in
      try database.execute(
        sql: """
          CREATE TABLE recorded_call (
            recording_id TEXT NOT NULL, call_id TEXT NOT NULL, PRIMARY KEY (recording_id, call_id)
          );
          CREATE INDEX recorded_call_call ON recorded_call (call_id);
          """)
    }
    return migrator
  }
}
