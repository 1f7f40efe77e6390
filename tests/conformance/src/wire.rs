//! One connection of the suite: requests in, answers out, and questions back to the suite in between.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};
use tokio::sync::Notify;

/// A request of the suite, or its answer to a question.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) name: String,
    pub(crate) data: Json,
}

impl Request {
    /// Returns the text of a field; empty where there is none.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.data[field].as_str().unwrap_or_default()
    }
}

/// A connection of the suite. A thread reads it, so that the driver's synchronous callbacks can wait for an answer too.
#[derive(Debug)]
pub(crate) struct Wire {
    inbox: Mutex<Inbox>,
    arrived: Condvar,
    arrived_async: Notify,
    out: Mutex<TcpStream>,
    /// Whether the request that was taken last is still to be answered.
    owed: AtomicBool,
    answered: Notify,
    ids: AtomicU64,
}

#[derive(Debug, Default)]
struct Inbox {
    requests: VecDeque<Request>,
    closed: bool,
}

impl Wire {
    /// Starts to read a connection.
    pub(crate) fn open(stream: TcpStream) -> io::Result<Arc<Self>> {
        stream.set_nodelay(true)?;
        let incoming = stream.try_clone()?;
        let wire = Arc::new(Self {
            inbox: Mutex::default(),
            arrived: Condvar::new(),
            arrived_async: Notify::new(),
            out: Mutex::new(stream),
            owed: AtomicBool::new(false),
            answered: Notify::new(),
            ids: AtomicU64::new(0),
        });
        let reader = Arc::clone(&wire);
        std::thread::spawn(move || {
            if let Err(error) = reader.read(incoming) {
                eprintln!("the suite's connection ended: {error}");
            }
            reader.inbox().closed = true;
            reader.tell_arrival();
        });
        Ok(wire)
    }

    fn read(&self, incoming: TcpStream) -> io::Result<()> {
        let mut block = None;
        for line in BufReader::new(incoming).lines() {
            let line = line?;
            match (line.trim(), &mut block) {
                ("#request begin", _) => block = Some(String::new()),
                ("#request end", Some(text)) => {
                    self.inbox().requests.push_back(parse(text)?);
                    self.tell_arrival();
                    block = None;
                }
                (_, Some(text)) => text.push_str(&line),
                (_, None) => {}
            }
        }
        Ok(())
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell_arrival(&self) {
        self.arrived.notify_all();
        self.arrived_async.notify_one();
    }

    /// Returns the next request, or `None` once the suite has gone.
    pub(crate) async fn next(&self) -> Option<Request> {
        loop {
            {
                let mut inbox = self.inbox();
                if let Some(request) = inbox.requests.pop_front() {
                    return Some(request);
                }
                if inbox.closed {
                    return None;
                }
            }
            self.arrived_async.notified().await;
        }
    }

    /// Returns the next request, for callers that cannot await.
    fn next_blocking(&self) -> Option<Request> {
        let mut inbox = self.inbox();
        loop {
            if let Some(request) = inbox.requests.pop_front() {
                return Some(request);
            }
            if inbox.closed {
                return None;
            }
            inbox = self.arrived.wait(inbox).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Notes that a request was taken whose answer is due.
    pub(crate) fn owe(&self) {
        self.owed.store(true, Ordering::Release);
    }

    /// Waits until the answer that is due was given.
    pub(crate) async fn settled(&self) {
        while self.is_owed() {
            self.answered.notified().await;
        }
    }

    pub(crate) fn is_owed(&self) -> bool {
        self.owed.load(Ordering::Acquire)
    }

    /// Answers the request that was taken last.
    pub(crate) fn answer(&self, name: &str, data: Json) {
        self.write(name, data);
        self.owed.store(false, Ordering::Release);
        self.answered.notify_one();
    }

    /// Says that this program cannot do what the suite asked.
    pub(crate) fn answer_broken(&self, message: &str) {
        self.answer("BackendError", json!({"msg": message}));
    }

    /// Asks the suite something amid a request and returns what it says; nothing once it has gone.
    pub(crate) async fn ask(&self, name: &str, question: Json) -> Json {
        self.write(name, self.numbered(question));
        self.next().await.map_or(Json::Null, |answer| answer.data)
    }

    /// Like [`ask`](Self::ask), for callers that cannot await.
    pub(crate) fn ask_blocking(&self, name: &str, question: Json) -> Json {
        self.write(name, self.numbered(question));
        self.next_blocking().map_or(Json::Null, |answer| answer.data)
    }

    fn numbered(&self, mut question: Json) -> Json {
        question["id"] = self.new_id().into();
        question
    }

    /// Returns an identifier that nothing else of this connection has.
    pub(crate) fn new_id(&self) -> String {
        self.ids.fetch_add(1, Ordering::Relaxed).to_string()
    }

    fn write(&self, name: &str, data: Json) {
        let message = json!({"name": name, "data": data});
        let block = format!("#response begin\n{message}\n#response end\n");
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = out.write_all(block.as_bytes()) {
            eprintln!("the suite no longer listens: {error}");
        }
    }
}

fn parse(text: &str) -> io::Result<Request> {
    let mut message: Json = serde_json::from_str(text)?;
    let name = message["name"].as_str().unwrap_or_default().to_owned();
    Ok(Request { name, data: message["data"].take() })
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::{Ipv4Addr, Shutdown, TcpListener};

    use super::*;

    fn connected() -> (TcpStream, Arc<Wire>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let suite = TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
        let wire = Wire::open(listener.accept().expect("a connection").0).expect("a wire");
        (suite, wire)
    }

    #[tokio::test]
    async fn a_question_amid_a_request_gets_the_next_block() {
        let (mut suite, wire) = connected();
        suite.write_all(b"#request begin\n{\"name\": \"A\",\n\"data\": {\"x\": \"1\"}}\n#request end\n").expect("sent");
        let request = wire.next().await.expect("a request");
        assert_eq!((request.name.as_str(), request.text("x"), request.text("y")), ("A", "1", ""));
        wire.owe();
        suite.write_all(b"#request begin\n{\"name\": \"B\", \"data\": {\"y\": 2}}\n#request end\n").expect("sent");
        assert_eq!(wire.ask("Question", json!({})).await["y"], 2);
        assert!(wire.is_owed());
        wire.answer("Answer", json!({"z": 3}));
        wire.settled().await;
        suite.shutdown(Shutdown::Write).expect("open until now");
        assert!(wire.next().await.is_none());
        drop(wire);
        let mut received = String::new();
        suite.read_to_string(&mut received).expect("read");
        assert_eq!(
            received,
            "#response begin\n{\"data\":{\"id\":\"0\"},\"name\":\"Question\"}\n#response end\n\
             #response begin\n{\"data\":{\"z\":3},\"name\":\"Answer\"}\n#response end\n"
        );
    }
}
