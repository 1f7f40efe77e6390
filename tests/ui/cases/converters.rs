//! A converter converts the field's own type, and nothing that is compared or kept by the mapper.

use graph_orm::entity::Convert;
use graph_orm::prelude::*;

struct AsText;

impl Convert<u8> for AsText {
    type Stored = String;
    type Error = String;

    fn to_stored(number: &u8) -> Result<String, String> {
        Ok(number.to_string())
    }

    fn from_stored(text: String) -> Result<u8, String> {
        text.parse().map_err(|_| "no number".to_owned())
    }
}

#[derive(Node)]
struct Options {
    #[graph(key, with = AsText)]
    id: u8,
    #[graph(version, with = AsText)]
    version: u8,
    #[graph(with = AsText, json)]
    both: u8,
    #[graph(with = AsText, skip)]
    skipped: u8,
    #[graph(with)]
    nothing: u8,
    #[graph(jsn)]
    misspelt: u8,
}

#[derive(Node)]
struct AnotherType {
    #[graph(key)]
    id: u8,
    #[graph(with = AsText)]
    other: u16,
}

#[derive(Node)]
struct Fine {
    #[graph(key)]
    id: u8,
    #[graph(with = AsText)]
    text: Option<u8>,
}

fn main() {
    let _ = Fine::node().filter(Fine::TEXT.eq(7));
}
