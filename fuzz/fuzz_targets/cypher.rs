//! Names in generated Cypher: whatever the name, a server reads exactly that name and goes on where it ends.

#![no_main]

use graph_orm::cypher::Name;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(name) = Name::new(text) else {
        assert!(text.is_empty() || text.contains('\0') || text.contains("\\u"), "{text:?} is refused for no reason");
        return;
    };
    const BEFORE: &str = "MATCH (n:";
    const AFTER: &str = ") RETURN n";
    let query = unescaped(&format!("{BEFORE}{name}{AFTER}"));
    let rest = query.strip_prefix(BEFORE).expect("nothing before a name changes");
    assert_eq!(identifier(rest), Some((text.to_owned(), AFTER)), "{query}");
});

/// What servers do before anything else: `\u0060` becomes a backtick.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match digits {
            Some(character) => {
                out.push(character);
                out.push_str(&part[4..]);
            }
            None => {
                out.push_str("\\u");
                out.push_str(part);
            }
        }
    }
    out
}

/// Reads an identifier as a server does, and returns it with what follows.
fn identifier(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('`') else {
        let end = text.find(|character: char| !character.is_alphanumeric() && character != '_')?;
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    loop {
        let end = rest.find('`')?;
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('`') {
            Some(after) => {
                name.push('`');
                rest = after;
            }
            None => return Some((name, rest)),
        }
    }
}
