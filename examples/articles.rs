//! Edits articles that others edit too: generated keys, versions, stamps, rules, and deletions that are taken back.
//!
//!     cargo run --example articles

use std::process::ExitCode;

use graph_examples::Output;
use graph_orm::Driver;
use graph_orm::entity::{Convert, Invalid};
use graph_orm::prelude::*;
use graph_orm::repository::{StaleVersion, Staleness};
use graph_orm::value::DateTime;

#[derive(Node, Clone)]
#[graph(label = "ArticlesExample", before_save = tidy)]
struct Article {
    /// Empty for a new article, which gets a UUID.
    #[graph(key, generated)]
    id: String,
    #[graph(validate = some_words)]
    title: String,
    #[graph(validate = some_words)]
    text: String,
    #[graph(with = InOneText)]
    tags: Vec<String>,
    /// 0 for a new article.
    #[graph(version)]
    version: u32,
    #[graph(created)]
    created: Option<DateTime>,
    #[graph(updated)]
    updated: Option<DateTime>,
    #[graph(soft_delete)]
    deleted: Option<DateTime>,
}

/// Stores tags as one text, which a full-text index would find words in.
struct InOneText;

impl Convert<Vec<String>> for InOneText {
    type Stored = String;
    type Error = &'static str;

    fn to_stored(tags: &Vec<String>) -> Result<String, Self::Error> {
        if tags.iter().any(|tag| tag.contains(' ')) { Err("a tag is one word") } else { Ok(tags.join(" ")) }
    }

    fn from_stored(text: String) -> Result<Vec<String>, Self::Error> {
        Ok(text.split_whitespace().map(str::to_owned).collect())
    }
}

fn tidy(article: &mut Article) {
    article.title = article.title.trim().to_owned();
}

fn some_words(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it has no words") } else { Ok(()) }
}

impl Article {
    fn new(title: &str, text: &str, tags: &[&str]) -> Self {
        Self {
            id: String::new(),
            title: title.to_owned(),
            text: text.to_owned(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            version: 0,
            created: None,
            updated: None,
            deleted: None,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("ArticlesExample", articles).await
}

pub(crate) async fn articles(driver: &Driver, database: &str, out: &Output) -> Result<(), graph_examples::Error> {
    let articles = Repository::<Article>::new();
    let mut session = driver.session().database(database).open();

    // What the rules of the type say is an error before anything is sent, all of it at once.
    match articles.save(&mut session, &Article::new("  ", "", &[])).await {
        Err(error) if error.custom_ref::<Invalid>().is_some() => writeln!(out, "{error}"),
        saved => drop(saved?),
    }

    let mine = articles.save(&mut session, &Article::new(" Graphs ", "Nodes.", &["maths", "data"])).await?;
    writeln!(out, "{:?} is version {} of {}", mine.title, mine.version, mine.id);
    let theirs = Article { text: format!("{} And relationships.", mine.text), ..mine.clone() };
    let theirs = articles.save(&mut session, &theirs).await?;
    writeln!(out, "Somebody wrote version {}: {}", theirs.version, theirs.text);

    // `mine` is what it was before that, and is not written over it.
    let mut edited = Article { title: "Graphs everywhere".to_owned(), ..mine };
    while let Err(error) = articles.save(&mut session, &edited).await {
        match error.custom_ref::<StaleVersion>().map(StaleVersion::staleness) {
            Some(Staleness::Changed) => writeln!(out, "{error}"),
            Some(Staleness::Gone) | None => return Err(error.into()),
        }
        let now = articles.find(&mut session, &edited.id).await?.ok_or("somebody deleted the article")?;
        edited = Article { title: edited.title, ..now };
    }
    let now = articles.find(&mut session, &edited.id).await?.ok_or("somebody deleted the article")?;
    writeln!(out, "Version {} is {:?}: {}", now.version, now.title, now.text);
    let is_later = now.updated >= now.created;
    writeln!(out, "Its tags are {}; it was changed after it was created: {is_later}", now.tags.join(", "));

    articles.delete(&mut session, &now.id).await?;
    let all = Article::with_deleted().all(&mut session).await?;
    let gone = all.iter().filter(|article| article.deleted.is_some()).count();
    writeln!(out, "After its deletion there are {} articles, and {gone} deleted.", articles.count(&mut session).await?);
    articles.restore(&mut session, &now.id).await?;
    writeln!(out, "After its return there are {}.", articles.count(&mut session).await?);
    session.close();
    Ok(())
}
