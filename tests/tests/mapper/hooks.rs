//! What an application does with an entity before it is written and after it is read.

use graph_core::Error;
use graph_orm::entity::{Fault, Invalid};
use graph_orm::prelude::*;
use graph_orm::query::Relation;

use crate::mapped;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperMember", before_save = tidy, after_load = greet, validate = grown_up)]
struct Member {
    #[graph(key, validate = address)]
    email: String,
    #[graph(validate = possible)]
    age: Option<u8>,
    pays: bool,
    #[graph(skip)]
    greeting: String,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Member, to = Member, before_save = round, after_load = Invites::loaded)]
struct Invites {
    #[graph(validate = positive)]
    guests: i64,
    #[graph(skip)]
    is_loaded: bool,
}

#[derive(Node, Debug, Clone, PartialEq)]
enum Person {
    Member(Member),
}

impl Member {
    const INVITED: Relation<Self, Invites, Self> = Relation::out();
}

impl Invites {
    fn loaded(&mut self) {
        self.is_loaded = true;
    }
}

fn tidy(member: &mut Member) {
    member.email = member.email.trim().to_lowercase();
}

fn greet(member: &mut Member) {
    member.greeting = format!("Dear {}", member.email);
}

fn round(invites: &mut Invites) {
    invites.guests -= invites.guests % 10;
}

fn address(email: &str) -> Result<(), &'static str> {
    if email.contains('@') { Ok(()) } else { Err("an address has an @") }
}

fn possible(age: &u8) -> Result<(), String> {
    if *age < 130 { Ok(()) } else { Err("nobody is that old".to_owned()) }
}

fn grown_up(member: &Member) -> Result<(), &'static str> {
    if member.pays && member.age < Some(18) { Err("who pays is grown up") } else { Ok(()) }
}

fn positive(guests: &i64) -> Result<(), &'static str> {
    if *guests > 0 { Ok(()) } else { Err("somebody is invited") }
}

const MEMBERS: Repository<Member> = Repository::new();

fn member(email: &str, age: u8) -> Member {
    Member { email: email.to_owned(), age: Some(age), pays: true, greeting: String::new() }
}

fn invites(guests: i64) -> Invites {
    Invites { guests, is_loaded: false }
}

fn faults(error: &Error) -> Vec<(Option<usize>, Option<&str>, &str)> {
    let invalid = error.custom_ref::<Invalid>().unwrap_or_else(|| panic!("it is not valid: {error:?}"));
    invalid.faults().iter().map(|fault: &Fault| (fault.position(), fault.field(), fault.message())).collect()
}

#[tokio::test]
async fn what_is_not_valid_is_told_at_once_and_not_written() {
    mapped(async |db| {
        let driver = db.driver();
        let nobody = Member { age: Some(200), ..member("secret", 17) };
        let error = MEMBERS.save(driver, &nobody).await.unwrap_err();
        let both = [(None, Some("email"), "an address has an @"), (None, Some("age"), "nobody is that old")];
        assert_eq!(faults(&error), both);
        let words = "the `Member` is not valid: email: an address has an @; age: nobody is that old";
        assert_eq!(error.to_string(), words);
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        assert!(!error.is_retryable());
        let young = member("a@b", 17);
        for error in [
            MEMBERS.insert(driver, &young).await.unwrap_err(),
            MEMBERS.upsert(&mut db.session(), &young).await.unwrap_err(),
            Repository::<Person>::new().save(driver, &Person::Member(young.clone())).await.unwrap_err(),
        ] {
            assert_eq!(faults(&error), [(None, None, "who pays is grown up")]);
        }
        let many = [member("a@b", 20), member("c", 20), young.clone(), member("d", 5)];
        let error = MEMBERS.save_all(driver, &many).batches_of(1).await.unwrap_err();
        let all = [
            (Some(1), Some("email"), "an address has an @"),
            (Some(2), None, "who pays is grown up"),
            (Some(3), Some("email"), "an address has an @"),
            (Some(3), None, "who pays is grown up"),
        ];
        assert_eq!(faults(&error), all);
        assert_eq!(MEMBERS.count(driver).await?, 0, "nothing was written of anything");
        assert_eq!(MEMBERS.save(driver, &Member { age: None, pays: false, ..young }).await?.age, None);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn hooks_change_what_is_written_and_what_was_read() {
    mapped(async |db| {
        let driver = db.driver();
        let given = member(" Ann@B ", 30);
        let saved = MEMBERS.save(driver, &given).await?;
        assert_eq!((&*saved.email, &*saved.greeting), ("ann@b", "Dear ann@b"));
        assert_eq!(given.email, " Ann@B ", "what was given stays as it is");
        assert_eq!(MEMBERS.insert(driver, &member("BO@b", 30)).await?.email, "bo@b");
        let more = [member("Cy@b", 30), member("DEE@b", 30)];
        assert_eq!(MEMBERS.save_all(driver, &more).await?.created, 2);
        let Person::Member(eve) =
            Repository::<Person>::new().save(driver, &Person::Member(member("EVE@b", 30))).await?;
        assert_eq!(eve.greeting, "Dear eve@b");
        let mut all: Vec<String> =
            Member::node().all(driver).await?.into_iter().map(|member| member.greeting).collect();
        all.sort_unstable();
        assert_eq!(all, ["Dear ann@b", "Dear bo@b", "Dear cy@b", "Dear dee@b", "Dear eve@b"]);
        let row: (String, Member) = db.query("MATCH (n:MapperMember {email: 'bo@b'}) RETURN n.email, n").one().await?;
        assert_eq!(row.1.greeting, "Dear bo@b", "whoever reads it");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn relationships_have_hooks_and_rules_too() {
    mapped(async |db| {
        let driver = db.driver();
        MEMBERS.save_all(driver, &[member("a@b", 30), member("c@d", 30)]).await?;
        let from = || Member::INVITED.of("a@b");
        from().connect(driver, "c@d", &invites(27)).await?;
        let guests = async || Ok::<_, Error>(from().all(driver).await?.remove(0).0);
        assert_eq!(guests().await?, Invites { guests: 20, is_loaded: true });
        let none = from().connect(driver, "c@d", &invites(7)).await.unwrap_err();
        assert_eq!(faults(&none), [(None, Some("guests"), "somebody is invited")], "rules see what the hook has made");
        let rows = [("a@b", "c@d", invites(35)), ("c@d", "a@b", invites(3))];
        let none = Member::INVITED.connect_all(driver, rows).await.unwrap_err();
        assert_eq!(faults(&none), [(Some(1), Some("guests"), "somebody is invited")]);
        let none = from().replace(driver, ["c@d"], [("c@d", invites(1))]).await.unwrap_err();
        assert_eq!(faults(&none), [(Some(0), Some("guests"), "somebody is invited")]);
        assert_eq!(guests().await?.guests, 20, "nothing was written of anything");
        let replaced = from().replace(driver, ["c@d"], [("c@d", invites(48))]).await?;
        assert_eq!((replaced.connected, guests().await?.guests), (1, 40));
        Ok(())
    })
    .await;
}
