//! What does a Rust file define, and what does it say of it?

mod token;

use token::{Token, tokens};

/// Something that a file defines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Definition {
    pub(crate) name: String,
    /// The type or trait that it is a part of.
    pub(crate) owner: Option<String>,
    pub(crate) is_function: bool,
    /// Whether every crate sees it, as far as its own words go.
    pub(crate) is_public: bool,
    /// Its documentation, in one line.
    pub(crate) docs: String,
    /// Its attributes, each without spaces.
    attributes: Vec<String>,
}

impl Definition {
    /// Tells whether it is a test that runs.
    pub(crate) fn is_test(&self) -> bool {
        let named = |name: &str| {
            self.attributes.iter().any(|it| {
                let path = it.split(['(', '=']).next().unwrap_or_default();
                path == name || path.ends_with(&format!("::{name}"))
            })
        };
        self.is_function && named("test") && !named("ignore")
    }
}

/// Finds all that a file defines: items, methods, fields, variants.
pub(crate) fn definitions(text: &str) -> Vec<Definition> {
    let mut reader = Reader {
        tokens: tokens(text),
        at: 0,
        blocks: Vec::new(),
        opening: Block::Other,
        docs: String::new(),
        attributes: Vec::new(),
        at_member: false,
        public: false,
        found: Vec::new(),
    };
    while reader.step() {}
    reader.found
}

/// What a pair of brackets encloses.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    /// The fields of a struct.
    Fields(String),
    /// The variants of an enum.
    Variants(String),
    /// The items of a trait, or of an `impl` for a type.
    Items(String),
    Other,
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    blocks: Vec<Block>,
    /// What the next brace opens.
    opening: Block,
    docs: String,
    attributes: Vec<String>,
    /// Whether a field or variant may begin here.
    at_member: bool,
    /// Whether the next item is `pub`.
    public: bool,
    found: Vec<Definition>,
}

impl Reader {
    fn step(&mut self) -> bool {
        let Some(token) = self.tokens.get(self.at).cloned() else { return false };
        self.at += 1;
        match token {
            Token::Docs(text) => {
                self.docs.push_str(&text);
                self.docs.push(' ');
            }
            Token::Symbol('#') => self.attribute(),
            Token::Symbol('{') => {
                let block = std::mem::replace(&mut self.opening, Block::Other);
                self.open(block);
            }
            Token::Symbol('(' | '[') => self.open(Block::Other),
            Token::Symbol('}' | ')' | ']') => {
                self.blocks.pop();
                self.at_member = false;
                // `pub(crate)` is no end of what was said of an item.
                if token != Token::Symbol(')') {
                    self.forget();
                }
            }
            Token::Symbol(';') => {
                self.opening = Block::Other;
                self.forget();
            }
            Token::Symbol(',') => {
                self.at_member = true;
                self.forget();
            }
            Token::Symbol(_) | Token::Other => self.at_member = false,
            Token::Word(word) => self.word(&word),
        }
        true
    }

    fn open(&mut self, block: Block) {
        self.at_member = matches!(block, Block::Fields(_) | Block::Variants(_));
        if block != Block::Other {
            self.forget();
        }
        self.blocks.push(block);
    }

    fn forget(&mut self) {
        self.public = false;
        self.docs.clear();
        self.attributes.clear();
    }

    fn attribute(&mut self) {
        // In a macro's template a `#` may stand alone.
        if !matches!(self.tokens.get(self.at), Some(Token::Symbol('[' | '!'))) {
            return;
        }
        let mut depth = 0_usize;
        let mut text = String::new();
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Symbol('[') => depth += 1,
                Token::Symbol(']') => depth = depth.saturating_sub(1),
                Token::Symbol(symbol) => text.push(*symbol),
                Token::Word(word) => text.push_str(word),
                Token::Docs(_) | Token::Other => {}
            }
            if depth == 0 && *token == Token::Symbol(']') {
                break;
            }
        }
        self.attributes.push(text);
    }

    fn word(&mut self, word: &str) {
        let next = match self.tokens.get(self.at) {
            Some(Token::Word(next)) => Some(next.clone()),
            _ => None,
        };
        match (word, next) {
            ("pub", _) => self.visibility(),
            ("impl", _) if self.is_item_level() => self.opening = Block::Items(self.implementer()),
            ("const", Some(next)) if next == "fn" => {}
            ("fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "mod", Some(name)) => {
                self.at += 1;
                self.opening = match word {
                    "struct" => Block::Fields(name.clone()),
                    "enum" => Block::Variants(name.clone()),
                    "trait" => Block::Items(name.clone()),
                    _ => Block::Other,
                };
                self.define(name, word == "fn");
            }
            ("macro_rules", _) => {
                if let Some(Token::Word(name)) = self.tokens.get(self.at + 1).cloned() {
                    self.define(name, false);
                }
            }
            _ if self.at_member => self.member(word),
            _ => {}
        }
    }

    /// Passes `(crate)` and the like, so that a field's name is still where a field begins.
    fn visibility(&mut self) {
        self.public = true;
        if self.tokens.get(self.at) == Some(&Token::Symbol('(')) {
            while self.tokens.get(self.at).is_some_and(|token| *token != Token::Symbol(')')) {
                self.at += 1;
            }
            self.at += 1;
            self.public = false;
        }
    }

    /// Takes a word that may be the name of a field or variant.
    fn member(&mut self, word: &str) {
        self.at_member = false;
        let after = |ahead: usize| self.tokens.get(self.at + ahead);
        match self.blocks.last() {
            Some(Block::Fields(_))
                if after(0) == Some(&Token::Symbol(':')) && after(1) != Some(&Token::Symbol(':')) =>
            {
                self.define(word.to_owned(), false);
            }
            Some(Block::Variants(_)) => self.define(word.to_owned(), false),
            _ => {}
        }
    }

    fn define(&mut self, name: String, is_function: bool) {
        let owner = match self.blocks.last() {
            Some(Block::Fields(owner) | Block::Variants(owner) | Block::Items(owner)) => Some(owner.clone()),
            _ => None,
        };
        let docs = std::mem::take(&mut self.docs);
        let attributes = std::mem::take(&mut self.attributes);
        let is_public = std::mem::take(&mut self.public);
        self.found.push(Definition { name, owner, is_function, is_public, docs, attributes });
    }

    /// Tells whether an `impl` here begins a block, and does not name a type.
    fn is_item_level(&self) -> bool {
        let before = self.at.checked_sub(2).and_then(|before| self.tokens.get(before));
        matches!(before, None | Some(Token::Symbol('}' | '{' | ';' | ']') | Token::Docs(_)))
    }

    /// Reads ahead for the type that an `impl` block is for.
    fn implementer(&self) -> String {
        let mut angles = 0_usize;
        let mut name = String::new();
        for token in self.tokens.iter().skip(self.at) {
            match token {
                Token::Symbol('<') => angles += 1,
                Token::Symbol('>') => angles = angles.saturating_sub(1),
                Token::Symbol('{') => break,
                Token::Word(word) if angles == 0 && word == "where" => break,
                Token::Word(word) if angles == 0 => name.clone_from(word),
                _ => {}
            }
        }
        name
    }
}
