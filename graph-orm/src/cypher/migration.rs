//! What migrations ask of a database about themselves.
//!
//! The lock is one node with an owner and a time until which it is held, by the server's clock. Whoever holds it names
//! the owner in everything that is recorded, so that one who held it too long records nothing more.

/// Takes the lock, if nobody holds it, and returns the owner's new name.
///
/// `SET` takes the server's lock of the node before the condition is read, so that one of two gets it.
pub(crate) const TAKE_LOCK: &str = "MERGE (l:GraphMigrationLock {name: 'migrations'}) \
    SET l.asked = timestamp() \
    WITH l WHERE l.until IS NULL OR l.until < timestamp() \
    SET l.owner = randomUUID(), l.until = timestamp() + $lease \
    RETURN l.owner AS owner";

/// Holds the lock for longer, and counts the locks that are still held.
pub(crate) const KEEP_LOCK: &str = "MATCH (l:GraphMigrationLock {name: 'migrations'}) WHERE l.owner = $owner \
    SET l.until = timestamp() + $lease \
    RETURN count(l) AS held";

/// Gives the lock back.
pub(crate) const RELEASE_LOCK: &str = "MATCH (l:GraphMigrationLock {name: 'migrations'}) WHERE l.owner = $owner \
    REMOVE l.owner, l.until";

/// Takes the lock away from whoever has it.
pub(crate) const BREAK_LOCK: &str = "MATCH (l:GraphMigrationLock {name: 'migrations'}) REMOVE l.owner, l.until";

/// Returns what was recorded, oldest first.
pub(crate) const RECORDS: &str = "MATCH (m:GraphMigration) \
    RETURN m.version AS version, m.name AS name, m.checksum AS checksum, m.steps AS steps, m.done AS done \
    ORDER BY m.version";

/// Records how far a migration is, while the lock is held, and counts what was recorded.
pub(crate) const RECORD: &str = "MATCH (l:GraphMigrationLock {name: 'migrations'}) WHERE l.owner = $owner \
    SET l.until = timestamp() + $lease \
    MERGE (m:GraphMigration {version: $version}) \
    ON CREATE SET m.started = datetime() \
    SET m.name = $name, m.checksum = $checksum, m.steps = $steps, m.done = $done, m.changed = datetime() \
    RETURN count(m) AS recorded";

/// Forgets a migration, while the lock is held, and counts what was forgotten.
pub(crate) const FORGET: &str = "MATCH (l:GraphMigrationLock {name: 'migrations'}) WHERE l.owner = $owner \
    MATCH (m:GraphMigration {version: $version}) \
    DELETE m \
    RETURN count(m) AS forgotten";
