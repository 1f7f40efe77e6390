//! uuid and url.

use graph_core::value;
use url::Url;
use uuid::Uuid;

use super::{decoded, same};

const TEXT: &str = "f47ac10b-58cc-4372-a567-0e02b2c3d479";

#[test]
fn a_uuid_is_a_text_and_reads_native_ones_too() {
    let uuid: Uuid = TEXT.parse().expect("a UUID");
    same(&uuid, &TEXT);
    let native = value::Uuid::from(uuid);
    assert_eq!(decoded(&native), Ok(uuid));
    assert_eq!((Uuid::from(native), native.to_string().as_str()), (uuid, TEXT));
    assert!(decoded::<Uuid>(&"f47ac10b").is_err());
    assert_eq!(decoded::<Uuid>(&1), Err("expected UUID, found INTEGER".to_owned()));
}

#[test]
fn a_url_is_its_text() {
    let url: Url = "https://example.org/a?b=c#d".parse().expect("a URL");
    same(&url, &"https://example.org/a?b=c#d");
    let error = decoded::<Url>(&"hunter2").expect_err("no URL");
    assert_eq!(error, "the STRING is no URL: relative URL without a base");
}
