//! What words, symbols and documentation does a Rust file consist of?

/// One token; what is in texts and comments is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// An identifier or keyword.
    Word(String),
    /// One line of documentation.
    Docs(String),
    Symbol(char),
    /// A text, a character, a lifetime, an arrow.
    Other,
}

/// Splits a file into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut rest = text;
    std::iter::from_fn(|| {
        loop {
            rest = rest.trim_start();
            let (token, length) = first(rest)?;
            rest = rest.get(length..)?;
            if token.is_some() {
                return token;
            }
        }
    })
    .collect()
}

/// Returns the token that the text begins with and how long it is; no token for a comment.
fn first(text: &str) -> Option<(Option<Token>, usize)> {
    let line_end = text.find('\n').unwrap_or(text.len());
    let begins = text.chars().next()?;
    if let Some(docs) = text.get(..line_end)?.strip_prefix("///").filter(|docs| !docs.starts_with('/')) {
        return Some((Some(Token::Docs(docs.trim().to_owned())), line_end));
    }
    if text.starts_with("//") {
        return Some((None, line_end));
    }
    if text.starts_with("/*") {
        return Some((None, comment_length(text)));
    }
    if let Some(length) = raw_text_length(text) {
        return Some((Some(Token::Other), length));
    }
    if text.starts_with("b\"") || begins == '"' {
        return Some((Some(Token::Other), quoted_length(text)));
    }
    if begins == '\'' || text.starts_with("b'") {
        return Some((Some(Token::Other), character_length(text)));
    }
    if text.starts_with("->") || text.starts_with("=>") {
        return Some((Some(Token::Other), 2));
    }
    let raw = text.strip_prefix("r#").filter(|rest| rest.starts_with(is_of_word));
    if is_of_word(begins) || raw.is_some() {
        let name = raw.unwrap_or(text);
        let length = name.find(|it| !is_of_word(it)).unwrap_or(name.len());
        return Some((Some(Token::Word(name.get(..length)?.to_owned())), text.len() - name.len() + length));
    }
    Some((Some(Token::Symbol(begins)), begins.len_utf8()))
}

fn is_of_word(symbol: char) -> bool {
    symbol.is_alphanumeric() || symbol == '_'
}

fn comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (change, length) = if rest.starts_with("/*") {
            (1, 2)
        } else if rest.starts_with("*/") {
            (-1, 2)
        } else {
            (0, rest.chars().next().map_or(1, char::len_utf8))
        };
        depth = depth.saturating_add_signed(change);
        at += length;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Returns the length of `r"…"`, `r#"…"#`, `br"…"`; none for other tokens.
fn raw_text_length(text: &str) -> Option<usize> {
    let prefix = if text.starts_with("br") { 2 } else { 1 };
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.find(|it| it != '#')?;
    after.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let content = prefix + hashes + 1;
    let length = text.get(content..)?.find(&end).map_or(text.len() - content, |at| at + end.len());
    Some(content + length)
}

fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    let open = text.find('"').unwrap_or(0);
    for (at, symbol) in text.char_indices().skip_while(|(at, _)| *at <= open) {
        match symbol {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of a character, or of the apostrophe and name of a lifetime.
fn character_length(text: &str) -> usize {
    let open = text.find('\'').unwrap_or(0) + 1;
    let inner: Vec<(usize, char)> = text.char_indices().skip_while(|(at, _)| *at < open).take(2).collect();
    match inner.as_slice() {
        [(at, '\\'), (escape, _)] => {
            let from = escape + 1;
            text.get(from..).and_then(|rest| rest.find('\'')).map_or(*at, |end| from + end + 1)
        }
        [_, (end, '\'')] => end + 1,
        _ => text.get(open..).and_then(|rest| rest.find(|it| !is_of_word(it))).map_or(text.len(), |end| open + end),
    }
}
