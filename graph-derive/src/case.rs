//! How `rename_all` spells the names of fields and variants.

/// A spelling of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// Every case under the name that `rename_all` knows it by, which is also how it looks.
const CASES: [(&str, Case); 8] = [
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("PascalCase", Case::Pascal),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
];

impl Case {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        CASES.iter().find(|(known, _)| *known == name).map(|(_, case)| *case)
    }

    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        CASES.iter().map(|(name, _)| *name)
    }

    /// Spells an identifier of a field or variant in this case.
    pub(crate) fn apply(self, identifier: &str) -> String {
        let words = words(identifier);
        let joined = |separator: &str, spell: fn(&str) -> String| {
            words.iter().map(|word| spell(word)).collect::<Vec<_>>().join(separator)
        };
        match self {
            Self::Lower => joined("", str::to_lowercase),
            Self::Upper => joined("", str::to_uppercase),
            Self::Snake => joined("_", str::to_lowercase),
            Self::ScreamingSnake => joined("_", str::to_uppercase),
            Self::Kebab => joined("-", str::to_lowercase),
            Self::ScreamingKebab => joined("-", str::to_uppercase),
            Self::Pascal => joined("", capitalised),
            Self::Camel => match words.split_first() {
                None => String::new(),
                Some((first, others)) => {
                    first.to_lowercase() + &others.iter().map(|word| capitalised(word)).collect::<String>()
                }
            },
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        None => String::new(),
        Some(first) => first.to_uppercase().chain(characters.flat_map(char::to_lowercase)).collect(),
    }
}

/// Splits at underscores, before a capital after a small letter or digit, and before the last capital of a run.
fn words(identifier: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in identifier.split('_') {
        let characters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, character) in characters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| characters.get(at));
            let after = characters.get(at + 1);
            let starts = character.is_uppercase()
                && before
                    .is_some_and(|before| !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()));
            if starts {
                words.push(std::mem::take(&mut word));
            }
            word.push(*character);
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{CASES, Case};

    #[test]
    fn every_case_spells_its_own_name() {
        for (name, case) in CASES {
            let words = name.replace('-', "_");
            let words = match case {
                Case::Lower => "lower_case",
                Case::Upper => "upper_case",
                _ => &words,
            };
            assert_eq!(case.apply(words), name);
        }
    }

    #[test]
    fn a_word_starts_at_underscores_and_capitals() {
        assert_eq!(Case::ScreamingSnake.apply("WorksFor"), "WORKS_FOR");
        assert_eq!(Case::Snake.apply("HTTPServer2Port"), "http_server2_port");
        assert_eq!(Case::Camel.apply("_first__name_"), "firstName");
        assert_eq!(Case::Pascal.apply("été_dernier"), "ÉtéDernier");
        assert_eq!(Case::Camel.apply("_"), "");
    }
}
