MATCH (a:Guest {name: 'Bo'}) SET a.age = 42
