//! What is left of a text when everything that differs from run to run is replaced by a name.

use graph_orm::value::DateTime;

/// Puts `T` for a number of milliseconds, `TIME` for a date-time and `ID-1`, `ID-2` … for the UUIDs in the order in
/// which they come up.
pub(crate) fn normal(text: &str) -> String {
    let mut known = Vec::new();
    let words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    let mut normal = String::new();
    for (place, word) in words.iter().enumerate() {
        let bare = word.trim_end().trim_end_matches([':', ',', '.']);
        let next = words.get(place + 1).map_or("", |next| next.trim_end().trim_end_matches('.'));
        let name = if next == "ms" && bare.parse::<u64>().is_ok() {
            "T".to_owned()
        } else if bare.parse::<DateTime>().is_ok() {
            "TIME".to_owned()
        } else if is_uuid(bare) {
            let number = known.iter().position(|id| *id == bare).unwrap_or_else(|| {
                known.push(bare);
                known.len() - 1
            });
            format!("ID-{}", number + 1)
        } else {
            bare.to_owned()
        };
        normal += &name;
        normal += &word[bare.len()..];
    }
    normal
}

fn is_uuid(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[test]
fn what_differs_from_run_to_run_is_named() {
    let one = "6f1c1a52-0f5e-4d8b-9a37-3f1d2f1f6c11";
    let two = "0e0f7a86-56f7-4c57-8a6a-0d6f6d0f7d0a";
    let text = format!("In 12 ms.\nto {one}\nto {two}\nto {one}\nFounded 2026-11-22T11:26:01.411Z: 10\n");
    assert_eq!(normal(&text), "In T ms.\nto ID-1\nto ID-2\nto ID-1\nFounded TIME: 10\n");
    assert_eq!(normal("12 men, 1-2-3-4-5"), "12 men, 1-2-3-4-5");
}
