//! What one connection of the suite has made, and who does its requests.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use graph_core::{BookmarkManager, Driver};
use serde_json::json;
use tokio::sync::mpsc;

use crate::auth::{Kind, Manager};
use crate::clock::Clock;
use crate::failure::{self, Failure};
use crate::features::FEATURES;
use crate::skips::{self, Plan};
use crate::wire::{Request, Wire};
use crate::{bookmarks, drivers, options, session};

/// The drivers, sessions and so on of one connection of the suite.
pub(crate) struct Desk {
    pub(crate) wire: Arc<Wire>,
    drivers: RefCell<HashMap<String, Driver>>,
    /// Each session is served by a task of its own.
    sessions: RefCell<HashMap<String, mpsc::UnboundedSender<Request>>>,
    /// The session of each transaction and result.
    session_of: RefCell<HashMap<String, String>>,
    failures: RefCell<HashMap<String, Failure>>,
    bookmark_managers: RefCell<HashMap<String, Arc<dyn BookmarkManager>>>,
    auth_managers: RefCell<HashMap<String, Manager>>,
    clock: RefCell<Option<Rc<Clock>>>,
}

impl Desk {
    pub(crate) fn new(wire: Arc<Wire>) -> Self {
        Self {
            wire,
            drivers: RefCell::default(),
            sessions: RefCell::default(),
            session_of: RefCell::default(),
            failures: RefCell::default(),
            bookmark_managers: RefCell::default(),
            auth_managers: RefCell::default(),
            clock: RefCell::default(),
        }
    }

    /// Does what the suite asks until it goes.
    pub(crate) async fn serve(self) {
        let desk = Rc::new(self);
        while let Some(request) = desk.wire.next().await {
            desk.wire.owe();
            if let Err(failure) = desk.serve_one(request).await {
                failure::answer(&desk, failure);
            }
            desk.wire.settled().await;
        }
    }

    async fn serve_one(self: &Rc<Self>, request: Request) -> Result<(), Failure> {
        match request.name.as_str() {
            "GetFeatures" => self.wire.answer("FeatureList", json!({"features": FEATURES})),
            "StartTest" => self.start(skips::plan(request.text("testName"))),
            "StartSubTest" => self.start(skips::plan_part(&request.data["subtestArguments"])),
            "NewDriver" => {
                let driver = drivers::build(self, &request)?;
                let id = self.wire.new_id();
                self.drivers.borrow_mut().insert(id.clone(), driver);
                self.wire.answer("Driver", json!({"id": id}));
            }
            "NewSession" => {
                let opened = drivers::open_session(self, &request)?;
                let (to_session, inbox) = mpsc::unbounded_channel();
                let id = self.wire.new_id();
                self.sessions.borrow_mut().insert(id.clone(), to_session);
                let seat = session::Seat::new(Rc::clone(self), id.clone(), inbox);
                tokio::task::spawn_local(session::serve(seat, opened));
                self.wire.answer("Session", json!({"id": id}));
            }
            "NewBookmarkManager" => {
                let id = self.wire.new_id();
                let manager = bookmarks::new_manager(&self.wire, &id, &request);
                self.bookmark_managers.borrow_mut().insert(id.clone(), Arc::new(manager));
                self.wire.answer("BookmarkManager", json!({"id": id}));
            }
            "BookmarkManagerClose" => {
                self.bookmark_managers.borrow_mut().remove(request.text("id"));
                self.wire.answer("BookmarkManager", json!({"id": request.text("id")}));
            }
            "NewClientCertificateProvider" => {
                self.wire.answer("ClientCertificateProvider", json!({"id": self.wire.new_id()}));
            }
            "ClientCertificateProviderClose" => {
                self.wire.answer("ClientCertificateProvider", json!({"id": request.text("id")}));
            }
            "NewAuthTokenManager" => self.new_auth_manager(Kind::Custom),
            "NewBasicAuthTokenManager" => self.new_auth_manager(Kind::Basic),
            "NewBearerAuthTokenManager" => self.new_auth_manager(Kind::Bearer),
            "AuthTokenManagerClose" => {
                self.auth_managers.borrow_mut().remove(request.text("id"));
                self.wire.answer("AuthTokenManager", json!({"id": request.text("id")}));
            }
            "FakeTimeInstall" | "FakeTimeTick" | "FakeTimeUninstall" => self.set_clock(&request).await,
            name if name.starts_with("Session") || name.starts_with("Retryable") => {
                self.pass_on(request.text("sessionId").to_owned(), request)?;
            }
            name if name.starts_with("Transaction") => self.pass_on(self.session_of(request.text("txId")), request)?,
            name if name.starts_with("Result") => self.pass_on(self.session_of(request.text("resultId")), request)?,
            _ => {
                let (name, data) = drivers::serve(self, &request).await?;
                self.wire.answer(name, data);
            }
        }
        Ok(())
    }

    fn start(&self, plan: Plan) {
        match plan {
            Plan::Whole => self.wire.answer("RunTest", json!({})),
            Plan::ByPart => self.wire.answer("RunSubTests", json!({})),
            Plan::Skipped(reason) => self.wire.answer("SkipTest", json!({"reason": reason})),
        }
    }

    fn new_auth_manager(&self, kind: Kind) {
        let id = self.wire.new_id();
        self.auth_managers.borrow_mut().insert(id.clone(), Manager::new(&self.wire, kind, &id));
        self.wire.answer(kind.name(), json!({"id": id}));
    }

    async fn set_clock(&self, request: &Request) {
        match request.name.as_str() {
            "FakeTimeInstall" => *self.clock.borrow_mut() = Some(Rc::new(Clock::stop())),
            "FakeTimeUninstall" => *self.clock.borrow_mut() = None,
            _ => {
                let clock = self.clock.borrow().clone();
                if let (Some(clock), Some(time)) = (clock, options::milliseconds(&request.data["incrementMs"])) {
                    clock.tick(time).await;
                }
            }
        }
        self.wire.answer("FakeTimeAck", json!({}));
    }

    fn session_of(&self, thing: &str) -> String {
        self.session_of.borrow().get(thing).cloned().unwrap_or_default()
    }

    /// Gives a request to the session that it is about.
    fn pass_on(&self, session: String, request: Request) -> Result<(), Failure> {
        let sent = match self.sessions.borrow().get(&session) {
            Some(to_session) => to_session.send(request).map_err(|unsent| unsent.0),
            None => Err(request),
        };
        match sent {
            Ok(()) => Ok(()),
            Err(request) => Err(Failure::of_closed_session(&request.name)),
        }
    }

    /// Notes whose transaction or result it is, and returns its new identifier.
    pub(crate) fn new_thing_of(&self, session: &str) -> String {
        let id = self.wire.new_id();
        self.session_of.borrow_mut().insert(id.clone(), session.to_owned());
        id
    }

    pub(crate) fn forget_session(&self, session: &str) {
        self.sessions.borrow_mut().remove(session);
    }

    pub(crate) fn keep_failure(&self, failure: Failure) -> String {
        let id = self.wire.new_id();
        self.failures.borrow_mut().insert(id.clone(), failure);
        id
    }

    /// Returns a failure that the suite was told of; one of the suite's own code where it names none.
    pub(crate) fn failure(&self, id: &str) -> Failure {
        self.failures.borrow().get(id).cloned().unwrap_or(Failure::Frontend)
    }

    pub(crate) fn driver(&self, request: &Request) -> Result<Driver, Failure> {
        let drivers = self.drivers.borrow();
        drivers.get(request.text("driverId")).cloned().ok_or_else(|| Failure::Backend("no such driver".to_owned()))
    }

    pub(crate) fn bookmark_manager(&self, id: &str) -> Option<Arc<dyn BookmarkManager>> {
        self.bookmark_managers.borrow().get(id).cloned()
    }

    pub(crate) fn auth_manager(&self, id: &str) -> Option<Manager> {
        self.auth_managers.borrow().get(id).cloned()
    }
}
