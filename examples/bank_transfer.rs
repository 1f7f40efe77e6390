//! Moves money between two accounts: both sides of a transfer happen, or neither does.
//!
//!     cargo run --example bank_transfer

use std::process::ExitCode;

use graph_examples::Output;
use graph_orm::prelude::*;
use graph_orm::{Driver, Error, Session, Tx};

#[derive(Debug, Node)]
#[graph(label = "Account", labels("BankTransferExample"))]
struct Account {
    #[graph(key)]
    owner: String,
    balance: i64,
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("BankTransferExample", bank_transfer).await
}

pub(crate) async fn bank_transfer(driver: &Driver, database: &str, out: &Output) -> Result<(), graph_examples::Error> {
    let mut session = driver.session().database(database).open();
    let accounts = [("Ann", 100), ("Bo", 20)].map(|(owner, balance)| Account { owner: owner.to_owned(), balance });
    session
        .execute_query::<()>("UNWIND $accounts AS account CREATE (a:Account:BankTransferExample) SET a = account")
        .param("accounts", &accounts)
        .await?;
    show(&mut session, "At first", out).await?;

    session.execute_write(async |tx| transfer(tx, "Ann", "Bo", 30).await).await?;
    show(&mut session, "30 from Ann to Bo", out).await?;

    // The money has left Ann's account when the other account turns out to be missing. The error undoes that.
    let failed = session.execute_write(async |tx| transfer(tx, "Ann", "Nobody", 50).await).await;
    writeln!(out, "50 from Ann to Nobody: {}", failed.err().map_or_else(String::new, |error| error.to_string()));
    show(&mut session, "As before", out).await?;

    // The same for a transaction of one's own: without `commit` nothing has happened, however the program goes on.
    let tx = session.begin().await?;
    withdraw(&tx, "Bo", 50).await?;
    drop(tx);
    show(&mut session, "Still as before", out).await?;

    let failed = session.execute_write(async |tx| transfer(tx, "Bo", "Ann", 51).await).await;
    writeln!(out, "51 from Bo to Ann: {}", failed.err().map_or_else(String::new, |error| error.to_string()));
    show(&mut session, "In the end", out).await?;
    Ok(())
}

async fn transfer(tx: &Tx<'_>, from: &str, to: &str, amount: i64) -> Result<(), Error> {
    withdraw(tx, from, amount).await?;
    deposit(tx, to, amount).await
}

async fn withdraw(tx: &Tx<'_>, owner: &str, amount: i64) -> Result<(), Error> {
    let left: Option<i64> = tx
        .query("MATCH (a:BankTransferExample {owner: $owner}) SET a.balance = a.balance - $amount RETURN a.balance")
        .params(params! { owner, amount })
        .optional()
        .await?;
    match left {
        Some(left) if left >= 0 => Ok(()),
        Some(left) => Err(Error::custom(format!("{owner} is {} short.", -left))),
        None => Err(Error::custom(format!("{owner} has no account."))),
    }
}

async fn deposit(tx: &Tx<'_>, owner: &str, amount: i64) -> Result<(), Error> {
    tx.query::<i64>(
        "MATCH (a:BankTransferExample {owner: $owner}) SET a.balance = a.balance + $amount RETURN a.balance",
    )
    .params(params! { owner, amount })
    .optional()
    .await?
    .map(drop)
    .ok_or_else(|| Error::custom(format!("{owner} has no account.")))
}

async fn show(session: &mut Session, when: &str, out: &Output) -> Result<(), Error> {
    let accounts: Vec<Account> =
        session.execute_query("MATCH (a:BankTransferExample) RETURN a ORDER BY a.owner").read().all().await?;
    let balances: Vec<_> = accounts.iter().map(|Account { owner, balance }| format!("{owner} {balance}")).collect();
    writeln!(out, "{when}: {}", balances.join(", "));
    Ok(())
}
