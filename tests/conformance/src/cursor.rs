//! A result that the suite reads record by record.

use std::collections::VecDeque;

use graph_core::{Record, RecordStream};
use serde_json::{Value as Json, json};

use crate::desk::Desk;
use crate::failure::{self, Failure};
use crate::summary;
use crate::values;
use crate::wire::Request;

/// A result and what is left of it.
pub(crate) struct Cursor<'a> {
    state: State<'a>,
    /// The query's parameters as the suite gave them; a summary repeats them.
    params: Json,
    /// The suite asks on after the end, where an application would stop.
    ended: bool,
    /// The suite was told of a failure, which is not to be told again for something else.
    failed: bool,
}

enum State<'a> {
    Open(Box<RecordStream<'a>>),
    /// It was read to its end for somebody else's sake.
    Kept(Kept),
    /// Consuming a result takes it; its summary or failure is kept.
    Consumed(Result<Json, Failure>),
    /// It is being consumed.
    Taken,
}

/// Whether the driver could do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Served {
    Done,
    Failed,
}

/// The rest of a result that was read to its end.
struct Kept {
    records: VecDeque<Record>,
    end: Result<Json, Failure>,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(stream: RecordStream<'a>, params: Json) -> Self {
        Self { state: State::Open(Box::new(stream)), params, ended: false, failed: false }
    }

    /// Returns the column names.
    pub(crate) fn keys(&self) -> Vec<String> {
        match &self.state {
            State::Open(stream) => stream.keys().to_vec(),
            State::Kept(_) | State::Consumed(_) | State::Taken => Vec::new(),
        }
    }

    /// Answers a request for the result, and tells whether the driver could do it.
    pub(crate) async fn serve(&mut self, desk: &Desk, request: &Request) -> Served {
        match self.done(request).await {
            Ok((name, data)) => desk.wire.answer(name, data),
            Err(failure) => {
                let served = if matches!(failure, Failure::Driver(_)) { Served::Failed } else { Served::Done };
                self.failed |= served == Served::Failed;
                failure::answer(desk, failure);
                return served;
            }
        }
        Served::Done
    }

    async fn done(&mut self, request: &Request) -> Result<(&'static str, Json), Failure> {
        if request.name == "ResultConsume" {
            return Ok(("Summary", self.consume().await?));
        }
        match request.name.as_str() {
            "ResultNext" => self.next().await.and_then(record_or_none),
            "ResultPeek" => self.peek().await.and_then(record_or_none),
            "ResultSingle" => {
                let record = match &mut self.state {
                    State::Open(stream) => stream.single().await?,
                    _ => return Err(Failure::result_over()),
                };
                Ok(("Record", values::write_record(&record)?))
            }
            "ResultSingleOptional" => {
                let first = self.next().await?;
                let more = first.is_some() && !self.all().await?.is_empty();
                let warnings = if more { json!(["the result has multiple records"]) } else { json!([]) };
                let record = first.as_ref().map(values::write_record).transpose()?;
                Ok(("RecordOptional", json!({"record": record, "warnings": warnings})))
            }
            "ResultList" => {
                let records = self.all().await?;
                let records: Vec<Json> = records.iter().map(values::write_record).collect::<Result<_, _>>()?;
                Ok(("RecordList", json!({"records": records})))
            }
            other => Err(Failure::Backend(format!("no request of a result that this program knows: {other}"))),
        }
    }

    async fn next(&mut self) -> Result<Option<Record>, Failure> {
        match &mut self.state {
            State::Open(_) if self.ended => Ok(None),
            State::Open(stream) => {
                let record = stream.try_next().await?;
                self.ended = record.is_none();
                Ok(record)
            }
            State::Kept(kept) => kept.next(),
            State::Consumed(end) => Err(end.clone().err().unwrap_or_else(Failure::result_consumed)),
            State::Taken => Err(Failure::result_consumed()),
        }
    }

    async fn peek(&mut self) -> Result<Option<Record>, Failure> {
        match &mut self.state {
            State::Open(_) if self.ended => Ok(None),
            State::Open(stream) => Ok(stream.peek().await?),
            State::Kept(kept) => match kept.records.front() {
                Some(record) => Ok(Some(record.clone())),
                None => kept.next(),
            },
            State::Consumed(_) | State::Taken => self.next().await,
        }
    }

    async fn all(&mut self) -> Result<Vec<Record>, Failure> {
        if let State::Open(stream) = &mut self.state
            && !self.ended
        {
            self.ended = true;
            return Ok(stream.all().await?);
        }
        let mut records = Vec::new();
        while let Some(record) = self.next().await? {
            records.push(record);
        }
        Ok(records)
    }

    /// Gives up what is left and returns the summary; again and again.
    pub(crate) async fn consume(&mut self) -> Result<Json, Failure> {
        let end = match std::mem::replace(&mut self.state, State::Taken) {
            State::Open(stream) => match stream.consume().await {
                Ok(found) => summary::write(&found, &self.params),
                Err(error) => Err(error.into()),
            },
            State::Kept(kept) => kept.end,
            State::Consumed(end) => end,
            State::Taken => Err(Failure::result_consumed()),
        };
        self.state = State::Consumed(end.clone());
        end
    }

    /// Reads the result to its end, so that its session can do something else.
    pub(crate) async fn detach(mut self) -> Cursor<'static> {
        let params = self.params.take();
        let state = match self.state {
            State::Open(_) if self.failed => State::Consumed(Err(Failure::result_consumed())),
            State::Open(mut stream) => {
                let mut records = VecDeque::new();
                let read = loop {
                    if self.ended {
                        break Ok(());
                    }
                    match stream.try_next().await {
                        Ok(Some(record)) => records.push_back(record),
                        Ok(None) => break Ok(()),
                        Err(error) => break Err(Failure::from(error)),
                    }
                };
                let end = match read {
                    Ok(()) => match stream.consume().await {
                        Ok(found) => summary::write(&found, &params),
                        Err(error) => Err(error.into()),
                    },
                    Err(failure) => Err(failure),
                };
                State::Kept(Kept { records, end })
            }
            State::Kept(kept) => State::Kept(kept),
            State::Consumed(end) => State::Consumed(end),
            State::Taken => State::Taken,
        };
        Cursor { state, params, ended: self.ended, failed: self.failed }
    }

    /// Tells whether its summary, or its failure, was asked for.
    pub(crate) fn is_consumed(&self) -> bool {
        matches!(self.state, State::Consumed(_))
    }

    /// Returns why reading it to its end failed.
    pub(crate) fn failure(&self) -> Option<Failure> {
        match &self.state {
            State::Kept(kept) => kept.end.clone().err(),
            State::Open(_) | State::Consumed(_) | State::Taken => None,
        }
    }
}

impl Kept {
    fn next(&mut self) -> Result<Option<Record>, Failure> {
        match self.records.pop_front() {
            Some(record) => Ok(Some(record)),
            None => self.end.clone().map(|_| None),
        }
    }
}

fn record_or_none(record: Option<Record>) -> Result<(&'static str, Json), Failure> {
    match record {
        Some(record) => Ok(("Record", values::write_record(&record)?)),
        None => Ok(("NullRecord", json!({}))),
    }
}
