CREATE CONSTRAINT guest_number FOR (g:Guest) REQUIRE g.number IS UNIQUE;
CREATE (:Guest {number: 1});
