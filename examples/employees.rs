//! Adds people to organizations of at most ten, each in a transaction of several queries with decisions in between.
//!
//!     cargo run --example employees

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use graph_examples::Output;
use graph_orm::prelude::*;
use graph_orm::value::DateTime;
use graph_orm::{Driver, Error, Tx};

/// An organization takes nobody more once it has so many employees.
const EMPLOYEE_THRESHOLD: i64 = 10;
const PEOPLE: u32 = 25;

/// What a new employee has to know of an organization; the columns of a query, by name.
#[derive(FromRecord)]
struct LatestOrganization {
    id: String,
    #[graph(rename = "employeesN")]
    employees: i64,
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("EmployeesExample", employees).await
}

pub(crate) async fn employees(driver: &Driver, database: &str, out: &Output) -> Result<(), graph_examples::Error> {
    let server = driver.server_info().await?;
    if server.agent().starts_with("Neo4j/4.") {
        writeln!(out, "{} has no COUNT {{ }}, which this example is about; Neo4j 5 has it.", server.agent());
        return Ok(());
    }

    let mut session = driver.session().database(database).open();
    let attempts = AtomicU32::new(0);
    for number in 1..=PEOPLE {
        let name = format!("Employee {number}");
        // The function may run several times: after a lost connection, say, its transaction is begun anew. That is why
        // it may change nothing outside but what, like this counter, bears repetition.
        let organization = session
            .execute_write(async |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                employ(tx, &name).await
            })
            .await?;
        writeln!(out, "User {name} added to organization {organization}");
    }
    writeln!(out, "{PEOPLE} users were added in {attempts:?} attempts.");

    // An error from the function undoes everything that it did: here, not even the person is created.
    session.run("CREATE (:Organization:EmployeesExample {id: randomUUID(), createdDate: datetime()})").await?;
    if let Err(error) = session.execute_write(async |tx| employ(tx, "Nobody").await).await {
        writeln!(out, "{error}");
    }
    let found: i64 = session
        .execute_query("MATCH (p:Person:EmployeesExample {name: 'Nobody'}) RETURN count(p)")
        .read()
        .one()
        .await?;
    writeln!(out, "There are {found} users of the name Nobody.");

    let organizations = session.execute_query::<(DateTime, i64)>(
        "MATCH (o:Organization:EmployeesExample)
         RETURN o.createdDate AS createdDate, COUNT { (:Person)-[:WORKS_FOR]->(o) } AS employeesN
         ORDER BY createdDate",
    );
    for (created, employees) in organizations.read().await? {
        writeln!(out, "Founded {created}: {employees} employees");
    }
    session.close();
    Ok(())
}

/// Creates a person who works for the latest organization, or for a new one if that is full; returns its id.
async fn employ(tx: &Tx<'_>, name: &str) -> Result<String, Error> {
    tx.run("MERGE (p:Person:EmployeesExample {name: $name}) RETURN p.name AS name").param("name", name).await?;

    let latest: Option<LatestOrganization> = tx
        .query(
            "MATCH (o:Organization:EmployeesExample)
             RETURN o.id AS id, COUNT { (:Person)-[:WORKS_FOR]->(o) } AS employeesN
             ORDER BY o.createdDate DESC LIMIT 1",
        )
        .optional()
        .await?;

    match latest {
        Some(organization) if organization.employees == 0 => Err(Error::custom("Most recent organization is empty.")),
        Some(organization) if organization.employees < EMPLOYEE_THRESHOLD => {
            tx.query(
                "MATCH (o:Organization:EmployeesExample {id: $orgId})
                 MATCH (p:Person:EmployeesExample {name: $name})
                 MERGE (p)-[r:WORKS_FOR]->(o)
                 RETURN $orgId AS id",
            )
            .params(params! { orgId: organization.id, name })
            .one()
            .await
        }
        _ => {
            tx.query(
                "MATCH (p:Person:EmployeesExample {name: $name})
                 CREATE (o:Organization:EmployeesExample {id: randomUUID(), createdDate: datetime()})
                 MERGE (p)-[r:WORKS_FOR]->(o)
                 RETURN o.id AS id",
            )
            .param("name", name)
            .one()
            .await
        }
    }
}
