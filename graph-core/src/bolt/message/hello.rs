//! HELLO and LOGON: what opens a connection.

use super::{AuthToken, NotificationFilter, Request};
use crate::bolt::wire::structure::{Dialect, Unencodable};
use crate::bolt::wire::version::{Feature, Version};
use crate::packstream::Writer;

/// What the driver says of itself; the server logs it.
#[derive(Debug, Clone)]
pub struct BoltAgent {
    /// The product and its version.
    pub product: Box<str>,
    /// The operating system and processor.
    pub platform: Box<str>,
    /// The language and its version.
    pub language: Box<str>,
}

/// The first message. Before Bolt 5.1 it carries the credentials too.
#[derive(Debug)]
pub struct Hello<'a> {
    /// The application's name and version, or the driver's.
    pub user_agent: &'a str,
    /// What the driver says of itself.
    pub bolt_agent: &'a BoltAgent,
    /// The credentials, for versions without LOGON.
    pub auth: &'a AuthToken,
    /// The routing context: `Some`, and perhaps empty, when the client routes.
    pub routing: Option<&'a [(Box<str>, Box<str>)]>,
    /// The driver's notification filter.
    pub notifications: &'a NotificationFilter,
}

impl Request for Hello<'_> {
    fn write(&self, writer: &mut Writer<'_>, version: Version, dialect: Dialect) -> Result<(), Unencodable> {
        let credentials = !version.has(Feature::Logon);
        let filter = version.has(Feature::NotificationFilter);
        let agent = version.has(Feature::BoltAgent);
        let patch = !version.has(Feature::UtcDateTimes);
        writer.structure(0x01, 1);
        writer.map(
            1 + if credentials { self.auth.entries() } else { 0 }
                + if filter { self.notifications.entries() } else { 0 }
                + usize::from(agent)
                + usize::from(patch)
                + usize::from(self.routing.is_some()),
        )?;
        writer.string("user_agent")?;
        writer.string(self.user_agent)?;
        if credentials {
            self.auth.write_entries(writer, dialect)?;
        }
        if filter {
            self.notifications.write_entries(writer, version)?;
        }
        if agent {
            self.write_agent(writer)?;
        }
        if patch {
            writer.string("patch_bolt")?;
            writer.list(1)?;
            writer.string("utc")?;
        }
        if let Some(context) = self.routing {
            writer.string("routing")?;
            super::write_context(writer, context)?;
        }
        Ok(())
    }
}

impl Hello<'_> {
    fn write_agent(&self, writer: &mut Writer<'_>) -> Result<(), Unencodable> {
        writer.string("bolt_agent")?;
        writer.map(3)?;
        for (key, text) in [
            ("product", &self.bolt_agent.product),
            ("platform", &self.bolt_agent.platform),
            ("language", &self.bolt_agent.language),
        ] {
            writer.string(key)?;
            writer.string(text)?;
        }
        Ok(())
    }
}

/// The credentials, from Bolt 5.1 on.
#[derive(Debug)]
pub struct Logon<'a> {
    /// The credentials.
    pub auth: &'a AuthToken,
}

impl Request for Logon<'_> {
    fn write(&self, writer: &mut Writer<'_>, _: Version, dialect: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x6A, 1);
        writer.map(self.auth.entries())?;
        self.auth.write_entries(writer, dialect)
    }
}
