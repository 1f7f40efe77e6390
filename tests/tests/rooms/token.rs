//! What words, symbols and texts does a Rust file consist of, without its comments and its tests?

/// One token and the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// The content of a string literal of any sort.
    Text(String),
    Symbol(char),
    /// A number, a character or a lifetime: nothing that a rule asks about.
    Other,
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(crate) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol(symbol)
    }
}

/// Splits a file into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner { rest: text.chars().collect(), at: 0, line: 1 };
    std::iter::from_fn(|| scanner.next_token()).collect()
}

struct Scanner {
    rest: Vec<char>,
    at: usize,
    line: usize,
}

impl Scanner {
    fn next_token(&mut self) -> Option<Token> {
        self.skip_space_and_comments();
        let line = self.line;
        let kind = match self.peek(0)? {
            first if is_word_start(first) => self.word_or_literal(),
            first if first.is_ascii_digit() => {
                self.take_word();
                Kind::Other
            }
            '"' => Kind::Text(self.quoted()),
            '\'' => self.character_or_lifetime(),
            symbol => {
                self.take();
                Kind::Symbol(symbol)
            }
        };
        Some(Token { kind, line })
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let taken = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(taken == '\n');
        Some(taken)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.take();
        }
    }

    fn skip_space_and_comments(&mut self) {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(space), _) if space.is_whitespace() => {
                    self.take();
                }
                (Some('/'), Some('/')) => while self.take().is_some_and(|it| it != '\n') {},
                (Some('/'), Some('*')) => self.skip_block_comment(),
                _ => return,
            }
        }
    }

    /// Block comments nest.
    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.take();
                    continue;
                }
            }
            self.take();
            self.take();
            if depth == 0 {
                return;
            }
        }
    }

    fn take_word(&mut self) -> String {
        let mut word = String::new();
        while let Some(next) = self.peek(0).filter(|it| is_word_start(*it) || it.is_ascii_digit()) {
            word.push(next);
            self.take();
        }
        word
    }

    /// A word may turn out to be the prefix of a literal (`br"…"`, `c"…"`, `b'…'`) or of a raw identifier.
    fn word_or_literal(&mut self) -> Kind {
        let word = self.take_word();
        let hashes = (0..).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        match (word.as_str(), self.peek(hashes)) {
            ("r" | "br" | "cr", Some('"')) => Kind::Text(self.raw(hashes)),
            ("b" | "c", Some('"')) if hashes == 0 => Kind::Text(self.quoted()),
            ("b", Some('\'')) if hashes == 0 => self.character_or_lifetime(),
            ("r", Some(next)) if hashes == 1 && is_word_start(next) => {
                self.take();
                Kind::Word(format!("r#{}", self.take_word()))
            }
            _ => Kind::Word(word),
        }
    }

    fn raw(&mut self, hashes: usize) -> String {
        self.skip(hashes + 1);
        let mut text = String::new();
        while let Some(next) = self.take() {
            if next == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.skip(hashes);
                break;
            }
            text.push(next);
        }
        text
    }

    fn quoted(&mut self) -> String {
        self.take();
        let mut text = String::new();
        while let Some(next) = self.take() {
            match next {
                '"' => break,
                '\\' => match self.take() {
                    Some('n' | 't' | 'r') => text.push(' '),
                    Some('\n') => while self.peek(0).is_some_and(char::is_whitespace) && self.take().is_some() {},
                    escaped => text.extend(escaped),
                },
                _ => text.push(next),
            }
        }
        text
    }

    /// `'a'` and `'\n'` are characters, `'a` is a lifetime.
    fn character_or_lifetime(&mut self) -> Kind {
        self.take();
        if self.peek(0) == Some('\\') {
            self.take();
            self.take();
            while self.take().is_some_and(|it| it != '\'') {}
        } else if self.peek(1) == Some('\'') {
            self.take();
            self.take();
        } else {
            self.take_word();
        }
        Kind::Other
    }
}

fn is_word_start(it: char) -> bool {
    it == '_' || it.is_alphabetic()
}

/// What is left of a file's tokens without the items that only its tests see.
pub(crate) struct Production {
    pub(crate) tokens: Vec<Token>,
    /// Names of the modules in files of their own that only tests see.
    pub(crate) test_modules: Vec<String>,
    /// How many lines the removed items take.
    pub(crate) test_lines: usize,
}

/// Removes every item under `#[cfg(test)]`.
pub(crate) fn without_tests(tokens: &[Token]) -> Production {
    let mut kept = Production { tokens: Vec::new(), test_modules: Vec::new(), test_lines: 0 };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let Some(attribute) = attribute_at(tokens, at).filter(|range| requires_test(&tokens[range.clone()])) else {
            kept.tokens.push(token.clone());
            at += 1;
            continue;
        };
        let item = &tokens[attribute.end + 1..];
        let item = &item[..item_length(item)];
        if let [.., module, name, end] = item
            && module.is_word("mod")
            && end.is_symbol(';')
        {
            kept.test_modules.extend(name.word().map(str::to_owned));
        }
        kept.test_lines += item.last().map_or(0, |last| last.line + 1 - token.line);
        at = attribute.end + 1 + item.len();
    }
    kept
}

/// The tokens between the brackets of the outer attribute that begins at `at`.
pub(crate) fn attribute_at(tokens: &[Token], at: usize) -> Option<std::ops::Range<usize>> {
    let opens = tokens.get(at)?.is_symbol('#') && tokens.get(at + 1)?.is_symbol('[');
    opens.then(|| at + 2..at + 1 + group_length(&tokens[at + 1..]) - 1)
}

/// Whether `cfg(…)` holds in tests alone: `test` itself, or `all(…)` with it inside.
fn requires_test(attribute: &[Token]) -> bool {
    match attribute {
        [test] => test.is_word("test"),
        [name, open, inner @ .., _] if open.is_symbol('(') && (name.is_word("cfg") || name.is_word("all")) => {
            arguments(inner).into_iter().any(requires_test)
        }
        _ => false,
    }
}

/// What the commas outside of brackets separate.
fn arguments(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(token) = tokens.get(at) {
        if token.is_symbol(',') {
            found.push(&tokens[start..at]);
            start = at + 1;
        }
        at += group_length(&tokens[at..]);
    }
    found.push(&tokens[start..]);
    found
}

/// The number of tokens up to the item's `;` or closing brace; a field or an argument ends with its comma.
fn item_length(tokens: &[Token]) -> usize {
    let mut at = 0;
    while let Some(attribute) = attribute_at(tokens, at) {
        at = attribute.end + 1;
    }
    let is_item = tokens.get(at).and_then(Token::word).is_some_and(|word| ITEM_WORDS.contains(&word));
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Symbol('}' | ')' | ']') => return at,
            Kind::Symbol(',') if !is_item => return at + 1,
            _ => at += group_length(&tokens[at..]),
        }
        if token.is_symbol('{') || token.is_symbol(';') {
            break;
        }
    }
    at
}

const ITEM_WORDS: &[&str] = &[
    "async",
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "let",
    "macro_rules",
    "mod",
    "pub",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "unsafe",
    "use",
];

/// The number of tokens of the bracketed group that the first token opens, both brackets included.
fn group_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol('(' | '[' | '{') => depth += 1,
            Kind::Symbol(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}
