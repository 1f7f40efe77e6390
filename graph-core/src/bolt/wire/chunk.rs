//! Framing: messages to chunks and back, in place.
//!
//! A message travels as chunks, each with its length in two bytes, and ends with an empty chunk; an empty chunk
//! between messages means nothing and keeps the connection alive.

use std::fmt;
use std::ops::Range;

/// The largest chunk that two bytes can tell.
const MAX_CHUNK: usize = 0xFFFF;
/// How much an idle connection's buffer holds, 64 KiB: few reads for long results, little memory for many connections.
const IDLE_CAPACITY: usize = 64 * 1024;
/// How much a buffer grows to while messages stream in, 256 KiB, unless a single message is larger.
const STREAMING_CAPACITY: usize = 256 * 1024;
/// The least room that is offered to a read.
const LEAST_READ: usize = 8 * 1024;

/// Turns the message appended since `start` into chunks; its first two bytes are the room for the first length.
#[inline]
pub fn frame(out: &mut Vec<u8>, start: usize) {
    let length = out.len().saturating_sub(start + 2);
    if let (Ok(short), Some(header)) = (u16::try_from(length), out.get_mut(start..start + 2)) {
        header.copy_from_slice(&short.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        return;
    }
    split(out, start, length);
}

/// Makes room for the lengths of all chunks but the first, moving chunks from the last on.
fn split(out: &mut Vec<u8>, start: usize, length: usize) {
    let chunks = length.div_ceil(MAX_CHUNK);
    out.resize(out.len() + 2 * (chunks - 1) + 2, 0);
    for chunk in (0..chunks).rev() {
        let from = start + 2 + chunk * MAX_CHUNK;
        let size = MAX_CHUNK.min(length - chunk * MAX_CHUNK);
        let to = from + 2 * chunk;
        out.copy_within(from..from + size, to);
        let header = u16::try_from(size).unwrap_or(u16::MAX).to_be_bytes();
        out[to - 2..to].copy_from_slice(&header);
    }
    let end = out.len();
    out[end - 2..].fill(0);
}

/// Returns what follows `kind` in the first message of `received`, if it starts so and is one chunk that is here whole.
#[inline]
fn whole_of(kind: [u8; 2], received: &[u8], limit: usize) -> Option<&[u8]> {
    let ([high, low, begins @ ..], rest) = received.split_first_chunk::<4>()?;
    let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(kind.len())?;
    let (body, after) = rest.split_at_checked(length)?;
    let is_whole = after.first_chunk() == Some(&[0, 0]) && length + kind.len() <= limit;
    (*begins == kind && is_whole).then_some(body)
}

/// A message larger than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the server is larger than the limit of {limit} bytes")]
pub struct OversizedMessage {
    /// The limit in bytes.
    pub limit: usize,
}

/// The bytes received, and the messages in them.
///
/// `Debug` shows how many there are; what they say may be anybody's secret.
pub struct Inbound {
    /// Initialised throughout; received up to `end`.
    buffer: Vec<u8>,
    /// The next chunk header; `start <= end`.
    start: usize,
    /// The end of what was received; `end <= buffer.len()`.
    end: usize,
    /// The chunks of the current message so far, joined; `message.end <= start`.
    message: Option<Range<usize>>,
    limit: usize,
}

impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound").field("received", &(self.end - self.start)).finish_non_exhaustive()
    }
}

impl Inbound {
    /// Makes an empty buffer that refuses messages of more than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { buffer: vec![0; IDLE_CAPACITY], start: 0, end: 0, message: None, limit }
    }

    /// Returns where the next message lies; `None` asks for more bytes. The place holds until [`spare`](Self::spare).
    ///
    /// # Errors
    /// [`OversizedMessage`]; nothing can be read after it.
    #[inline]
    pub fn next_message(&mut self) -> Result<Option<Range<usize>>, OversizedMessage> {
        match self.peek_whole() {
            Some(message) => {
                self.start = message.end + 2;
                Ok(Some(message))
            }
            None if self.start == self.end => Ok(None),
            None => self.join_chunks(),
        }
    }

    /// Returns where the next message goes on after `kind`, if it starts so and is one chunk that is here whole.
    ///
    /// Otherwise it takes nothing, and [`next_message`](Self::next_message) tells what is there.
    #[inline]
    pub fn next_of(&mut self, kind: [u8; 2]) -> Option<Range<usize>> {
        let body = self.peek_of(kind)?;
        self.pass(&body);
        Some(body)
    }

    /// As [`next_of`](Self::next_of), and returns the bytes themselves.
    #[inline]
    pub fn take_of(&mut self, kind: [u8; 2]) -> Option<&[u8]> {
        if self.message.is_some() {
            return None;
        }
        let received = self.buffer.get(self.start..self.end)?;
        let body = whole_of(kind, received, self.limit)?;
        self.start += body.len() + 6;
        Some(body)
    }

    /// As [`next_of`](Self::next_of), and takes nothing; [`pass`](Self::pass) does.
    #[inline]
    pub fn peek_of(&self, kind: [u8; 2]) -> Option<Range<usize>> {
        let received = self.buffer.get(self.start..self.end)?;
        let body = whole_of(kind, received, self.limit).filter(|_| self.message.is_none())?;
        let start = self.start + 4;
        Some(start..start + body.len())
    }

    /// Goes on behind the message whose body [`peek_of`](Self::peek_of) found.
    #[inline]
    pub const fn pass(&mut self, body: &Range<usize>) {
        self.start = body.end + 2;
    }

    /// Finds the next message in place; nothing moves. Most messages are one chunk that is here whole.
    #[inline]
    fn peek_whole(&self) -> Option<Range<usize>> {
        let received = self.buffer.get(self.start..self.end)?;
        let (header, rest) = received.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*header));
        let after = rest.get(length..)?;
        let is_whole = length > 0 && length <= self.limit && after.starts_with(&[0, 0]) && self.message.is_none();
        is_whole.then(|| self.start + 2..self.start + 2 + length)
    }

    fn join_chunks(&mut self) -> Result<Option<Range<usize>>, OversizedMessage> {
        while let Some([high, low]) = self.buffer.get(self.start..self.end).and_then(<[u8]>::first_chunk) {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let body = self.start + 2..self.start + 2 + length;
            if length == 0 {
                self.start += 2;
                if let Some(message) = self.message.take() {
                    return Ok(Some(message));
                }
                continue;
            }
            if body.end > self.end {
                break;
            }
            let joined = match self.message.take() {
                None => body.clone(),
                Some(message) => {
                    self.buffer.copy_within(body.clone(), message.end);
                    message.start..message.end + length
                }
            };
            if joined.len() > self.limit {
                return Err(OversizedMessage { limit: self.limit });
            }
            self.message = Some(joined);
            self.start = body.end;
        }
        Ok(None)
    }

    /// Tells whether the last message that is here is this one, and whole in one chunk.
    ///
    /// A value may end in the same bytes, so the chunks are followed from the first one where they do.
    pub fn ends_with(&self, message: &[u8]) -> bool {
        let mut rest = self.buffer.get(self.start..self.end).unwrap_or_default();
        let framed = message.len() + 4;
        if !rest.strip_suffix(&[0, 0]).is_some_and(|before| before.ends_with(message)) {
            return false;
        }
        let mut is_behind_an_end = self.message.is_none();
        while rest.len() > framed {
            let Some((header, after)) = rest.split_first_chunk() else { return false };
            let length = usize::from(u16::from_be_bytes(*header));
            let Some(after) = after.get(length..) else { return false };
            if let [0, 0, after_end @ ..] = after {
                // Most chunks are whole messages: their end is passed at once.
                (is_behind_an_end, rest) = (true, after_end);
            } else {
                (is_behind_an_end, rest) = (length == 0, after);
            }
        }
        let header = u16::try_from(message.len()).unwrap_or_default().to_be_bytes();
        is_behind_an_end && rest.len() == framed && rest.starts_with(&header)
    }

    /// Returns the bytes of a message that [`next_message`](Self::next_message) found.
    #[inline]
    pub fn bytes(&self, message: Range<usize>) -> &[u8] {
        self.buffer.get(message).unwrap_or_default()
    }

    /// Returns room for the next read; every place returned before is gone.
    #[inline]
    pub fn spare(&mut self) -> &mut [u8] {
        if self.is_drained() {
            self.start = 0;
            self.end = 0;
            return &mut self.buffer;
        }
        if self.buffer.len() - self.end < LEAST_READ {
            self.compact();
        }
        &mut self.buffer[self.end..]
    }

    /// Notes that a read filled the first `count` bytes of the room.
    #[inline]
    pub fn received(&mut self, count: usize) {
        self.end = (self.end + count).min(self.buffer.len());
    }

    /// Tells whether every byte received was handed out.
    #[inline]
    pub fn is_drained(&self) -> bool {
        self.start == self.end && self.message.is_none()
    }

    /// Gives memory back that a large message took; to be called when nothing is awaited.
    pub fn shrink(&mut self) {
        if self.buffer.len() > IDLE_CAPACITY && self.is_drained() {
            *self = Self::new(self.limit);
        }
    }

    /// Moves what is still needed to the front, drops the gap between joined chunks and the rest, and grows.
    fn compact(&mut self) {
        let rest = self.start..self.end;
        let joined = self.message.clone().map_or(0, |message| {
            self.buffer.copy_within(message.clone(), 0);
            message.len()
        });
        debug_assert!(joined <= self.start);
        self.buffer.copy_within(rest.clone(), joined);
        self.message = self.message.is_some().then_some(0..joined);
        self.start = joined;
        self.end = joined + rest.len();
        // A chunk must fit whole, beside what is joined already; the joined part is bounded by `limit`.
        let wanted = (self.end + MAX_CHUNK + 2).max(STREAMING_CAPACITY);
        if self.buffer.len() - self.end < LEAST_READ.max(MAX_CHUNK + 2) && self.buffer.len() < wanted {
            let doubled = self.buffer.len() * 2;
            let length = wanted.max(doubled.min(self.limit.saturating_add(STREAMING_CAPACITY)));
            // No more than that: a vector that grows by itself may double beyond the limit.
            self.buffer.reserve_exact(length - self.buffer.len());
            self.buffer.resize(length, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &[u8]) -> Vec<u8> {
        let mut out = vec![0, 0];
        out.extend_from_slice(body);
        frame(&mut out, 0);
        out
    }

    fn received(inbound: &mut Inbound, bytes: &[u8]) {
        for part in bytes.chunks(5_000) {
            let room = inbound.spare();
            room[..part.len()].copy_from_slice(part);
            inbound.received(part.len());
        }
    }

    fn next(inbound: &mut Inbound) -> Option<Vec<u8>> {
        let message = inbound.next_message().expect("within the limit")?;
        Some(inbound.bytes(message).to_vec())
    }

    #[test]
    fn a_short_message_is_one_chunk_and_an_end() {
        assert_eq!(framed(b"abc"), [0, 3, b'a', b'b', b'c', 0, 0]);
    }

    #[test]
    fn long_messages_are_split_and_joined_again() {
        for length in [65_534, 65_535, 65_536, 131_070, 131_071, 300_000] {
            let body: Vec<u8> = (0..length).map(|n: usize| n.to_le_bytes()[0]).collect();
            let bytes = framed(&body);
            let mut inbound = Inbound::new(1 << 20);
            received(&mut inbound, &bytes);
            assert_eq!(next(&mut inbound).expect("whole"), body, "{length}");
            assert!(inbound.is_drained());
        }
    }

    #[test]
    fn messages_arrive_whole_from_any_split() {
        let bytes = [
            vec![0, 0],
            framed(b"first"),
            vec![0, 0, 0, 0, 0, 2],
            b"se".to_vec(),
            vec![0, 4],
            b"cond".to_vec(),
            vec![0, 0],
            framed(b"third"),
        ]
        .concat();
        for cut in 0..=bytes.len() {
            let mut inbound = Inbound::new(1_000);
            let mut messages = Vec::new();
            for part in [&bytes[..cut], &bytes[cut..]] {
                received(&mut inbound, part);
                while let Some(message) = next(&mut inbound) {
                    messages.push(message);
                }
            }
            assert_eq!(messages, [&b"first"[..], b"second", b"third"], "cut at {cut}");
        }
    }

    #[test]
    fn the_last_message_is_told_from_a_value_that_ends_alike() {
        let more = b"more";
        let alike = [&b"record "[..], &framed(more)[..6]].concat();
        for (messages, ends) in [
            (vec![framed(more)], true),
            (vec![framed(b"record"), framed(more)], true),
            (vec![framed(b"record"), framed(more), framed(b"record")], false),
            (vec![framed(more), vec![0]], false),
            (vec![framed(&alike)], false),
            (vec![vec![0, 3], b"two".to_vec(), framed(more)], false),
            (vec![vec![0, 0], framed(more)], true),
            (Vec::new(), false),
        ] {
            let mut inbound = Inbound::new(1_000);
            received(&mut inbound, &messages.concat());
            assert_eq!(inbound.ends_with(more), ends, "{messages:?}");
        }
        for begun in [&b"two"[..], &[7, 0, 0]] {
            let begun = [&[0, 3], begun].concat();
            let mut inbound = Inbound::new(1_000);
            received(&mut inbound, &[&begun[..], &framed(more)].concat());
            assert!(!inbound.ends_with(more), "the chunk goes on with the one before");
            let mut inbound = Inbound::new(1_000);
            received(&mut inbound, &begun);
            assert_eq!(next(&mut inbound), None);
            received(&mut inbound, &framed(more));
            assert!(!inbound.ends_with(more), "the chunk goes on with the one that was joined before");
        }
    }

    #[test]
    fn endless_chunks_stop_at_the_limit() {
        let mut inbound = Inbound::new(100_000);
        let chunk = [vec![0xFF, 0xFF], vec![7; 65_535]].concat();
        received(&mut inbound, &chunk);
        assert_eq!(inbound.next_message(), Ok(None));
        received(&mut inbound, &chunk);
        assert_eq!(inbound.next_message(), Err(OversizedMessage { limit: 100_000 }));
    }

    #[test]
    fn no_more_is_allocated_than_the_limit_asks_for() {
        let limit = 1 << 20;
        let mut inbound = Inbound::new(limit);
        let chunk = [vec![0xFF, 0xFF], vec![7; 65_535]].concat();
        while inbound.next_message() == Ok(None) {
            received(&mut inbound, &chunk);
            assert!(inbound.buffer.capacity() <= limit + STREAMING_CAPACITY, "{}", inbound.buffer.capacity());
        }
    }

    #[test]
    fn a_flood_of_noops_takes_no_memory() {
        let mut inbound = Inbound::new(1_000);
        for _ in 0..1_000 {
            received(&mut inbound, &[0; 5_000]);
            assert_eq!(inbound.next_message(), Ok(None));
        }
        assert_eq!(inbound.buffer.len(), IDLE_CAPACITY);
    }

    #[test]
    fn memory_of_a_large_message_is_given_back() {
        let mut inbound = Inbound::new(1 << 24);
        received(&mut inbound, &framed(&vec![1; 3_000_000]));
        assert_eq!(next(&mut inbound).map(|message| message.len()), Some(3_000_000));
        inbound.shrink();
        assert_eq!(inbound.buffer.len(), IDLE_CAPACITY);
    }
}
