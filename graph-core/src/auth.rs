//! Who connections act as, and how that changes while a driver lives.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::bolt::message::AuthToken;
use crate::error::Error;

/// A future in a box.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Gives the credentials that a driver's connections act with, which may change while the driver lives.
///
/// A connection whose token is no longer the manager's is authenticated anew when it is next used (LOGOFF and LOGON,
/// sent together with the work), or replaced where the server cannot do that (before Bolt 5.1).
///
/// [`expiring_basic`] and [`bearer`] are managers for the usual cases.
pub trait AuthManager: fmt::Debug + Send + Sync + 'static {
    /// Returns the token to act with now. It is asked whenever a connection is taken, so keep the token at hand.
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<AuthToken, Error>> + Send + '_>>;

    /// Learns that the server refused a connection that acted with `token`, and tells whether a retry makes sense.
    ///
    /// It is called on the way of the error to the application; do not block in it.
    fn handle_security_exception(&self, token: &AuthToken, error: &Error) -> Handled;
}

/// What an [`AuthManager`] makes of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The next token may be accepted: managed transactions run again.
    Retry,
    /// The error is the application's.
    GiveUp,
}

/// A token and how long it is good for.
#[derive(Debug, Clone)]
pub struct ExpiringToken {
    token: AuthToken,
    expires_in: Option<Duration>,
}

impl ExpiringToken {
    /// Makes a token that the server alone ends.
    pub const fn lasting(token: AuthToken) -> Self {
        Self { token, expires_in: None }
    }

    /// Makes a token that is replaced after this time.
    pub const fn for_time(token: AuthToken, time: Duration) -> Self {
        Self { token, expires_in: Some(time) }
    }
}

/// Returns a manager for passwords that change: `provide` is asked for the token at first, and again after the server
/// refused it.
///
/// ```
/// use graph_core::{AuthToken, Driver, auth};
///
/// let manager = auth::expiring_basic(|| async { Ok(AuthToken::basic("neo4j", "today's password")) });
/// let driver = Driver::builder("bolt://localhost").auth_manager(manager).build()?;
/// # Ok::<(), graph_core::Error>(())
/// ```
pub fn expiring_basic<P, F>(provide: P) -> impl AuthManager
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<AuthToken, Error>> + Send + 'static,
{
    let provide = move || {
        let token = provide();
        async move { token.await.map(ExpiringToken::lasting) }
    };
    Caching::new(provide, &["Neo.ClientError.Security.Unauthorized"])
}

/// Returns a manager for bearer tokens: `provide` is asked at first, when a token's time is over, and after the server
/// refused it.
///
/// ```
/// use std::time::Duration;
/// use graph_core::auth::{self, ExpiringToken};
/// use graph_core::{AuthToken, Driver};
///
/// async fn token_of_the_provider() -> (String, Duration) {
///     // Asks the single sign-on provider.
/// #   (String::from("a token"), Duration::from_secs(3600))
/// }
///
/// let manager = auth::bearer(|| async {
///     let (token, lifetime) = token_of_the_provider().await;
///     // Replaced a little before the provider's time is over.
///     Ok(ExpiringToken::for_time(AuthToken::bearer(token), lifetime.saturating_sub(Duration::from_secs(10))))
/// });
/// let driver = Driver::builder("neo4j://localhost").auth_manager(manager).build()?;
/// # Ok::<(), graph_core::Error>(())
/// ```
pub fn bearer<P, F>(provide: P) -> impl AuthManager
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<ExpiringToken, Error>> + Send + 'static,
{
    Caching::new(provide, &["Neo.ClientError.Security.TokenExpired", "Neo.ClientError.Security.Unauthorized"])
}

/// Keeps a token until its time is over or the server refuses it.
struct Caching<P> {
    provide: P,
    handled: &'static [&'static str],
    kept: Mutex<Option<Kept>>,
    /// One task at a time asks the provider; the others wait for its answer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    token: AuthToken,
    until: Option<Instant>,
}

impl<P> Caching<P> {
    const fn new(provide: P, handled: &'static [&'static str]) -> Self {
        Self { provide, handled, kept: Mutex::new(None), asking: tokio::sync::Mutex::const_new(()) }
    }

    fn current(&self) -> Option<AuthToken> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        kept.until.is_none_or(|until| Instant::now() < until).then(|| kept.token.clone())
    }
}

impl<P, F> AuthManager for Caching<P>
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<ExpiringToken, Error>> + Send + 'static,
{
    fn token(&self) -> BoxFuture<'_, Result<AuthToken, Error>> {
        Box::pin(async move {
            if let Some(token) = self.current() {
                return Ok(token);
            }
            let _turn = self.asking.lock().await;
            if let Some(token) = self.current() {
                return Ok(token);
            }
            let fresh = (self.provide)().await?;
            // A time beyond any clock is none.
            let until = fresh.expires_in.and_then(|time| Instant::now().checked_add(time));
            let kept = Kept { token: fresh.token.clone(), until };
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
            Ok(fresh.token)
        })
    }

    fn handle_security_exception(&self, token: &AuthToken, error: &Error) -> Handled {
        if !error.code().is_some_and(|code| self.handled.contains(&code)) {
            return Handled::GiveUp;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_some_and(|kept| kept.token == *token) {
            *kept = None;
        }
        Handled::Retry
    }
}

impl<P> fmt::Debug for Caching<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthManager").field("handles", &self.handled).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::bolt::Dialect;
    use crate::bolt::message::{Meta, ServerFailure};

    fn refused(code: &str) -> Error {
        let mut failure = ServerFailure::read(Meta::new(&[0xA0]), Dialect::NEWEST);
        failure.code = code.to_owned();
        Error::of_server(failure)
    }

    fn counting(expires_in: Option<Duration>) -> (impl AuthManager, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let manager = bearer(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { Ok(ExpiringToken { token: AuthToken::bearer(number.to_string()), expires_in }) }
        });
        (manager, asked)
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_kept_until_its_time_is_over() {
        let (manager, asked) = counting(Some(Duration::from_secs(10)));
        for (passed, expected) in [(0, "0"), (9, "0"), (1, "1"), (9, "1")] {
            tokio::time::advance(Duration::from_secs(passed)).await;
            assert_eq!(manager.token().await.expect("provided"), AuthToken::bearer(expected));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_token_may_be_good_for_longer_than_any_clock_tells() {
        let (manager, _) = counting(Some(Duration::MAX));
        assert_eq!(manager.token().await.expect("provided"), AuthToken::bearer("0"));
    }

    #[tokio::test]
    async fn a_refusal_of_the_kept_token_drops_it_and_one_of_an_older_does_not() {
        let (manager, asked) = counting(None);
        let first = manager.token().await.expect("provided");
        let expired = refused("Neo.ClientError.Security.TokenExpired");
        assert_eq!(manager.handle_security_exception(&first, &expired), Handled::Retry);
        manager.token().await.expect("provided");
        assert_eq!(manager.handle_security_exception(&first, &expired), Handled::Retry);
        manager.token().await.expect("provided");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        let other = refused("Neo.ClientError.Security.Forbidden");
        assert_eq!(manager.handle_security_exception(&first, &other), Handled::GiveUp);
    }
}
