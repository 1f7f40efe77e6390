//! Versions: how often an entity was written, so that nobody writes over what he has not seen.

use super::Entity;

/// A type whose entities count how often they were written, in the field marked `#[graph(version)]`.
///
/// What was loaded is written only while the database has it in the version that was loaded; else it is a
/// [`StaleVersion`](crate::repository::StaleVersion). What knows a key alone looks at no version: `patch` and `delete` write
/// what is there. [`if_unchanged`](crate::repository::Patch::if_unchanged) and
/// [`delete_unchanged`](crate::Repository::delete_unchanged) do look. A patch counts like any other write.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::repository::StaleVersion;
///
/// #[derive(Node)]
/// struct Article {
///     #[graph(key)]
///     title: String,
///     text: String,
///     /// 0 for an article that is new.
///     #[graph(version)]
///     version: i64,
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let articles = Repository::<Article>::new();
/// let new = Article { title: "Rust".into(), text: "…".into(), version: 0 };
/// let mut article = articles.save(&driver, &new).await?;
/// assert_eq!(article.version, 1);
/// article.text.push_str("…");
/// match articles.save(&driver, &article).await {
///     Ok(article) => assert_eq!(article.version, 2),
///     Err(error) if error.custom_ref::<StaleVersion>().is_some() => println!("somebody was faster"),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no version",
    label = "nothing tells whether it changed meanwhile",
    note = "mark an integer field of it with `#[graph(version)]`"
)]
pub trait Versioned: Entity {}

/// A number that can be a version.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no version",
    label = "a version is an integer",
    note = "use an `i64`, or another integer type"
)]
pub trait VersionNumber: Copy {
    /// Returns the number as the database has it.
    fn number(self) -> i64;
}

macro_rules! numbers {
    ($($integer:ty),+) => {$(
        impl VersionNumber for $integer {
            fn number(self) -> i64 {
                // No version comes near the end of a number.
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

numbers!(i32, i64, u32, u64);
