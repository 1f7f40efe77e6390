CREATE INDEX migrated_city FOR (p:Migrated) ON (p.city);
MATCH (p:Migrated {name: 'Bo'}) SET p.city = 'Rome';
