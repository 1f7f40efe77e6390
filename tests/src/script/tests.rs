use std::panic::AssertUnwindSafe;

use graph_core::value::Value;
use tokio::time::timeout;

use super::*;

/// Runs a scenario against a driver that does what `script` does not expect, and returns what is wrong with it.
async fn wrong(script: &str) -> String {
    let scenario = Scenario::start(script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    // Whatever comes of it.
    _ = timeout(Duration::from_secs(1), driver.session().open().query::<i64>("RETURN 1").stream()).await;
    driver.close().await;
    let done = tokio::spawn(async move { AssertUnwindSafe(scenario).done().await });
    let panic = done.await.expect_err("something is wrong").into_panic();
    panic.downcast::<String>().map_or_else(|_| String::new(), |text| *text)
}

#[tokio::test(start_paused = true)]
async fn what_nobody_expects_is_told_with_what_is_expected() {
    let message = wrong("auto HELLO LOGON\nC RUN \"RETURN 2\" ..").await;
    assert!(message.contains("server got RUN 'RETURN 1' {} {} where it awaits line 2:"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn what_does_not_come_is_told() {
    let message = wrong("auto HELLO LOGON\nC RUN ..\nC PULL ..\nC COMMIT").await;
    assert!(message.contains("server awaits line 4:"), "{message}");
    let message = wrong("auto HELLO LOGON RUN PULL\nconnection\nconnection").await;
    assert!(message.contains("server awaits the connection of line 3"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_too_many_is_told() {
    let message = wrong("bolt 5.4\nserver only").await;
    assert!(message.contains("only got connection 1, which nobody expected"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn turns_repeat_and_may_be_left_out() {
    let script = "auto HELLO LOGON\nrepeat\nC? RESET\nS SUCCESS {}\nC RUN _ ..\nS SUCCESS {fields: []}\nC PULL {n: _}\nS SUCCESS {}";
    let scenario = Scenario::start(script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    for _ in 0..3 {
        driver.session().open().run("RETURN 1").await.expect("as expected");
        driver.verify_connectivity().await.expect("as expected");
    }
    driver.session().open().run("RETURN 1").await.expect("as expected");
    scenario.done().await;
    assert_eq!(scenario.messages("server", "RUN").len(), 4);
    assert_eq!(scenario.messages("server", "RESET").len(), 3);
    assert_eq!(scenario.connections("server"), 1);
}

#[test]
fn mistakes_in_a_script_are_told_with_their_line() {
    for (script, mistake) in [
        ("bolt 5.4\nserve a", "line 2: `serve` begins no statement"),
        ("C HULLO", "line 1: `HULLO` is no message"),
        ("C RUN yes", "line 1: `yes` is no value; a text stands in quotation marks"),
        ("\nS SUCCESS {fields: [_]}", "line 2: a server cannot say what is left open"),
        ("S RECORD [1", "line 1: End stands where `]` should"),
        ("S RECORD [1]]", "line 1: a bracket is closed that is not open"),
        ("C RUN \"open", "line 1: a text has no end"),
        ("S RAW <0G>", "line 1: `0G` are no bytes, which are two digits each"),
        ("S WAIT 3m", "line 1: `m` is no unit of time; `s` and `ms` are"),
        ("C ROUTE {address: $nobody}", "line 1: there is no server `nobody`"),
        ("C RESET\n\nconnection 2", "line 3: Number(\"2\") is too much"),
    ] {
        let read = read::scenario(script, &Addresses::new()).map(|_| "no mistake");
        assert_eq!(read, Err(mistake.to_owned()), "{script}");
    }
}

#[test]
fn values_are_read_and_compared() {
    let addresses = Addresses::from([("a".to_owned(), "localhost:1".to_owned())]);
    let script = r#"S SUCCESS {n: null, b: [true, false], "a key": -1, f: 1.5, t: "a \"b\"", # and
        raw: <00 FF>, at: $a}"#;
    let servers = read::scenario(script, &addresses).expect("no mistake");
    let Some(crate::line::Answer::Message(Message { fields, .. })) = servers[0].blocks[0].greeting.first() else {
        panic!("one answer")
    };
    let Some(Value::Map(map)) = fields.first() else { panic!("one map") };
    assert_eq!(map["n"], Value::Null);
    assert_eq!(map["b"], Value::List(vec![true.into(), false.into()]));
    assert_eq!((&map["a key"], &map["f"]), (&Value::Integer(-1), &Value::Float(1.5)));
    assert_eq!((&map["t"], &map["at"]), (&Value::from("a \"b\""), &Value::from("localhost:1")));
    assert_eq!(map["raw"], Value::Bytes(vec![0, 0xFF]));

    let turns = read::scenario("C RUN _ {a: [1, ..], ..} {}", &addresses).expect("no mistake");
    let read::Expected::Message { fields, .. } = &turns[0].blocks[0].turns[0].expected else { panic!("a message") };
    let fits = |value: &Value| fields[1].fits(value);
    let of = |a: Vec<i64>| [("a", Value::from(a)), ("b", Value::Null)].into_iter().collect::<Value>();
    assert!(fits(&of(vec![1])) && fits(&of(vec![1, 2])));
    assert!(!fits(&of(vec![2])) && !fits(&of(vec![])) && !fits(&Value::Null));
}
