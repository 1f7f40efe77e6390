//! The calls of a driver that do no work, dropped after every number of polls.

use graph_core::{AuthToken, Driver, Error};
use graph_tests::polls::{Drop, dropped_after};
use graph_tests::works::Mark;

use crate::matrix::{Line, Place, numbers_of_polls, within};

/// A call of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    VerifyConnectivity,
    VerifyAuth,
    ServerInfo,
    /// Of a driver with an idle connection.
    Close,
}

impl Call {
    const ALL: [Self; 4] = [Self::VerifyConnectivity, Self::VerifyAuth, Self::ServerInfo, Self::Close];

    async fn run(self, driver: &Driver) -> Result<(), Error> {
        match self {
            Self::VerifyConnectivity => driver.verify_connectivity().await,
            Self::VerifyAuth => driver.verify_authentication(&AuthToken::basic("ann", "secret")).await.map(drop),
            Self::ServerInfo => driver.server_info().await.map(drop),
            Self::Close => {
                driver.close().await;
                Ok(())
            }
        }
    }
}

pub(crate) async fn survive_drops() {
    let mark = Mark::new(0);
    for line in [Line::Plain, Line::Trickling] {
        let place = Place::open(line).await;
        for call in Call::ALL {
            for when in [Drop::Pending, Drop::Woken] {
                let mut points = 0;
                for polls in numbers_of_polls() {
                    let context = format!("{line:?}, {call:?}, dropped {when:?} after {polls} polls");
                    let driver = place.driver("neo4j");
                    if call == Call::Close {
                        driver.verify_connectivity().await.expect("it answers");
                    }
                    let outcome = within(&context, dropped_after(polls, when, call.run(&driver))).await;
                    if call == Call::Close {
                        // What is closed is done with, so that another driver has the place to itself.
                        within(&context, driver.close()).await;
                        place.is_unharmed(&place.driver("bolt"), mark, &context).await;
                    } else {
                        place.is_unharmed(&driver, mark, &context).await;
                        within(&context, driver.close()).await;
                    }
                    if let Some(outcome) = outcome {
                        outcome.unwrap_or_else(|error| panic!("{context}: {error:?}"));
                        break;
                    }
                    points += 1;
                }
                println!("{line:?}, {call:?}, {when:?}: {points} points");
            }
        }
    }
}
