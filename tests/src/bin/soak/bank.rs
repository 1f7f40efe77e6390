//! The accounts, and whether they are what the reports say.

use std::collections::HashMap;

use graph_core::{Driver, Error, Tx, params};

use crate::teller::PATIENCE;

/// How many accounts there are: few, so that transfers meet.
pub(crate) const ACCOUNTS: u64 = 48;

/// What each has at first.
const BALANCE: i64 = 1_000;

/// A transfer, whatever becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) id: i64,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) amount: i64,
}

/// What the driver said of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Done,
    NotDone,
    Unknown,
}

/// What an audit has found.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Audit {
    pub(crate) done: usize,
    pub(crate) not_done: usize,
    pub(crate) unknown_and_there: usize,
    pub(crate) unknown_and_not_there: usize,
}

/// The accounts.
#[derive(Clone, Copy)]
pub(crate) struct Bank;

/// Both accounts are locked before a balance is read: a database that reads what is committed would lose updates else.
const LOCK: &str = "MATCH (a:SoakAccount {id: $account}) SET a.turn = $id RETURN a.balance";
const MOVE: &str = "MATCH (a:SoakAccount {id: $from}), (b:SoakAccount {id: $to}) SET a.balance = $left, b.balance = $right \
     CREATE (:SoakTransfer {id: $id, from: $from, to: $to, amount: $amount})";
const ALL_AT_ONCE: &str = "MATCH (a:SoakAccount {id: $from}), (b:SoakAccount {id: $to}) \
     SET a.turn = $id, b.turn = $id WITH a, b SET a.balance = a.balance - $amount, b.balance = b.balance + $amount \
     CREATE (:SoakTransfer {id: $id, from: $from, to: $to, amount: $amount})";

impl Transfer {
    /// Moves the money in three queries, each of which needs the answers of those before it.
    pub(crate) async fn step_by_step(self, tx: &Tx<'_>) -> Result<(), Error> {
        let Self { id, from, to, amount } = self;
        let left: i64 = tx.query(LOCK).params(params! { account: from, id }).one().await?;
        let right: i64 = tx.query(LOCK).params(params! { account: to, id }).one().await?;
        let (left, right) = (left - amount, right + amount);
        tx.run(MOVE).params(params! { id, from, to, amount, left, right }).await.map(drop)
    }

    /// Moves the money in one query.
    pub(crate) async fn at_once(self, driver: &Driver) -> Result<(), Error> {
        let Self { id, from, to, amount } = self;
        let query = driver.execute_query::<()>(ALL_AT_ONCE).params(params! { id, from, to, amount });
        query.timeout(PATIENCE).await.map(drop)
    }
}

impl Bank {
    /// Opens the accounts.
    pub(crate) async fn open(auditor: &Driver) -> Result<Self, Error> {
        Self.remove(auditor).await?;
        auditor.execute_query::<()>("CREATE INDEX soak_accounts IF NOT EXISTS FOR (n:SoakAccount) ON (n.id)").await?;
        auditor.execute_query::<()>("CREATE INDEX soak_transfers IF NOT EXISTS FOR (n:SoakTransfer) ON (n.id)").await?;
        let ids: Vec<i64> = (0..ACCOUNTS.cast_signed()).collect();
        let text = "UNWIND $ids AS id CREATE (:SoakAccount {id: id, balance: $balance, turn: 0})";
        auditor.execute_query::<()>(text).params(params! { ids, balance: BALANCE }).await?;
        Ok(Self)
    }

    /// Compares the accounts and the transfers that are there with what was said of each; then begins new books.
    ///
    /// What does not add up goes to `wrong`.
    pub(crate) async fn audit(
        self,
        auditor: &Driver,
        said: &[(Transfer, Said)],
        wrong: &mut Vec<String>,
    ) -> Result<Audit, Error> {
        let text = "MATCH (t:SoakTransfer) RETURN t.id, t.from, t.to, t.amount";
        let there = auditor.execute_query::<(i64, i64, i64, i64)>(text).read().all().await?;
        let mut balances: HashMap<i64, i64> = (0..ACCOUNTS.cast_signed()).map(|id| (id, BALANCE)).collect();
        let mut found = HashMap::with_capacity(there.len());
        for (id, from, to, amount) in there {
            *balances.entry(from).or_default() -= amount;
            *balances.entry(to).or_default() += amount;
            if found.insert(id, Transfer { id, from, to, amount }).is_some() {
                wrong.push(format!("transfer {id} happened twice"));
            }
        }
        let audit = compare(said, &mut found, wrong);

        let text = "MATCH (a:SoakAccount) RETURN a.id, a.balance";
        let accounts = auditor.execute_query::<(i64, i64)>(text).read().all().await?;
        let total: i64 = accounts.iter().map(|(_, balance)| balance).sum();
        let expected = BALANCE * ACCOUNTS.cast_signed();
        if total != expected {
            wrong.push(format!("the accounts hold {total}, and {expected} was paid in"));
        }
        for (id, balance) in accounts {
            let expected = balances.remove(&id);
            if expected != Some(balance) {
                wrong.push(format!("account {id} holds {balance}, and by its transfers {expected:?}"));
            }
        }
        if !balances.is_empty() {
            wrong.push(format!("accounts are missing: {balances:?}"));
        }
        auditor.execute_query::<()>("MATCH (t:SoakTransfer) DELETE t").await?;
        auditor.execute_query::<()>("MATCH (a:SoakAccount) SET a.balance = $balance").param("balance", BALANCE).await?;
        Ok(audit)
    }

    /// Takes away what was made.
    pub(crate) async fn close(self, auditor: &Driver) -> Result<(), Error> {
        self.remove(auditor).await?;
        auditor.execute_query::<()>("DROP INDEX soak_accounts IF EXISTS").await?;
        auditor.execute_query::<()>("DROP INDEX soak_transfers IF EXISTS").await?;
        Ok(())
    }

    async fn remove(self, auditor: &Driver) -> Result<(), Error> {
        auditor.execute_query::<()>("MATCH (n:SoakAccount) DELETE n").await?;
        auditor.execute_query::<()>("MATCH (n:SoakTransfer) DELETE n").await?;
        Ok(())
    }
}

/// Takes what was said of each transfer, and whether it is there; `found` keeps those that nobody spoke of.
fn compare(said: &[(Transfer, Said)], found: &mut HashMap<i64, Transfer>, wrong: &mut Vec<String>) -> Audit {
    let mut audit = Audit::default();
    for (transfer, said) in said {
        let there = found.remove(&transfer.id);
        if there.is_some_and(|there| there != *transfer) {
            wrong.push(format!("{transfer:?} became {there:?}"));
        }
        let count = match (said, there.is_some()) {
            (Said::Done, true) => &mut audit.done,
            (Said::NotDone, false) => &mut audit.not_done,
            (Said::Unknown, true) => &mut audit.unknown_and_there,
            (Said::Unknown, false) => &mut audit.unknown_and_not_there,
            (Said::Done, false) => {
                wrong.push(format!("{transfer:?} was reported as done and is not there"));
                continue;
            }
            (Said::NotDone, true) => {
                wrong.push(format!("{transfer:?} was reported as not done and is there"));
                continue;
            }
        };
        *count += 1;
    }
    wrong.extend(found.values().map(|transfer| format!("nobody reported {transfer:?}")));
    audit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(id: i64) -> Transfer {
        Transfer { id, from: 1, to: 2, amount: 5 }
    }

    #[test]
    fn what_was_said_has_to_be_so() {
        let mut wrong = Vec::new();
        let said = [(transfer(1), Said::Done), (transfer(2), Said::NotDone), (transfer(3), Said::Unknown)];
        let mut found = HashMap::from([(1, transfer(1))]);
        let audit = compare(&said, &mut found, &mut wrong);
        assert_eq!((audit.done, audit.not_done, audit.unknown_and_not_there, wrong.len()), (1, 1, 1, 0));

        for (said, there, words) in [
            (Some(Said::Done), None, "reported as done and is not there"),
            (Some(Said::NotDone), Some(transfer(1)), "reported as not done and is there"),
            (Some(Said::Done), Some(Transfer { amount: 6, ..transfer(1) }), "became"),
            (None, Some(transfer(1)), "nobody reported"),
        ] {
            let mut wrong = Vec::new();
            let said: Vec<_> = said.into_iter().map(|said| (transfer(1), said)).collect();
            compare(&said, &mut there.into_iter().map(|it| (it.id, it)).collect(), &mut wrong);
            assert!(wrong.len() == 1 && wrong[0].contains(words), "{wrong:?}");
        }
    }
}
