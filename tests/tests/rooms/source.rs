//! Which paths does a file of a crate name, seen from the crate's root?

use crate::token::{Token, attribute_at, tokens, without_tests};

/// The source of one crate, without what only its tests see.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
}

/// One file, which is one module.
pub(crate) struct File {
    /// Its path below `src`, with forward slashes.
    pub(crate) path: String,
    /// Its module path from the root; empty for the root itself.
    pub(crate) module: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    /// How many lines it has apart from its tests.
    pub(crate) lines: usize,
}

impl Crate {
    pub(crate) fn new(name: &str, texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files = Vec::new();
        let mut test_modules = Vec::new();
        for (path, text) in texts {
            let module = module_of(&path);
            let production = without_tests(&tokens(&text));
            test_modules.extend(production.test_modules.into_iter().map(|child| [&module[..], &[child]].concat()));
            let lines = text.lines().count() - production.test_lines;
            files.push(File { path, module, tokens: production.tokens, lines });
        }
        files.retain(|file| !test_modules.iter().any(|tests| file.module.starts_with(tests)));
        Self { name: name.to_owned(), files }
    }

    /// What the root offers under another name than its own: the name, and the path that it stands for.
    pub(crate) fn root_names(&self) -> Vec<(String, Vec<String>)> {
        let root = self.files.iter().filter(|file| file.module.is_empty());
        let names = root.flat_map(File::imports).filter_map(|import| match import.target {
            Target::Outside(path) | Target::Inside(path) => Some((import.name?, path)),
        });
        names.filter(|(name, path)| path.len() > 1 && *name != path[0]).collect()
    }
}

fn module_of(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// A place where a file names something by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) line: usize,
    pub(crate) target: Target,
    /// What an import calls it from then on; nothing for a glob and for a path in the middle of code.
    pub(crate) name: Option<String>,
    /// Whether it is the path of a macro that is called there.
    pub(crate) calls_macro: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// From the root of the same crate.
    Inside(Vec<String>),
    /// As it is written: another crate's, or a child of the module that names it.
    Outside(Vec<String>),
}

impl File {
    /// Every path that the file imports or that begins at `crate`, `self` or `super`.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let mut walk = Walk { file: self, at: 0, depth: 0, inline: Vec::new(), found: Vec::new() };
        while walk.step() {}
        walk.found
    }

    fn imports(&self) -> Vec<Reference> {
        self.references().into_iter().filter(|reference| reference.name.is_some()).collect()
    }
}

/// One pass over a file that knows in which inline module it stands.
struct Walk<'a> {
    file: &'a File,
    at: usize,
    depth: usize,
    /// The inline modules around the place, each with the depth of its braces.
    inline: Vec<(usize, String)>,
    found: Vec<Reference>,
}

impl Walk<'_> {
    fn step(&mut self) -> bool {
        let Some(token) = self.file.tokens.get(self.at) else { return false };
        match token.word() {
            Some("mod") => self.enter_module(),
            // `impl Trait + use<'a>` imports nothing.
            Some("use") if !self.symbol_at(1, '<') => {
                self.at += 1;
                self.import(&[]);
            }
            Some("crate" | "self" | "super") if self.path_goes_on(1) && !self.is_inside_path() => self.path(),
            _ => self.brace(),
        }
        true
    }

    fn symbol_at(&self, ahead: usize, symbol: char) -> bool {
        self.file.tokens.get(self.at + ahead).is_some_and(|token| token.is_symbol(symbol))
    }

    fn path_goes_on(&self, ahead: usize) -> bool {
        self.symbol_at(ahead, ':') && self.symbol_at(ahead + 1, ':')
    }

    fn is_inside_path(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|before| self.file.tokens[before].is_symbol(':'))
            && self.at.checked_sub(2).is_some_and(|before| self.file.tokens[before].is_symbol(':'))
    }

    fn brace(&mut self) {
        if self.symbol_at(0, '{') {
            self.depth += 1;
        } else if self.symbol_at(0, '}') {
            self.depth = self.depth.saturating_sub(1);
            self.inline.retain(|(depth, _)| *depth <= self.depth);
        }
        self.at += 1;
    }

    fn enter_module(&mut self) {
        let name = self.file.tokens.get(self.at + 1).and_then(Token::word).map(str::to_owned);
        if let Some(name) = name.filter(|_| self.symbol_at(2, '{')) {
            self.depth += 1;
            self.inline.push((self.depth, name));
            self.at += 3;
        } else {
            self.at += 1;
        }
    }

    /// A path in the middle of code.
    fn path(&mut self) {
        let line = self.file.tokens[self.at].line;
        let mut path = self.segment();
        while self.path_goes_on(0) && self.file.tokens.get(self.at + 2).is_some_and(|token| token.word().is_some()) {
            self.at += 2;
            path.extend(self.segment());
        }
        let calls_macro = self.symbol_at(0, '!') && !self.symbol_at(1, '=');
        let target = self.resolve(path);
        self.found.push(Reference { line, target, name: None, calls_macro });
    }

    fn segment(&mut self) -> Vec<String> {
        let word = self.file.tokens[self.at].word().map(str::to_owned);
        self.at += 1;
        word.into_iter().collect()
    }

    /// One branch of a `use` tree, below the segments of `prefix`.
    fn import(&mut self, prefix: &[String]) {
        let mut path = prefix.to_vec();
        let line = self.file.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            if self.path_goes_on(0) {
                self.at += 2;
            } else if self.symbol_at(0, '{') {
                return self.import_group(&path);
            } else if self.symbol_at(0, '*') {
                self.at += 1;
                return self.imported(line, path, None);
            } else if let Some(word) = self.file.tokens.get(self.at).and_then(Token::word) {
                if word == "as" {
                    let name = self.file.tokens.get(self.at + 1).and_then(Token::word).map(str::to_owned);
                    self.at += 2;
                    return self.imported(line, path, name);
                }
                path.push(word.to_owned());
                self.at += 1;
            } else {
                let name = path.iter().rfind(|segment| *segment != "self").cloned();
                return self.imported(line, path, name);
            }
        }
    }

    fn import_group(&mut self, path: &[String]) {
        self.at += 1;
        while self.at < self.file.tokens.len() && !self.symbol_at(0, '}') {
            self.import(path);
            if !self.symbol_at(0, '}') {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn imported(&mut self, line: usize, path: Vec<String>, name: Option<String>) {
        let target = self.resolve(path);
        self.found.push(Reference { line, target, name, calls_macro: false });
    }

    /// Follows `crate`, `self` and `super` from the place where the path stands.
    fn resolve(&self, path: Vec<String>) -> Target {
        let here = self.file.module.iter().chain(self.inline.iter().map(|(_, name)| name));
        let mut from_root: Vec<String> = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => here.cloned().collect(),
            _ => return Target::Outside(path),
        };
        for segment in path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(from_root.pop()),
                _ => from_root.push(segment),
            }
        }
        Target::Inside(from_root)
    }
}

/// The tokens of a file without the texts of its `#[doc = "…"]` attributes.
pub(crate) fn without_doc_attributes(file: &File) -> Vec<&Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = file.tokens.get(at) {
        match attribute_at(&file.tokens, at).filter(|range| file.tokens[range.start].is_word("doc")) {
            Some(doc) => at = doc.end + 1,
            None => {
                kept.push(token);
                at += 1;
            }
        }
    }
    kept
}
