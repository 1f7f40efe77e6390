//! Agreeing on a protocol version: the classic four proposals and the manifest that newer servers answer with.
//!
//! After the [handshake specification](https://neo4j.com/docs/bolt/current/bolt/handshake/).

use super::version::{SUPPORTED, Version, VersionRange};

const MAGIC: [u8; 4] = [0x60, 0x60, 0xB0, 0x17];
const MANIFEST_V1: [u8; 4] = [0x00, 0x00, 0x01, 0xFF];
/// More ranges than any server could have versions; a longer manifest is refused.
const MAX_RANGES: u64 = 256;

/// The first bytes of every connection: the magic and four proposals, the manifest first.
///
/// Bolt 6 is negotiated by manifest alone, so the classic proposals are 5.x and 4.4.
pub const HELLO_BYTES: [u8; 20] = {
    let [_, five, four] = SUPPORTED;
    let proposals = [MANIFEST_V1, proposal(five), proposal(four), [0; 4]];
    let mut bytes = [0; 20];
    let mut at = 0;
    while at < 4 {
        bytes[at] = MAGIC[at];
        let mut byte = 0;
        while byte < 4 {
            bytes[4 + at * 4 + byte] = proposals[at][byte];
            byte += 1;
        }
        at += 1;
    }
    bytes
};

const fn proposal(range: VersionRange) -> [u8; 4] {
    [0, range.newest_minor - range.oldest_minor, range.newest_minor, range.major]
}

/// What both sides agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The version to speak.
    pub version: Version,
    /// What must be sent before the first message; empty after a classic answer.
    pub reply: Vec<u8>,
}

/// Why there is no agreement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The server speaks none of the driver's versions.
    #[error("the server speaks none of Bolt 4.4, 5.0 to 5.8, 6.0 and 6.1")]
    NoCommonVersion,
    /// The server chose a version that was not proposed.
    #[error("the server chose Bolt {0}, which was not proposed")]
    NotProposed(Version),
    /// The port speaks HTTP.
    #[error("the server answers in HTTP; the Bolt port is another one, 7687 by default")]
    Http,
    /// The port speaks TLS.
    #[error("the server answers in TLS; connect to it by `bolt+s://` or `neo4j+s://`")]
    Tls,
    /// The answer is no handshake at all.
    #[error("the server's answer {0:02X?} is no Bolt handshake")]
    NotBolt([u8; 4]),
    /// The manifest is longer than any server's could be.
    #[error("the server's version manifest is malformed")]
    Manifest,
}

/// Reads the server's answer from all bytes received so far; `None` asks for more.
///
/// # Errors
/// [`HandshakeError`] as soon as the bytes cannot become an agreement.
pub fn agree(received: &[u8]) -> Result<Option<Agreement>, HandshakeError> {
    let Some((answer, rest)) = received.split_first_chunk::<4>() else { return Ok(None) };
    match *answer {
        MANIFEST_V1 => manifest(rest),
        [0, 0, 0, 0] => Err(HandshakeError::NoCommonVersion),
        [b'H', b'T', b'T', b'P'] => Err(HandshakeError::Http),
        // The head of a record with an alert: TLS answers what is no handshake of its own.
        [0x15, 3, ..] => Err(HandshakeError::Tls),
        [0, 0, minor, major] => {
            let version = Version::new(major, minor);
            // Bolt 6 is agreed by manifest alone.
            if major >= 6 || !version.is_supported() {
                return Err(HandshakeError::NotProposed(version));
            }
            Ok(Some(Agreement { version, reply: Vec::new() }))
        }
        other => Err(HandshakeError::NotBolt(other)),
    }
}

/// Reads a manifest: the count of ranges, the ranges, and the capabilities, counts and capabilities in base 128.
fn manifest(bytes: &[u8]) -> Result<Option<Agreement>, HandshakeError> {
    let Some((count, mut rest)) = base_128(bytes)? else { return Ok(None) };
    if count > MAX_RANGES {
        return Err(HandshakeError::Manifest);
    }
    let mut offered = Vec::new();
    for _ in 0..count {
        let Some((range, after)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let [_, minors, newest_minor, major] = *range;
        offered.push(VersionRange { major, newest_minor, oldest_minor: newest_minor.saturating_sub(minors) });
        rest = after;
    }
    if base_128(rest)?.is_none() {
        return Ok(None);
    }
    let version = best(&offered).ok_or(HandshakeError::NoCommonVersion)?;
    // The chosen version, and no capability.
    let reply = vec![0, 0, version.minor, version.major, 0];
    Ok(Some(Agreement { version, reply }))
}

fn best(offered: &[VersionRange]) -> Option<Version> {
    SUPPORTED
        .iter()
        .flat_map(|range| (range.oldest_minor..=range.newest_minor).rev().map(|minor| Version::new(range.major, minor)))
        .find(|version| offered.iter().any(|range| range.contains(*version)))
}

/// Reads a number in base 128, least significant group first, and returns what follows it.
fn base_128(bytes: &[u8]) -> Result<Option<(u64, &[u8])>, HandshakeError> {
    let mut number = 0_u64;
    let mut rest = bytes;
    for shift in (0..63).step_by(7) {
        let Some((byte, after)) = rest.split_first() else { return Ok(None) };
        number |= u64::from(byte & 0x7F) << shift;
        rest = after;
        if byte & 0x80 == 0 {
            return Ok(Some((number, rest)));
        }
    }
    Err(HandshakeError::Manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposals_are_manifest_then_five_then_four() {
        assert_eq!(HELLO_BYTES, [0x60, 0x60, 0xB0, 0x17, 0, 0, 1, 0xFF, 0, 8, 8, 5, 0, 0, 4, 4, 0, 0, 0, 0]);
    }

    #[test]
    fn a_classic_answer_is_the_version() {
        for minor in 0..=8 {
            let agreed = agree(&[0, 0, minor, 5]).expect("supported").expect("complete");
            assert_eq!(agreed, Agreement { version: Version::new(5, minor), reply: Vec::new() });
        }
        assert_eq!(agree(&[0, 0, 4, 4]).expect("supported").expect("complete").version, Version::new(4, 4));
    }

    #[test]
    fn answers_that_are_no_agreement_say_why() {
        assert_eq!(agree(&[0, 0, 0, 0]), Err(HandshakeError::NoCommonVersion));
        assert_eq!(agree(b"HTTP/1.1 400"), Err(HandshakeError::Http));
        assert_eq!(agree(&[0, 0, 3, 4]), Err(HandshakeError::NotProposed(Version::new(4, 3))));
        assert_eq!(agree(&[0, 0, 9, 5]), Err(HandshakeError::NotProposed(Version::new(5, 9))));
        assert_eq!(agree(&[0, 0, 0, 6]), Err(HandshakeError::NotProposed(Version::new(6, 0))));
        assert_eq!(agree(&[1, 2, 3, 4]), Err(HandshakeError::NotBolt([1, 2, 3, 4])));
    }

    #[test]
    fn a_manifest_is_read_from_any_split_and_answered_with_the_best_version() {
        let answer = [0, 0, 1, 0xFF, 3, 0, 1, 1, 6, 0, 8, 8, 5, 0, 2, 4, 4, 0x81, 0x00];
        for cut in 0..answer.len() {
            assert_eq!(agree(&answer[..cut]), Ok(None), "cut at {cut}");
        }
        let agreed = agree(&answer).expect("supported").expect("complete");
        assert_eq!(agreed, Agreement { version: Version::new(6, 1), reply: vec![0, 0, 1, 6, 0] });
    }

    #[test]
    fn a_manifest_of_newer_and_older_versions_only_is_no_agreement() {
        assert_eq!(agree(&[0, 0, 1, 0xFF, 2, 0, 0, 0, 7, 0, 3, 3, 4, 0]), Err(HandshakeError::NoCommonVersion));
    }

    #[test]
    fn an_endless_manifest_is_refused() {
        assert_eq!(agree(&[0, 0, 1, 0xFF, 0xFF, 0xFF, 0x7F]), Err(HandshakeError::Manifest));
        assert_eq!(agree(&[[0, 0, 1, 0xFF].as_slice(), &[0x80; 12]].concat()), Err(HandshakeError::Manifest));
    }
}
