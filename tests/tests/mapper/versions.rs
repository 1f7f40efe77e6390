//! Optimistic locking: what was changed since it was loaded is not written over.

use graph_core::Error;
use graph_orm::cypher::Delete;
use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::relation::MissingEnd;
use graph_orm::repository::{Interrupted, StaleVersion, Staleness, Upserted};
use tokio::task::JoinSet;

use crate::mapped;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperAccount")]
struct Account {
    #[graph(key)]
    number: i64,
    balance: i64,
    note: Option<String>,
    #[graph(version, default)]
    version: u32,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Account, to = Account)]
struct Trusts {
    limit: i64,
    #[graph(version)]
    version: i64,
}

#[derive(Node, Debug, Clone, PartialEq)]
enum Holding {
    Account(Account),
}

impl Account {
    const TRUSTED: Relation<Self, Trusts, Self> = Relation::out();
}

const ACCOUNTS: Repository<Account> = Repository::new();

fn account(number: i64) -> Account {
    Account { number, balance: 0, note: None, version: 0 }
}

/// What kept an error from writing.
fn staleness(error: &Error) -> Option<Staleness> {
    error.custom_ref::<StaleVersion>().map(StaleVersion::staleness)
}

#[tokio::test]
async fn a_save_counts_and_refuses_what_was_changed_meanwhile() {
    mapped(async |db| {
        let driver = db.driver();
        let mine = ACCOUNTS.save(driver, &account(1)).await?;
        assert_eq!(mine.version, 1);
        let theirs = ACCOUNTS.find(driver, &1).await?.expect("it is there");
        let theirs = ACCOUNTS.save(driver, &Account { balance: 5, ..theirs }).await?;
        assert_eq!((theirs.balance, theirs.version), (5, 2));

        let late = ACCOUNTS.save(driver, &Account { balance: 7, ..mine.clone() }).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed));
        assert!(!late.is_retryable(), "the same again would bring the same");
        let words =
            "the `Account` was not written: it was changed since it was loaded; load it and make the change again";
        assert_eq!(late.to_string(), words);
        let again = ACCOUNTS.upsert(driver, &account(1)).await.unwrap_err();
        assert_eq!(staleness(&again), Some(Staleness::Changed), "what is new is there already");
        assert_eq!(ACCOUNTS.find(driver, &1).await?, Some(theirs.clone()), "nothing was written, nothing was counted");

        assert_eq!(
            ACCOUNTS.upsert(driver, &theirs).await?,
            Upserted::Matched(Account { version: 3, ..theirs.clone() })
        );
        assert!(ACCOUNTS.delete(driver, &1).await?);
        let gone = ACCOUNTS.save(driver, &theirs).await.unwrap_err();
        assert_eq!(staleness(&gone), Some(Staleness::Gone));
        assert_eq!(ACCOUNTS.count(driver).await?, 0, "what is gone does not come back");
        assert!(ACCOUNTS.upsert(driver, &account(1)).await?.is_new());
        assert_eq!(ACCOUNTS.insert(driver, &Account { version: 9, ..account(2) }).await?.version, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_has_no_version_yet_gets_one() {
    mapped(async |db| {
        let driver = db.driver();
        db.query::<()>("CREATE (:MapperAccount {number: 1, balance: 3})").await?;
        let old = ACCOUNTS.find(driver, &1).await?.expect("it is there");
        assert_eq!(old.version, 0);
        assert_eq!(ACCOUNTS.save(driver, &old).await?.version, 1);
        let late = ACCOUNTS.save(&mut db.session(), &old).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed));
        let Holding::Account(seen) =
            Repository::<Holding>::new().save(driver, &Holding::Account(Account { version: 1, ..old.clone() })).await?;
        assert_eq!(seen.version, 2);
        let late = Repository::<Holding>::new().save(driver, &Holding::Account(old)).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed), "an enum has the versions of its types");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_over_a_write_that_he_has_not_seen() {
    const WRITERS: i64 = 8;
    mapped(async |db| {
        ACCOUNTS.save(db.driver(), &account(1)).await?;
        let mut writers = JoinSet::new();
        for _ in 0..WRITERS {
            let driver = db.driver().clone();
            writers.spawn(async move {
                loop {
                    let mut account = ACCOUNTS.find(&driver, &1).await?.expect("it is there");
                    account.balance += 1;
                    match ACCOUNTS.save(&driver, &account).await {
                        Err(error) if staleness(&error) == Some(Staleness::Changed) => {}
                        saved => return saved.map(drop),
                    }
                }
            });
        }
        while let Some(written) = writers.join_next().await {
            written.expect("no writer panics")?;
        }
        let account = ACCOUNTS.find(db.driver(), &1).await?.expect("it is there");
        assert_eq!((account.balance, i64::from(account.version)), (WRITERS, WRITERS + 1));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_patch_counts_and_may_ask_for_the_version() {
    mapped(async |db| {
        let driver = db.driver();
        let seen = ACCOUNTS.save(driver, &account(1)).await?;
        let patched = ACCOUNTS.patch(&1).set(Account::BALANCE, Account::BALANCE.plus(2)).on(driver).await?;
        let patched = patched.expect("it is there");
        assert_eq!((patched.balance, patched.version), (2, 2));
        let late = ACCOUNTS.patch(&1).set(Account::BALANCE, 9).if_unchanged(&seen).on(driver).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed));
        assert_eq!(ACCOUNTS.find(driver, &1).await?, Some(patched.clone()));
        let noted = ACCOUNTS.patch(&1).set(Account::NOTE, "x").if_unchanged(&patched).on(driver).await?;
        assert_eq!(noted.map(|account| (account.note, account.version)), Some((Some("x".to_owned()), 3)));
        let gone = ACCOUNTS.patch(&2).set(Account::NOTE, "x").if_unchanged(&patched).on(driver).await.unwrap_err();
        assert_eq!(staleness(&gone), Some(Staleness::Gone));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_node_is_deleted_as_it_was_seen_or_not_at_all() {
    mapped(async |db| {
        let driver = db.driver();
        let seen = ACCOUNTS.save(driver, &account(1)).await?;
        let changed = ACCOUNTS.save(driver, &Account { balance: 1, ..seen.clone() }).await?;
        let late = ACCOUNTS.delete_unchanged(driver, &seen, Delete::Detaching).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed));
        assert_eq!(ACCOUNTS.find(driver, &1).await?.as_ref(), Some(&changed));
        ACCOUNTS.delete_unchanged(driver, &changed, Delete::Refusing).await?;
        let gone = ACCOUNTS.delete_unchanged(driver, &changed, Delete::Refusing).await.unwrap_err();
        assert_eq!(staleness(&gone), Some(Staleness::Gone));
        assert_eq!(gone.to_string(), "the `Account` was not written: it was deleted since it was loaded");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn saving_many_tells_which_were_stale_and_saves_the_others() {
    mapped(async |db| {
        let driver = db.driver();
        let new: Vec<Account> = (0..5).map(account).collect();
        let written = ACCOUNTS.save_all(driver, &new).batches_of(2).await?;
        assert_eq!((written.saved, written.created), (5, 5));
        let mut loaded = ACCOUNTS.all(driver).await?;
        loaded.sort_by_key(|account| account.number);
        assert!(loaded.iter().all(|account| account.version == 1), "{loaded:?}");

        ACCOUNTS.patch(&1).set(Account::BALANCE, 7).on(driver).await?;
        assert!(ACCOUNTS.delete(driver, &3).await?);
        loaded.iter_mut().for_each(|account| account.balance = 100);
        loaded.push(account(5));
        loaded.push(account(0));
        let error = ACCOUNTS.save_all(driver, &loaded).batches_of(3).await.unwrap_err();
        let stale = error.custom_ref::<StaleVersion>().unwrap_or_else(|| panic!("some are stale: {error:?}"));
        assert_eq!((stale.positions(), stale.count()), (&[1, 3, 6][..], 3));
        let words = "3 of 7 entities of `Account` were not written: they were changed or deleted since they were loaded; \
                     load them and make the changes again";
        assert_eq!(error.to_string(), words);
        let mut now = ACCOUNTS.all(driver).await?;
        now.sort_by_key(|account| account.number);
        let now: Vec<_> = now.iter().map(|account| (account.number, account.balance, account.version)).collect();
        assert_eq!(now, [(0, 100, 2), (1, 7, 2), (2, 100, 2), (4, 100, 2), (5, 0, 1)]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_node_that_is_saved_twice_in_a_batch_has_what_came_last() {
    mapped(async |db| {
        let driver = db.driver();
        let with = |balance, account: &Account| Account { balance, ..account.clone() };
        let new = account(1);
        assert_eq!(ACCOUNTS.save_all(driver, &[with(1, &new), account(2), with(2, &new)]).await?.saved, 3);
        let saved = ACCOUNTS.find(driver, &1).await?.expect("it is there");
        assert_eq!((saved.balance, saved.version), (2, 1));
        assert_eq!(ACCOUNTS.save_all(driver, &[with(3, &saved), with(4, &saved)]).await?.saved, 2);
        let saved = ACCOUNTS.find(driver, &1).await?.expect("it is there");
        assert_eq!((saved.balance, saved.version), (4, 2), "once is counted");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_fails_tells_of_the_stale_ones_before_it() {
    mapped(async |db| {
        let driver = db.driver();
        let constraint = "CREATE CONSTRAINT mapper_note IF NOT EXISTS FOR (a:MapperAccount) REQUIRE a.note IS UNIQUE";
        db.query::<()>(constraint).await?;
        let noted = |number, note: &str| Account { note: Some(note.to_owned()), ..account(number) };
        ACCOUNTS.save_all(driver, &[noted(0, "a"), noted(1, "b")]).await?;
        let nodes = [noted(0, "a"), noted(2, "c"), noted(3, "b")];
        let error = ACCOUNTS.save_all(driver, &nodes).batches_of(2).await.unwrap_err();
        let interrupted = error.custom_ref::<Interrupted>().unwrap_or_else(|| panic!("it was interrupted: {error:?}"));
        assert_eq!((interrupted.written().saved, interrupted.stale()), (1, &[0][..]));
        db.query::<()>("DROP CONSTRAINT mapper_note IF EXISTS").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn relationships_have_versions_too() {
    mapped(async |db| {
        let driver = db.driver();
        ACCOUNTS.save_all(driver, &[account(1), account(2), account(3)]).await?;
        let new = Trusts { limit: 10, version: 0 };
        Account::TRUSTED.of(&1).connect(driver, &2, &new).await?;
        let trusts = async || Account::TRUSTED.of(&1).all(driver).await;
        let seen = trusts().await?.remove(0).0;
        assert_eq!(seen, Trusts { limit: 10, version: 1 });
        Account::TRUSTED.of(&1).connect(driver, &2, &Trusts { limit: 20, ..seen.clone() }).await?;
        let late = Account::TRUSTED.of(&1).connect(driver, &2, &seen).await.unwrap_err();
        assert_eq!(staleness(&late), Some(Staleness::Changed));
        let twice = Account::TRUSTED.of(&1).connect(driver, &2, &new).await.unwrap_err();
        assert_eq!(staleness(&twice), Some(Staleness::Changed), "it is there already");
        assert_eq!(trusts().await?.remove(0).0, Trusts { limit: 20, version: 2 });
        let gone = Account::TRUSTED.of(&1).connect(driver, &3, &seen).await.unwrap_err();
        assert_eq!(staleness(&gone), Some(Staleness::Gone), "what was loaded is not created again");
        let nobody = Account::TRUSTED.of(&1).connect(driver, &9, &new).await.unwrap_err();
        assert!(nobody.custom_ref::<MissingEnd>().is_some(), "{nobody:?}");

        let rows = [(&1, &2, seen.clone()), (&1, &3, new.clone()), (&2, &3, new.clone())];
        let some = Account::TRUSTED.connect_all(driver, rows).await.unwrap_err();
        assert_eq!(some.custom_ref::<StaleVersion>().map(StaleVersion::count), Some(1));
        let current = Trusts { limit: 30, version: 2 };
        let replaced = Account::TRUSTED.of(&1).replace(driver, [&2, &3], [(&2, &current)]).await?;
        assert_eq!((replaced.connected, replaced.created, replaced.disconnected), (1, 0, 1));
        let left = trusts().await?;
        assert_eq!(left.iter().map(|(link, end)| (link.version, end.number)).collect::<Vec<_>>(), [(3, 2)]);
        Ok(())
    })
    .await;
}
