// People are known by their names.
CREATE CONSTRAINT migrated_name FOR (p:Migrated) REQUIRE p.name IS UNIQUE;

MERGE (:Migrated {name: 'Ann', city: 'Oslo; Norway'});
MERGE (:Migrated {name: 'Bo'});
