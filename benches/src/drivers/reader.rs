//! The work, done without a driver: a blocking socket, a buffer, and a loop written for these bytes.
//!
//! It knows what comes and in which order, checks what any reader must (lengths, markers, text), and does nothing else.
//! It tells how little the work can take.

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpStream;

use super::{Failure, Target, Worker, all};
use crate::work::{
    INTEGERS, Item, MIXED, Mixed, MixedRef, NODES, ONE, Person, PersonRef, Place, PlaceRef, ROWS, Work, items,
};

/// How many records are asked for at once, as the drivers do.
const BATCH: i16 = 1000;

pub(super) fn connect(target: &Target) -> Result<Worker, Failure> {
    let mut wire = Wire::open(target)?;
    let items = items();
    Ok(Box::new(move |work, count| {
        let found = match work {
            Work::Integer => wire.records(INTEGERS, count, |at| black_box(at.integer()).map(drop))?,
            Work::Mixed => wire.records(MIXED, count, |at| black_box(mixed(at)).map(drop))?,
            Work::MixedBorrowed => wire.records(MIXED, count, |at| black_box(mixed_ref(at)).map(drop))?,
            Work::Node => wire.records(NODES, count, |at| black_box(person(at)).map(drop))?,
            Work::NodeBorrowed => wire.records(NODES, count, |at| black_box(person_ref(at)).map(drop))?,
            Work::Read => (0..count).try_fold(0, |found, _| Ok::<_, Failure>(found + wire.read()?))?,
            Work::Parameter => (0..count).try_fold(0, |found, _| Ok::<_, Failure>(found + wire.parameter(&items)?))?,
            Work::Write => return Err("it writes nothing".into()),
        };
        all(found, count)
    }))
}

/// A place in a message.
struct At<'a>(&'a [u8]);

impl<'a> At<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    fn integer(&mut self) -> Option<i64> {
        match self.byte()? {
            tiny @ (0..=0x7F | 0xF0..) => Some(i64::from(tiny.cast_signed())),
            0xC8 => self.byte().map(|byte| i64::from(byte.cast_signed())),
            0xC9 => self.take(2)?.try_into().ok().map(i16::from_be_bytes).map(i64::from),
            0xCA => self.take(4)?.try_into().ok().map(i32::from_be_bytes).map(i64::from),
            0xCB => self.take(8)?.try_into().ok().map(i64::from_be_bytes),
            _ => None,
        }
    }

    fn float(&mut self) -> Option<f64> {
        (self.byte()? == 0xC1).then_some(())?;
        self.take(8)?.try_into().ok().map(f64::from_be_bytes)
    }

    fn boolean(&mut self) -> Option<bool> {
        match self.byte()? {
            0xC3 => Some(true),
            0xC2 => Some(false),
            _ => None,
        }
    }

    fn raw_text(&mut self) -> Option<&'a [u8]> {
        let length = match self.byte()? {
            tiny @ 0x80..=0x8F => tiny & 0x0F,
            0xD0 => self.byte()?,
            _ => return None,
        };
        self.take(usize::from(length))
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.raw_text()?).ok()
    }

    fn name(&mut self, name: &str) -> Option<()> {
        (self.raw_text()? == name.as_bytes()).then_some(())
    }

    fn marker(&mut self, marker: u8) -> Option<()> {
        (self.byte()? == marker).then_some(())
    }
}

fn mixed(at: &mut At<'_>) -> Option<Mixed> {
    let (id, score, name, active) = (at.integer()?, at.float()?, at.text()?.to_owned(), at.boolean()?);
    at.marker(0x95)?;
    let mut numbers = Vec::with_capacity(5);
    for _ in 0..5 {
        numbers.push(at.integer()?);
    }
    let PlaceRef { city, x, y } = place(at)?;
    at.marker(0xC0)?;
    Some(Mixed { id, score, name, active, numbers, place: Place { city: city.to_owned(), x, y }, nothing: None })
}

fn mixed_ref<'a>(at: &mut At<'a>) -> Option<MixedRef<'a>> {
    let (id, score, name, active) = (at.integer()?, at.float()?, at.text()?, at.boolean()?);
    at.marker(0x95)?;
    let mut numbers = [0; 5];
    for number in &mut numbers {
        *number = at.integer()?;
    }
    let place = place(at)?;
    at.marker(0xC0)?;
    Some(MixedRef { id, score, name, active, numbers, place, nothing: None })
}

fn place<'a>(at: &mut At<'a>) -> Option<PlaceRef<'a>> {
    at.marker(0xA3)?;
    at.name("city")?;
    let city = at.text()?;
    at.name("x")?;
    let x = at.integer()?;
    at.name("y")?;
    Some(PlaceRef { city, x, y: at.integer()? })
}

fn person(at: &mut At<'_>) -> Option<Person> {
    let PersonRef { email, name, age, score, active, city } = properties(at)?;
    let id = at.text()?.to_owned();
    let (email, name, city) = (email.to_owned(), name.to_owned(), city.to_owned());
    Some(Person { id, email, name, age, score, active, city })
}

fn person_ref<'a>(at: &mut At<'a>) -> Option<PersonRef<'a>> {
    let person = properties(at)?;
    at.raw_text()?;
    Some(person)
}

fn properties<'a>(at: &mut At<'a>) -> Option<PersonRef<'a>> {
    at.marker(0xB4)?;
    at.marker(b'N')?;
    at.integer()?;
    at.marker(0x92)?;
    at.raw_text()?;
    at.raw_text()?;
    at.marker(0xA6)?;
    at.name("email")?;
    let email = at.text()?;
    at.name("name")?;
    let name = at.text()?;
    at.name("age")?;
    let age = at.integer()?;
    at.name("score")?;
    let score = at.float()?;
    at.name("active")?;
    let active = at.boolean()?;
    at.name("city")?;
    Some(PersonRef { email, name, age, score, active, city: at.text()? })
}

/// A socket and what was read from it.
struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    out: Vec<u8>,
}

impl Wire {
    fn open(target: &Target) -> Result<Self, Failure> {
        let stream = TcpStream::connect(&target.address)?;
        stream.set_nodelay(true)?;
        let mut wire = Self { stream, buffer: vec![0; 256 * 1024], start: 0, end: 0, out: Vec::new() };
        wire.stream.write_all(&[0x60, 0x60, 0xB0, 0x17, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        wire.stream.read_exact(&mut [0; 4])?;
        wire.message(&[0xB1, 0x01, 0xA0]);
        wire.message(&[0xB1, 0x6A, 0xA0]);
        wire.flush()?;
        wire.answer()?;
        wire.answer()?;
        Ok(wire)
    }

    /// Queues a message of one chunk.
    fn message(&mut self, body: &[u8]) {
        let length = u16::try_from(body.len()).expect("a short message");
        self.out.extend_from_slice(&length.to_be_bytes());
        self.out.extend_from_slice(body);
        self.out.extend_from_slice(&[0, 0]);
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.stream.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Returns the next message, which is one chunk.
    fn next(&mut self) -> Result<&[u8], Failure> {
        loop {
            if let Some([high, low]) = self.buffer[self.start..self.end].first_chunk() {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                let body = self.start + 2..self.start + 2 + length;
                if body.end + 2 <= self.end {
                    self.start = body.end + 2;
                    return Ok(&self.buffer[body]);
                }
            }
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            match self.stream.read(&mut self.buffer[self.end..])? {
                0 => return Err("the server ended the connection".into()),
                count => self.end += count,
            }
        }
    }

    fn answer(&mut self) -> Result<(), Failure> {
        match self.next()? {
            [_, 0x70, ..] => Ok(()),
            other => Err(format!("no success: {other:X?}").into()),
        }
    }

    fn run(&mut self, text: &str, name: &str, rows: u64) {
        let mut body = vec![0xB3, 0x10, 0xD0, u8::try_from(text.len()).unwrap_or(u8::MAX)];
        if text.len() > 255 {
            body.splice(2.., [0xD1].into_iter().chain(u16::try_from(text.len()).expect("short").to_be_bytes()));
        }
        body.extend_from_slice(text.as_bytes());
        body.extend_from_slice(&[0xA1, 0x80 | u8::try_from(name.len()).expect("short")]);
        body.extend_from_slice(name.as_bytes());
        body.push(0xCB);
        body.extend_from_slice(&rows.to_be_bytes());
        body.push(0xA0);
        self.message(&body);
    }

    fn pull(&mut self, count: i16) {
        let [high, low] = count.to_be_bytes();
        self.message(&[0xB1, 0x3F, 0xA1, 0x81, b'n', 0xC9, high, low]);
    }

    /// Reads as many records, and gives each to `read` behind its list's marker.
    fn records(
        &mut self,
        text: &str,
        rows: u64,
        mut read: impl FnMut(&mut At<'_>) -> Option<()>,
    ) -> Result<u64, Failure> {
        self.run(text, "rows", rows);
        self.pull(BATCH);
        self.flush()?;
        self.answer()?;
        let mut found = 0;
        loop {
            match self.next()? {
                [0xB1, 0x71, _, fields @ ..] => {
                    read(&mut At(fields)).ok_or("another record")?;
                    found += 1;
                }
                [0xB1, 0x70, ..] if found < rows => {
                    self.pull(BATCH);
                    self.flush()?;
                }
                _ => return Ok(found),
            }
        }
    }

    fn read(&mut self) -> Result<u64, Failure> {
        self.message(&[0xB1, 0x11, 0xA0]);
        self.run(ONE, "x", 1);
        self.one()
    }

    /// Pulls one integer and commits.
    fn one(&mut self) -> Result<u64, Failure> {
        self.pull(-1);
        self.message(&[0xB0, 0x12]);
        self.flush()?;
        self.answer()?;
        self.answer()?;
        let n = match self.next()? {
            [0xB1, 0x71, _, fields @ ..] => At(fields).integer().ok_or("no integer")?,
            _ => return Err("no record".into()),
        };
        black_box(n);
        self.answer()?;
        self.answer()?;
        Ok(1)
    }

    fn parameter(&mut self, items: &[Item]) -> Result<u64, Failure> {
        let mut body = vec![0xB3, 0x10, 0xD0, u8::try_from(ROWS.len())?];
        body.extend_from_slice(ROWS.as_bytes());
        body.extend_from_slice(b"\xA1\x84rows\xD6");
        body.extend_from_slice(&u32::try_from(items.len())?.to_be_bytes());
        for item in items {
            body.extend_from_slice(b"\xA3\x82id\xCB");
            body.extend_from_slice(&item.id.to_be_bytes());
            body.extend_from_slice(b"\x84name\xD0");
            body.push(u8::try_from(item.name.len())?);
            body.extend_from_slice(item.name.as_bytes());
            body.extend_from_slice(b"\x85score\xC1");
            body.extend_from_slice(&item.score.to_be_bytes());
        }
        body.push(0xA0);
        self.message(&[0xB1, 0x11, 0xA0]);
        for chunk in body.chunks(0xFFFF) {
            self.out.extend_from_slice(&u16::try_from(chunk.len())?.to_be_bytes());
            self.out.extend_from_slice(chunk);
        }
        self.out.extend_from_slice(&[0, 0]);
        self.one()
    }
}
