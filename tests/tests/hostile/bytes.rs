//! What hostile servers say.

/// Puts a message into chunks.
pub(crate) fn chunked(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in message.chunks(usize::from(u16::MAX)) {
        out.extend(u16::try_from(chunk.len()).expect("a chunk is that short").to_be_bytes());
        out.extend(chunk);
    }
    out.extend([0, 0]);
    out
}

/// A SUCCESS with whatever stands in place of its metadata.
pub(crate) fn success(meta: &[u8]) -> Vec<u8> {
    chunked(&[&[0xB1, 0x70], meta].concat())
}

/// A RECORD with whatever stands in place of its one field.
pub(crate) fn record(field: &[u8]) -> Vec<u8> {
    chunked(&[&[0xB1, 0x71, 0x91], field].concat())
}

/// A null inside so many of what `opening` opens.
pub(crate) fn nested(opening: &[u8], levels: usize) -> Vec<u8> {
    let mut bytes = opening.repeat(levels);
    bytes.push(0xC0);
    bytes
}
